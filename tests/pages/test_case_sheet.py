"""A resident's own report as PDF: by the secret link alone, in the language of the page."""

import io
from types import SimpleNamespace

import pikepdf
import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.exports.reading_pdf import said_in, text_of
from walks import storage
from walks.db import db

SECRET = "s" * 32


@pytest.fixture
def _reported(app: Flask, people: SimpleNamespace) -> None:
    """A report with a photo, which Tekniska nämnden has answered and talked about inside."""
    photo = storage.keep(make.picture(), app.config["INSTANCE"])
    made = make.report(SECRET, "elsa@example.org", photos=(photo,))
    made.receive(by=people.bertil, now=make.NOW)
    made.fix("Lamporna i tunneln är bytta.", by=people.bertil, now=make.NOW)
    db.session.commit()


@pytest.mark.usefixtures("_reported")
def test_the_reporter_takes_away_what_their_page_shows(client: Client) -> None:
    page = client.visit(f"/arende/{SECRET}")
    assert page.select(f'a[href="/arende/{SECRET}.pdf"]')
    answer = client.get(f"/arende/{SECRET}.pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    said = text_of(answer.data)
    for words in (
        "Din rapport BOR-2026-0001",
        "Tekniska nämnden svarar att det är åtgärdat.",
        "Två lampor är släckta i tunneln.",
        "Svar från Tekniska nämnden, 10 november 2026",
        "Lamporna i tunneln är bytta.",
    ):
        assert words in said, words
    everything = said_in(answer.data)
    assert b"Bertil" not in everything
    assert b"elsa@" not in everything
    assert SECRET.encode() not in everything


@pytest.mark.usefixtures("_reported")
def test_it_speaks_the_language_of_the_page(client: Client) -> None:
    answer = client.get(f"/en/arende/{SECRET}.pdf")
    said = text_of(answer.data)
    assert "Your report BOR-2026-0001" in said
    assert "What was noted" in said
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert str(pdf.Root.Lang) == "en"


def test_a_made_up_secret_leads_nowhere(client: Client) -> None:
    assert client.get(f"/arende/{'t' * 32}.pdf").status_code == 404
