"""A phone on a bad line holds up nobody: no transaction is open while something slow happens.

DESIGN, Data. The same with a real server and real phones: tests/pages/test_slow_phones.py.
"""

import hashlib
import io
import os
import subprocess
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from flask_security.core import UserMixin
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from tests import make
from tests.doors import MAY, posts, puts
from tests.transactions import Transactions, watching
from tests.world import World
from walks import storage
from walks.db import db
from walks.pages import signing_in
from walks.pages.access import cookie_name
from walks.pages.signing_in import password_link

HEADERS = {"Sec-Fetch-Site": "same-origin"}
MULTIPART = 'multipart/form-data; boundary="b"'


@pytest.fixture
def transactions(app: Flask) -> Iterator[Transactions]:
    """The transactions of the test's app."""
    with watching(app) as seen:
        yield seen


SLOW = {"hashed": (hashlib, "sha256"), "synced": (os, "fsync"), "decoded": (subprocess, "run")}
"""What is slow about a photo that comes in."""


def watch_storage(monkeypatch: pytest.MonkeyPatch, transactions: Transactions) -> None:
    """Note which transactions are open while storage does what is slow."""
    for what, (module, name) in SLOW.items():
        instead = SimpleNamespace(**vars(module))
        setattr(instead, name, transactions.watched(what, getattr(module, name)))
        monkeypatch.setattr(storage, module.__name__, instead)


def multipart(fields: dict[str, Any]) -> bytes:
    """Return the fields as a browser sends them with a file."""
    return stream_encode_multipart(fields, boundary="b")[0].read()


@pytest.mark.parametrize("content_type", [MULTIPART, "application/octet-stream"])
def test_no_transaction_is_open_while_any_post_reads_its_body(
    world: World, content_type: str
) -> None:
    """Whatever a page takes, and whoever sends it: a raw body must be read first too."""
    content = multipart({"csrf_token": world.token(), "text": "Mörkt. " * 500})
    for rule in posts(world.app):
        for kind in sorted(MAY[rule.endpoint] | {"anonymous"}):
            with watching(world.app) as seen:
                answer = world.browser(kind).post(
                    world.address(rule),
                    input_stream=seen.body(content),
                    content_length=len(content),
                    content_type=content_type,
                    headers=HEADERS,
                )
            where = (kind, rule.endpoint, answer.status)
            assert answer.status_code < 500, where
            assert set(seen.during("body")) <= {()}, where
            assert seen.during("body") or content_type != MULTIPART, where


def test_no_transaction_is_open_while_a_put_reads_its_body_or_has_a_photo_decoded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outbox sends its photos one by one, each a request of its own."""
    content = b"{}"  # what the report of the world lists as its photo
    headers = HEADERS | {"X-Sha256": hashlib.sha256(content).hexdigest()}
    for rule in puts(world.app):
        with watching(world.app) as seen:
            slowly = SimpleNamespace(**vars(subprocess))
            slowly.run = seen.watched("decoded", subprocess.run)
            monkeypatch.setattr(storage, "subprocess", slowly)
            answer = world.browser("participant").put(
                world.address(rule),
                input_stream=seen.body(content),
                content_length=len(content),
                content_type="image/jpeg",
                headers=headers,
            )
        assert answer.status_code < 500, (rule.endpoint, answer.text)
        assert set(seen.during("body")) == {()}, rule.endpoint
        decoded = {()} if rule.endpoint.endswith("put_photo") else set()
        assert set(seen.during("decoded")) == decoded, rule.endpoint


@pytest.mark.parametrize("page", ["field", "report"])
def test_no_transaction_is_open_while_a_photo_is_taken_in(
    app: Flask,
    people: SimpleNamespace,
    now: object,
    monkeypatch: pytest.MonkeyPatch,
    transactions: Transactions,
    page: str,
) -> None:
    walk = make.walk(people.anna)
    _noter, secret = make.participant(walk)
    client = app.test_client()
    client.set_cookie(cookie_name(walk.public_id), secret)
    db.session.commit()
    address = f"/falt/{walk.public_id}" if page == "field" else "/rapportera"
    form = client.visit(address).form("/fynd" if page == "field" else "/rapportera")
    form |= {"category": "lighting", "text": "Mörkt.", "place_words": "Tunneln"}
    photo = {"photos": FileStorage(io.BytesIO(make.picture()), "p.jpg")}
    watch_storage(monkeypatch, transactions)
    answer = client.post(
        f"{address}/fynd" if page == "field" else address,
        data=form | photo,
        content_type=MULTIPART,
        headers=HEADERS,
    )
    assert answer.status_code == 303
    for what in SLOW:
        assert set(transactions.during(what)) == {()}, what


@pytest.mark.parametrize(("pressed", "status"), [("", 303), ("/forhandsvisning", 200)])
def test_no_transaction_is_open_while_an_answer_s_photo_is_taken_in(
    client: Any,
    people: SimpleNamespace,
    now: object,
    monkeypatch: pytest.MonkeyPatch,
    transactions: Transactions,
    pressed: str,
    status: int,
) -> None:
    """Who asks is known only from the database, and that is let go before the photo is read."""
    here = f"/fynd/{make.report().number}"
    db.session.commit()
    client.sign_in("bertil@example.org")
    form = {**client.visit(here).form("/atgard"), "answer": "Lampan är bytt och lyser igen."}
    photo = {"photos": FileStorage(io.BytesIO(make.picture()), "p.jpg")}
    token = {"csrf_token": client.token()}
    watch_storage(monkeypatch, transactions)
    answer = client.post(
        f"{here}/atgard{pressed}", data=token | form | photo, content_type=MULTIPART
    )
    assert answer.status_code == status
    for what in SLOW:
        assert set(transactions.during(what)) == {()}, what


@pytest.fixture
def passwords(monkeypatch: pytest.MonkeyPatch, transactions: Transactions) -> Transactions:
    """The transactions, with all work on passwords counted as slow."""

    def watch(where: Any, name: str, work: Callable[..., Any]) -> None:
        monkeypatch.setattr(where, name, transactions.watched("password", work))

    watch(UserMixin, "verify_and_update_password", UserMixin.verify_and_update_password)
    watch(signing_in, "hash_password", hash_password)
    return transactions


def test_others_write_while_a_password_is_checked(
    client: Any, people: SimpleNamespace, passwords: Transactions
) -> None:
    client.sign_in("ada@example.org")
    client.send("/logga-ut", {})
    client.send("/logga-in", {"email": "ada@example.org", "password": "fel"}, status=422)
    assert len(passwords.during("password")) == 2
    assert "writing" not in str(passwords.met)


def test_others_write_while_a_new_password_is_made(
    app: Flask, client: Any, people: SimpleNamespace, passwords: Transactions
) -> None:
    with app.test_request_context():
        link = password_link(people.ada).removeprefix("http://localhost")
    new = {"password": "Blåbär på bänken", "again": "Blåbär på bänken"}
    client.send(link, new)
    assert len(passwords.during("password")) == 1
    assert "writing" not in str(passwords.met)
    client.sign_in("ada@example.org", "Blåbär på bänken")
