"""A phone on a bad line holds up nobody: no transaction is open while a body or photo comes in."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from tests import make
from walks import storage
from walks.db import db
from walks.pages.access import cookie_name

HEADERS = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize("page", ["field", "report"])
def test_nothing_is_begun_while_something_slow_happens(
    app: Flask, people: SimpleNamespace, now: object, monkeypatch: pytest.MonkeyPatch, page: str
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
    stream, length, boundary = stream_encode_multipart(form | photo)

    begun: set[int] = set()
    slow: list[set[int]] = []

    class Body(io.BytesIO):
        def readinto(self, buffer: Any, /) -> int:
            slow.append(set(begun))
            return super().readinto(buffer)

    def keep(*given: Any) -> Any:
        slow.append(set(begun))
        return kept(*given)

    def begin(connection: Any) -> None:
        begun.add(id(connection))

    def end(connection: Any) -> None:
        begun.discard(id(connection))

    kept = storage.keep
    monkeypatch.setattr(storage, "keep", keep)
    db.session.rollback()
    listeners = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in listeners:
        event.listen(db.engine, name, listener)
    answer = client.post(
        f"{address}/fynd" if page == "field" else address,
        input_stream=Body(stream.read()),
        content_length=length,
        content_type=f'multipart/form-data; boundary="{boundary}"',
        headers=HEADERS,
    )
    for name, listener in listeners:
        event.remove(db.engine, name, listener)
    assert answer.status_code == 303
    assert len(slow) >= 2, "both the body and the photo were seen"
    assert not any(slow)
