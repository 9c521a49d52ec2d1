"""How a finding is moved: asked of the table, done to its row, logged, and told to the public.

The verbs themselves, and what each takes, stand on `Finding`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from walks.model.acting import By, OnBehalf, acting_as, capacities, own_words, stated
from walks.model.codes import Urgency, narrowest
from walks.model.contact import Referral
from walks.model.deadline import answer_due
from walks.model.event import Event, Text
from walks.model.link import Link
from walks.model.notices import tell_of_arrival, tell_of_return, tell_reporter
from walks.model.party import FormerParty, Party
from walks.model.person import Person
from walks.model.photo import Photo, Picture
from walks.model.status import MOVES, Actor, Carry, MoveNotAllowed, Status, Verb, WaitingOn
from walks.model.walk import Participant
from walks.swedish import local_date

if TYPE_CHECKING:
    from walks.model.finding import Finding


def move(
    finding: Finding,
    verb: Verb,
    by: By,
    now: datetime,
    *,
    words: str | None = None,
    planned_on: date | None = None,
    to_party: Party | None = None,
    proposed: Party | None = None,
    referral: Referral | None = None,
    other: Finding | None = None,
) -> Event:
    """Change what the table says and log it; nothing is changed when it raises.

    Raises MoveNotAllowed, and NotAnAnswer when a reason is asked for and not given.
    """
    row, actor = MOVES[verb], require(finding, verb, by, now)
    if Carry.REASON in row.carries:
        words = stated(words or "")
    before, giver = finding.status, finding.responsible_party
    finding.status = row.to or before
    wait_on(finding, row.waits_on, now)
    if before is Status.WITH_OTHER:
        _end_referrals(finding, referral if verb is Verb.PASS_TO else None, now)
    if to_party is not None and to_party.id != giver.id:
        _give_to(finding, to_party, giver, now)
        if finding.released_at:
            disclose(finding, [to_party], by, now, actor=actor)
    # A promised date lives on with the next party: when it passes, the clock asks again.
    dated = finding.status is not Status.DECLINED
    finding.planned_on = planned_on or (finding.planned_on if dated else None)
    tell_the_public(finding, now)
    event = log(
        finding,
        verb,
        by,
        now,
        actor=actor,
        from_status=before,
        from_party=giver,
        proposed=proposed,
        text=words,
        referral=referral,
        other=other,
    )
    if finding.status is not before or Carry.ANSWER in row.carries:
        tell_reporter(finding, by, now)
    if finding.responsible_party is not giver and finding.released_at:
        tell_of_arrival(finding, now)
    if verb is Verb.TAKE_BACK and actor is not Actor.HANDLER:
        tell_of_return(finding, now)
    return event


def require(finding: Finding, verb: Verb, by: By, now: datetime) -> Actor:
    """Return in which capacity `by` may do it. Raises MoveNotAllowed."""
    actor = acting_as(verb, by, finding, now)
    if actor is None:
        raise MoveNotAllowed(f"{verb} from {finding.status}")
    return actor


def wait_on(finding: Finding, whom: WaitingOn, now: datetime) -> None:
    """Say whose turn it is, and since when."""
    if finding.waiting_on is not whom:
        finding.waiting_on, finding.waiting_since = whom, now


def await_answer(finding: Finding, urgency: Urgency, now: datetime) -> None:
    """Start a clock: an answer is due, and nobody has been reminded of it."""
    finding.due_on, finding.reminded = answer_due(local_date(now), urgency), 0


def give_answer(
    finding: Finding,
    verb: Verb,
    words: str,
    by: By,
    now: datetime,
    *,
    planned_on: date | None = None,
    referral: Referral | None = None,
    photos: Iterable[Picture] = (),
) -> None:
    """Move it with a public answer, and photos of what was done.

    Raises MoveNotAllowed, NotAnAnswer.
    """
    words = own_words(words)
    event = move(finding, verb, by, now, words=words, planned_on=planned_on, referral=referral)
    event.photos.extend(Photo.of(picture, now) for picture in photos)
    finding.answer, finding.answered_at = event.text, now
    finding.answer_at, finding.answer_party = now, event.from_party
    tell_the_public(finding, now, new_answer=True)


def log(
    finding: Finding,
    verb: Verb,
    by: By,
    now: datetime,
    *,
    actor: str | None = None,
    from_status: Status | None = None,
    from_party: Party | None = None,
    proposed: Party | None = None,
    text: str | None = None,
    referral: Referral | None = None,
    other: Finding | None = None,
    to_party: Party | None = None,
) -> Event:
    """Write the event of what was just done to the finding."""
    on_behalf = by if isinstance(by, OnBehalf) else None
    link = by if isinstance(by, Link) else None
    person = on_behalf.person if on_behalf else by
    event = Event(
        at=now,
        verb=verb,
        actor=actor or next(iter(sorted(capacities(by, finding))), Actor.CLOCK),
        person=person if isinstance(person, Person) else None,
        participant=by if isinstance(by, Participant) else None,
        from_status=from_status,
        to_status=finding.status,
        from_party=from_party,
        to_party=to_party or finding.responsible_party,
        proposed_party=proposed,
        text=Text(body=text, language="sv") if text else None,
        planned_on=finding.planned_on if verb is Verb.PLAN else None,
        rule=finding.rule,
        said=Text(body=on_behalf.said, language="sv") if on_behalf else None,
        link=link,
        referral=referral or (link.referral if link else None),
        other=other,
    )
    finding.events.append(event)
    return event


def disclose(
    finding: Finding,
    parties: Iterable[Party],
    by: By,
    now: datetime,
    *,
    actor: str | None = None,
) -> None:
    """Log what goes to those of them that are other authorities, before what causes it is logged.

    OSL 5 and 6: what one authority hands to another is official from then on. Before the release
    a finding is no finished document, and nobody has taken it out of the house.
    """
    for party in parties:
        if party.other_authority:
            handed = _handed(finding)
            log(finding, Verb.DISCLOSE, by, now, actor=actor, text=handed, to_party=party)


def _handed(finding: Finding) -> str:
    """Say what kinds of things are handed over, in Swedish: never what stands in them."""
    photos = len(finding.shown_photos)
    has_point = finding.latitude is not None
    kinds = [
        "beskrivning" if finding.text else "",
        "förslag" if finding.proposal else "",
        "plats i ord" if finding.place else "",
        "plats på kartan" if has_point else "",
        f"{photos} foto" if photos == 1 else f"{photos} foton" if photos else "",
    ]
    return ", ".join(["kategori", *(kind for kind in kinds if kind)])


def _end_referrals(finding: Finding, new: Referral | None, now: datetime) -> None:
    """Whom it was passed to has it no more; the links they hold tell them so."""
    for referral in finding.referrals:
        if referral is not new:
            referral.ended_at = referral.ended_at or now


def _give_to(finding: Finding, party: Party, giver: Party, now: datetime) -> None:
    kept = [f for f in finding.former if f.party_id not in (party.id, giver.id)]
    finding.former = [*kept, FormerParty(party_id=giver.id, seen_until=now)]
    was_open = not finding.guarded
    finding.responsible_party, finding.reference = party, ""  # the log keeps the giver's number
    finding.responsible_party_id = party.id
    finding.informed = [p for p in finding.informed if p.id != party.id]
    finding.audience = narrowest(finding.audience, party.default_audience)
    if was_open and finding.guarded and finding.public_copy:
        finding.public_copy.close()
        finding.reviewed_at = None  # a person looks at it again


def tell_the_public(finding: Finding, now: datetime, *, new_answer: bool = False) -> None:
    """A published copy follows in status and dates at once; words wait for review."""
    if copy := finding.public_copy:
        copy.follow(finding.status, now)
        copy.party_name = finding.responsible_party.name
        referral = finding.referral
        copy.contact_name = referral.contact.name if referral else None
        copy.contact_since = referral.passed_at if referral else None
        copy.planned_month = f"{finding.planned_on:%Y-%m}" if finding.planned_on else None
        copy.new_answer = copy.new_answer or new_answer
