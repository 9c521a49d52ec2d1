"""Marks made while a walk is summed up: what has been read, by whom, and what may become public."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.pages.plans import KARIN
from tests.pages.test_summing_up import ANNA, RUNE, address, signed_in
from walks.db import db
from walks.model.finding import Finding
from walks.model.reading import suggestions_for
from walks.model.release import release_walk
from walks.model.walk import Walk


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk with three findings; Rune takes notes."""
    made = make.walk(people.anna, note_taker=people.rune)
    made.start(now)
    noter = make.participant(made)[0]
    for _number in range(3):
        make.finding(made, noter)
    made.end(now)
    db.session.commit()
    return made


def mark(client: Client, walk: Walk, finding: Finding, what: str) -> Page:
    to = address(walk, finding, "/markering")
    return client.send(to, client.visit(address(walk)).form(to) | {"mark": what})


def pressed(page: Page, finding: Finding) -> list[str]:
    buttons = page.select(f"[id='{finding.number}'] .note-marks [aria-pressed=true]")
    return [" ".join(b.text.split()).removesuffix(finding.number).strip() for b in buttons]


def test_what_i_have_read_is_counted_and_leads_to_the_next(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    one, two, _three = walk.findings
    assert "Du har läst 0 av 3." in client.visit(address(walk)).words("#reading")
    page = mark(client, walk, one, "last")
    assert "Du har läst 1 av 3." in page.words("#reading")
    assert pressed(page, one) == ["Läst"]
    links = page.select(f"[id='{one.number}'] .note-marks a")
    assert [a["href"] for a in links] == [f"#{two.number}"]
    page = mark(client, walk, one, "olast")
    assert "Du har läst 0 av 3." in page.words("#reading")


def test_each_reads_for_themselves_and_sees_who_else_has(
    app: Flask, client: Client, walk: Walk
) -> None:
    client.sign_in(ANNA)
    mark(client, walk, walk.findings[0], "last")
    rune = signed_in(app, RUNE)
    page = rune.visit(address(walk))
    assert "Du har läst 0 av 3." in page.words("#reading")
    assert "Läst av Anna." in page.words(f"[id='{walk.findings[0].number}']")


def test_what_another_changes_is_unread_again_and_ones_own_change_is_not(
    app: Flask, client: Client, walk: Walk
) -> None:
    client.sign_in(ANNA)
    finding = walk.findings[0]
    mark(client, walk, finding, "last")
    row = address(walk, finding, "/rad")
    page = client.send(row, client.visit(address(walk)).form(row) | {"urgency": "high"})
    assert "Du har läst 1 av 3." in page.words("#reading")
    rune = signed_in(app, RUNE)
    rune.send(row, rune.visit(address(walk)).form(row) | {"urgency": "normal"})
    page = client.visit(address(walk))
    assert "Du har läst 0 av 3." in page.words("#reading")
    assert "Ändrat sedan du läste." in page.words(f"[id='{finding.number}']")


def test_what_may_become_public_is_said_taken_back_and_told_before_the_release(
    client: Client, walk: Walk
) -> None:
    client.sign_in(ANNA)
    one, two, _three = walk.findings
    assert pressed(mark(client, walk, one, "publikt"), one) == ["Kan bli offentligt"]
    assert pressed(mark(client, walk, two, "internt"), two) == ["Inte offentligt"]
    page = client.visit(f"{address(walk)}/frislapp")
    assert "föreslagit att 1 fynd blir offentligt" in page.words()
    assert pressed(mark(client, walk, one, "osagt"), one) == []


def test_what_was_never_seen_is_not_read(app: Flask, client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    finding, rune = walk.findings[0], signed_in(app, RUNE)
    to, row = address(walk, finding, "/markering"), address(walk, finding, "/rad")
    form = client.visit(address(walk)).form(to)
    rune.send(row, rune.visit(address(walk)).form(row) | {"urgency": "high"})
    page = client.send(to, form | {"mark": "last"})
    assert "Du har läst 0 av 3." in page.words("#reading")
    assert "Ändrat sedan du läste." in page.words(f"[id='{finding.number}']")


def test_what_has_left_the_walk_is_not_marked(
    client: Client, walk: Walk, people: SimpleNamespace
) -> None:
    client.sign_in(ANNA)
    finding = walk.findings[0]
    to = address(walk, finding, "/markering")
    form = client.visit(address(walk)).form(to)
    release_walk(walk, by=people.anna, now=make.NOW)
    db.session.commit()
    client.send(to, form | {"mark": "publikt"})
    assert suggestions_for([finding.id]) == {}


def test_an_unknown_mark_changes_nothing(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    assert pressed(mark(client, walk, walk.findings[0], "borttaget"), walk.findings[0]) == []


def test_the_reviewer_sees_and_sorts_by_it(
    app: Flask, client: Client, walk: Walk, people: SimpleNamespace
) -> None:
    client.sign_in(ANNA)
    one, two, three = walk.findings
    mark(client, walk, one, "publikt")
    mark(client, walk, two, "internt")
    release_walk(walk, by=people.anna, now=make.NOW)
    db.session.commit()
    karin = signed_in(app, KARIN)

    def listed(query: str = "") -> list[str]:
        return [e.text for e in karin.visit(f"/granska{query}").select("tbody .finding-number")]

    assert listed() == [one.number, two.number, three.number]
    assert listed("?forslag=ja") == [one.number]
    assert listed("?forslag=nej") == [two.number]
    assert listed("?forslag=kanske") == listed()
    words = karin.visit("/granska").words("tbody")
    assert "Föreslaget" in words
    assert "Bör vara internt" in words
    page = karin.visit(f"/granska/{two.number}")
    assert "Anna tycker inte att det bör bli offentligt." in page.words()
