"""Photos of a finding: what was received, and the clean copy that may be shown."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, Uuid

if TYPE_CHECKING:
    from walks.model.finding import Finding


class Photo(Model):
    """One photo. `stored_sha256` None: it could not be read and is kept apart, never shown."""

    __tablename__ = "photo"

    id: Mapped[Pk]
    uuid: Mapped[Uuid]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    received_sha256: Mapped[str] = mapped_column(String(64))
    stored_sha256: Mapped[str | None] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt_text: Mapped[str | None]
    received_at: Mapped[datetime]

    finding: Mapped["Finding"] = relationship(back_populates="photos")
