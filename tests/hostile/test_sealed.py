"""What pretends to come from a phone's outbox: answered in JSON, never with a 500, never kept half.

What is taken in must be readable afterwards: the pages that show it still open.
"""

import base64
import hashlib
import json
import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import make
from tests.api import phone as phones
from tests.api.phone import Phone, digest, seal
from tests.client import Client
from tests.hostile.envelopes import ENVELOPE, RAW, SEALED_MAX, VALUES, lies
from tests.hostile.sending import BOUNDARY, File, multipart
from walks.db import db
from walks.model.walk import Walk

MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
IN_THEIR_HANDS = {"secret": "s" * 32}
"""What a resident's own device adds to the body."""


@pytest.fixture
def walk(people: object, now: object) -> Walk:
    """A walk under way, led by Anna."""
    made = make.walk(people.anna, area=make.area())  # type: ignore[attr-defined]
    made.start(make.NOW)
    db.session.commit()
    return made


@pytest.fixture
def phone(app: Flask, walk: Walk) -> Phone:
    """A phone on it."""
    return phones.on(app, walk)


@pytest.fixture
def anna(app: Flask, phone: Phone) -> Client:
    """Anna's browser."""
    client: Client = app.test_client()  # type: ignore[assignment]
    client.sign_in("anna@example.org")
    return client


def report(app: Flask, raw: bytes) -> TestResponse:
    """Send it as a resident's device does."""
    headers = {"Sec-Fetch-Site": "same-origin", "X-Sha256": digest(raw)}
    path = f"/api/r/e/{uuid.uuid4()}"
    return app.test_client().put(path, data=raw, headers=headers, content_type="application/json")


def check(answer: TestResponse, sent: bytes) -> int:
    """Assert that it is a receipt, or a refusal in words; return its status."""
    about = (answer.status_code, answer.text[:500], sent[:300])
    assert answer.status_code < 500, about
    assert answer.mimetype == "application/json", about
    told = answer.get_json()
    if answer.status_code < 300:
        assert told["sha256"] == digest(sent), about
    else:
        assert told["error"], about
        assert told["text"], about
    return answer.status_code


def pages_open(client: Client, walk: Walk) -> None:
    """Assert that those who read the walk still can."""
    for place in ("planering", "sammanstallning"):
        assert client.get(f"/{place}/{walk.public_id}").status_code == 200, place


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_entry_is_refused_in_words(app: Flask, phone: Phone, name: str) -> None:
    raw = RAW[name]
    expected = 413 if len(raw) > SEALED_MAX else 422
    assert check(phone.put(raw), raw) == expected
    assert check(report(app, raw), raw) == expected


def test_no_clock_that_lies_keeps_a_note_out(phone: Phone) -> None:
    for value in VALUES:
        for key in ("noted_at", "clock_offset"):
            raw = json.dumps(ENVELOPE | {key: value}).encode()
            assert check(phone.put(raw), raw) == 201


def send_lies(phone: Phone, walk: Walk, anna: Client, share: int) -> None:
    """Send one of `share` lies to the walk."""
    answers = [check(phone.put(raw), raw) for raw in lies()[::share]]
    assert {201, 422} <= set(answers) <= {201, 413, 422}
    pages_open(anna, walk)


def test_no_entry_that_lies_breaks_the_walk(phone: Phone, walk: Walk, anna: Client) -> None:
    send_lies(phone, walk, anna, share=5)  # no divisor of how many there are of each value


@pytest.mark.slow
def test_no_entry_that_lies_at_all_breaks_the_walk(phone: Phone, walk: Walk, anna: Client) -> None:
    send_lies(phone, walk, anna, share=1)


def test_no_report_that_lies_breaks_the_town(app: Flask, walk: Walk, anna: Client) -> None:
    answers = [check(report(app, raw), raw) for raw in lies(IN_THEIR_HANDS)[::7]]
    assert {201, 422} <= set(answers) <= {201, 409, 413, 422}  # 409: the secret is taken
    assert anna.get("/vandringar").status_code == 200


def test_an_address_of_no_entry_is_refused_in_json(phone: Phone) -> None:
    raw = seal()
    for entry in ("x", "%00", "9" * 500, "%ED%A0%80", "../e"):
        answer = phone.put(raw, entry)
        assert answer.status_code in (308, 404, 405), entry


def test_a_photo_that_is_none_is_refused_or_kept_apart(phone: Phone) -> None:
    for raw in (*RAW.values(), b"\xff\xd8\xff" + b"\0" * 100):
        answer = phone.put_photo(raw, str(uuid.uuid4()), str(uuid.uuid4()))
        assert check(answer, raw) == 201
        assert answer.get_json()["readable"] is False
    answer = phone.put_photo(b"{}", str(uuid.uuid4()), str(uuid.uuid4()), Content_Type="text/html")
    assert check(answer, b"{}") == 415


def item(**given: Any) -> dict[str, Any]:
    """Return an item of a copy as the phone writes it; `given` replaces."""
    raw = seal()
    made = {"id": str(uuid.uuid4()), "token": "", "photos": []}
    made |= {"raw": base64.b64encode(raw).decode(), "sha256": hashlib.sha256(raw).hexdigest()}
    return made | given


def photo(**given: Any) -> dict[str, Any]:
    """Return a photo of an item."""
    content = make.picture()
    made = {"id": str(uuid.uuid4()), "data": base64.b64encode(content).decode()}
    return made | {"sha256": hashlib.sha256(content).hexdigest()} | given


def upload(client: Client, walk: Walk, content: bytes) -> int:
    """Hand in the file; return the status."""
    file = File(content, "fynd-x.json", "application/json")
    body = multipart([("csrf_token", client.token()), ("copy", file)])
    path = f"/planering/{walk.public_id}/kopia"
    return client.post(path, data=body, content_type=MULTIPART).status_code


COPIES: dict[str, Any] = {
    **{f"items {number}": {"items": value} for number, value in enumerate(VALUES)},
    **{f"item {number}": {"items": [value]} for number, value in enumerate(VALUES)},
    **{
        f"{key} {number}": {"items": [item(**{key: value})]}
        for key in ("id", "raw", "sha256", "token", "photos")
        for number, value in enumerate(VALUES)
    },
    **{
        f"photo's {key} {number}": {"items": [item(photos=[photo(**{key: value})])]}
        for key in ("id", "data", "sha256")
        for number, value in enumerate(VALUES)
    },
    "base64 rubbish": {"items": [item(raw="%%%=")]},
    "base64 with å": {"items": [item(raw="åäö")]},
}


def test_no_copy_breaks_the_walk(anna: Client, walk: Walk) -> None:
    tried = {name: json.dumps(copy).encode() for name, copy in COPIES.items()} | RAW
    answers = {name: upload(anna, walk, content) for name, content in tried.items()}
    assert {name: status for name, status in answers.items() if status not in (303, 422)} == {}
    assert set(answers.values()) == {303, 422}
    pages_open(anna, walk)


def test_a_copy_may_hold_no_larger_entry_than_a_phone_may_send(anna: Client, walk: Walk) -> None:
    raw = b" " * SEALED_MAX + seal()
    large = item(raw=base64.b64encode(raw).decode(), sha256=digest(raw))
    assert upload(anna, walk, json.dumps({"items": [large]}).encode()) == 422


def test_a_copy_of_50_mb_is_refused_in_words(anna: Client, walk: Walk) -> None:
    assert upload(anna, walk, b'{"items": [' + b" " * 50_000_000 + b"]}") == 413
    pages_open(anna, walk)
