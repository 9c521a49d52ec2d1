"""Review: a person decides what the public may read of a finding, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from walks.db import db
from walks.model.acting import By
from walks.model.codes import Audience, Source
from walks.model.finding import Finding
from walks.model.publication import POINT_DECIMALS, PublicCopy, PublicPhoto
from walks.model.status import Status, Verb

NEVER = (Status.WITHDRAWN, Status.NOT_A_CASE, Status.DUPLICATE)


class SecondActMissing(Exception):
    """Text, photo or point of a guarded finding needs a second explicit act."""


@dataclass(frozen=True)
class Review:
    """What the reviewer lets through. Photos: id → description for those who can't see."""

    text: str
    place: str
    answer: str = ""
    point: bool = False
    photos: Mapping[int, str] = field(default_factory=dict)
    confirmed: bool = False


def guarded(finding: Finding) -> bool:
    """Say whether its text, photos and point need two acts: police items and rounds."""
    return finding.source is Source.ROUND or finding.audience is Audience.NOTER_AND_PARTY


def awaiting_review() -> list[Finding]:
    """Return released findings that nobody has reviewed, and published ones with a new answer.

    Rounds are not offered: they are published from the finding's own page or not at all.
    """
    unread = Finding.reviewed_at.is_(None) & (Finding.source != Source.ROUND)
    return list(
        db.session.scalars(
            select(Finding)
            .outerjoin(PublicCopy)
            .where(
                Finding.released_at.is_not(None),
                Finding.status.not_in(NEVER),
                or_(unread, PublicCopy.new_answer),
            )
            .options(
                selectinload(Finding.category),
                selectinload(Finding.responsible_party),
                selectinload(Finding.public_copy),
                selectinload(Finding.stop),
                selectinload(Finding.area_version),
                selectinload(Finding.photos),
            )
            .order_by(Finding.released_at, Finding.id)
        )
    )


def publish(finding: Finding, review: Review, *, by: By, now: datetime) -> PublicCopy:
    """Make or replace the finding's public copy. Raises SecondActMissing.

    A guarded finding carries category, area, month and answer only, unless confirmed; a round
    is not published at all without it.
    """
    opened = bool(review.text or review.photos or review.point)
    if guarded(finding) and not review.confirmed and (opened or finding.source is Source.ROUND):
        raise SecondActMissing
    copy = finding.public_copy or PublicCopy(finding=finding, published_at=now)
    copy.number = finding.number
    copy.walk_id = finding.walk_id
    copy.category_id = finding.category_id
    copy.area_id = finding.area.id if finding.area else None
    copy.party_name = finding.responsible_party.name
    copy.type_label = finding.type.label
    copy.text, copy.place = review.text.strip(), review.place.strip()
    copy.latitude = _rounded(finding.latitude) if review.point else None
    copy.longitude = _rounded(finding.longitude) if review.point else None
    copy.month, copy.status = finding.month, finding.status
    copy.planned_month = f"{finding.planned_on:%Y-%m}" if finding.planned_on else None
    copy.answer = review.answer.strip() or None
    copy.answered_at = finding.answered_at if copy.answer else None
    copy.new_answer = False
    shown = {p.id: p for p in finding.shown_photos}
    copy.photos = [
        PublicPhoto(photo=shown[photo_id], alt_text=words.strip())
        for photo_id, words in review.photos.items()
        if photo_id in shown
    ]
    db.session.add(copy)
    finding.reviewed_at = now
    finding.log(Verb.PUBLISH, by, now)
    return copy


def keep_private(finding: Finding, *, by: By, now: datetime) -> None:
    """Decide that the public reads nothing of it; an existing copy is taken down."""
    if finding.public_copy:
        db.session.delete(finding.public_copy)
        finding.public_copy = None
    finding.reviewed_at = now
    finding.log(Verb.UNPUBLISH, by, now)


def _rounded(degrees: float | None) -> float | None:
    return round(degrees, POINT_DECIMALS) if degrees is not None else None
