"""Categories of what is wrong, and the routing rules: data that a coordinator may edit."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, Texts, db
from walks.model.codes import Audience, Urgency
from walks.model.party import Party


class Category(Model):
    """One category, its party by default and what follows with it. `party` None: by the text."""

    __tablename__ = "category"

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    position: Mapped[int]
    names: Mapped[Texts]
    hints: Mapped[Texts]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    informed: Mapped[list[str]]
    urgency: Mapped[Urgency]
    audience: Mapped[Audience | None]
    emergency: Mapped[bool]
    sources: Mapped[list[str]]
    contact: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)

    party: Mapped[Party | None] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """The category's Swedish name."""
        return self.names["sv"]


class Rule(Model):
    """One routing rule; the first that fits decides. Empty conditions fit everything."""

    __tablename__ = "rule"

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    position: Mapped[int]
    enabled: Mapped[bool] = mapped_column(default=True)
    categories: Mapped[list[str]]
    sources: Mapped[list[str]]
    polygon: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    stems: Mapped[list[str]]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    informed: Mapped[list[str]]
    contact: Mapped[str | None]
    urgency: Mapped[Urgency | None]
    audience: Mapped[Audience | None]
    reason: Mapped[Texts]

    party: Mapped[Party | None] = relationship(lazy="joined")


def categories(source: str | None = None) -> list[Category]:
    """Return the active categories in their order; with `source`, those offered there."""
    rows = db.session.scalars(select(Category).where(Category.active).order_by(Category.position))
    return [c for c in rows if source is None or not c.sources or source in c.sources]


def category_by_key(key: str) -> Category:
    """Return the category; raises NoResultFound for an unknown key."""
    return db.session.execute(select(Category).where(Category.key == key)).scalar_one()
