"""Review: a person decides what the public may read of a finding, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    Index,
    Select,
    and_,
    exists,
    literal,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import selectinload

from walks.db import UtcDateTime, db, literals, wait_for
from walks.model.acting import By
from walks.model.codes import Source
from walks.model.counting import COUNTED, count_some
from walks.model.finding import Finding
from walks.model.moving import log
from walks.model.personal_data import Suspect, suspects
from walks.model.photo import Photo
from walks.model.publication import AGAIN, NEVER, POINT_DECIMALS, PublicCopy, PublicPhoto
from walks.model.reading import Suggestion
from walks.model.status import MoveNotAllowed, Verb


class SecondActMissing(Exception):
    """What is guarded, or may point a person out, needs a second explicit act."""


@dataclass(frozen=True)
class Review:
    """What the reviewer lets through. Photos: id → description for those who can't see."""

    text: str
    place: str
    answer: str = ""
    point: bool = False
    photos: Mapping[int, str] = field(default_factory=dict)
    confirmed: bool = False


def coarse_place(finding: Finding) -> str:
    """Return the place in words that point nobody out: the stop or the area, never an address.

    Of a guarded finding only the area: DOMAIN, "Who may see what".
    """
    if finding.stop and not finding.guarded:
        return finding.stop.name
    return finding.area.name if finding.area else ""


def photos_to_choose(finding: Finding) -> list[Photo]:
    """Return the photos that a reviewer may publish: what was noted, then what was done."""
    return [*finding.shown_photos, *finding.after_photos]


def left_in(review: Review) -> list[Suspect]:
    """Return what in the words to be published may point a person out."""
    words = (review.text, review.place, review.answer, *review.photos.values())
    # Each by itself: the end of a place and the start of an answer make no name.
    return list(dict.fromkeys(suspect for part in words for suspect in suspects(part)))


def needs_second_act(finding: Finding, review: Review) -> bool:
    """Say whether this review opens more than one act may: of a guarded finding, or of a person."""
    return bool(left_in(review)) or _opens_guarded(finding, review)


def _opens_guarded(finding: Finding, review: Review) -> bool:
    if not finding.guarded:
        return False
    own_place = review.place.strip() not in ("", coarse_place(finding))
    opened = bool(review.text.strip() or review.photos or review.point or own_place)
    return opened or finding.source is Source.ROUND


def awaiting_review(limit: int = 50, *, suggested: bool | None = None) -> list[Finding]:
    """Return released findings that nobody has reviewed, and published ones with a new answer.

    Those that have waited longest. Rounds are not offered: they are published from the finding's
    own page or not at all. `suggested`: only those of which whoever summed up said that they may
    become public, or should not.
    """
    wanted = _first(limit, suggested=suggested).options(
        selectinload(Finding.category),
        selectinload(Finding.responsible_party),
        selectinload(Finding.public_copy),
        selectinload(Finding.stop),
        selectinload(Finding.area_version),
        selectinload(Finding.photos),
    )
    return list(db.session.scalars(wanted))


def lately_reviewed(limit: int = 10) -> list[Finding]:
    """Return the findings that were reviewed last, published or not, the latest first."""
    wanted = (
        select(Finding)
        .where(READ)
        .options(selectinload(Finding.category), selectinload(Finding.public_copy))
        .order_by(Finding.reviewed_at.desc(), Finding.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


def count_awaiting_review() -> int:
    """Return how many findings wait for a reviewer, COUNTED + 1 at most."""
    either = union(*(select(part.limit(COUNTED + 1).subquery()) for part in _awaiting()))
    return db.session.scalar(select(count_some(select(either.subquery())))) or 0


def next_awaiting(finding: Finding) -> Finding | None:
    """Return the finding after this one in the review list, from its start at the end."""
    following = db.session.scalars(_first(1, after=finding)).first()
    if following is not None:
        return following
    return next((f for f in db.session.scalars(_first(2)) if f.id != finding.id), None)


def finding_to_review(number: str) -> Finding:
    """Return the finding, if it has left its walk and may be shown or taken down.

    Raises NoResultFound. A round's is found here too: its two acts begin on this page.
    """
    wait_for(select(Finding.id).where(Finding.number == number))
    wanted = (
        select(Finding)
        .outerjoin(PublicCopy)
        .where(
            Finding.number == number,
            Finding.released_at.is_not(None),
            or_(Finding.status.not_in(NEVER), PublicCopy.id.is_not(None)),
        )
    )
    return db.session.execute(wanted).scalar_one()


def may_be_reviewed(finding: Finding) -> bool:
    """Say whether there is something to decide: the same rule as finding_to_review."""
    ended = finding.status in NEVER and finding.public_copy is None
    return finding.released_at is not None and not ended


def sketch(finding: Finding, review: Review) -> PublicCopy:
    """Return the copy that this review would make, kept nowhere: for looking at beforehand."""
    return _fill(PublicCopy(photos=[]), finding, review)


def publish(finding: Finding, review: Review, *, by: By, now: datetime) -> PublicCopy:
    """Make or replace the finding's public copy. Raises SecondActMissing, MoveNotAllowed.

    A guarded finding carries category, area, month and answer only, unless confirmed; a round
    is not published at all without it, nor are words that may point a person out.
    """
    if finding.released_at is None or finding.status in NEVER:
        raise MoveNotAllowed(f"publish from {finding.status}")
    if needs_second_act(finding, review) and not review.confirmed:
        raise SecondActMissing
    copy = finding.public_copy or PublicCopy(published_at=now, photos=[])
    _fill(copy, finding, review)
    copy.follow(finding.status, now)
    copy.finding = finding
    db.session.add(copy)
    finding.reviewed_at = now
    log(finding, Verb.PUBLISH, by, now)
    return copy


def keep_private(finding: Finding, *, by: By, now: datetime) -> None:
    """Decide that the public reads nothing of it; an existing copy is taken down."""
    if finding.public_copy:
        db.session.delete(finding.public_copy)
        finding.public_copy = None
    finding.reviewed_at = now
    log(finding, Verb.UNPUBLISH, by, now)


UNREAD = and_(
    Finding.reviewed_at.is_(None),
    Finding.released_at.is_not(None),
    Finding.source.not_in(literals(Source.ROUND)),
    Finding.status.not_in(literals(*NEVER)),
)
READ = Finding.reviewed_at.is_not(None)
for _name, _since, _where in (
    ("unread", Finding.released_at, UNREAD),
    ("reviewed", Finding.reviewed_at, READ),
):
    Index(f"ix_finding_{_name}", _since, Finding.id, sqlite_where=_where, postgresql_where=_where)


def _awaiting() -> tuple[Select[int], Select[int]]:
    """Select the ids of what nobody has read, and of what has a new answer: an index for each."""
    new_answer = (
        select(Finding.id)
        .join(PublicCopy)
        .where(
            AGAIN,
            Finding.released_at.is_not(None),
            Finding.status.not_in(NEVER),
        )
    )
    return select(Finding.id).where(UNREAD), new_answer


def _first(
    limit: int, after: Finding | None = None, *, suggested: bool | None = None
) -> Select[Finding]:
    """Select the first that wait, those released first before the others."""
    order = (Finding.released_at, Finding.id)
    parts = []
    for part in _awaiting():
        if after is not None:
            place = tuple_(literal(after.released_at, UtcDateTime()), literal(after.id))
            part = part.where(tuple_(*order) > place)
        if suggested is not None:
            said = Suggestion.finding_id == Finding.id, Suggestion.public.is_(suggested)
            part = part.where(exists().where(*said))
        parts.append(select(part.order_by(*order).limit(limit).subquery()))
    wanted = select(Finding).where(Finding.id.in_(union_all(*parts)))
    return wanted.order_by(*order).limit(limit)


def _fill(copy: PublicCopy, finding: Finding, review: Review) -> PublicCopy:
    copy.number = finding.number
    copy.walk_id, copy.walk = finding.walk_id, finding.walk
    copy.category_id, copy.category = finding.category_id, finding.category
    copy.area, copy.area_id = finding.area, finding.area.id if finding.area else None
    copy.party_name = finding.responsible_party.name
    copy.type_label = finding.type.label
    copy.text, copy.place = review.text.strip(), review.place.strip()
    copy.latitude = _rounded(finding.latitude) if review.point else None
    copy.longitude = _rounded(finding.longitude) if review.point else None
    copy.month, copy.status = finding.month, finding.status
    copy.planned_month = f"{finding.planned_on:%Y-%m}" if finding.planned_on else None
    # The answer is the party's own: where it gave none, a reviewer can't write one for it.
    answer = review.answer.strip() if finding.answer else ""
    copy.answer, copy.new_answer = answer or None, False
    copy.answered_at = finding.answer_at if answer else None
    copy.answered_by = finding.answer_party.name if answer and finding.answer_party else None
    _choose_photos(copy, finding, review.photos)
    return copy


def _choose_photos(copy: PublicCopy, finding: Finding, chosen: Mapping[int, str]) -> None:
    """Show the chosen photos; rows that stay are kept, since a photo is published once."""
    published = {p.photo.id: p for p in copy.photos}
    photos = []
    for photo in photos_to_choose(finding):
        if photo.id in chosen:
            row = published.get(photo.id) or PublicPhoto(photo=photo)
            row.alt_text = chosen[photo.id].strip()
            photos.append(row)
    copy.photos = photos


def _rounded(degrees: float | None) -> float | None:
    return round(degrees, POINT_DECIMALS) if degrees is not None else None
