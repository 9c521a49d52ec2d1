"""Sealed entries that no phone of ours would send: JSON to choke on, and JSON that lies."""

import json
import uuid
from typing import Any

from tests import make

SEALED_MAX = 64 * 1024
BODY = {"type": "unsafe", "category": "lighting", "text": "Mörkt.", "place_words": "Tunneln"}
ENVELOPE = {
    "v": 1,
    "kind": "finding",
    "of": None,
    "noted_at": make.NOW.isoformat(),
    "clock_offset": 0,
    "language": "sv",
    "body": BODY,
    "photos": [],
}

RAW = {
    "no JSON": b"<html>",
    "cut off": b'{"v": 1, "kind": "fin',
    "no UTF-8": b'{"v": 1, "text": "\xff\xfe"}',
    "NUL": b'{"v": 1}\0',
    "only NUL": b"\0" * 100,
    "lists without end": b"[" * 50_000,
    "objects without end": b'{"v":' * 10_000,
    "lists without end, well ended": b'{"v": 1, "body": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "a number": b"1",
    "a number of 60,000 figures": b"9" * 60_000,
    "infinite": b"1e400",
    "NaN": b"NaN",
    "null": b"null",
    "true": b"true",
    "text": b'"finding"',
    "a list": b"[]",
    "an empty object": b"{}",
    "every key twice": json.dumps(ENVELOPE)[:-1].encode() + b', "v": [], "body": 7, "body": null}',
    "as large as may be": b" " * (SEALED_MAX - 2) + b"{}",
    "a byte too large": b" " * (SEALED_MAX - 1) + b"{}",
}

NESTED: Any = []
for _level in range(300):
    NESTED = [NESTED]

VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**400,
    1e308,
    float("inf"),  # goes out as Infinity, which Python reads
    float("nan"),
    "",
    "nan",
    "1e400",
    "-0",
    "\ud800",
    "a\0b",
    "x" * 60_000,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-10",
    str(uuid.UUID(int=0)),
    [],
    ["sv"],
    {},
    {"$ne": 1},
    [{}],
    ["x"] * 2000,
    NESTED,
)

PHOTO = {"id": str(uuid.UUID(int=7)), "sha256": "0" * 64}
NAMES = (
    *BODY,
    *("latitude", "longitude", "accuracy", "stop", "stop_name", "place_type", "urgency"),
    *("proposal", "lighting", "uuid", "secret", "email", "csrf_token", "kept", "\ud800", ""),
)


def lies(own: dict[str, str] | None = None) -> list[bytes]:
    """Return envelopes in which one thing is another than it should be; `own` joins each body."""
    body = BODY | (own or {})
    good = ENVELOPE | {"body": body}
    made = []
    for value in VALUES:
        made += [good | {key: value} for key in (*ENVELOPE, "")]
        made += [good | {"body": body | {name: value}} for name in NAMES]
        made += [good | {"body": body | {"latitude": value, "longitude": value}}]
        made += [good | {"kind": kind, "of": value} for kind in ("correction", "agree")]
        made += [good | {"photos": [photo]} for photo in (value, *_photos(value))]
    return [json.dumps(each).encode() for each in made]


def _photos(value: Any) -> list[dict[str, Any]]:
    return [PHOTO | {"id": value}, PHOTO | {"sha256": value}]
