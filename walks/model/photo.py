"""Photos of a finding: what was received, and the clean copy that may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, Uuid, db

if TYPE_CHECKING:
    from walks.model.contact import Referral
    from walks.model.event import Event
    from walks.model.finding import Finding


@dataclass(frozen=True)
class Picture:
    """What storage has of one received photo. Without `stored_sha256` it could not be read."""

    received_sha256: str
    stored_sha256: str | None = None
    width: int | None = None  # pixels of the stored copy
    height: int | None = None


class Photo(Model):
    """One photo. `stored_sha256` None: it could not be read and is kept apart, never shown."""

    __tablename__ = "photo"

    id: Mapped[Pk]
    uuid: Mapped[Uuid]
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    # Of a photo that a phone sent for itself: which entry it belongs to, and whose it is. The
    # finding is missing as long as the entry has not come.
    entry_uuid: Mapped[str | None] = mapped_column(String(36), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    # Of what an outside contact sent back: to whom it was passed. It belongs to no finding, and so
    # stands nowhere among the photos that were noted.
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    # Of what a party has done: with which answer it came. It belongs to no finding either.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    received_sha256: Mapped[str] = mapped_column(String(64))
    stored_sha256: Mapped[str | None] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt_text: Mapped[str | None]
    received_at: Mapped[datetime]

    finding: Mapped["Finding | None"] = relationship(back_populates="photos")
    referral: Mapped["Referral | None"] = relationship(back_populates="replied_photos")
    event: Mapped["Event | None"] = relationship(back_populates="photos")

    @property
    def about(self) -> int | None:
        """The id of the finding that it is about, however it came."""
        came_with = self.referral or self.event
        return came_with.finding_id if came_with else self.finding_id

    @classmethod
    def of(cls, picture: Picture, now: datetime, uuid: str | None = None) -> "Photo":
        """Make the row of a picture that lies in storage, under the sender's UUID or a new one."""
        return cls(
            uuid=uuid or str(uuid4()),
            received_sha256=picture.received_sha256,
            stored_sha256=picture.stored_sha256,
            width=picture.width,
            height=picture.height,
            received_at=now,
        )


def names_in_use(names: Iterable[str]) -> set[str]:
    """Return those of the names, digests, by which some photo's file goes."""
    wanted, used = list(names), set[str]()
    for start in range(0, len(wanted), 500):  # databases bound how many values a question holds
        some = wanted[start : start + 500]
        rows = select(Photo.stored_sha256, Photo.received_sha256).where(
            or_(Photo.stored_sha256.in_(some), Photo.received_sha256.in_(some))
        )
        # Read once, what was received is kept only when it could not be read.
        used |= {stored or received for stored, received in db.session.execute(rows)}
    return used
