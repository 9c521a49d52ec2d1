"""Answers from outside: contacts, links, what is written down on behalf, questions, ties."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests import make
from walks.db import db
from walks.model.acting import NotAnAnswer, OnBehalf
from walks.model.clock import tick
from walks.model.codes import Audience
from walks.model.contact import Contact, contacts
from walks.model.finding import Finding
from walks.model.link import VALID, link_with, party_link, referral_link
from walks.model.party import party_by_slug
from walks.model.status import Actor, MoveNotAllowed, Status, Verb, WaitingOn
from walks.model.walk import WalkState

BRIEF = "Lampan sitter på er gavel mot parken."
ANSWER = "Vi har bett Trafikverket laga lampan."
LATER = timedelta(days=1)


@pytest.fixture
def made(people: SimpleNamespace, now: datetime) -> SimpleNamespace:
    """A released finding of Tekniska nämnden from Anna's walk, and a resident's report."""
    walk = make.walk(people.anna)
    noter, _secret = make.participant(walk)
    finding, report = make.finding(walk, noter), make.report()
    finding.release(by=people.anna, now=now)
    db.session.commit()
    return SimpleNamespace(
        walk=walk,
        noter=noter,
        finding=finding,
        report=report,
        contact=contacts()[0],
        other=contacts()[1],
        tn=party_by_slug("tekniska-namnden"),
        police=party_by_slug("polisen"),
        **vars(people),
    )


def passed(made: SimpleNamespace, now: datetime) -> Finding:
    finding: Finding = made.finding
    finding.pass_to(made.contact, BRIEF, ANSWER, by=made.bertil, now=now)
    db.session.commit()
    return finding


def test_contacts_that_ship_are_offered_in_swedish_order(made: SimpleNamespace) -> None:
    db.session.add(Contact(name="Åhus energi"))
    db.session.add(Contact(name="Äldre", active=False))
    names = [contact.name for contact in contacts()]
    assert names == ["AB Bostäder", "Elnätsbolaget", "Trafikverket", "Västtrafik", "Åhus energi"]


def test_the_party_stays_responsible_for_what_it_passes_on(
    made: SimpleNamespace, now: datetime
) -> None:
    finding = passed(made, now)
    assert finding.responsible_party == made.tn
    assert finding.answered_at == now
    assert finding.referral is not None
    assert (finding.referral.contact, finding.referral.brief.body) == (made.contact, BRIEF)
    assert (finding.waiting_on, finding.waiting_since) == (WaitingOn.CONTACT, now)
    assert finding.events[-1].referral is finding.referral


def test_passing_it_to_another_ends_the_first(made: SimpleNamespace, now: datetime) -> None:
    finding = passed(made, now)
    finding.pass_to(made.other, BRIEF, ANSWER, by=made.bertil, now=now + LATER)
    first, second = finding.referrals
    assert (first.ended_at, second.ended_at) == (now + LATER, None)
    assert finding.referral is second


@pytest.mark.parametrize("verb", [Verb.FIX, Verb.DECLINE, Verb.PLAN, Verb.DECIDE])
def test_every_way_out_ends_it(verb: Verb, made: SimpleNamespace, now: datetime) -> None:
    finding = passed(made, now)
    if verb is Verb.DECIDE:
        finding.decide(made.police, "Det är en polisfråga.", by=made.karin, now=now)
    elif verb is Verb.PLAN:
        finding.plan("Vi byter lampan själva.", date(2026, 12, 3), by=made.bertil, now=now)
    else:
        getattr(finding, verb.value)("Lampan är bytt av oss i stället.", by=made.bertil, now=now)
    assert finding.referral is None


def test_the_contact_answers_through_its_link_and_the_party_owes_a_new_answer(
    made: SimpleNamespace, now: datetime
) -> None:
    finding = passed(made, now)
    assert finding.referral
    link = link_with(referral_link(finding.referral, now))
    assert not finding.may(Verb.FIX, link)
    finding.take_back("Vi bytte lampan i går.", by=link, now=now + LATER)
    db.session.commit()
    event = finding.events[-1]
    assert (event.actor, event.person, event.link) == (Actor.CONTACT, None, link)
    assert (finding.status, finding.waiting_on) == (Status.RECEIVED, WaitingOn.PARTY)
    assert finding.answered_at is None
    assert finding.due_on == date(2026, 12, 9)  # 20 working days
    with pytest.raises(MoveNotAllowed):
        finding.take_back("Vi bytte lampan i går.", by=link, now=now + LATER)


def test_a_contacts_link_reaches_no_other_finding(made: SimpleNamespace, now: datetime) -> None:
    finding = passed(made, now)
    assert finding.referral
    link = link_with(referral_link(finding.referral, now))
    made.report.pass_to(made.contact, BRIEF, ANSWER, by=made.bertil, now=now)
    assert not made.report.may(Verb.TAKE_BACK, link)


def test_a_link_ends_by_itself_by_a_person_and_can_be_renewed(
    made: SimpleNamespace, now: datetime
) -> None:
    link = link_with(party_link(made.tn, now, walk=made.walk))
    assert link.is_valid(now)
    assert not link.is_valid(now + VALID)
    link.renew(now + VALID)
    assert link.is_valid(now + VALID)
    link.end(now + VALID)
    assert not link.is_valid(now + VALID)


def test_a_party_answers_through_its_link_and_is_logged_as_the_party(
    made: SimpleNamespace, now: datetime
) -> None:
    link = link_with(party_link(made.tn, now, walk=made.walk))
    made.finding.fix("Lampan är bytt och lyser igen.", by=link, now=now)
    event = made.finding.events[-1]
    assert (event.actor, event.person, event.from_party) == (Actor.HANDLER, None, made.tn)
    assert event.link is link
    assert not made.report.may(Verb.RECEIVE, link)  # not of that walk


def test_a_partys_link_reaches_what_is_the_partys_now(made: SimpleNamespace, now: datetime) -> None:
    link = link_with(party_link(made.tn, now, walk=made.walk))
    made.finding.hand_over(made.police, "Det säljs narkotika där.", by=link, now=now)
    assert not made.finding.may(Verb.RECEIVE, link)
    one = link_with(party_link(made.police, now, finding=made.finding))
    assert made.finding.may(Verb.RECEIVE, one)


def test_a_coordinator_writes_down_what_a_party_said(made: SimpleNamespace, now: datetime) -> None:
    said = "EST-möte 4 mars, Cilla på polisen"
    made.finding.decide(made.police, "Det är en polisfråga.", by=made.karin, now=now)
    by = OnBehalf(made.karin, made.police, said)
    made.finding.fix("Vi har gått fler kvällspass där.", by=by, now=now)
    event = made.finding.events[-1]
    assert (event.actor, event.person) == (Actor.HANDLER, made.karin)
    assert event.said is not None
    assert event.said.body == said
    assert made.finding.answer_party == made.police


def test_nothing_is_written_down_for_a_party_that_does_not_have_it_or_by_others(
    made: SimpleNamespace, now: datetime
) -> None:
    assert not made.finding.may(Verb.FIX, OnBehalf(made.karin, made.police, "Möte 4 mars"))
    assert not made.finding.may(Verb.FIX, OnBehalf(made.anna, made.tn, "Möte 4 mars"))
    with pytest.raises(NotAnAnswer):
        OnBehalf(made.karin, made.tn, " ")


def test_a_question_goes_to_the_noter_and_the_clock_goes_on(
    made: SimpleNamespace, now: datetime
) -> None:
    finding, due = made.finding, made.finding.due_on
    finding.ask_reporter("Vilken av lamporna är det?", by=made.bertil, now=now)
    assert (finding.waiting_on, finding.due_on) == (WaitingOn.REPORTER, due)
    stranger, _secret = make.participant(made.walk)
    with pytest.raises(MoveNotAllowed):
        finding.reply("Den vid bron.", by=stranger, now=now)
    finding.reply("Den vid bron.", by=made.noter, now=now)
    assert finding.waiting_on is WaitingOn.PARTY
    with pytest.raises(MoveNotAllowed):
        finding.reply("Den vid bron.", by=made.noter, now=now)


def test_nobody_is_asked_who_can_not_be_reached(made: SimpleNamespace, now: datetime) -> None:
    made.walk.state = WalkState.ARCHIVED
    assert not made.finding.may(Verb.ASK_REPORTER, made.bertil)
    assert made.report.may(Verb.ASK_REPORTER, made.bertil)


@pytest.mark.parametrize(
    ("whom", "last"),
    [(WaitingOn.CONTACT, date(2026, 12, 1)), (WaitingOn.REPORTER, date(2026, 11, 24))],
)
def test_silence_brings_it_back_after_so_many_working_days(
    whom: WaitingOn, last: date, made: SimpleNamespace, now: datetime
) -> None:
    finding = made.finding
    if whom is WaitingOn.CONTACT:
        finding = passed(made, now)
    else:
        finding.ask_reporter("Vilken av lamporna är det?", by=made.bertil, now=now)
    db.session.commit()
    in_time = now.replace(month=last.month, day=last.day)
    tick(in_time)
    assert finding.waiting_on is whom
    tick(in_time + LATER)
    assert finding.waiting_on is WaitingOn.PARTY
    assert finding.events[-1].actor == Actor.CLOCK
    logged = len(finding.events)
    tick(in_time + LATER)
    assert len(finding.events) == logged


def test_a_duplicate_follows_the_other(made: SimpleNamespace, now: datetime) -> None:
    twin = make.finding(made.walk, made.noter)
    twin.mark_duplicate(made.finding, by=made.anna, now=now)
    db.session.commit()
    assert twin.followed is made.finding
    assert twin.events[-1].other is made.finding
    twin.released_at = now
    twin.reopen("Det är en annan lampa.", by=made.bertil, now=now)
    assert twin.followed is twin


def test_what_can_not_be_followed_is_refused_with_a_sentence(
    made: SimpleNamespace, now: datetime
) -> None:
    twin = make.finding(made.walk, made.noter)
    gone = make.finding(made.walk, made.noter)
    gone.withdraw(by=made.noter, now=now)
    secret = make.finding(made.walk, made.noter)
    secret.audience = Audience.NOTER_AND_PARTY
    for original in (twin, gone, secret):
        with pytest.raises(NotAnAnswer):
            twin.mark_duplicate(original, by=made.anna, now=now)
    twin.mark_duplicate(made.finding, by=made.anna, now=now)
    with pytest.raises(NotAnAnswer):
        made.finding.mark_duplicate(twin, by=made.bertil, now=now)


def test_a_part_becomes_a_finding_of_its_own_with_the_same_time_left(
    made: SimpleNamespace, now: datetime
) -> None:
    part = made.finding.split("Det säljs narkotika i tunneln.", by=made.bertil, now=now + LATER)
    db.session.commit()
    assert part.split_from is made.finding
    assert part.number != made.finding.number
    assert part.due_on == made.finding.due_on
    assert part.participant is made.noter
    assert [event.verb for event in part.events] == [Verb.NOTE, Verb.RELEASE]
    assert part.events[0].actor == made.finding.events[-1].actor == Actor.HANDLER
    assert made.finding.events[-1].other is part
    assert made.finding.status is Status.NEW
