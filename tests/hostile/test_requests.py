"""Requests broken in the middle: addresses, cookies, headers and bodies that no browser sends."""

import pytest

from tests.hostile.conftest import House
from tests.hostile.sending import BOUNDARY

OURS = {"Sec-Fetch-Site": "same-origin"}
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"'

BODIES = {
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n--x--"),
    "a boundary of nothing": ("multipart/form-data; boundary=", b"----"),
    "a boundary too long": ("multipart/form-data; boundary=" + "b" * 5000, b"x"),
    "never ended": (MULTIPART, f"{PART}\r\n\r\nMörkt".encode()),
    "headers never ended": (MULTIPART, PART.encode() + b"\r\nX: " + b"y" * 100_000),
    "no name": (MULTIPART, f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--".encode()),
    "nested": (MULTIPART, f"{PART}\r\nContent-Type: {MULTIPART}\r\n\r\n{PART * 50}".encode()),
    "an unknown charset": (MULTIPART + "; charset=klingon", f"{PART}\r\n\r\nx".encode()),
    "JSON": ("application/json", b'{"text": [[[[' + b"[" * 50_000),
    "XML": ("text/xml", b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'),
    "no type": ("", b"text=x"),
    "a type of its own": ("\u00e5/\u00e4; =;;=".encode().decode("latin-1"), b"text=x"),
    "half a percent": ("application/x-www-form-urlencoded", b"text=%&%zz=%C3%28&uuid=%FF%ED%A0%80"),
    "thousands of fields": ("application/x-www-form-urlencoded", b"a=1&" * 20_000),
}

ENDINGS = (
    "?%",
    "?efter=%FF%FE",
    "?sida=" + "9" * 5000,
    "?sida=%D9%A3&fore=-0&efter=1e309",
    "?omrade=%C2%B2&part=%00&visa[]=1&visa=2&visa=3",
    "?nummer=" + "%F0%9F%98%80" * 500,
    "?next=//elak.example&kod=" + "%CC%81" * 900,
    "?lang=xx&endpoint=y&_anchor=z&_external=1&_scheme=x&_method=z&walk_id=w&secret=v",
    "?nummer=%ED%A0%80",
    "/%2e%2e/%2e%2e/secret-key",
    "%00",
    "%ED%A0%80",
    "/" * 50,
)

HEADERS = (
    {"Cookie": "session=%FF; =; ;;walk_x=\u00ff\u00fe; colours=" + "x" * 8000},
    {"Cookie": "session=" + ".eJw" * 3000 + "; remember_token=1|2"},
    {"Accept-Language": "sv;q=NaN,*;q=1e309," + "x-" * 4000},
    {"HX-Request": "true", "HX-Target": "\u00e5" * 4000, "If-None-Match": '"' * 4000},
    {"Range": "bytes=-1-,0-99999999999999999999", "If-Modified-Since": "31 Feb 0000"},
    {"Host": "elak.example:port", "X-Forwarded-For": "::1, " * 500, "Referer": "http://["},
    {"Origin": "http://[", "Content-Length": "-1"},
)


@pytest.mark.parametrize("name", BODIES)
def test_a_broken_body_is_answered_with_a_page(house: House, name: str) -> None:
    content_type, body = BODIES[name]
    for endpoint in ("report.create", "field.create", "security.login", "findings.create_move"):
        form = next(form for form in house.forms if form.endpoint == endpoint)
        answer = house.world.browser(form.kind).post(
            form.action, data=body, content_type=content_type, headers=OURS, buffered=True
        )
        assert answer.status_code < 500, (endpoint, answer.text[-2000:])
        assert "<h1" in answer.text or answer.status_code == 303


def test_no_address_breaks_however_it_ends(house: House) -> None:
    for number, (kind, path) in enumerate(house.addresses):
        for turn, ending in enumerate(ENDINGS):
            if (number + turn) % 4 == 0:
                answer = house.world.browser(kind).get(path + ending, buffered=True)
                assert answer.status_code < 500, (kind, path, ending, answer.text[-2000:])


def test_no_header_breaks_a_page(house: House) -> None:
    for number, (kind, path) in enumerate(house.addresses):
        headers = HEADERS[number % len(HEADERS)]
        answer = house.world.browser(kind).get(path, headers=headers, buffered=True)
        assert answer.status_code < 500, (kind, path, headers, answer.text[-2000:])
