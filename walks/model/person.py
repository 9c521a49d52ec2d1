"""People who sign in, and what each may do: memberships."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

# The one web import in the model: Flask-Security keeps a person's sign-in on the mapped class.
from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db
from walks.model.labelled import Labelled
from walks.model.party import Party
from walks.swedish import N_, sorted_swedish

if TYPE_CHECKING:
    from walks.model.finding import Finding


class Letters(Labelled):
    """When letters about what is to be answered come to a person."""

    AT_ONCE = "at_once", N_("Genast")
    DAILY = "daily", N_("En gång varje arbetsdag, klockan 7")
    NONE = "none", N_("Inga brev")


class Role(Labelled):
    """What a membership lets a person do. Leader and note taker stand on the walk instead."""

    COORDINATOR = "coordinator", N_("Samordnare")
    HANDLER = "handler", N_("Handläggare")
    READER = "reader", N_("Läsare (Brå)")
    ADMIN = "admin", N_("Administratör")


class AccountRefused(Exception):
    """That can't be done with this account. `str()` is a Swedish sentence."""


class Person(Model, UserMixin):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[Pk]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    create_datetime: Mapped[datetime | None]  # type: ignore[assignment] # not known of all
    letters: Mapped[Letters] = mapped_column(
        default=Letters.AT_ONCE, server_default=Letters.AT_ONCE.value
    )

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person",
        lazy="selectin",
        order_by="Membership.id",
        cascade="all, delete-orphan",
    )

    def has(self, *roles: Role) -> bool:
        """Say whether any membership gives one of `roles`."""
        return any(m.role in roles for m in self.memberships)

    @property
    def may_run_walks(self) -> bool:
        """Say whether walks may be entrusted to them: not to mere readers or administrators."""
        return not self.memberships or self.has(Role.COORDINATOR, Role.HANDLER)

    @property
    def parties(self) -> list[Party]:
        """The parties this person answers for."""
        return [m.party for m in self.memberships if m.role is Role.HANDLER and m.party]

    def handles(self, finding: "Finding") -> bool:
        """Say whether this person answers for the finding's responsible party."""
        return any(p.id == finding.responsible_party_id for p in self.parties)

    def give(self, role: Role, party: Party | None) -> None:
        """Add a membership. Raises AccountRefused when it makes no sense or is there already."""
        if role is Role.HANDLER and party is None:
            raise AccountRefused(N_("Välj vilken part handläggaren arbetar för."))
        if role is not Role.HANDLER and party is not None:
            raise AccountRefused(N_("Bara handläggare hör till en part. Lämna parten tom."))
        if any(m.role is role and m.party is party for m in self.memberships):
            raise AccountRefused(N_("Personen har redan den rollen."))
        self.memberships.append(Membership(role=role, party=party))

    def take(self, membership_id: int) -> None:
        """Remove a membership. Raises AccountRefused for the last administrator's."""
        for membership in [m for m in self.memberships if m.id == membership_id]:
            if membership.role is Role.ADMIN:
                self._keep_an_admin()
            self.memberships.remove(membership)

    def sign_out_everywhere(self) -> None:
        """End every session of this person, and the links that set a password."""
        self.fs_uniquifier = uuid.uuid4().hex  # both name it

    def close(self) -> None:
        """Let the person sign in no more. Raises AccountRefused for the last administrator."""
        if self.has(Role.ADMIN):
            self._keep_an_admin()
        self.active = False
        self.sign_out_everywhere()  # reopening brings no session back

    def reopen(self) -> None:
        """Let the person sign in again."""
        self.active = True

    def _keep_an_admin(self) -> None:
        if self.active and not any(p.id != self.id for p in active_admins()):
            raise AccountRefused(
                N_("Det måste finnas minst en administratör. Lägg till en annan först.")
            )


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
    everybody = db.session.scalars(select(Person).order_by(Person.name, Person.id))
    return sorted_swedish(everybody, by=lambda person: person.name)


def person_named(name: str) -> Person:
    """Return the person with this name or e-mail; raises NoResultFound or MultipleResultsFound."""
    wanted = (Person.name == name) | (Person.email == name.lower())
    return db.session.execute(select(Person).where(wanted)).scalar_one()


def person_with_account(email: str) -> Person | None:
    """Return who signs in with this address, or None."""
    mine = func.lower(Person.email) == email.strip().lower(), Person.active
    return db.session.scalars(select(Person).where(*mine).order_by(Person.id)).first()


def active_admins() -> list[Person]:
    """Return the administrators who can sign in, by name."""
    return [p for p in people() if p.active and p.has(Role.ADMIN)]


def add_person(name: str, email: str) -> Person:
    """Add somebody without role or password. Raises AccountRefused for an e-mail in use."""
    email = email.lower()
    if db.session.scalar(select(Person.id).where(func.lower(Person.email) == email)):
        raise AccountRefused(N_("Det finns redan en person med den e-postadressen."))
    person = Person(name=name, email=email, fs_uniquifier=uuid.uuid4().hex, memberships=[])
    db.session.add(person)
    db.session.flush()
    return person
