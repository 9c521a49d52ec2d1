"""Noting: how words from a phone or a form become a finding with an owner.

The same way for every channel: a `Note`, already validated, is kept once under its UUID, routed
at once, and logged.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from walks.db import alone_with, db
from walks.model.acting import By
from walks.model.area import AreaVersion, area_at
from walks.model.category import category_by_key
from walks.model.codes import (
    Audience,
    FeltSafety,
    FindingType,
    Light,
    NoterRole,
    PlaceType,
    Source,
    Urgency,
    narrowest,
)
from walks.model.finding import Finding
from walks.model.moving import log
from walks.model.notices import send_receipt, tell_of_arrival
from walks.model.number import next_number
from walks.model.party import party_by_slug
from walks.model.photo import Photo, Picture
from walks.model.reporter import Reporter, is_taken
from walks.model.routing import Noted, route
from walks.model.rulebook import current_rulebook
from walks.model.status import Actor, MoveNotAllowed, Status, Verb, WaitingOn
from walks.model.walk import Participant, Stop, Walk, WalkRefused, hashed
from walks.swedish import local

TEXT_MAX = 4000


class OtherContent(Exception):
    """The UUID is taken by a note with other content; make a new UUID and send again."""


@dataclass(frozen=True)
class Note:
    """One thing noted, validated, from any channel. At least one of the place fields is given."""

    uuid: str
    type: FindingType
    category: str | None  # a key; None: decided by the words
    text: str = ""
    proposal: str = ""
    latitude: float | None = None  # WGS 84 degrees
    longitude: float | None = None
    accuracy_m: float | None = None
    stop_id: int | None = None
    place_words: str = ""
    place_type: PlaceType | None = None
    urgency: Urgency | None = None
    felt_safety: FeltSafety | None = None
    light: Light | None = None
    sensitive: bool = False
    language: str = "sv"
    photos: tuple[Picture, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the content: the same note sent twice has the same.

        Photos count as they were received: what we make of them may change with a new decoder.
        """
        received = {"photos": [picture.received_sha256 for picture in self.photos]}
        content = json.dumps(asdict(self) | received, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()


def note_on_walk(
    walk: Walk,
    participant: Participant,
    note: Note,
    *,
    prefix: str,
    now: datetime,
    noted_at: datetime | None = None,
    sealed: bool = False,
) -> tuple[Finding, bool]:
    """Keep a participant's note; return the finding and whether it is new.

    `noted_at` is when it was noted, if not now. Raises OtherContent when the UUID holds another
    note, and WalkRefused when the walk takes no more notes (one that is already kept is still
    answered as the same); what a phone had `sealed` is never refused for coming late.
    """
    if (known := _known(note, participant=participant)) is not None:
        return known, False
    if not (walk.takes_notes or sealed):
        raise WalkRefused("Vandringen tar inte emot fler fynd.")
    finding = new_finding(note, walk.source, participant.role, prefix, now)
    finding.noted_at = noted_at or now
    finding.walk, finding.participant = walk, participant
    participant.heard_from_at = now
    _start(finding, participant, Actor.NOTER, now)
    return finding, True


def report_from_public(
    note: Note,
    *,
    secret: str,
    email: str | None,
    prefix: str,
    now: datetime,
    noted_at: datetime | None = None,
) -> tuple[Finding, bool]:
    """Keep a resident's report, released at receipt; return it and whether it is new.

    `noted_at` is when it was written, if not now. Raises OtherContent when the UUID or the secret
    holds another report.
    """
    if (known := _known(note, secret=secret)) is not None:
        return known, False
    finding = new_finding(note, Source.PUBLIC, NoterRole.RESIDENT, prefix, now)
    finding.noted_at = noted_at or now
    finding.reporter = Reporter(
        secret_hash=hashed(secret), email=email or None, language=note.language, created_at=now
    )
    _start(finding, finding.reporter, Actor.REPORTER, now)
    send_receipt(finding, secret, now)
    return finding, True


def as_noted(finding: Finding) -> Note:
    """Return the finding as a note again, so that a part of it can be put right."""
    return Note(
        uuid=finding.uuid,
        type=finding.type,
        category=finding.category.key,
        text=finding.text,
        proposal=finding.proposal,
        latitude=finding.latitude,
        longitude=finding.longitude,
        accuracy_m=finding.accuracy_m,
        stop_id=finding.stop_id,
        place_words=finding.place_words,
        place_type=finding.place_type,
        urgency=finding.urgency,
        felt_safety=finding.felt_safety,
        light=finding.light,
        sensitive=finding.sensitive,
        language=finding.language,
    )


def correct(finding: Finding, note: Note, *, by: By, now: datetime) -> None:
    """Put right what was noted, keep the former words in the log, and route again.

    A change of type moves new to noted and back. The audience may narrow, never widen. Raises
    MoveNotAllowed when the finding has been released or has moved on.
    """
    if finding.released_at or finding.status not in (Status.NEW, Status.RECEIVED, Status.NOTED):
        raise MoveNotAllowed("a finding that has moved on is not corrected")
    before, giver, former = finding.status, finding.responsible_party, finding.text
    expected_answer = finding.expects_answer
    _fill(finding, note)
    audience = _route(finding, note)
    if finding.expects_answer is not expected_answer:
        set_out(finding)
    finding.audience = narrowest(finding.audience, finding.default_audience(), audience)
    log(finding, Verb.CORRECT, by, now, from_status=before, from_party=giver, text=former or None)
    if finding.urgency is Urgency.ACUTE:
        finding.release(by=None, now=now)  # akut never waits for the walk, whoever says so
        tell_of_arrival(finding, now)


def _known(
    note: Note, *, participant: Participant | None = None, secret: str | None = None
) -> Finding | None:
    alone_with(f"uuid {note.uuid}")  # sent twice at once, it is still kept once
    if secret:
        alone_with(f"secret {hashed(secret)}")
    finding = db.session.scalars(select(Finding).where(Finding.uuid == note.uuid)).first()
    if finding is None:
        if secret and is_taken(secret):
            raise OtherContent(note.uuid)
        return None
    if participant is not None:
        mine = finding.participant_id == participant.id
    else:
        reporter = finding.reporter
        mine = reporter is not None and reporter.secret_hash == hashed(secret or "")
    if not mine or finding.digest != note.digest:
        raise OtherContent(note.uuid)
    return finding


def new_finding(note: Note, source: Source, role: NoterRole, prefix: str, now: datetime) -> Finding:
    """Return the finding that the note makes, routed; neither kept nor logged yet."""
    with db.session.no_autoflush:
        finding = Finding(
            uuid=note.uuid,
            digest=note.digest,
            number=next_number(prefix, local(now).year),
            source=source,
            noter_role=role,
            noted_at=now,
            received_at=now,
            photos=[Photo.of(picture, now) for picture in note.photos],
        )
        _fill(finding, note)
        audience = _route(finding, note)
        set_out(finding)
        finding.audience = narrowest(finding.default_audience(), audience)
        return finding


def _fill(finding: Finding, note: Note) -> None:
    for name in (
        "type", "text", "proposal", "latitude", "longitude", "accuracy_m", "stop_id",
        "place_words", "place_type", "felt_safety", "light", "sensitive", "language",
    ):  # fmt: skip
        setattr(finding, name, getattr(note, name))
    if not finding.area_by_hand:
        finding.area_version = _area(note)


def _area(note: Note) -> AreaVersion | None:
    if note.latitude is not None and note.longitude is not None:
        return area_at(note.latitude, note.longitude)
    stop = db.session.get(Stop, note.stop_id) if note.stop_id else None
    if stop and stop.latitude is not None and stop.longitude is not None:
        return area_at(stop.latitude, stop.longitude)
    return None


def _route(finding: Finding, note: Note) -> Audience | None:
    """Let the rules say whose it is; a coordinator's own decision stands.

    Return the audience that the rules ask for.
    """
    decision = route(
        Noted(
            text=note.text,
            proposal=note.proposal,
            category=note.category,
            source=finding.source.value,
            place_type=note.place_type.value if note.place_type else None,
            latitude=note.latitude,
            longitude=note.longitude,
        ),
        current_rulebook(),
    )
    finding.category = category_by_key(decision.category)
    finding.urgency = note.urgency or Urgency(decision.urgency)
    audience = Audience(decision.audience) if decision.audience else None
    if finding.routed_by_hand:
        return audience
    finding.responsible_party = party_by_slug(decision.party)
    finding.rule, finding.rule_version = decision.rule, decision.version
    finding.rule_parameters = dict(decision.parameters)
    finding.reason, finding.certain = decision.reason, decision.certain
    finding.contact = decision.contact
    finding.informed = []
    finding.inform(party_by_slug(slug) for slug in decision.informed)
    return audience


def set_out(finding: Finding) -> None:
    """A safe place is thanked for and waits on nobody; the rest waits on its party."""
    safe = finding.type is FindingType.SAFE
    finding.status = Status.NOTED if safe else Status.NEW
    finding.waiting_on = WaitingOn.NOBODY if safe else WaitingOn.PARTY


def _start(finding: Finding, by: By, actor: Actor, now: datetime) -> None:
    """Keep it, log it, and release at once what does not wait for the walk."""
    db.session.add(finding)
    log(finding, Verb.NOTE, by, now, actor=actor)
    db.session.flush()
    if finding.source is Source.PUBLIC or finding.urgency is Urgency.ACUTE:
        finding.release(by=by, now=now)
        tell_of_arrival(finding, now)
