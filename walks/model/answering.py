"""Answering without an account: what the holder of a link may read, and what a contact sends back.

DOMAIN, Who may see what: a party's link shows what its handlers read of those findings, a contact's
only what was passed to it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import selectinload

from walks.db import db, wait_for
from walks.model.area import AreaVersion
from walks.model.codes import FindingType
from walks.model.contact import Referral
from walks.model.finding import Finding
from walks.model.link import Link
from walks.model.party import FormerParty
from walks.model.photo import Photo, Picture
from walks.model.status import MoveNotAllowed, Verb, WaitingOn

FOR_A_PARTY = (
    Verb.RECEIVE,
    Verb.PLAN,
    Verb.FIX,
    Verb.DECLINE,
    Verb.HAND_OVER,
    Verb.ASK_COORDINATOR,
    Verb.PASS_TO,
    Verb.TAKE_BACK,
    Verb.ASK_REPORTER,
)
"""What a party does through a link, and what a coordinator writes down that it said."""


def findings_by_link(link: Link) -> list[Finding]:
    """Return what the party answers for through the link; first what waits for it, by due date."""
    found = db.session.scalars(
        select(Finding)
        .where(_reached(link), Finding.responsible_party_id == link.party_id)
        .options(
            selectinload(Finding.category),
            selectinload(Finding.stop),
            selectinload(Finding.area_version).selectinload(AreaVersion.area),
            selectinload(Finding.referrals),
        )
        .order_by(Finding.due_on, Finding.id)
    )
    return sorted(found, key=lambda finding: not waits(finding))


def passed_on_by(link: Link) -> list[Finding]:
    """Return what the party had, and somebody else answers for now."""
    return list(
        db.session.scalars(
            select(Finding)
            .where(_reached(link), Finding.responsible_party_id != link.party_id, _was_theirs(link))
            .options(selectinload(Finding.responsible_party), selectinload(Finding.category))
            .order_by(Finding.id)
        )
    )


def finding_by_link(link: Link, number: str) -> Finding:
    """Return one that is the party's, or was; raises NoResultFound for any other."""
    wait_for(select(Finding.id).where(Finding.number == number))
    theirs = or_(Finding.responsible_party_id == link.party_id, _was_theirs(link))
    wanted = select(Finding).where(Finding.number == number, _reached(link), theirs)
    return db.session.scalars(wanted).one()


def photo_by_link(link: Link, uuid: str) -> Photo:
    """Return a photo that the link's holder may see; raises NoResultFound."""
    photo = db.session.scalars(select(Photo).where(Photo.uuid == uuid)).one()
    if link.referral is not None:
        if link.referral.ended_at is None and photo in link.referral.photos:
            return photo
        raise NoResultFound
    theirs = Finding.id == photo.about, Finding.responsible_party_id == link.party_id
    db.session.scalars(select(Finding.id).where(*theirs, _reached(link))).one()
    return photo


def referral_of(link: Link) -> Referral:
    """Return what was passed by the link, for nobody else to end meanwhile."""
    if link.referral is None:
        raise NoResultFound
    wait_for(select(Finding.id).where(Finding.id == link.referral.finding_id))
    db.session.refresh(link.referral)
    return link.referral


def reply(link: Link, words: str, pictures: Iterable[Picture], now: datetime) -> None:
    """Give back what was passed, with a contact's answer. Raises MoveNotAllowed, NotAnAnswer."""
    referral = referral_of(link)
    if referral.ended_at is not None:
        raise MoveNotAllowed("it is no longer with this contact")
    referral.finding.take_back(words, by=link, now=now)
    referral.replied_photos.extend(Photo.of(picture, now) for picture in pictures)
    link.used_at = now


def replied(referral: Referral) -> str | None:
    """Return what the contact answered, or None if it has not."""
    for event in referral.finding.events:
        if event.verb is Verb.TAKE_BACK and event.referral_id == referral.id and event.link_id:
            return event.text.body if event.text else ""
    return None


def waits(finding: Finding) -> bool:
    """Say whether the party owes an answer now."""
    return finding.is_open and finding.waiting_on is WaitingOn.PARTY and not finding.answered_at


def _reached(link: Link) -> ColumnElement[bool]:
    """Select what the link is about: one finding, or what has left its walk."""
    if link.party_id is None:
        raise NoResultFound  # a contact's link reaches no finding as such
    about = (
        Finding.id == link.finding_id
        if link.walk_id is None
        else and_(Finding.walk_id == link.walk_id, Finding.type != FindingType.SAFE)
    )
    return and_(about, Finding.released_at.is_not(None))


def _was_theirs(link: Link) -> ColumnElement[bool]:
    return exists().where(
        FormerParty.finding_id == Finding.id, FormerParty.party_id == link.party_id
    )
