"""Public copies: all that outsiders ever read of a finding, made by a person's review."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Select, and_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from walks.db import Model, Pk, db, literals
from walks.model.area import Area
from walks.model.category import Category
from walks.model.paging import Page, page_of
from walks.model.photo import Photo
from walks.model.status import Status
from walks.model.walk import Walk, WalkKind, WalkState

if TYPE_CHECKING:
    from walks.model.finding import Finding

POINT_DECIMALS = 3
"""A public point is rounded to a thousandth of a degree: about 110 × 60 metres in Borås."""

NEVER = (Status.WITHDRAWN, Status.NOT_A_CASE, Status.DUPLICATE)
"""Statuses that are never shown: a copy whose finding gets one of them disappears at once."""

LATE_START = timedelta(hours=18)
"""How long past its hour a walk that nobody has started still stands among the coming ones."""

DONE = (Status.FIXED, Status.VERIFIED)


class PublicCopy(Model):
    """What the public reads of one finding. Empty text, no photo and no point are allowed."""

    __tablename__ = "public_copy"
    __table_args__ = (
        # The public list goes by id, the latest first; each filter has its own way through it.
        Index(None, "area_id", "id"),
        Index(None, "category_id", "id"),
        Index(None, "status", "id"),
        Index(None, "answered_at", "id"),
    )

    id: Mapped[Pk]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), unique=True)
    number: Mapped[str]
    walk_id: Mapped[int | None] = mapped_column(ForeignKey("walk.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    party_name: Mapped[str]
    type_label: Mapped[str]
    text: Mapped[str]
    place: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    month: Mapped[str]
    status: Mapped[Status]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    planned_month: Mapped[str | None]
    contact_name: Mapped[str | None]  # whom it is passed to at present
    contact_since: Mapped[datetime | None]
    new_answer: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    finding: Mapped["Finding"] = relationship(back_populates="public_copy")
    walk: Mapped[Walk | None] = relationship()
    category: Mapped[Category] = relationship()
    area: Mapped[Area | None] = relationship()
    photos: Mapped[list["PublicPhoto"]] = relationship(
        back_populates="copy", cascade="all, delete-orphan", order_by="PublicPhoto.id"
    )

    @property
    def is_done(self) -> bool:
        """Say whether it is put right: the drawing shows that by another mark."""
        return self.status in DONE

    @property
    def before(self) -> list["PublicPhoto"]:
        """The photos of what was noted."""
        return [shown for shown in self.photos if shown.photo.event_id is None]

    @property
    def after(self) -> list["PublicPhoto"]:
        """The photos of what was done."""
        return [shown for shown in self.photos if shown.photo.event_id is not None]

    def follow(self, status: Status, now: datetime) -> None:
        """Take over how far the finding has come; `done_at` is when it was first seen done."""
        self.status = status
        self.done_at = (self.done_at or now) if self.is_done else None

    def close(self) -> None:
        """Take away words, place, point and photos; category, area, month and answer stay."""
        self.text = self.place = ""
        self.latitude = self.longitude = None
        self.photos = []


AGAIN = PublicCopy.new_answer.is_(True)
"""What a reviewer must read once more."""
Index(
    "ix_public_copy_new_answer", PublicCopy.finding_id, sqlite_where=AGAIN, postgresql_where=AGAIN
)


class PublicPhoto(Model):
    """A photo that a person chose to show the public, with its description."""

    __tablename__ = "public_photo"

    id: Mapped[Pk]
    copy_id: Mapped[int] = mapped_column(ForeignKey("public_copy.id"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), unique=True)
    alt_text: Mapped[str]

    copy: Mapped[PublicCopy] = relationship(back_populates="photos")
    photo: Mapped[Photo] = relationship(lazy="joined")


def shown() -> Select[PublicCopy]:
    """Select the public copies that outsiders may read, with what a page shows of them."""
    return (
        select(PublicCopy)
        .where(PublicCopy.status.not_in(NEVER))
        .options(
            joinedload(PublicCopy.category),
            joinedload(PublicCopy.area),
            joinedload(PublicCopy.walk),
            selectinload(PublicCopy.photos),
        )
    )


def latest_answers(limit: int = 6) -> list[PublicCopy]:
    """Return the public copies answered last."""
    answered = shown().where(PublicCopy.answer.is_not(None), PublicCopy.answered_at.is_not(None))
    latest = answered.order_by(PublicCopy.answered_at.desc(), PublicCopy.id.desc())
    return list(db.session.scalars(latest.limit(limit)))


def copies_of_walk(walk: Walk) -> list[PublicCopy]:
    """Return what is published of a walk, in the order it was published."""
    mine = shown().where(PublicCopy.walk_id == walk.id)
    return list(db.session.scalars(mine.order_by(PublicCopy.id)))


def page_of_copies(
    *,
    area_id: int | None = None,
    category_id: int | None = None,
    status: Status | None = None,
    after: int | None = None,
    before: int | None = None,
    size: int = 24,
) -> Page[PublicCopy]:
    """Return a page of public copies, the latest published first.

    `after`: those older than the copy with this id; `before`: the newer ones next to it.
    """
    chosen = shown()
    for column, wanted in (
        (PublicCopy.area_id, area_id),
        (PublicCopy.category_id, category_id),
        (PublicCopy.status, status),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    return page_of(
        chosen,
        (PublicCopy.id,),
        after=(after,) if after else (),
        before=(before,) if before else (),
        size=size,
        latest_first=True,
    )


def public_walk(public_id: str) -> Walk:
    """Return the walk that anybody may read about; raises NoResultFound, for a round too."""
    wanted = select(Walk).where(Walk.public_id == public_id, Walk.kind == WalkKind.WALK)
    return db.session.execute(
        wanted.options(joinedload(Walk.area), selectinload(Walk.stops))
    ).scalar_one()


ANNOUNCED = and_(
    Walk.kind.in_(literals(WalkKind.WALK)),
    Walk.state.in_(literals(WalkState.PLANNED, WalkState.UNDER_WAY, WalkState.CANCELLED)),
)
"""What has not been held, of what anybody may read about."""
Index(
    "ix_walk_announced",
    Walk.starts_at,
    Walk.id,
    sqlite_where=ANNOUNCED,
    postgresql_where=ANNOUNCED,
)


def announced_walks(now: datetime, limit: int = 100) -> list[Walk]:
    """Return walks under way or to come, the next first; cancelled ones until their day."""
    wanted = (
        select(Walk)
        .where(
            ANNOUNCED,
            (Walk.state == WalkState.UNDER_WAY) | (Walk.starts_at >= now - LATE_START),
        )
        .options(joinedload(Walk.area))
        .order_by(Walk.starts_at, Walk.id)
    )
    return list(db.session.scalars(wanted.limit(limit)))


def held_walks(
    *, after: Walk | None = None, before: Walk | None = None, size: int = 24
) -> Page[Walk]:
    """Return a page of the walks that have been held, the latest first.

    `after`: those held before this one; `before`: the later ones next to it.
    """
    held = Walk.state.in_([WalkState.SUMMING_UP, WalkState.RELEASED, WalkState.ARCHIVED])
    return page_of(
        select(Walk).where(Walk.kind == WalkKind.WALK, held).options(joinedload(Walk.area)),
        (Walk.starts_at, Walk.id),
        after=(after.starts_at, after.id) if after else (),
        before=(before.starts_at, before.id) if before else (),
        size=size,
        latest_first=True,
    )
