"""The protocol as a spreadsheet: dates are dates, and what people wrote is text."""

import io
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from flask import Flask
from openpyxl.workbook import Workbook

from tests import make
from tests.exports.reading_pdf import exported
from walks.db import db
from walks.exports.protocol_xlsx import LONGEST
from walks.model.release import release_walk
from walks.model.walk import Walk

FORMULAS = ("=1+1", "+46 70 123 45 67", "-2+3", "@SUM(A1)", "=cmd|'/c calc'!A0", "\t=1", "{=A1}")
LINKS = ("https://example.org/x", "mailto:a@example.org", "internal:Fynd!A1")


@pytest.fixture
def instance(app: Flask) -> Path:
    """The folder of the app."""
    folder: Path = app.config["INSTANCE"]
    return folder


@pytest.fixture
def walk(people: SimpleNamespace) -> Walk:
    """A released walk with two findings."""
    made = make.walk(people.anna, area=make.area())
    made.start(make.NOW)
    noter = make.participant(made)[0]
    make.finding(made, noter, latitude=57.7201, longitude=12.9402)
    make.finding(made, noter, category="drugs", text="Langning vid bänken.")
    made.end(make.NOW)
    release_walk(made, by=people.anna, now=make.NOW)
    db.session.flush()
    return made


def book_of(walk: Walk, people: SimpleNamespace, instance: Path) -> Workbook:
    """Return the spreadsheet as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(exported(walk, people.anna, instance, "xlsx")))


def test_it_has_a_row_a_finding_with_dates_and_numbers(
    people: SimpleNamespace, instance: Path, walk: Walk
) -> None:
    sheet = book_of(walk, people, instance)["Fynd"]
    head, first, second = list(sheet.values)
    row = dict(zip(head, first, strict=True))
    assert row["Nummer"] == "BOR-2026-0001"
    assert row["Noterat"] == datetime(2026, 11, 10, 18, 0)  # noqa: DTZ001 - a cell has no zone
    assert row["Svar senast"] == datetime(2026, 12, 8)  # noqa: DTZ001
    assert (row["Latitud"], row["Longitud"]) == (57.7201, 12.9402)
    assert row["Ansvarig part"] == "Tekniska nämnden"
    assert second[head.index("Text")] == "Langning vid bänken."
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:AC3"


def test_a_second_sheet_holds_the_walks_facts(
    people: SimpleNamespace, instance: Path, walk: Walk
) -> None:
    book = book_of(walk, people, instance)
    assert book.sheetnames == ["Fynd", "Vandringen"]
    facts = dict(book["Vandringen"].values)
    assert facts["Protokoll"] == "Höstvandring på Norrby"
    assert facts["Deltagare: Boende"] == 1
    assert facts["Stopp A"] == "Gångtunneln"
    assert facts["Fynd hos Polisen"] == 1
    assert book.properties.created == datetime(2026, 11, 10, 18, 0)  # noqa: DTZ001


@pytest.mark.parametrize("words", [*FORMULAS, *LINKS])
def test_what_people_write_is_text(
    people: SimpleNamespace, instance: Path, walk: Walk, words: str
) -> None:
    finding = walk.findings[0]
    finding.text = finding.proposal = finding.place_words = walk.purpose = walk.title = words
    walk.stops[0].name = words
    book = book_of(walk, people, instance)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value == words for cell in cells) >= 5
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_what_no_spreadsheet_can_hold_is_left_out_or_shortened(
    people: SimpleNamespace, instance: Path, walk: Walk
) -> None:
    walk.findings[0].text = "a\x0b\x1fb \ufffe😡 _x0041_ مظلم"
    walk.findings[1].text = "x" * 40_000
    sheet = book_of(walk, people, instance)["Fynd"]
    head, first, second = list(sheet.values)
    assert first[head.index("Text")] == "ab 😡 _x0041_ مظلم"
    assert second[head.index("Text")] == "x" * LONGEST


def test_a_walk_without_findings_has_its_head(people: SimpleNamespace, instance: Path) -> None:
    sheet = book_of(make.walk(people.anna), people, instance)["Fynd"]
    assert [row[1] for row in sheet.values] == ["Nummer"]
