"""Summing up, fixed in place: a finding's row saved by itself, routed again and logged."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.pages.test_summing_up import ANNA, RUNE, address, card, signed_in, stored
from walks.db import db
from walks.model.codes import Audience, Urgency
from walks.model.finding import Finding
from walks.model.status import Verb
from walks.model.walk import Walk


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    made = make.walk(people.anna, note_taker=people.rune)
    made.start(now)
    made.end(now)
    db.session.commit()
    return made


@pytest.fixture
def finding(walk: Walk) -> Finding:
    made = make.finding(walk, make.participant(walk)[0], latitude=57.721, longitude=12.94)
    db.session.commit()
    return made


def row(page: Page, walk: Walk, finding: Finding) -> dict[str, str]:
    """Return what stands in the finding's row."""
    return page.form(address(walk, finding, "/rad"))


def test_new_category_goes_to_its_party_and_the_row_says_so(
    client: Client, walk: Walk, finding: Finding
) -> None:
    client.sign_in(ANNA)
    form = row(client.visit(address(walk)), walk, finding)
    assert form["category"] == "lighting"
    page = client.send(address(walk, finding, "/rad"), form | {"category": "threat"})
    assert "går nu till Polisen" in page.words(f"[id='{finding.number}'] [role=status]")
    assert not page.select(".flashes [role=status], .flashes li"), "said once, in the row"
    fixed = stored(finding)
    assert (fixed.urgency, fixed.audience) == (Urgency.HIGH, Audience.NOTER_AND_PARTY)
    assert [event.verb for event in fixed.events] == [Verb.NOTE, Verb.CORRECT]
    assert fixed.text == "Två lampor är släckta i tunneln."


def test_stop_words_urgency_and_readers_are_chosen_by_the_note_taker(
    app: Flask, walk: Walk, finding: Finding
) -> None:
    client = signed_in(app, RUNE)
    stop = walk.stops[0]
    given = {"stop": str(stop.id), "place_words": "", "urgency": "high", "audience": "party"}
    form = row(client.visit(address(walk)), walk, finding) | given
    page = client.send(address(walk, finding, "/rad"), form)
    fixed = stored(finding)
    assert (fixed.stop_id, fixed.place, fixed.urgency) == (stop.id, "Gångtunneln", Urgency.HIGH)
    assert fixed.latitude == 57.721, "111 metres from the stop, still near it"
    assert fixed.audience is Audience.PARTY
    assert [e.verb for e in fixed.events] == [Verb.NOTE, Verb.CORRECT, Verb.WIDEN]
    assert "ansvarar som förut" in card(page, finding)
    offered = [o["value"] for o in page.select(f"#audience-{finding.number} option")]
    assert offered == ["party", "noter_and_party"], "nobody widens here"


def test_point_that_contradicts_the_chosen_stop_is_dropped(
    client: Client, walk: Walk, finding: Finding
) -> None:
    finding.latitude = 57.73
    db.session.commit()
    client.sign_in(ANNA)
    form = row(client.visit(address(walk)), walk, finding) | {"stop": str(walk.stops[0].id)}
    client.send(address(walk, finding, "/rad"), form)
    assert (stored(finding).latitude, stored(finding).stop_id) == (None, walk.stops[0].id)


def test_row_saved_as_it_stood_logs_nothing(client: Client, walk: Walk, finding: Finding) -> None:
    client.sign_in(ANNA)
    client.send(address(walk, finding, "/rad"), row(client.visit(address(walk)), walk, finding))
    assert [event.verb for event in stored(finding).events] == [Verb.NOTE]


def test_two_leaders_at_once_see_both(app: Flask, walk: Walk, finding: Finding) -> None:
    anna, rune = signed_in(app, ANNA), signed_in(app, RUNE)
    stale = row(rune.visit(address(walk)), walk, finding) | {"urgency": "long_term"}
    form = row(anna.visit(address(walk)), walk, finding) | {"urgency": "high"}
    anna.send(address(walk, finding, "/rad"), form)
    page = rune.send(address(walk, finding, "/rad"), stale, status=409)
    assert "Någon annan hann före" in card(page, finding)
    assert "Nu: Hög Du valde: Långsiktig" in card(page, finding)
    rune.send(address(walk, finding, "/rad"), row(page, walk, finding))
    assert stored(finding).urgency is Urgency.LONG_TERM


@pytest.mark.parametrize(
    "wrong",
    [{"category": "no"}, {"stop": "999"}, {"stop": "x"}, {"urgency": ""}, {"audience": "all"}],
)
def test_what_is_not_offered_is_refused(
    client: Client, walk: Walk, finding: Finding, wrong: dict[str, str]
) -> None:
    client.sign_in(ANNA)
    form = row(client.visit(address(walk)), walk, finding) | wrong
    page = client.send(address(walk, finding, "/rad"), form, status=422)
    assert page.select(f"[id='{finding.number}'] [aria-invalid=true]")
    assert [event.verb for event in stored(finding).events] == [Verb.NOTE]


def test_place_may_not_be_lost(client: Client, walk: Walk, finding: Finding) -> None:
    finding.latitude = finding.longitude = None
    db.session.commit()
    client.sign_in(ANNA)
    form = row(client.visit(address(walk)), walk, finding) | {"place_words": ""}
    page = client.send(address(walk, finding, "/rad"), form, status=422)
    assert "Skriv var det är." in card(page, finding)
