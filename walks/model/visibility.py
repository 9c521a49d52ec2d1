"""Who may see which findings: one query per kind of reader. DOMAIN, "Who may see what".

A stranger to a thing gets no row (the page answers 404).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from walks.db import db, wait_for
from walks.model.area import AreaVersion
from walks.model.codes import Audience
from walks.model.event import Event, Text
from walks.model.finding import Finding
from walks.model.link import Link
from walks.model.party import FormerParty, Party, informed_party, parties
from walks.model.person import Person, Role
from walks.model.photo import Photo
from walks.model.status import MOVES, Carry, Status, Verb, WaitingOn
from walks.model.walk import Participant, Walk, WalkState


def visible_to(person: Person) -> Select[Finding]:
    """Select the findings that this person may read, whatever their audience."""
    if person.has(Role.COORDINATOR):
        return select(Finding)
    mine = [party.id for party in person.parties]
    return select(Finding).where(
        or_(
            Finding.responsible_party_id.in_(mine),
            exists().where(
                informed_party.c.finding_id == Finding.id, informed_party.c.party_id.in_(mine)
            ),
            exists().where(FormerParty.finding_id == Finding.id, FormerParty.party_id.in_(mine)),
            exists().where(
                Walk.id == Finding.walk_id,
                or_(Walk.leader_id == person.id, Walk.note_taker_id == person.id),
            ),
        )
    )


def finding_for(person: Person, number: str) -> Finding:
    """Return the finding with this number; raises NoResultFound for a stranger."""
    wait_for(select(Finding.id).where(Finding.number == number))
    return db.session.scalars(visible_to(person).where(Finding.number == number)).one()


def latest_events(finding_ids: Iterable[int]) -> dict[int, int]:
    """Return the id of each finding's last event, by the finding's id: its version on a page."""
    last = select(Event.finding_id, func.max(Event.id)).where(Event.finding_id.in_(finding_ids))
    return {row[0]: row[1] for row in db.session.execute(last.group_by(Event.finding_id))}


def seen_until(person: Person, finding: Finding) -> datetime | None:
    """Return the moment up to which this person sees the finding; None: all of it.

    A party that handed it over keeps what it saw until then.
    """
    if person.has(Role.COORDINATOR) or person.handles(finding):
        return None
    if finding.walk and finding.walk.may_lead(person):
        return None
    mine = {party.id for party in person.parties}
    if mine & {party.id for party in finding.informed}:
        return None
    return max(f.seen_until for f in finding.former if f.party_id in mine)


@dataclass(frozen=True)
class Seen:
    """A finding as one person may read it. `until` None: as it is now; else as it was then."""

    finding: Finding
    until: datetime | None
    events: list[Event]

    @property
    def text(self) -> str:
        """What was noted, as it read then: a later correction keeps the former words."""
        if self._correction:
            return self._correction.text.body if self._correction.text else ""
        return self.finding.text

    @property
    def corrected_since(self) -> bool:
        """Say whether what is known of it now is more than this person may know."""
        return self._correction is not None

    def of(self, verb: Verb) -> list[Event]:
        """Return what this person reads in the log of one verb, in order."""
        return [event for event in self.events if event.verb is verb]

    @property
    def _correction(self) -> Event | None:
        """The first correction that this person does not see."""
        if self.until is None:
            return None
        corrections = (e for e in _events(self.finding) if e.verb is Verb.CORRECT)
        return next((e for e in corrections if self._later(e.at)), None)

    @property
    def answered(self) -> Event | None:
        """The latest public answer."""
        answers = [e for e in self.events if e.verb in MOVES and _carries_answer(e.verb)]
        return answers[-1] if answers else None

    @property
    def handed_over(self) -> Event | None:
        """The latest act of a person by which it got its party, if any."""
        moves = [e for e in self.events if e.verb in (Verb.HAND_OVER, Verb.DECIDE)]
        return moves[-1] if moves else None

    @property
    def question(self) -> Event | None:
        """What the coordinator has been asked and has not decided yet."""
        waits = self.until is None and self.finding.waiting_on is WaitingOn.COORDINATOR
        asked = [e for e in self.events if e.verb is Verb.ASK_COORDINATOR]
        return asked[-1] if waits and asked else None

    @property
    def answer(self) -> Text | None:
        """The words of the latest public answer."""
        return self.answered.text if self.answered else None

    @property
    def after_photos(self) -> list[Photo]:
        """The photos of what was done that came with the latest public answer."""
        return self.answered.shown_photos if self.answered else []

    @property
    def photos(self) -> list[Photo]:
        """The photos that were noted and may be shown."""
        return [p for p in self.finding.shown_photos if not self._later(p.received_at)]

    def _later(self, moment: datetime) -> bool:
        return self.until is not None and moment > self.until


def as_seen_by(person: Person, finding: Finding) -> Seen:
    """Return what the person may read of a finding that `finding_for` gave them."""
    until = seen_until(person, finding)
    seen = [e for e in _events(finding) if until is None or e.at <= until]
    return Seen(finding, until, seen)


def seen_in_full(finding: Finding) -> Seen:
    """Return the finding as its party reads it."""
    return Seen(finding, None, _events(finding))


def _events(finding: Finding) -> list[Event]:
    """Return the finding's log in order, with people, parties and words in one query."""
    return list(
        db.session.scalars(
            select(Event)
            .where(Event.finding_id == finding.id)
            .options(
                joinedload(Event.person),
                joinedload(Event.participant),
                joinedload(Event.text),
                joinedload(Event.from_party),
                joinedload(Event.to_party),
                joinedload(Event.proposed_party),
                joinedload(Event.said),
                joinedload(Event.link).joinedload(Link.party),
                joinedload(Event.referral),
                joinedload(Event.other).load_only(Finding.number),
                selectinload(Event.photos),
            )
            .order_by(Event.id)
        )
    )


def _carries_answer(verb: Verb) -> bool:
    return Carry.ANSWER in MOVES[verb].carries


def noted_by(participant: Participant) -> ColumnElement[bool]:
    """Select what this participant has noted: theirs to read until the walk is archived."""
    if participant.walk.state is WalkState.ARCHIVED:
        return false()
    return Finding.participant_id == participant.id


def there_for(participant: Participant) -> ColumnElement[bool]:
    """Select what is there of the walk for a participant: until its release."""
    if not participant.walk.joinable:
        return false()
    return and_(Finding.walk_id == participant.walk_id, Finding.status.not_in(TAKEN_BACK))


def own_findings(participant: Participant) -> list[Finding]:
    """Return what this participant has noted, the latest first; nothing once archived."""
    return list(
        db.session.scalars(
            select(Finding)
            .where(noted_by(participant))
            .options(
                selectinload(Finding.photos),
                selectinload(Finding.category),
                selectinload(Finding.responsible_party),
                selectinload(Finding.answer),
                selectinload(Finding.answer_party),
                selectinload(Finding.duplicate_of).selectinload(Finding.answer),
                selectinload(Finding.stop),
                selectinload(Finding.area_version).selectinload(AreaVersion.area),
                selectinload(Finding.events).selectinload(Event.text),
                selectinload(Finding.events).selectinload(Event.photos),
            )
            .order_by(Finding.noted_at.desc(), Finding.id.desc())
        )
    )


def own_finding(participant: Participant, uuid: str) -> Finding:
    """Return the participant's own finding with this UUID; raises NoResultFound."""
    own = (Finding.uuid == uuid) & (Finding.participant_id == participant.id)
    wait_for(select(Finding.id).where(own))
    return db.session.execute(select(Finding).where(own, noted_by(participant))).scalar_one()


TAKEN_BACK = (Status.WITHDRAWN, Status.NOT_A_CASE)
"""What is taken back is taken back from the other participants too."""


def others_findings(participant: Participant) -> list[Finding]:
    """Return what others noted on the same walk, until its release.

    The page hides those not of audience walk.
    """
    return list(
        db.session.scalars(
            select(Finding)
            .where(there_for(participant), Finding.participant_id != participant.id)
            .options(
                selectinload(Finding.photos),
                selectinload(Finding.category),
                selectinload(Finding.stop),
                selectinload(Finding.area_version).selectinload(AreaVersion.area),
            )
            .order_by(Finding.noted_at.desc(), Finding.id.desc())
        )
    )


def others_finding(participant: Participant, uuid: str) -> Finding:
    """Return what another noted and all who walk may read; raises NoResultFound."""
    return db.session.execute(
        select(Finding).where(
            there_for(participant),
            Finding.participant_id != participant.id,
            Finding.audience == Audience.WALK,
            Finding.uuid == uuid,
        )
    ).scalar_one()


def handlers_parties(person: Person) -> list[Party]:
    """Return the parties whose worklist the person may open: own ones, or all."""
    if person.has(Role.COORDINATOR, Role.READER):
        return parties()
    return person.parties
