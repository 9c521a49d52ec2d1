"""One finding as PDF: what its page shows the same person, and no more."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.exports.reading_pdf import said_in, text_of
from walks import storage
from walks.db import db
from walks.exports import typesetting
from walks.model.finding import Finding
from walks.model.party import party_by_slug

LATER = make.NOW + timedelta(hours=1)
LATEST = make.NOW + timedelta(hours=2)


@pytest.fixture
def finding(app: Flask, people: SimpleNamespace) -> Finding:
    """A released finding of Tekniska nämnden's with a photo and an answer."""
    walk = make.walk(people.anna, area=make.area())
    walk.start(make.NOW)
    photo = storage.keep(make.picture(), app.config["INSTANCE"])
    given = {"photos": (photo,), "latitude": 57.7201, "longitude": 12.9402}
    made = make.finding(walk, make.participant(walk)[0], proposal="Byt dem.", **given)
    made.release(by=people.anna, now=make.NOW)
    db.session.commit()
    return made


def test_a_handler_takes_away_what_the_page_shows(
    client: Client, people: SimpleNamespace, finding: Finding
) -> None:
    finding.plan("Vi byter lamporna i vår.", LATEST.date(), by=people.bertil, now=LATER)
    db.session.commit()
    client.sign_in("bertil@example.org")
    here = f"/fynd/{finding.number}"
    assert client.visit(here).select(f'a[href="{here}.pdf"]')
    answer = client.get(f"{here}.pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=BOR-2026-0001.pdf"
    said = text_of(answer.data)
    for words in (
        "Fynd BOR-2026-0001",
        "Gångtunneln vid torget",
        "57.72010, 12.94020",
        "Två lampor är släckta i tunneln.",
        "Byt dem.",
        "Svar från Tekniska nämnden, 10 november 2026",
        "En deltagare (boende) noterade fyndet. Det gick till Tekniska nämnden.",
        "Bertil (Tekniska nämnden) planerade åtgärd till 10 november 2026:",
        "”Vi byter lamporna i vår.”",
    ):
        assert words in said, words
    assert "Internt" not in said
    assert client.get(f"{here}.pdf").data == answer.data
    assert b"Foto 1 till BOR-2026-0001" in said_in(answer.data)


def test_a_party_that_handed_over_takes_away_what_it_knew(
    app: Flask, people: SimpleNamespace, finding: Finding
) -> None:
    reason = "Det är ett brott som pågår."
    finding.hand_over(party_by_slug("polisen"), reason, by=people.bertil, now=LATER)
    db.session.flush()
    finding.decline("Vi spanar redan i hemlighet.", by=people.cilla, now=LATEST)
    db.session.commit()
    said = {}
    for name in ("bertil", "cilla"):
        client: Client = app.test_client()  # type: ignore[assignment]
        client.sign_in(f"{name}@example.org")
        said[name] = text_of(client.get(f"/fynd/{finding.number}.pdf").data)
    assert "Överlämnat till Polisen" in said["bertil"]
    assert reason in said["bertil"]
    assert "hemlighet" not in said["bertil"]
    assert "hemlighet" in said["cilla"]
    assert "Internt" in said["cilla"]


def test_a_stranger_gets_404(app: Flask, finding: Finding) -> None:
    for name in ("cilla", "rune", "ada"):
        client: Client = app.test_client()  # type: ignore[assignment]
        client.sign_in(f"{name}@example.org")
        assert client.get(f"/fynd/{finding.number}.pdf").status_code == 404
    assert app.test_client().get(f"/fynd/{finding.number}.pdf").status_code == 303


def test_what_can_not_be_made_leads_to_the_finding(
    client: Client, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("bertil@example.org")
    monkeypatch.setattr(typesetting, "SECONDS", 0)
    page = client.visit(f"/fynd/{finding.number}.pdf", status=503)
    assert [a["href"] for a in page.select("main a")] == [f"/fynd/{finding.number}"]
