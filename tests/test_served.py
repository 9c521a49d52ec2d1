"""The program behind the servers that README names, each a process of its own, asked over a socket.

What only a real server shows: headers larger than any browser's, and two processes in each other's
way on one database.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.client import Page
from tests.pages.test_collisions import NUMBERS, held
from tests.test_cli_serving import free_port
from walks.db import db
from walks.model.finding import Finding

WAITRESS = ("-m", "waitress", "--host", "127.0.0.1", "--port", "{port}", "wsgi:app")
GUNICORN = ("-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--no-control-socket", "wsgi:app")
IMPATIENT = (
    "-c",
    "import walks.db, waitress; walks.db.PATIENCE_S = 0.25; import wsgi;"
    " waitress.serve(wsgi.app, host='127.0.0.1', port={port})",
)
"""As WAITRESS, but nobody waits longer than a quarter of a second."""

CLOSED = 0
"""What stands for a status when the server hung up instead."""

Serve = Callable[[tuple[str, ...]], int]


@pytest.fixture
def serve(app: Flask) -> Iterator[Serve]:
    """Start a server over the test's own database; return its port once it answers."""
    running: list[subprocess.Popen[bytes]] = []

    def start(command: tuple[str, ...]) -> int:
        port = free_port()
        settings = {
            **os.environ,
            "WALKS_INSTANCE": str(app.config["INSTANCE"]),
            "WALKS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        }
        words = [sys.executable, *(word.format(port=port) for word in command)]
        running.append(subprocess.Popen(words, env=settings))  # noqa: S603
        for _again in range(600):
            assert running[-1].poll() is None, "the server has ended"
            if ask(port) == 200:
                return port
            time.sleep(0.1)
        raise AssertionError("nobody answers")

    yield start
    for process in running:
        process.terminate()
        process.wait()


def ask(port: int, path: str = "/halsa", headers: dict[str, str] | None = None) -> int:
    """Return the status of the answer, or CLOSED."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        with suppress(OSError, HTTPException):
            connection.request("GET", path, headers=headers or {})
            return connection.getresponse().status
    finally:
        connection.close()
    return CLOSED


LARGE = {
    "a header of 100 kB": ("/", {"X-Long": "x" * 100_000}),
    "a header of 1 MB": ("/", {"X-Long": "x" * 1_000_000}),
    "1,000 headers": ("/", {f"X-{number}": "x" for number in range(1000)}),
    "20,000 headers": ("/", {f"X-{number}": "x" * 20 for number in range(20_000)}),
    "a cookie of 64 kB": ("/", {"Cookie": "session=" + "x" * 65_536}),
    "an address of 100 kB": ("/?" + "x" * 100_000, {}),
    "an address of 1 MB": ("/" + "x" * 1_000_000, {}),
}
TOO_LARGE = {
    "waitress": {"a header of 1 MB", "20,000 headers", "an address of 1 MB"},  # 256 kB in all
    "gunicorn": set(LARGE),
}


@pytest.mark.parametrize(
    ("name", "command"),
    [("waitress", WAITRESS), ("gunicorn", GUNICORN)],
    ids=["waitress", "gunicorn"],
)
def test_headers_larger_than_any_browser_s_harm_nobody(
    serve: Serve, name: str, command: tuple[str, ...]
) -> None:
    port = serve(command)
    answers = {what: ask(port, *sent) for what, sent in LARGE.items()}
    assert {what for what, status in answers.items() if status >= 500} == set()
    refused = {what for what, status in answers.items() if status == CLOSED or status >= 400}
    assert refused == TOO_LARGE[name], answers
    assert ask(port) == 200


def test_who_meets_another_process_gets_all_back_and_sends_it_again(
    app: Flask, serve: Serve
) -> None:
    make.report()  # the year's numbers have begun: there is a row to hold
    db.session.commit()
    port = serve(IMPATIENT)
    _status, page = browse(port, "/rapportera")
    form = page.form("/rapportera") | {"category": "lighting", "text": "Mörkt i hela tunneln."}
    form["place_words"] = "Tunneln"
    with held(app, NUMBERS):
        status, page = browse(port, "/rapportera", form)
        assert status == 503
        assert "Inget av ditt är sparat än" in page.words()
        assert "Mörkt i hela tunneln." in page.words()
        assert browse(port, "/")[0] == 200  # who only reads is in nobody's way
    assert browse(port, "/rapportera", page.form("/rapportera"))[0] == 303
    sent = select(Finding).where(Finding.text == form["text"])
    assert len(db.session.scalars(sent).all()) == 1


def browse(port: int, path: str, form: dict[str, str] | None = None) -> tuple[int, Page]:
    """Open the path, or send the form there; return status and page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form) if form else None
    connection.request("POST" if form else "GET", path, body, headers)
    answer = connection.getresponse()
    page = Page(answer.read(), "html5lib")
    connection.close()
    return answer.status, page
