"""A phone as the sync endpoint meets it: seals entries, sends them, reads receipts."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests import make
from walks.db import db
from walks.model.token import new_token
from walks.model.walk import Participant, Walk

BODY = {"type": "unsafe", "category": "lighting", "text": "Två lampor är släckta i tunneln."}


BROKEN = (
    b"{",
    b"[]",
    b"null",
    b"[" * 20000,
    b"\xff\xfe",
    json.dumps({"v": 2, "kind": "finding"}).encode(),
)
"""What is no envelope that we know."""


def digest(content: bytes) -> str:
    """Return the SHA-256 that goes with a body."""
    return hashlib.sha256(content).hexdigest()


def seal(kind: str = "finding", of: str | None = None, **given: Any) -> bytes:
    """Return a sealed entry; `given` are envelope fields (photos, noted_at …) or `body`."""
    body = {**BODY, "place_words": "Gångtunneln vid torget", **given.pop("body", {})}
    entry = {
        "v": 1,
        "kind": kind,
        "of": of,
        "noted_at": make.NOW.isoformat(),
        "clock_offset": 0,
        "language": "sv",
        "body": body if kind in ("finding", "correction") else {},
        "photos": [],
        **given,
    }
    return json.dumps(entry, ensure_ascii=False).encode()


@dataclass
class Phone:
    """Somebody's phone on a walk, with its token."""

    app: Flask
    walk_id: str
    token: str
    participant: Participant
    wrongs: dict[str, str] = field(default_factory=dict)

    def put(self, raw: bytes, entry: str | None = None, **headers: str) -> TestResponse:
        """Send an entry, under a UUID of its own if none is given."""
        return self._put(f"e/{entry or uuid.uuid4()}", raw, "application/json", headers)

    def put_photo(self, content: bytes, entry: str, photo: str, **headers: str) -> TestResponse:
        """Send a photo of an entry."""
        return self._put(f"e/{entry}/p/{photo}", content, "image/jpeg", headers)

    def _put(self, path: str, body: bytes, kind: str, headers: dict[str, str]) -> TestResponse:
        sent = {
            "Authorization": f"Bearer {self.token}",
            "X-Sha256": digest(body),
            "Content-Type": kind,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        client = self.app.test_client()
        return client.put(f"/api/w/{self.walk_id}/{path}", data=body, headers=sent)


def on(app: Flask, walk: Walk) -> Phone:
    """Let somebody join the walk with a phone that has its token."""
    participant, _secret = make.participant(walk)
    token = new_token(participant, make.NOW)
    db.session.commit()
    return Phone(app, walk.public_id, token, participant)
