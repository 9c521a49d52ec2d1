"""Letters as rows: one for each cause, to whom, when, and what becomes of them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.make import NOW
from walks.db import db
from walks.mail import take_out
from walks.model.clock import tick
from walks.model.codes import FindingType, Urgency
from walks.model.finding import Finding
from walks.model.letter import (
    ANSWERS_WITHIN,
    GIVES_UP_AFTER,
    Letter,
    LetterKind,
    LetterState,
    write_letter,
)
from walks.model.notices import digest_at, send_invitation, send_password_link
from walks.model.outbox import letters_due
from walks.model.party import party_by_slug
from walks.model.person import Letters, Role
from walks.model.release import release_walk
from walks.model.walk import Walk


def letters(*kinds: LetterKind) -> list[Letter]:
    """Return what is in the outbox, in order."""
    found = db.session.scalars(select(Letter).order_by(Letter.id))
    return [letter for letter in found if not kinds or letter.kind in kinds]


def a_letter(person: object, key: str = "k") -> Letter:
    return write_letter(
        LetterKind.INVITATION,
        key,
        to=person.email,  # type: ignore[attr-defined]
        person=person,  # type: ignore[arg-type]
        now=NOW,
    )


def walked(people: SimpleNamespace, *categories: str) -> Walk:
    """Make a walk that has ended, with a finding of each category."""
    walk = make.walk(people.anna)
    walk.start(NOW)
    noter, _secret = make.participant(walk)
    for category in categories:
        make.finding(walk, noter, category=category)
    walk.end(NOW)
    return walk


def released(people: SimpleNamespace, *categories: str) -> Walk:
    walk = walked(people, *categories)
    release_walk(walk, by=people.anna, now=NOW)
    return walk


def test_one_cause_makes_one_letter(people: SimpleNamespace) -> None:
    assert a_letter(people.anna) is a_letter(people.anna)
    assert a_letter(people.anna, "other") is not a_letter(people.anna)
    assert len(letters()) == 2


def test_pauses_grow_until_a_person_must_look(people: SimpleNamespace) -> None:
    letter, now, pauses = a_letter(people.anna), NOW, []
    while letter.state is LetterState.WAITING:
        letter.begin(now)
        letter.postpone("451 senare", now)
        pauses.append((letter.due_at - now).total_seconds() / 60)
        now = letter.due_at
    assert pauses[:4] == [5, 10, 20, 40]
    assert max(pauses) == 12 * 60
    assert letter.state is LetterState.FAILED
    assert now - NOW >= GIVES_UP_AFTER
    assert letter.tries < 20


def test_a_letter_whose_sender_died_is_unsure_and_never_due_again(people: SimpleNamespace) -> None:
    letter = a_letter(people.anna)
    letter.begin(NOW)
    tick(NOW + ANSWERS_WITHIN - timedelta(seconds=1))
    assert letter.state is LetterState.SENDING
    tick(NOW + ANSWERS_WITHIN)
    assert letter.state is LetterState.UNSURE
    assert letters_due(NOW + timedelta(days=9)) == []


def test_a_release_tells_each_party_once(people: SimpleNamespace) -> None:
    walk = released(people, "lighting", "lighting", "litter", "drugs")
    told = [(each.recipient, len(each.findings)) for each in letters()]
    assert sorted(told) == [("bertil@example.org", 3), ("cilla@example.org", 1)]
    assert {each.thread for each in letters()} == {f"walk:{walk.public_id}"}


def test_a_safe_place_is_no_letter(people: SimpleNamespace) -> None:
    walk = walked(people)
    walk.reopen(NOW)
    noter, _secret = make.participant(walk)
    make.finding(walk, noter, type=FindingType.SAFE)
    walk.end(NOW)
    release_walk(walk, by=people.anna, now=NOW)
    assert letters() == []


def test_every_handler_is_told_as_they_chose(people: SimpleNamespace) -> None:
    berit = make.person("Berit", Role.HANDLER, "tekniska-namnden")
    bosse = make.person("Bosse", Role.HANDLER, "tekniska-namnden")
    berit.letters, bosse.letters = Letters.DAILY, Letters.NONE
    released(people, "lighting")
    told = {each.recipient: each.state for each in letters()}
    assert told == {
        "bertil@example.org": LetterState.WAITING,
        "berit@example.org": LetterState.GATHERED,
    }


@pytest.mark.parametrize("address", ["namnden@example.org", None])
def test_a_party_that_nobody_answers_for_is_told_at_its_address(
    people: SimpleNamespace, address: str | None
) -> None:
    people.bertil.active = False
    party_by_slug("tekniska-namnden").email = address
    released(people, "lighting")
    [letter] = letters()
    assert letter.recipient == (address or "")
    outgoing = take_out(letter.id, NOW)
    if address:
        assert outgoing
        assert outgoing.recipient == address
    else:
        assert letter.state is LetterState.FAILED
        assert letter.why == "Parten har ingen som får brev och ingen adress."


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2026, 11, 10, 5, 59, tzinfo=UTC), datetime(2026, 11, 10, 6, tzinfo=UTC)),
        (datetime(2026, 11, 10, 6, 0, tzinfo=UTC), datetime(2026, 11, 11, 6, tzinfo=UTC)),
        (datetime(2026, 11, 13, 17, 0, tzinfo=UTC), datetime(2026, 11, 16, 6, tzinfo=UTC)),
        (datetime(2026, 6, 18, 17, 0, tzinfo=UTC), datetime(2026, 6, 22, 5, tzinfo=UTC)),
    ],
    ids=["before seven", "at seven", "over a weekend", "over midsommar"],
)
def test_the_letter_of_the_day_goes_at_seven_on_working_days(
    app: Flask, now: datetime, at: datetime
) -> None:
    assert digest_at(now) == at


def test_the_letter_of_the_day_holds_everything_since_and_comes_once(
    people: SimpleNamespace,
) -> None:
    people.bertil.letters = Letters.DAILY
    first, second = make.report("a" * 32), make.report("b" * 32)
    seven = digest_at(NOW)
    tick(seven - timedelta(minutes=1))
    assert letters(LetterKind.DIGEST) == []
    for minutes in (0, 1, 60):
        tick(seven + timedelta(minutes=minutes))
    [digest] = letters(LetterKind.DIGEST)
    outgoing = take_out(digest.id, seven)
    assert outgoing
    assert first.number in digest.body
    assert second.number in digest.body
    assert {part.state for part in digest.parts} == {LetterState.IN_DIGEST}


def an_acute_note(people: SimpleNamespace) -> Finding:
    walk = make.walk(people.anna)
    walk.start(NOW)
    noter, _secret = make.participant(walk)
    return make.finding(walk, noter, urgency=Urgency.ACUTE)


def test_akut_waits_two_minutes_and_is_told_at_once_to_who_wants_a_letter_a_day(
    people: SimpleNamespace,
) -> None:
    people.bertil.letters = Letters.DAILY
    an_acute_note(people)
    [letter] = letters()
    assert letter.state is LetterState.WAITING
    assert letter.due_at == NOW + timedelta(minutes=2)


def test_akut_that_is_undone_is_not_told(people: SimpleNamespace) -> None:
    finding = an_acute_note(people)
    finding.withdraw(by=finding.participant, now=NOW + timedelta(minutes=1))
    [letter] = letters()
    assert take_out(letter.id, NOW + timedelta(minutes=2)) is None
    assert letter.state is LetterState.DROPPED


def test_who_is_handed_a_finding_is_told_and_who_gave_it_no_more(people: SimpleNamespace) -> None:
    finding = make.report()
    finding.hand_over(party_by_slug("polisen"), "Det är ett brott.", by=people.bertil, now=NOW)
    first, second = letters(LetterKind.ARRIVAL)
    assert (first.recipient, second.recipient) == ("bertil@example.org", "cilla@example.org")
    assert take_out(first.id, NOW) is None
    assert first.state is LetterState.DROPPED
    assert take_out(second.id, NOW)


def test_a_guarded_finding_is_told_without_anybodys_words(people: SimpleNamespace) -> None:
    walk = walked(people)
    walk.reopen(NOW)
    noter, _secret = make.participant(walk)
    words = {"text": "Zebra", "proposal": "Zebra", "place_words": "Zebratorget"}
    guarded = make.finding(walk, noter, category="drugs", **words)
    walk.end(NOW)
    release_walk(walk, by=people.anna, now=NOW)
    [letter] = letters()
    assert take_out(letter.id, NOW)
    assert "ebra" not in letter.subject + letter.body
    assert guarded.number in letter.body
    assert guarded.category.name in letter.body
    assert f"http://127.0.0.1:5000/fynd/{guarded.number}" in letter.body


def test_a_resident_with_an_address_gets_a_receipt_and_every_answer(
    people: SimpleNamespace,
) -> None:
    finding = make.report("z" * 32, email="lo@example.org", language="en")
    finding.receive(by=people.bertil, now=NOW)
    finding.fix("Lampan i tunneln är bytt.", by=people.bertil, now=NOW)
    receipt, read, fixed = letters(LetterKind.RECEIPT, LetterKind.ANSWER)
    outgoing = take_out(receipt.id, NOW)
    assert outgoing
    link = "http://127.0.0.1:5000/en/arende/" + "z" * 32
    plain = outgoing.message.get_body(("plain",))
    assert plain
    assert link in plain.get_content()
    assert link not in receipt.body
    assert receipt.subject == f"Thank you for report {finding.number}"
    receipt.done(NOW)
    assert receipt.secret is None
    assert take_out(read.id, NOW) is None, "the later one tells all"
    assert take_out(fixed.id, NOW)
    assert "Lampan i tunneln är bytt." in fixed.body
    assert "/arende/" not in fixed.body


def test_a_resident_is_not_told_of_what_they_did_and_none_without_an_address(
    people: SimpleNamespace,
) -> None:
    mine = make.report("a" * 32, email="lo@example.org")
    mine.withdraw(by=mine.reporter, now=NOW)
    other = make.report("b" * 32)
    other.fix("Lampan i tunneln är bytt.", by=people.bertil, now=NOW)
    assert letters(LetterKind.ANSWER) == []
    assert len(letters(LetterKind.RECEIPT)) == 1


def test_an_invitation_is_written_once_and_a_link_each_time_it_is_asked_for(
    people: SimpleNamespace,
) -> None:
    for cause in ("one", "one", "two"):
        send_invitation(people.anna, NOW)
        send_password_link(people.anna, cause, NOW)
    kinds = [letter.kind for letter in letters()]
    assert kinds.count(LetterKind.INVITATION) == 1
    assert kinds.count(LetterKind.PASSWORD) == 2


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nRCPT TO:<x@y.example>", "bara ord", "a b@c.example", "a@", "a@b..c"]
)
def test_an_address_that_is_none_is_a_sentence(people: SimpleNamespace, address: str) -> None:
    people.anna.email = address
    letter = a_letter(people.anna)
    assert take_out(letter.id, NOW) is None
    assert letter.state is LetterState.FAILED
    assert letter.why == "Adressen går inte att använda."


def test_a_name_can_not_add_a_header(people: SimpleNamespace) -> None:
    people.anna.email = "anna@åsa.example"
    letter = a_letter(people.anna)
    letter.name = 'Åsa "Ö"\r\nBcc: alla@example.org'
    outgoing = take_out(letter.id, NOW)
    assert outgoing
    assert outgoing.recipient == "anna@xn--sa-xia.example"
    assert "Bcc" not in outgoing.message
    head, _blank, _body = outgoing.message.as_bytes().partition(b"\r\n\r\n")
    assert b"\nBcc:" not in head
