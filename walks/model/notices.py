"""Who is told of what by letter: parties of what they are to answer, residents of their answers.

Called by the verbs, in their transaction. What a letter says is made when it is sent, so that
nobody is told of what has been undone or handed over meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from walks.db import alone_with, db
from walks.model.acting import UNDO_ACUTE, By
from walks.model.closed_day import closed_days
from walks.model.codes import Urgency
from walks.model.deadline import working_days_after
from walks.model.letter import Letter, LetterKind, LetterState, write_letter
from walks.model.party import Party
from walks.model.person import Letters, Membership, Person, Role
from walks.model.reporter import Reporter
from walks.swedish import at_local, is_working_day, local, local_date

if TYPE_CHECKING:
    from walks.model.contact import Referral
    from walks.model.finding import Finding
    from walks.model.link import Link
    from walks.model.walk import Walk
DIGEST_AT = time(7, 0)
"""When the day's letter goes, on working days."""


def handlers_of(party: Party) -> list[Person]:
    """Return who answers for the party and can sign in, in a fixed order."""
    working = (
        select(Person)
        .join(Membership)
        .where(Membership.party_id == party.id, Membership.role == Role.HANDLER, Person.active)
    )
    return list(db.session.scalars(working.order_by(Person.id)).unique())


def tell_of_release(walk: Walk, findings: Iterable[Finding], now: datetime) -> None:
    """Tell each party of what it got of the walk, all in one letter."""
    shares = defaultdict(list)
    for finding in findings:
        if finding.expects_answer:
            shares[finding.responsible_party].append(finding)
    for party, share in shares.items():
        tell_party(party, share, LetterKind.RELEASE, f"release:{walk.public_id}", now, walk=walk)


def tell_of_arrival(finding: Finding, now: datetime) -> None:
    """Tell the party of one finding that came to it alone; of an akut one when it stands."""
    if not finding.expects_answer:
        return
    # The log's length tells a finding that comes to the same party once more from a repeat.
    key = f"arrival:{finding.number}:{len(finding.events)}"
    tell_party(finding.responsible_party, [finding], LetterKind.ARRIVAL, key, now)


def tell_of_return(finding: Finding, now: datetime) -> None:
    """Tell the party that what it had passed on is its own again."""
    key = f"returned:{finding.number}:{len(finding.events)}"
    tell_party(finding.responsible_party, [finding], LetterKind.RETURNED, key, now)


def tell_contact(finding: Finding, referral: Referral, now: datetime) -> None:
    """Ask a contact by letter to do the work, if it has an address."""
    key = f"referral:{finding.number}:{len(finding.events)}"
    _write_to_contact(finding, referral, LetterKind.REFERRAL, key, now)


def remind_contact(finding: Finding, referral: Referral, now: datetime) -> None:
    """Ask a contact once more; who has no address is for the party to call."""
    referral.reminded_at = now
    _write_to_contact(finding, referral, LetterKind.REMINDER, f"reminder:{referral.id}", now)


def _write_to_contact(
    finding: Finding, referral: Referral, kind: LetterKind, key: str, now: datetime
) -> None:
    if referral.contact.email:
        write_letter(
            kind,
            key,
            to=referral.contact.email,
            name=referral.contact.name,
            about=[finding],
            thread=f"contact:{finding.number}",
            facts={"contact": referral.contact_id or referral.contact.id},
            now=now,
        )


def send_link(link: Link, now: datetime) -> Letter | None:
    """Send a new link to where this one went, once a day at most; None if it went by no letter."""
    went = link.letter
    if went is None:
        return None
    return write_letter(
        LetterKind.LINK,
        f"link:{link.id}:{local_date(now)}",
        to=went.recipient,
        name=went.name,
        person=went.person,
        party=went.party,
        walk=went.walk,
        about=went.findings,
        thread=went.thread,
        facts={**went.facts, "link": link.id},
        now=now,
    )


def digest_at(now: datetime) -> datetime:
    """Return when the next of the day's letters goes."""
    today = local_date(now)
    if is_working_day(today, closed_days()) and local(now).time() < DIGEST_AT:
        return at_local(today, DIGEST_AT)
    return at_local(working_days_after(today, 1), DIGEST_AT)


def digests_due(now: datetime) -> list[int]:
    """Return the ids of the people who should have their day's letter by now."""
    due = _gathered(now).with_only_columns(Letter.person_id).distinct().order_by(Letter.person_id)
    return [person_id for person_id in db.session.scalars(due) if person_id is not None]


def write_digest(person_id: int, now: datetime) -> list[str]:
    """Write the person's letter of the day with all that has been gathered for it."""
    alone_with(f"digest {person_id}")
    mine = _gathered(now).where(Letter.person_id == person_id).order_by(Letter.id)
    parts = list(db.session.scalars(mine))
    if not parts:
        return []
    person = db.session.get_one(Person, person_id)
    digest = write_letter(
        LetterKind.DIGEST,
        f"digest:{person_id}:{parts[0].id}",
        to=person.email,
        name=person.name,
        person=person,
        thread=f"digest:{person_id}",
        now=now,
    )
    digest.parts.extend(parts)
    for part in parts:
        part.state = LetterState.IN_DIGEST
    return [f"person {person_id}: a letter of {len(parts)}"]


def _gathered(now: datetime) -> Select[Letter]:
    return select(Letter).where(Letter.state == LetterState.GATHERED, Letter.due_at <= now)


def send_receipt(finding: Finding, secret: str, now: datetime) -> None:
    """Send a resident who gave an address the number and the link of their report."""
    reporter = finding.reporter
    if reporter is not None and reporter.email:
        key = f"receipt:{finding.number}"
        _tell_reporter(reporter, LetterKind.RECEIPT, key, now, secret=secret)


def tell_reporter(finding: Finding, by: By, now: datetime) -> None:
    """Tell the resident who reported it how far it has come, unless they did it themselves.

    Whose report is a duplicate of it is told too: they follow this one.
    """
    for each in (finding, *_following(finding)):
        reporter = each.reporter
        if reporter is not None and reporter.email and reporter is not by:
            key = f"answer:{each.number}:{finding.number}:{len(finding.events)}"
            _tell_reporter(reporter, LetterKind.ANSWER, key, now)


def tell_of_question(finding: Finding, now: datetime) -> None:
    """Tell the resident who reported it that the party asks something."""
    reporter = finding.reporter
    if reporter is not None and reporter.email:
        key = f"question:{finding.number}:{len(finding.events)}"
        _tell_reporter(reporter, LetterKind.QUESTION, key, now)


def tell_of_reply(finding: Finding, now: datetime) -> None:
    """Tell the party that its question has been answered."""
    key = f"reply:{finding.number}:{len(finding.events)}"
    tell_party(finding.responsible_party, [finding], LetterKind.REPLY, key, now)


def _following(finding: Finding) -> list[Finding]:
    """Return the findings that are duplicates of it, and duplicates of those."""
    own = list(finding.duplicates)
    return own + [further for each in own for further in _following(each)]


def send_password_link(person: Person, cause: str, now: datetime) -> None:
    """Send a link to choose a password by; `cause` tells one wish for it from another."""
    write_letter(
        LetterKind.PASSWORD,
        f"password:{person.id}:{cause}",
        to=person.email,
        name=person.name,
        person=person,
        now=now,
    )


def send_invitation(person: Person, now: datetime) -> None:
    """Tell somebody that they have an account, with a link to choose a password by."""
    write_letter(
        LetterKind.INVITATION,
        f"invitation:{person.id}",
        to=person.email,
        name=person.name,
        person=person,
        now=now,
    )


def _tell_reporter(
    reporter: Reporter, kind: LetterKind, key: str, now: datetime, secret: str | None = None
) -> None:
    write_letter(
        kind,
        key,
        to=reporter.email or "",
        language=reporter.language,
        about=[reporter.finding],
        thread=f"report:{reporter.finding.number}",
        secret=secret,
        now=now,
    )


def tell_party(
    party: Party,
    findings: list[Finding],
    kind: LetterKind,
    key: str,
    now: datetime,
    *,
    walk: Walk | None = None,
    thread: str = "",
) -> None:
    """Write to each of the party's handlers as they have chosen, or else to its own address."""
    acute = any(finding.urgency is Urgency.ACUTE for finding in findings)
    at = now + UNDO_ACUTE if acute else now
    told = [person for person in handlers_of(party) if person.letters is not Letters.NONE]
    thread = thread or (f"walk:{walk.public_id}" if walk else f"finding:{findings[0].number}")
    for person in told:
        gathered = person.letters is Letters.DAILY and not acute
        write_letter(
            kind,
            f"{key}:{party.slug}:{person.id}",
            to=person.email,
            name=person.name,
            person=person,
            party=party,
            walk=walk,
            about=findings,
            thread=thread,
            now=now,
            not_before=digest_at(now) if gathered else at,
            gathered=gathered,
        )
    if not told:
        write_letter(
            kind,
            f"{key}:{party.slug}",
            to=party.email or "",
            name=party.name,
            party=party,
            walk=walk,
            about=findings,
            thread=thread,
            now=now,
            not_before=at,
        )
