"""Followers: the coordinator answers for the network, a no lasts, and addresses are let go."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from tests import make
from walks.db import db
from walks.mail import take_out
from walks.mail_words import words_of
from walks.model.clock import tick
from walks.model.finding import Finding
from walks.model.follower import Follower, follow, keep_network, networks_due
from walks.model.letter import Letter, LetterKind, LetterState
from walks.model.release import release_walk
from walks.model.review import Review, publish
from walks.model.walk import Walk
from walks.pages import limits
from walks.signed import FOLLOWER, check, claimed_key, signed

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NETWORK = "granne@example.org"


def published(people: SimpleNamespace, on: Walk, at: datetime) -> Finding:
    """Hold the walk, and let the public read what was noted on it."""
    on.start(at)
    made = make.finding(on, make.participant(on)[0])
    on.end(at)
    release_walk(on, by=people.anna, now=at)
    publish(made, Review(text="Lampan.", place="Tunneln"), by=people.karin, now=at)
    db.session.flush()
    return made


@pytest.fixture
def walk(people: SimpleNamespace) -> Walk:
    """Anna's walk in an area whose network has one address."""
    area = make.area()
    area.network_emails = ["Granne@example.org"]
    return make.walk(people.anna, area=area)


def told() -> list[str]:
    """To whom news have been written, in order."""
    news = select(Letter.recipient).where(Letter.kind == LetterKind.NEWS)
    return list(db.session.scalars(news.order_by(Letter.id)))


def test_a_stranger_who_types_a_network_address_does_not_silence_it(
    people: SimpleNamespace, walk: Walk
) -> None:
    follow(walk, NETWORK, "sv", make.NOW)
    published(people, walk, make.NOW)
    tick(make.NOW + 2 * HOUR)
    assert told() == [NETWORK]
    assert networks_due(make.NOW + 3 * HOUR) == []


def test_a_letter_that_goes_late_leaves_to_the_next_what_is_newer(
    people: SimpleNamespace, walk: Walk
) -> None:
    finding = published(people, walk, make.NOW)
    tick(make.NOW + 2 * HOUR)
    finding.fix("Lampan är bytt.", by=people.bertil, now=make.NOW + DAY)
    db.session.flush()
    tick(make.NOW + 8 * DAY)
    news = select(Letter).where(Letter.kind == LetterKind.NEWS).order_by(Letter.id)
    first, second = (words_of(letter).plain for letter in db.session.scalars(news))
    assert "Det här" not in first
    assert "Det här har blivit gjort sedan sist:" in second


def test_an_address_that_the_coordinator_takes_away_gets_no_more(
    people: SimpleNamespace, walk: Walk
) -> None:
    finding = published(people, walk, make.NOW)
    tick(make.NOW + 2 * HOUR)
    assert walk.area
    keep_network(walk.area, [])
    [letter] = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.NEWS))
    assert letter.state is LetterState.DROPPED  # one that waits does not go either
    finding.fix("Lampan är bytt.", by=people.bertil, now=make.NOW + DAY)
    db.session.flush()
    tick(make.NOW + 8 * DAY)
    assert told() == [""]


def test_an_address_that_the_coordinator_adds_hears_of_walks_published_before(
    people: SimpleNamespace, walk: Walk
) -> None:
    published(people, walk, make.NOW)
    tick(make.NOW + 2 * HOUR)
    assert walk.area
    keep_network(walk.area, [NETWORK, "ny@example.org"])
    tick(make.NOW + DAY)
    assert told() == [NETWORK, "ny@example.org"]


def test_a_no_of_the_network_lasts_longer_than_its_walk(
    people: SimpleNamespace, walk: Walk
) -> None:
    published(people, walk, make.NOW)
    tick(make.NOW + 2 * HOUR)
    db.session.scalars(select(Follower)).one().end(make.NOW + DAY)
    a_year_on = make.NOW + 400 * DAY
    tick(a_year_on)
    later = make.walk(people.anna, area=walk.area, starts_at=a_year_on)
    published(people, later, a_year_on)
    tick(a_year_on + 3 * HOUR)
    assert told() == [NETWORK]


def test_an_address_is_asked_once_a_week_and_let_go_when_it_never_answers(
    people: SimpleNamespace, walk: Walk
) -> None:
    for day in range(14):
        follow(walk, "lisa@example.org", "sv", make.NOW + day * DAY)
    asked = select(Letter).where(Letter.kind == LetterKind.FOLLOW)
    assert len(db.session.scalars(asked).all()) == 2
    tick(make.NOW + 36 * DAY)
    assert db.session.scalars(select(Follower)).all()
    tick(make.NOW + 38 * DAY)
    assert not db.session.scalars(select(Follower)).all()
    assert {letter.recipient for letter in db.session.scalars(asked)} == {""}


def test_a_link_opens_nothing_for_who_gets_its_number_next(
    people: SimpleNamespace, walk: Walk
) -> None:
    follow(walk, "lisa@example.org", "sv", make.NOW)
    lisa = db.session.scalars(select(Follower)).one()
    link = signed(FOLLOWER, lisa.id, lisa.owner)
    check(FOLLOWER, link, lisa.owner)
    db.session.delete(lisa)
    db.session.flush()
    other = Follower(
        id=claimed_key(link), walk=walk, email="ola@example.org", language="sv", asked_at=make.NOW
    )
    db.session.add(other)
    db.session.flush()
    with pytest.raises(NoResultFound):
        check(FOLLOWER, link, other.owner)


@pytest.mark.parametrize(
    "link", ["", "MQ", "é", "W10.x", "Ii0xIg.x", "OTk5OTk5OTk5OTk.x", "MC4x.x"]
)
def test_what_is_no_link_of_ours_says_no_key(app: Flask, link: str) -> None:
    with pytest.raises(NoResultFound):
        claimed_key(link)


def test_one_address_is_asked_three_times_a_day_whoever_types_it(app: Flask) -> None:
    limits.limiter.enabled = True
    try:
        asked = [limits.may_be_asked("Lisa@example.org") for _time in range(4)]
        assert asked == [True, True, True, False]
        assert limits.may_be_asked("ola@example.org")
    finally:
        limits.limiter.reset()
        limits.limiter.enabled = False


def test_a_removed_address_is_in_no_letter_and_gets_none(people: SimpleNamespace) -> None:
    report = make.report(email="david@example.org")
    assert report.reporter
    waiting = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.RECEIPT)).one()
    report.fix("Lampan är bytt.", by=people.bertil, now=make.NOW)
    going = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.ANSWER)).one()
    assert take_out(going.id, make.NOW)
    report.reporter.remove_address()
    assert waiting.state is LetterState.DROPPED
    assert waiting.secret is None
    going.postpone("Servern tar inte emot.", make.NOW)
    assert take_out(going.id, make.NOW + DAY) is None
    assert going.state is LetterState.DROPPED
    to = set(db.session.scalars(select(Letter.recipient)))
    assert "david@example.org" not in to
    assert "bertil@example.org" in to  # whoever works with it keeps theirs
