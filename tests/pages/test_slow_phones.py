"""Twelve phones on a bad line, a handler who saves and twenty who write: on a real server.

What is told apart is who was done before whom, never how long it took: the phones do not finish
sending until everybody else has been answered.
"""

import io
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from waitress import create_server
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from tests import make
from tests.windows import serving
from tests.world import World
from walks.db import db
from walks.model.finding import Finding
from walks.model.status import Status, Verb
from walks.pages.access import cookie_name

SLOW, QUICK = 12, 20
PATIENCE = 25
"""Seconds until somebody who is kept waiting gives up: fewer than a lock is waited for."""
LEFT = 1000
"""Bytes that a phone on a bad line keeps back until the others are done."""
COLOURS = ("navy", "teal", "red", "blue", "green", "pink", "gold", "gray", "tan", "lime", "plum")


def threaded(app: Flask) -> Any:
    """Serve with a thread for each request, which reads the body as it comes in."""
    return serving(app)


@contextmanager
def buffered(app: Flask) -> Iterator[str]:
    """Serve as README says to: by waitress, which hands a request over when all of it is there."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join()


class Line:
    """Somebody's way to the server: where it is, and the cookies of their browser."""

    def __init__(self, served: str, browser: FlaskClient, *cookies: str) -> None:
        """Take over the browser's cookies with these names."""
        self.host = served.removeprefix("http://")
        values = {name: browser.get_cookie(name) for name in cookies}
        self.headers = {
            "Host": self.host,
            "Sec-Fetch-Site": "same-origin",
            "Cookie": "; ".join(f"{n}={cookie.value}" for n, cookie in values.items() if cookie),
        }

    def post(self, address: str, fields: dict[str, Any]) -> int:
        """Send a form, and return the status of the answer."""
        body, headers = self._form(fields)
        with closing(HTTPConnection(self.host, timeout=PATIENCE)) as connection:
            connection.request("POST", address, body, headers)
            return connection.getresponse().status

    def drip(self, address: str, fields: dict[str, Any], begun: Any, go: threading.Event) -> int:
        """Send a form in drips, and all of it only when told to go."""
        body, headers = self._form(fields)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        server, port = self.host.split(":")
        with socket.create_connection((server, int(port)), timeout=3 * PATIENCE) as line:
            line.sendall(f"POST {address} HTTP/1.1\r\n{head}\r\n".encode())
            line.sendall(body[: (sent := len(body) // 2)])
            begun.release()
            while not go.wait(0.02) and sent < len(body) - LEFT:
                line.sendall(body[sent : (sent := sent + 20)])
            go.wait()
            line.sendall(body[sent:])
            response = HTTPResponse(line)
            response.begin()
            return response.status

    def _form(self, fields: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        stream, length, boundary = stream_encode_multipart(fields)
        kind = f"multipart/form-data; boundary={boundary}"
        headers = {**self.headers, "Content-Type": kind, "Content-Length": str(length)}
        return stream.read(), headers


def a_note(text: str, **more: Any) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid4()),
        "type": "unsafe",
        "category": "lighting",
        "text": text,
        "place_words": "Tunneln",
        "light": "dark",
        "urgency": "",
        "stop": "",
        "place_type": "",
        **more,
    }


def a_photo(number: int) -> FileStorage:
    picture = make.picture((900, 600 + number), COLOURS[number % len(COLOURS)])
    return FileStorage(io.BytesIO(picture), "IMG.jpg")


@pytest.mark.parametrize("served_by", [threaded, buffered])
def test_twelve_slow_phones_hold_up_neither_a_save_nor_twenty_who_write(
    world: World, served_by: Callable[[Flask], Any]
) -> None:
    number = world.values["review.show/number"]
    handler, phone = world.browser("tn"), world.browser("participant")
    version = re.search(r'name="version"[^>]*value="(\d+)"', handler.get(f"/fynd/{number}").text)
    assert version
    receive = {"csrf_token": world.token(), "version": version[1]}
    on_walk = f"/falt/{world.values['walk_id']}/fynd"
    begun, go = threading.Semaphore(0), threading.Event()
    with ExitStack() as stack:
        served = stack.enter_context(served_by(world.app))
        people = stack.enter_context(ThreadPoolExecutor(SLOW + QUICK + 1))
        stack.callback(go.set)  # a phone that waits would keep the server up
        walking = Line(served, phone, cookie_name(world.values["walk_id"]))
        slow = [
            people.submit(walking.drip, on_walk, a_note(f"Bild {n}", photos=a_photo(n)), begun, go)
            for n in range(SLOW)
        ]
        for _phone in range(SLOW):
            assert begun.acquire(timeout=PATIENCE)
        staff = Line(served, handler, "session")
        quick = [people.submit(staff.post, f"/fynd/{number}/mottagande", receive)]
        for n in range(QUICK):
            note, on = a_note(f"Ord {n}"), on_walk
            if n % 2:
                note, on = note | {"secret": uuid.uuid4().hex}, "/rapportera"
            quick.append(people.submit(walking.post, on, note))
        assert {each.result() for each in quick} == {303}
        assert not any(each.done() for each in slow), "everybody else was answered before them"
        go.set()
        assert {each.result() for each in slow} == {303}
    with world.app.app_context():
        _assert_all_is_kept_once(number)


def _assert_all_is_kept_once(number: str) -> None:
    findings = db.session.scalars(select(Finding).order_by(Finding.id)).all()
    texts = [f"Bild {n}" for n in range(SLOW)] + [f"Ord {n}" for n in range(QUICK)]
    kept = {finding.text: finding for finding in findings if finding.text in texts}
    assert sorted(f.text for f in findings if f.text in texts) == sorted(texts)
    assert len({finding.number for finding in findings}) == len(findings)
    photos = [photo for n in range(SLOW) for photo in kept[f"Bild {n}"].shown_photos]
    assert len({photo.stored_sha256 for photo in photos}) == len(photos) == SLOW
    (saved,) = (finding for finding in findings if finding.number == number)
    assert saved.status is Status.RECEIVED
    assert [event.verb for event in saved.events].count(Verb.RECEIVE) == 1
