"""Parties: who answers for findings. The two that ship are rows, not code."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, false, select
from sqlalchemy.orm import Mapped, mapped_column

from walks.db import Model, Pk, Texts, db, wait_for
from walks.model.codes import Audience


class Party(Model):
    """A responsible party, such as Tekniska nämnden or Polisen."""

    __tablename__ = "party"

    id: Mapped[Pk]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    names: Mapped[Texts]
    default_audience: Mapped[Audience]
    is_default: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str | None]
    escalation_email: Mapped[str | None]
    other_authority: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It is no part of the municipality: what it gets is handed to another authority (OSL)."""

    @property
    def name(self) -> str:
        """The party's Swedish name."""
        return self.names["sv"]


informed_party = Table(
    "informed_party",
    Model.metadata,
    Column("finding_id", ForeignKey("finding.id"), primary_key=True),
    Column("party_id", ForeignKey("party.id"), primary_key=True),
    Index("ix_informed_party_party_id_finding_id", "party_id", "finding_id"),
)
"""Parties that may read a finding and have no duty."""


class FormerParty(Model):
    """A party that handed a finding over: it keeps what it saw until then, no more."""

    __tablename__ = "former_party"

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, index=True)
    seen_until: Mapped[datetime]


def parties() -> list[Party]:
    """Return every party, the default one first."""
    return list(db.session.scalars(select(Party).order_by(Party.is_default.desc(), Party.id)))


def party_to_change(slug: str) -> Party:
    """Return the party, for nobody else to change meanwhile; raises NoResultFound."""
    wait_for(select(Party.id).where(Party.slug == slug))
    return party_by_slug(slug)


def party_by_slug(slug: str) -> Party:
    """Return the party; raises NoResultFound for an unknown slug."""
    return db.session.execute(select(Party).where(Party.slug == slug)).scalar_one()
