"""The protocol as people meet it: a page, two files, and a way on when a file can't be made."""

import io
from types import SimpleNamespace

import openpyxl
import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.exports.reading_pdf import text_of
from tests.queries import counted
from walks import storage
from walks.db import db
from walks.exports import typesetting
from walks.model.release import release_walk
from walks.model.walk import Walk, WalkKind


@pytest.fixture
def walk(app: Flask, people: SimpleNamespace) -> Walk:
    """A released walk of Anna's with a photo and a point, and something for the police."""
    made = make.walk(people.anna, area=make.area())
    made.start(make.NOW)
    noter = make.participant(made)[0]
    photo = storage.keep(make.picture(), app.config["INSTANCE"])
    make.finding(made, noter, photos=(photo,), latitude=57.7201, longitude=12.9402)
    make.finding(made, noter, category="drugs", text="Langning vid bänken.")
    made.end(make.NOW)
    release_walk(made, by=people.anna, now=make.NOW)
    db.session.commit()
    return made


def address(walk: Walk, ending: str = "") -> str:
    """Return where the protocol is."""
    return f"/sammanstallning/{walk.public_id}/protokoll{ending}"


def test_the_leader_reads_the_protocol_and_takes_it_away(client: Client, walk: Walk) -> None:
    client.sign_in("anna@example.org")
    for start in (f"/planering/{walk.public_id}", f"/sammanstallning/{walk.public_id}"):
        assert client.visit(start).select(f'a[href="{address(walk)}"]')
    page = client.visit(address(walk))
    assert page.h1.text == "Protokoll: Höstvandring på Norrby"
    assert [a["href"] for a in page.select(".page-head-actions a")] == [
        address(walk, ".pdf"),
        address(walk, ".xlsx"),
    ]
    assert "Två lampor är släckta i tunneln." in page.words()
    assert "Langning vid bänken." in page.words()
    photo = page.select_one(".protocol-photos img")
    assert photo
    assert "Foto 1 till BOR-2026-0001" in str(photo["alt"])
    assert client.get(str(photo["src"])).status_code == 200
    assert page.select_one('[role=img][aria-label^="Karta med 1 stopp"] svg')


def test_the_files_are_named_kept_by_no_cache_and_the_same_as_the_page(
    client: Client, walk: Walk
) -> None:
    client.sign_in("anna@example.org")
    pdf, sheet = (client.get(address(walk, ending)) for ending in (".pdf", ".xlsx"))
    assert pdf.mimetype == "application/pdf"
    for answer, ending in ((pdf, "pdf"), (sheet, "xlsx")):
        name = f"Protokoll-Hostvandring-pa-Norrby-2026-11-10.{ending}"
        assert f"attachment; filename={name};" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Langning vid bänken." in text_of(pdf.data)
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.data))["Fynd"].values)
    assert "Langning vid bänken." in rows[2]


def test_each_party_reads_and_takes_away_its_own_part(app: Flask, walk: Walk) -> None:
    parts = {"bertil": "Två lampor är släckta", "cilla": "Langning vid bänken."}
    for name, own in parts.items():
        client: Client = app.test_client()  # type: ignore[assignment]
        client.sign_in(f"{name}@example.org")
        page = client.visit(address(walk)).words()
        pdf = text_of(client.get(address(walk, ".pdf")).data)
        book = openpyxl.load_workbook(io.BytesIO(client.get(address(walk, ".xlsx")).data))
        table = str([list(sheet.values) for sheet in book])
        for said in (page, pdf, table):
            assert "utdrag" in said.lower()
            assert own in said
            assert all(words not in said for other, words in parts.items() if other != name)


def test_a_stranger_gets_404_by_each_address(app: Flask, walk: Walk) -> None:
    make.person("Nils")
    db.session.commit()
    for name in ("nils", "rune", "ada"):
        client: Client = app.test_client()  # type: ignore[assignment]
        client.sign_in(f"{name}@example.org")
        for ending in ("", ".pdf", ".xlsx", ".docx"):
            assert client.get(address(walk, ending)).status_code == 404
    anybody: Client = app.test_client()  # type: ignore[assignment]
    assert anybody.get(address(walk, ".pdf")).location.startswith("/logga-in")
    assert anybody.post(address(walk, ".pdf")).status_code in (400, 405)


def test_a_round_is_internal(client: Client, people: SimpleNamespace) -> None:
    rond = make.walk(people.anna, kind=WalkKind.ROUND, title="Rond på biblioteket")
    db.session.commit()
    client.sign_in("anna@example.org")
    page = client.visit(address(rond)).words()
    assert "Internt" in page
    assert "ska inte spridas utanför" in page


def test_a_file_that_can_not_be_made_leads_to_the_page(
    client: Client, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("anna@example.org")
    monkeypatch.setattr(typesetting, "SECONDS", 0)
    page = client.visit(address(walk, ".pdf"), status=503)
    assert page.h1.text == "Det gick inte att göra dokumentet"
    assert page.response.headers["Retry-After"]
    assert [a["href"] for a in page.select("main a")] == [address(walk)]
    assert client.get(address(walk, ".xlsx")).status_code == 200


def test_the_page_asks_no_more_of_forty_findings(app: Flask, client: Client, walk: Walk) -> None:
    client.sign_in("anna@example.org")
    counts = []
    for _turn in range(2):
        with counted(app) as asked:
            client.visit(address(walk))
        counts.append(len(asked))
        for _finding in range(20):
            make.finding(walk, walk.participants[0])
        db.session.commit()
    assert counts[0] == counts[1]
