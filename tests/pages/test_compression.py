"""What is sent small, and what is not because it holds a secret."""

import gzip
from datetime import datetime
from types import SimpleNamespace

import pytest
from werkzeug.test import TestResponse

from tests import make
from tests.client import Client
from walks.db import db

ASKS = {"Accept-Encoding": "gzip"}


def encoding(response: TestResponse) -> str | None:
    """Return how the answer is packed."""
    assert response.status_code == 200
    return response.headers.get("Content-Encoding")


def test_a_public_page_is_sent_small_and_says_the_same(client: Client) -> None:
    plain, small = client.get("/"), client.get("/", headers=ASKS)
    assert encoding(plain) is None
    assert encoding(small) == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.data) < len(plain.data) / 2


def test_a_phone_gets_brotli_when_it_can_read_it(client: Client) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert encoding(answer) == "br"


def test_styles_are_sent_small_and_kept_for_ever(client: Client) -> None:
    sheets = [link["href"] for link in client.visit("/").select("link[rel=stylesheet]")]
    assert len(sheets) > 3
    for sheet in sheets:
        answer = client.get(sheet, headers=ASKS, buffered=True)
        assert encoding(answer) == "gzip"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content_length == len(answer.data)
    without_version = client.get(sheets[0].split("?")[0], buffered=True)
    assert "immutable" not in without_version.headers["Cache-Control"]


def test_the_walk_page_is_sent_small(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    walk = make.walk(people.anna)
    db.session.commit()
    client.post(f"/g/{walk.join_code}", data={"role": "resident"})
    assert encoding(client.get(f"/falt/{walk.public_id}", headers=ASKS)) == "gzip"


@pytest.mark.parametrize("path", ["/logga-in", "/arende/" + "s" * 32])
def test_what_holds_a_secret_is_not_compressed(client: Client, path: str) -> None:
    make.report()
    db.session.commit()
    assert encoding(client.get(path, headers=ASKS)) is None


def test_nothing_is_compressed_for_who_has_signed_in(
    client: Client, people: SimpleNamespace
) -> None:
    client.sign_in("bertil@example.org")
    for path in ("/", "/inkorg", "/karta", "/sw.js"):  # the last has no token either
        assert encoding(client.get(path, headers=ASKS)) is None
