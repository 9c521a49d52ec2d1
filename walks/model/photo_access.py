"""Who may see which photo: of what was noted, and of an answer. DOMAIN, "Who may see what"."""

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import NoResultFound

from walks.db import db
from walks.model.codes import Audience
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.person import Person
from walks.model.photo import Photo
from walks.model.publication import NEVER, PublicCopy, PublicPhoto
from walks.model.visibility import noted_by, seen_until, there_for, visible_to
from walks.model.walk import Participant


def photo_for_person(person: Person, uuid: str) -> Photo:
    """Return a photo of a finding the person may read in full; raises NoResultFound."""
    photo = db.session.scalars(select(Photo).where(Photo.uuid == uuid)).one()
    finding = db.session.scalars(visible_to(person).where(Finding.id == photo.about)).one()
    until = seen_until(person, finding)
    if until is not None and photo.received_at > until:
        raise NoResultFound
    return photo


def photo_for_participant(participant: Participant, uuid: str) -> Photo:
    """Return a photo of the participant's own finding, or a noted one of audience walk.

    Raises NoResultFound.
    """
    noted = Photo.finding_id == Finding.id
    shared = and_(noted, there_for(participant), Finding.audience == Audience.WALK)
    return db.session.execute(
        select(Photo)
        .outerjoin(Photo.event)
        .join(Finding, or_(noted, Event.finding_id == Finding.id))
        .where(Photo.uuid == uuid, or_(noted_by(participant), shared))
    ).scalar_one()


def photo_for_reporter(finding: Finding, uuid: str) -> Photo:
    """Return a photo of the reporter's own finding, or of an answer; raises NoResultFound."""
    of_it = or_(Photo.finding_id == finding.id, Event.finding_id == finding.id)
    return db.session.execute(
        select(Photo).outerjoin(Photo.event).where(Photo.uuid == uuid, of_it)
    ).scalar_one()


def public_photo(uuid: str) -> Photo:
    """Return a photo that a person published; raises NoResultFound."""
    return db.session.execute(
        select(Photo)
        .join(PublicPhoto, PublicPhoto.photo_id == Photo.id)
        .join(PublicCopy)
        .where(Photo.uuid == uuid, PublicCopy.status.not_in(NEVER))
    ).scalar_one()
