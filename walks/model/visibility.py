"""Who may see which findings: one query per kind of reader. DOMAIN, "Who may see what".

A stranger to a thing gets no row (the page answers 404).
"""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import selectinload

from walks.db import db
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.party import FormerParty, Party, informed_party
from walks.model.person import Person, Role
from walks.model.photo import Photo
from walks.model.publication import PublicPhoto
from walks.model.status import Status
from walks.model.walk import Participant, Walk

T = TypeVar("T", bound=Select)  # type: ignore[type-arg]


def visible_to(person: Person) -> Select[tuple[Finding]]:
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
    return db.session.execute(visible_to(person).where(Finding.number == number)).scalar_one()


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


def own_findings(participant: Participant) -> list[Finding]:
    """Return what this participant has noted, the latest first."""
    return list(
        db.session.scalars(
            select(Finding)
            .where(Finding.participant_id == participant.id)
            .options(
                selectinload(Finding.photos),
                selectinload(Finding.category),
                selectinload(Finding.responsible_party),
                selectinload(Finding.answer),
                selectinload(Finding.stop),
                selectinload(Finding.area_version),
            )
            .order_by(Finding.noted_at.desc(), Finding.id.desc())
        )
    )


def others_findings(participant: Participant) -> list[Finding]:
    """Return what others noted on the same walk; the page hides those not of audience walk."""
    return list(
        db.session.scalars(
            select(Finding)
            .where(
                Finding.walk_id == participant.walk_id,
                Finding.participant_id != participant.id,
                Finding.status != Status.WITHDRAWN,
            )
            .options(selectinload(Finding.category), selectinload(Finding.stop))
            .order_by(Finding.noted_at.desc(), Finding.id.desc())
        )
    )


def photo_for_person(person: Person, uuid: str) -> Photo:
    """Return a photo of a finding the person may read in full; raises NoResultFound."""
    photo = db.session.execute(select(Photo).where(Photo.uuid == uuid)).scalar_one()
    finding = db.session.execute(
        visible_to(person).where(Finding.id == photo.finding_id)
    ).scalar_one()
    until = seen_until(person, finding)
    return db.session.execute(
        select(Photo).where(Photo.id == photo.id, Photo.received_at <= (until or photo.received_at))
    ).scalar_one()


def photo_for_participant(participant: Participant, uuid: str) -> Photo:
    """Return the participant's own photo, or one of audience walk; raises NoResultFound."""
    own = Finding.participant_id == participant.id
    shared = and_(Finding.walk_id == participant.walk_id, Finding.audience == Audience.WALK)
    return db.session.execute(
        select(Photo).join(Finding).where(Photo.uuid == uuid, or_(own, shared))
    ).scalar_one()


def photo_for_reporter(finding: Finding, uuid: str) -> Photo:
    """Return a photo of the reporter's own finding; raises NoResultFound."""
    return db.session.execute(
        select(Photo).where(Photo.uuid == uuid, Photo.finding_id == finding.id)
    ).scalar_one()


def public_photo(uuid: str) -> Photo:
    """Return a photo that a person published; raises NoResultFound."""
    return db.session.execute(
        select(Photo).join(PublicPhoto, PublicPhoto.photo_id == Photo.id).where(Photo.uuid == uuid)
    ).scalar_one()


def handlers_parties(person: Person) -> list[Party]:
    """Return the parties whose worklist the person may open: own ones, or all."""
    if person.has(Role.COORDINATOR, Role.READER):
        return list(db.session.scalars(select(Party).order_by(Party.is_default.desc(), Party.id)))
    return person.parties
