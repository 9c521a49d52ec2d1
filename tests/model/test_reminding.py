"""Reminders: whom, of what, on which working morning, and once."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from walks.db import db
from walks.mail_facts import NothingLeft
from walks.mail_words import words_of
from walks.model.clock import tick
from walks.model.closed_day import close_offices
from walks.model.codes import Urgency
from walks.model.deadline import answer_due, soon_until, working_days_after, working_days_ago
from walks.model.finding import Finding
from walks.model.letter import Letter, LetterKind
from walks.model.party import party_by_slug
from walks.model.person import Letters

KINDS = (LetterKind.DUE_SOON, LetterKind.LATE, LetterKind.VERY_LATE)


def morning(day: date) -> datetime:
    """Return 08:00 in Borås, in winter."""
    return datetime(day.year, day.month, day.day, 7, 0, tzinfo=UTC)


def reminders() -> list[tuple[str, str]]:
    """Return the kind and the address of each reminder there is, in order."""
    wanted = select(Letter).where(Letter.kind.in_(KINDS)).order_by(Letter.id)
    return [(letter.kind.value, letter.recipient) for letter in db.session.scalars(wanted)]


@pytest.fixture
def report(people: SimpleNamespace) -> Finding:
    """A lamp that is Tekniska nämnden's, due on 8 December 2026."""
    made = make.report()
    db.session.flush()
    assert made.due_on == date(2026, 12, 8)
    return made


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 12, 3), []),
        (date(2026, 12, 4), ["due_soon bertil@example.org"]),
        (date(2026, 12, 8), ["due_soon bertil@example.org"]),
    ],
)
def test_handlers_are_reminded_two_working_days_before(
    report: Finding, day: date, told: list[str]
) -> None:
    tick(morning(day))
    assert [" ".join(each) for each in reminders()] == told


def test_each_stage_comes_once_and_goes_further(report: Finding) -> None:
    party_by_slug("tekniska-namnden").escalation_email = "chef@example.org"
    for days in range(60):
        tick(morning(date(2026, 11, 12) + timedelta(days=days)))
    assert reminders() == [
        ("due_soon", "bertil@example.org"),
        ("late", "chef@example.org"),
        ("very_late", "karin@example.org"),
    ]


def test_without_an_address_for_what_is_late_the_handlers_get_it(report: Finding) -> None:
    report.reminded = 1
    tick(morning(date(2026, 12, 9)))
    assert reminders() == [("late", "bertil@example.org")]


def test_nothing_is_sent_at_night_or_on_days_off(report: Finding) -> None:
    tick(datetime(2026, 12, 4, 4, 59, tzinfo=UTC))
    tick(morning(date(2026, 12, 5)))  # a Saturday
    assert reminders() == []
    tick(datetime(2026, 12, 4, 5, 0, tzinfo=UTC))
    assert reminders() == [("due_soon", "bertil@example.org")]


def test_what_has_an_answer_is_not_reminded_of(report: Finding, people: SimpleNamespace) -> None:
    report.plan("Lampan byts.", date(2027, 1, 20), by=people.bertil, now=make.NOW)
    tick(morning(date(2026, 12, 9)))
    assert reminders() == []


def test_a_new_due_date_is_reminded_of_anew(report: Finding, people: SimpleNamespace) -> None:
    tick(morning(date(2026, 12, 4)))
    report.plan("Lampan byts.", date(2026, 12, 10), by=people.bertil, now=make.NOW)
    for days in range(45):
        tick(morning(date(2026, 12, 7) + timedelta(days=days)))
    assert [kind for kind, _to in reminders()] == ["due_soon", "due_soon", "late"]


def test_many_findings_make_one_letter(report: Finding) -> None:
    others = [make.report(f"{number:032}") for number in range(5)]
    tick(morning(date(2026, 12, 4)))
    letter = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.DUE_SOON)).one()
    assert letter.findings == [report, *others]
    words = words_of(letter)
    assert words.subject == "Snart dags att svara på 6 fynd"
    assert all(each.number in words.plain for each in letter.findings)
    assert "Lampan" not in words.plain


def test_a_letter_that_has_nothing_left_to_tell_is_not_sent(
    report: Finding, people: SimpleNamespace
) -> None:
    tick(morning(date(2026, 12, 4)))
    report.fix("Lampan är bytt.", by=people.bertil, now=make.NOW)
    letter = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.DUE_SOON)).one()
    with pytest.raises(NothingLeft):
        words_of(letter)


def test_who_wants_no_letters_gets_none(report: Finding, people: SimpleNamespace) -> None:
    people.karin.letters = Letters.NONE
    report.reminded = 2
    tick(morning(date(2026, 12, 20) + timedelta(days=8)))
    assert reminders() == []


def test_days_are_counted_over_closed_days(people: SimpleNamespace) -> None:
    today = date(2027, 1, 4)
    assert working_days_after(today, 1) == date(2027, 1, 5)
    close_offices(date(2027, 1, 5), "Klämdag", today)
    db.session.flush()
    assert working_days_after(today, 1) == date(2027, 1, 7)  # after Twelfth Day
    assert answer_due(today, Urgency.HIGH) == date(2027, 1, 13)
    assert soon_until(today) == date(2027, 1, 8)
    assert working_days_ago(date(2027, 1, 8), 2) == date(2027, 1, 6)


def test_a_walk_waits_for_its_release_over_midsummer(app: Flask) -> None:
    """Midsummer Eve is a working day in law only: 18 June 2026 is a Thursday."""
    assert working_days_after(date(2026, 6, 18), 3) == date(2026, 6, 24)


def test_soon_late_is_said_and_late_is_more(report: Finding) -> None:
    assert not report.is_soon_late(date(2026, 12, 3))
    assert report.is_soon_late(date(2026, 12, 4))
    assert report.is_soon_late(date(2026, 12, 8))
    assert not report.is_soon_late(date(2026, 12, 9))
    assert report.is_late(date(2026, 12, 9))
