"""Summing up, paper notes: one phone, many voices, and sheets to write on."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.pages.test_summing_up import ANNA, RUNE, address, signed_in
from walks.db import db
from walks.model.codes import FindingType, NoterRole
from walks.model.finding import Finding
from walks.model.phones import phones_of
from walks.model.planning import participants_by_role
from walks.model.walk import Participant, Walk, WalkState, participant_with


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    made = make.walk(people.anna, note_taker=people.rune)
    made.start(now)
    made.end(now)
    db.session.commit()
    return made


def test_line_becomes_a_finding_and_the_next_begins_where_it_ended(app: Flask, walk: Walk) -> None:
    client = signed_in(app, RUNE)
    where, stop = f"{address(walk)}/anteckning", str(walk.stops[0].id)
    page = client.visit(address(walk))
    assert not page.select("#anteckna[open]")
    for text, kind in (("Lampan är trasig.", "unsafe"), ("Sätt upp en spegel.", "proposal")):
        form = page.form(where) | {"text": text, "stop": stop, "role": "police", "type": kind}
        page = client.send(where, form)
        assert page.select("#anteckna[open] #paper-text[autofocus]")
        left = page.form(where)
        assert (left.get("text", ""), left["stop"], left["role"]) == ("", stop, "police")
    lamp, mirror = db.session.query(Finding).order_by(Finding.id)
    assert (lamp.text, lamp.category.key, lamp.stop.name) == (
        "Lampan är trasig.",
        "lighting",
        "Gångtunneln",
    )
    assert (mirror.type, mirror.proposal) == (FindingType.PROPOSAL, "Sätt upp en spegel.")
    assert lamp.noter_role is NoterRole.POLICE
    assert lamp.participant_id == mirror.participant_id, "one row for a note taker and a role"
    assert "Lampan är trasig." in page.words()


def test_voices_on_paper_are_no_phones_and_open_nothing(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    where = f"{address(walk)}/anteckning"
    form = client.visit(address(walk)).form(where) | {"text": "Mörkt.", "place_words": "Torget"}
    client.send(where, form)
    (voice,) = db.session.query(Participant)
    assert participants_by_role(walk) == {}
    assert phones_of(walk) == []
    assert participant_with(walk, voice.secret_hash) is None
    assert not db.session.query(Finding).one().can_be_asked


def test_line_sent_twice_is_kept_once(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    where = f"{address(walk)}/anteckning"
    form = client.visit(address(walk)).form(where) | {"text": "Mörkt.", "place_words": "Torget"}
    client.send(where, form)
    client.send(where, form)
    assert db.session.query(Finding).count() == 1
    page = client.send(where, form | {"text": "Halt."}, status=409)
    client.send(where, page.form(where))
    assert db.session.query(Finding).count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Skriv vad som sades."),
        ({"place_words": ""}, "Välj ett stopp eller skriv var det är."),
        ({"role": "mayor"}, ""),
        ({"stop": "99"}, ""),
        ({"category": "no"}, ""),
        ({"uuid": "no", "type": ""}, "Välj vad det är."),
    ],
)
def test_wrong_line_stays_to_be_put_right(
    client: Client, walk: Walk, wrong: dict[str, str], sentence: str
) -> None:
    client.sign_in(ANNA)
    where = f"{address(walk)}/anteckning"
    form = client.visit(address(walk)).form(where) | {"text": "Mörkt.", "place_words": "Torget"}
    page = client.send(where, form | wrong, status=422)
    assert sentence in page.words("#anteckna")
    assert page.select("#anteckna[open] [aria-invalid=true]")
    assert db.session.query(Finding).count() == 0


def test_walk_that_takes_no_notes_has_no_form(client: Client, walk: Walk) -> None:
    walk.state = WalkState.ARCHIVED
    db.session.commit()
    client.sign_in(ANNA)
    assert not client.visit(address(walk)).select("#anteckna")
    form = {"text": "Mörkt.", "place_words": "Torget", "role": "resident", "type": "unsafe"}
    client.send(f"{address(walk)}/anteckning", form, status=409)


def test_a_sheet_for_each_stop(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    page = client.visit(f"{address(walk)}/blad")
    assert [h.text for h in page.select(".sheet h2")] == ["1. Gångtunneln"]
    assert "Belysning" in page.words(".sheet-words")
