"""A party asks whoever noted the finding: a resident by their link, a participant as one."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from tests import make
from tests.client import Client
from walks.db import db
from walks.model.finding import Finding
from walks.model.letter import Letter, LetterKind
from walks.model.status import Verb, WaitingOn
from walks.pages.access import cookie_name

SECRET = "s" * 32
ON_CASE = f"/arende/{SECRET}/fraga"
QUESTION = "Vilken av lamporna vid bron är det?"


@pytest.fixture
def report(people: SimpleNamespace, now: datetime) -> Finding:
    """Elsa's report, about which Tekniska nämnden asks something."""
    made = make.report(SECRET, "elsa@example.org")
    made.ask_reporter(QUESTION, by=people.bertil, now=now)
    db.session.commit()
    return made


def letters(kind: LetterKind) -> list[str]:
    found = db.session.scalars(db.select(Letter).where(Letter.kind == kind))
    return [letter.recipient for letter in found]


def test_a_resident_is_led_to_the_question_and_answers_it(client: Client, report: Finding) -> None:
    page = client.visit(f"/arende/{SECRET}")
    assert "De har en fråga till dig." in page.words()
    link = page.select_one(f'a[href="{ON_CASE}"]')
    assert link is not None
    assert link.text == "Läs frågan och svara"
    assert QUESTION in client.visit(ON_CASE).words()
    page = client.send(ON_CASE, {"reply": "Den vid norra fästet."})
    assert "Den vid norra fästet." in page.words()
    assert report.waiting_on is WaitingOn.PARTY
    assert report.events[-1].verb is Verb.REPLY


def test_the_same_reply_twice_is_once_and_a_late_one_is_shown_back(
    client: Client, report: Finding
) -> None:
    client.send(ON_CASE, {"reply": "Den vid norra fästet."})
    client.send(ON_CASE, {"reply": "Den vid norra fästet."})
    assert [e.verb for e in report.events].count(Verb.REPLY) == 1
    page = client.send(ON_CASE, {"reply": "Nej, vid södra."}, 409)
    assert "Nej, vid södra." in page.words()
    assert "Ingen fråga väntar på svar" in page.words()


@pytest.mark.parametrize("words", ["", "  ", "…", "x" * 4001])
def test_a_reply_that_says_nothing_is_asked_for_again(
    words: str, client: Client, report: Finding
) -> None:
    page = client.send(ON_CASE, {"reply": words}, 422)
    assert page.select("#error-summary")
    assert report.waiting_on is WaitingOn.REPORTER


def test_a_participant_answers_from_their_own_notes(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    walk = make.walk(people.anna)
    walk.start(now)
    noter, secret = make.participant(walk)
    finding = make.finding(walk, noter)
    finding.release(by=people.anna, now=now)
    finding.ask_reporter(QUESTION, by=people.bertil, now=now)
    db.session.commit()
    client.set_cookie(cookie_name(walk.public_id), secret)
    page = client.visit(f"/falt/{walk.public_id}")
    address = f"/falt/{walk.public_id}/fynd/{finding.uuid}/fraga"
    assert page.select(f'a[href="{address}"]')
    assert QUESTION in client.visit(address).words()
    client.send(address, {"reply": "Den vid norra fästet."})
    assert finding.waiting_on is WaitingOn.PARTY
    _other, theirs = make.participant(walk)
    db.session.commit()
    client.set_cookie(cookie_name(walk.public_id), theirs)
    client.visit(address, 404)


def test_the_party_reads_the_reply_first_of_all(client: Client, report: Finding) -> None:
    client.send(ON_CASE, {"reply": "Den vid norra fästet."})
    client.sign_in("bertil@example.org")
    page = client.visit(f"/fynd/{report.number}")
    notices = [notice.get_text(" ") for notice in page.select(".notice, .ds-alert")]
    assert any("Den vid norra fästet." in words for words in notices)


def test_both_are_told_by_letter(client: Client, report: Finding) -> None:
    assert letters(LetterKind.QUESTION) == ["elsa@example.org"]
    client.send(ON_CASE, {"reply": "Den vid norra fästet."})
    assert letters(LetterKind.REPLY) == ["bertil@example.org"]


def test_who_reported_the_same_follows_the_first_and_is_told_of_its_answer(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    first, twin = make.report("f" * 32), make.report(SECRET, "elsa@example.org")
    twin.mark_duplicate(first, by=people.bertil, now=now)
    db.session.commit()
    page = client.visit(f"/arende/{SECRET}")
    assert f"Den som gäller för båda: {first.number}" in page.words()
    before = len(letters(LetterKind.ANSWER))
    first.fix("Lampan är bytt och lyser igen.", by=people.bertil, now=now + timedelta(days=1))
    db.session.commit()
    assert len(letters(LetterKind.ANSWER)) == before + 1
    assert "Lampan är bytt och lyser igen." in client.visit(f"/arende/{SECRET}").words()


def test_a_part_of_a_report_can_be_followed_too(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    report = make.report(SECRET)
    part = report.split("Trottoaren har ett djupt hål.", by=people.bertil, now=now)
    part.fix("Hålet är lagat med ny asfalt.", by=people.bertil, now=now)
    db.session.commit()
    words = client.visit(f"/arende/{SECRET}").words()
    assert part.number in words
    assert "Hålet är lagat med ny asfalt." in words
