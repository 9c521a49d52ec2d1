"""Public copies: all that outsiders ever read of a finding, made by a person's review."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from walks.db import Model, Pk, db
from walks.model.area import Area
from walks.model.category import Category
from walks.model.photo import Photo
from walks.model.status import Status
from walks.model.walk import Walk

if TYPE_CHECKING:
    from walks.model.finding import Finding

POINT_DECIMALS = 3
"""A public point is rounded to a thousandth of a degree: about 110 × 60 metres in Borås."""


class PublicCopy(Model):
    """What the public reads of one finding. Empty text, no photo and no point are allowed."""

    __tablename__ = "public_copy"

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
    planned_month: Mapped[str | None]
    new_answer: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime]

    finding: Mapped["Finding"] = relationship(back_populates="public_copy")
    walk: Mapped[Walk | None] = relationship()
    category: Mapped[Category] = relationship()
    area: Mapped[Area | None] = relationship()
    photos: Mapped[list["PublicPhoto"]] = relationship(
        back_populates="copy", cascade="all, delete-orphan", order_by="PublicPhoto.id"
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


def latest_answers(limit: int = 6) -> list[PublicCopy]:
    """Return the public copies answered last."""
    return list(
        db.session.scalars(
            select(PublicCopy)
            .where(PublicCopy.answer.is_not(None))
            .options(joinedload(PublicCopy.category), joinedload(PublicCopy.area))
            .order_by(PublicCopy.answered_at.desc(), PublicCopy.id.desc())
            .limit(limit)
        )
    )
