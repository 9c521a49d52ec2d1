"""The log: what was done, by whom, when. Rows can't be changed or removed (triggers)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk
from walks.model.party import Party
from walks.model.person import Person
from walks.model.photo import Photo
from walks.model.status import Status, Verb
from walks.model.walk import Participant

if TYPE_CHECKING:
    from walks.model.contact import Referral
    from walks.model.finding import Finding
    from walks.model.link import Link


class Text(Model):
    """Words that somebody wrote. Apart from the log, so that gallring can blank them."""

    __tablename__ = "text"

    id: Mapped[Pk]
    body: Mapped[str]
    language: Mapped[str]


class Event(Model):
    """One act on a finding: codes and ids only; its words live in a Text row."""

    __tablename__ = "event"

    id: Mapped[Pk]
    at: Mapped[datetime]
    verb: Mapped[Verb]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    actor: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    from_status: Mapped[Status | None]
    to_status: Mapped[Status]
    from_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    to_party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    proposed_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"))
    planned_on: Mapped[date | None]
    rule: Mapped[str | None]
    # Who said so, when and where, if a coordinator wrote it down on behalf of the party.
    said_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"))
    # Through which link, if somebody without an account did it.
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    # The finding that it is a duplicate of, or that was split from it.
    other_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))

    finding: Mapped["Finding"] = relationship(back_populates="events", foreign_keys=[finding_id])
    person: Mapped[Person | None] = relationship()
    participant: Mapped[Participant | None] = relationship()
    text: Mapped[Text | None] = relationship(foreign_keys=[text_id])
    said: Mapped[Text | None] = relationship(foreign_keys=[said_id])
    link: Mapped["Link | None"] = relationship()
    referral: Mapped["Referral | None"] = relationship()
    other: Mapped["Finding | None"] = relationship(foreign_keys=[other_id])
    from_party: Mapped[Party | None] = relationship(foreign_keys=[from_party_id])
    to_party: Mapped[Party] = relationship(foreign_keys=[to_party_id])
    proposed_party: Mapped[Party | None] = relationship(foreign_keys=[proposed_party_id])
    photos: Mapped[list[Photo]] = relationship(back_populates="event", order_by=Photo.id)

    @property
    def shown_photos(self) -> list[Photo]:
        """The photos that came with an answer and could be read."""
        return [photo for photo in self.photos if photo.stored_sha256]
