"""Outside contacts: who does the work when the land or the object is somebody else's.

They answer for nothing here. The responsible party stays responsible, and asks them (`Referral`).
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, func, select, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, alone_with, db, wait_for
from walks.model.event import Text
from walks.model.photo import Photo
from walks.swedish import N_, sorted_swedish

if TYPE_CHECKING:
    from walks.model.finding import Finding

SHIPPED = Path(__file__).parent / "data" / "contacts.toml"
REMINDED_AFTER = 10
"""Working days without a word from a contact until it is asked once more."""
SILENT_AFTER = 15
"""Working days without a word from a contact until the finding goes back. DOMAIN, take_back."""


class Contact(Model):
    """Somebody outside who can be asked to do the work: a landlord, a road or a grid owner."""

    __tablename__ = "contact"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)


class Referral(Model):
    """One finding passed to one contact, from when until when; an open one has no `ended_at`.

    `brief` is what the contact reads beside place, category and photos.
    """

    __tablename__ = "referral"

    id: Mapped[Pk]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    passed_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    with_photos: Mapped[bool] = mapped_column(default=True, server_default=true())

    finding: Mapped["Finding"] = relationship(back_populates="referrals")
    contact: Mapped[Contact] = relationship(lazy="joined")
    brief: Mapped[Text] = relationship(lazy="joined")
    replied_photos: Mapped[list[Photo]] = relationship(back_populates="referral", order_by=Photo.id)

    @property
    def photos(self) -> list[Photo]:
        """The photos of the finding that the contact sees: none of what outsiders may not read."""
        return self.finding.shown_photos if self.with_photos and not self.finding.guarded else []

    @property
    def shown_replies(self) -> list[Photo]:
        """The photos that the contact sent back and that could be read."""
        return [photo for photo in self.replied_photos if photo.stored_sha256]


def install_contacts() -> None:
    """Put in the contacts that ship, by name only, if the database has none."""
    if db.session.scalar(select(Contact.id).limit(1)) is None:
        shipped = tomllib.loads(SHIPPED.read_text("utf-8"))["contacts"]
        db.session.add_all(Contact(name=name) for name in shipped)


def contact_called(name: str, email: str | None) -> Contact:
    """Return the contact of that name, made if there is none; an address that is given is kept."""
    alone_with(f"contact {name.casefold()}")
    contact = _named(name) or Contact(name=name)
    contact.email, contact.active = email or contact.email, True
    db.session.add(contact)
    db.session.flush()
    return contact


def contact_to_change(contact_id: int) -> Contact:
    """Return the contact, for nobody else to change meanwhile; raises NoResultFound."""
    wait_for(select(Contact.id).where(Contact.id == contact_id))
    return db.session.get_one(Contact, contact_id)


def _named(name: str) -> Contact | None:
    """Return the contact of that name, however its letters are cased: SQLite knows no Å but Å."""
    known = db.session.scalars(select(Contact).order_by(Contact.id))
    return next((each for each in known if each.name.casefold() == name.casefold()), None)


class ContactRefused(ValueError):
    """The contact can't be kept so. `str()` is a Swedish sentence."""


def keep_contact(contact: Contact, name: str, email: str | None, phone: str | None) -> None:
    """Write down a new or known contact. Raises ContactRefused when another has the name."""
    alone_with(f"contact {name.casefold()}")
    other = _named(name)
    if other is not None and other is not contact:
        raise ContactRefused(N_("Det finns redan en utförare med det namnet. Ändra den i stället."))
    contact.name, contact.email, contact.phone = name, email, phone
    db.session.add(contact)


def with_contacts() -> dict[int, int]:
    """Return how many findings each contact has now, by its id."""
    count = select(Referral.contact_id, func.count()).where(Referral.ended_at.is_(None))
    return {row[0]: row[1] for row in db.session.execute(count.group_by(Referral.contact_id))}


def referrals_of(contact: Contact, limit: int = 50) -> list[Referral]:
    """Return what the contact has now, what it has had the longest first."""
    theirs = select(Referral).where(Referral.contact_id == contact.id, Referral.ended_at.is_(None))
    return list(db.session.scalars(theirs.order_by(Referral.passed_at, Referral.id).limit(limit)))


def all_contacts() -> list[Contact]:
    """Return every contact by name, those that are asked no more last."""
    known = sorted_swedish(db.session.scalars(select(Contact)), by=lambda contact: contact.name)
    return sorted(known, key=lambda contact: not contact.active)


def contacts() -> list[Contact]:
    """Return the contacts that may be asked, by name."""
    asked = db.session.scalars(select(Contact).where(Contact.active))
    return sorted_swedish(asked, by=lambda contact: contact.name)
