"""Summing up, doubles: suggested, merged with one tap, told apart, and parted again."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.pages.test_summing_up import ANNA, KARIN, address, card, signed_in, stored
from walks.db import db
from walks.model.agreement import agree, agreements
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.release import release_walk
from walks.model.status import Status, Verb
from walks.model.walk import Walk


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    made = make.walk(people.anna, note_taker=people.rune)
    made.start(now)
    made.end(now)
    db.session.commit()
    return made


@pytest.fixture
def pair(walk: Walk) -> tuple[Finding, Finding]:
    """The dark tunnel, noted by two: the fuller one first."""
    texts = "Två lampor är släckta i tunneln, sedan i höstas.", "Lampan i tunneln lyser inte."
    full, short = (
        make.finding(walk, make.participant(walk)[0], text=text, latitude=57.72, longitude=12.94)
        for text in texts
    )
    db.session.commit()
    return full, short


def test_double_is_suggested_with_its_reason_and_merged_with_one_tap(
    client: Client, walk: Walk, pair: tuple[Finding, Finding]
) -> None:
    full, short = pair
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    assert f"Kanske samma som {full.number}" in card(page, short)
    assert "samma plats, samma kategori, båda nämner lampan och tunneln" in card(page, short)
    assert "Kanske samma" not in card(page, full), "asked once, of the one that would go"
    where = address(walk, short, "/sammanslagning")
    page = client.send(where, page.form(where))
    assert stored(short).status is Status.DUPLICATE
    assert stored(short).duplicate_of.number == full.number
    assert f"Hit hör också {short.number}" in card(page, full)
    assert page.select(f"main a[href='#{short.number}']")
    assert "1 ihopslaget" in page.words()
    assert "Frisläpp 1 fynd" in page.words()


def test_not_the_same_is_remembered(
    client: Client, walk: Walk, pair: tuple[Finding, Finding]
) -> None:
    full, short = pair
    client.sign_in(ANNA)
    for _again in range(2):
        page = client.send(address(walk, short, "/inte-samma"), {"med": full.number})
    assert "Kanske samma" not in page.words()
    assert stored(short).status is Status.NEW


def test_merger_is_undone_by_the_leader_and_told_in_the_log(
    app: Flask, walk: Walk, pair: tuple[Finding, Finding]
) -> None:
    full, short = pair
    client = signed_in(app, ANNA)
    client.send(address(walk, short, "/sammanslagning"), {"med": full.number})
    page = client.visit(address(walk))
    assert "Ångra sammanslagningen" in card(page, short)
    page = client.send(address(walk, short, "/isar"), page.form(address(walk, short, "/isar")))
    again = stored(short)
    assert (again.status, again.duplicate_of, again.released_at) == (Status.NEW, None, None)
    assert "Kanske samma" in card(page, short), "nothing says that they are not"
    event = again.events[-1]
    assert (event.verb, event.person.name, event.other.number) == (
        Verb.CORRECT,
        "Anna",
        full.number,
    )
    words = signed_in(app, KARIN).visit(f"/fynd/{short.number}").words()
    assert f"Anna (vandringsledare) ångrade att det var samma sak som {full.number}." in words
    client.send(address(walk, short, "/isar"), {}, status=409)


def test_merger_is_not_undone_here_after_the_release(
    app: Flask, walk: Walk, pair: tuple[Finding, Finding], people: SimpleNamespace, now: datetime
) -> None:
    full, short = pair
    short.mark_duplicate(full, by=people.anna, now=now)
    release_walk(walk, by=people.anna, now=now)
    db.session.commit()
    client = signed_in(app, ANNA)
    assert "Ångra sammanslagningen" not in client.visit(address(walk)).words()
    client.send(address(walk, short, "/isar"), {}, status=409)


def test_wrong_one_is_refused_with_a_sentence(
    client: Client, walk: Walk, pair: tuple[Finding, Finding], people: SimpleNamespace
) -> None:
    full, short = pair
    full.audience = Audience.NOTER_AND_PARTY
    stranger = make.finding(*(lambda w: (w, make.participant(w)[0]))(make.walk(people.anna)))
    db.session.commit()
    client.sign_in(ANNA)
    where = address(walk, short, "/sammanslagning")
    page = client.send(where, {"med": full.number}, status=409)
    assert "Det fyndet får färre läsa." in page.words(".flashes")
    page = client.send(where, {"med": short.number}, status=409)
    assert "Det är samma fynd." in page.words(".flashes")
    for number in (stranger.number, "", "BOR-1999-0001"):
        for act in (where, address(walk, short, "/inte-samma")):
            page = client.send(act, {"med": number}, status=409)
            assert "Det fyndet finns inte på vandringen." in page.words(".flashes")
    assert stored(short).status is Status.NEW


def test_who_agreed_with_either_is_counted_once_for_the_kept_one(
    walk: Walk, pair: tuple[Finding, Finding], people: SimpleNamespace, now: datetime
) -> None:
    full, short = pair
    both, one = (make.participant(walk)[0] for _ in range(2))
    for finding, participant in ((full, both), (short, both), (short, one)):
        assert agree(finding, participant, now)
    assert agree(short, full.participant, now), "who noted the kept one agrees with themselves"
    assert agreements([full.id, short.id]) == {full.id: 1, short.id: 3}
    short.mark_duplicate(full, by=people.anna, now=now)
    db.session.flush()
    assert agreements([full.id, short.id]) == {full.id: 2}
