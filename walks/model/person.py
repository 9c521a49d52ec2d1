"""People who sign in, and what each may do: memberships."""

from datetime import datetime
from typing import TYPE_CHECKING

# The one web import in the model: Flask-Security keeps a person's sign-in on the mapped class.
from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db
from walks.model.labelled import Labelled
from walks.model.party import Party
from walks.swedish import N_

if TYPE_CHECKING:
    from walks.model.finding import Finding


class Role(Labelled):
    """What a membership lets a person do. Leader and note taker stand on the walk instead."""

    COORDINATOR = "coordinator", N_("Samordnare")
    HANDLER = "handler", N_("Handläggare")
    READER = "reader", N_("Läsare (Brå)")
    ADMIN = "admin", N_("Administratör")


class Person(Model, UserMixin):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[Pk]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    create_datetime: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", lazy="selectin", order_by="Membership.id"
    )

    def has(self, *roles: Role) -> bool:
        """Say whether any membership gives one of `roles`."""
        return any(m.role in roles for m in self.memberships)

    @property
    def parties(self) -> list[Party]:
        """The parties this person answers for."""
        return [m.party for m in self.memberships if m.role is Role.HANDLER and m.party]

    def handles(self, finding: "Finding") -> bool:
        """Say whether this person answers for the finding's responsible party."""
        return any(p.id == finding.responsible_party_id for p in self.parties)


class Membership(Model):
    """A person's role; for a handler, at which party."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "party_id", "role"),)

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    role: Mapped[Role]

    person: Mapped[Person] = relationship(back_populates="memberships")
    party: Mapped[Party | None] = relationship(lazy="joined")


def people() -> list[Person]:
    """Return everybody with an account, by name."""
    return list(db.session.scalars(select(Person).order_by(Person.name, Person.id)))


def person_named(name: str) -> Person:
    """Return the person with this name or e-mail; raises NoResultFound or MultipleResultsFound."""
    wanted = (Person.name == name) | (Person.email == name.lower())
    return db.session.execute(select(Person).where(wanted)).scalar_one()
