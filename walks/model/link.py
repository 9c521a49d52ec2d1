"""Links: what lets somebody without an account answer for a while, for a few findings.

A party that does not sign in gets one for its findings of a walk, an outside contact one for what
was passed to it. The secret stands in a letter; only its SHA-256 is here. Each letter carries one
of its own, so that none has to be kept readable.
"""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db
from walks.model.contact import Referral
from walks.model.party import Party
from walks.model.walk import Walk, hashed

if TYPE_CHECKING:
    from walks.model.finding import Finding
    from walks.model.letter import Letter

VALID = timedelta(days=60)
"""How long a link lets somebody in, unless it is renewed or ended."""


class Link(Model):
    """One address of that kind: for a party and a walk or one finding, or for a referral."""

    __tablename__ = "link"

    id: Mapped[Pk]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    walk_id: Mapped[int | None] = mapped_column(ForeignKey("walk.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    made_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    party: Mapped[Party | None] = relationship()
    walk: Mapped[Walk | None] = relationship()
    referral: Mapped[Referral | None] = relationship()
    letter: Mapped["Letter | None"] = relationship()

    def is_valid(self, now: datetime) -> bool:
        """Say whether it still lets somebody in."""
        return self.ended_at is None and now < self.valid_until and self.is_their_own

    @property
    def is_their_own(self) -> bool:
        """Say whether whoever got it by letter still works for the party, if it was a person."""
        person = self.letter.person if self.letter else None
        return person is None or (person.active and self.party in person.parties)

    def renew(self, now: datetime) -> None:
        """Let it go on for as long again, from now."""
        self.ended_at, self.valid_until = None, now + VALID

    def end(self, now: datetime) -> None:
        """Let nobody in any more."""
        self.ended_at = self.ended_at or now

    def answers_for(self, finding: "Finding") -> bool:
        """Say whether it lets its party act on the finding, which is the party's at present."""
        about = finding.id == self.finding_id or (
            self.walk_id is not None and finding.walk_id == self.walk_id
        )
        return about and finding.responsible_party_id == self.party_id

    def performs(self, finding: "Finding") -> bool:
        """Say whether it lets a contact answer about the finding, which is still with them."""
        referral = self.referral
        return referral is not None and referral.finding_id == finding.id and not referral.ended_at


def party_link(
    party: Party,
    now: datetime,
    *,
    walk: Walk | None = None,
    finding: "Finding | None" = None,
    letter: "Letter | None" = None,
    secret: str | None = None,
) -> str:
    """Make a link for the party's findings of the walk, or for one finding; return its secret.

    `secret`: only an invented town gives one.
    """
    about = {"party": party, "walk": walk, "finding_id": finding.id if finding else None}
    return _new(Link(letter=letter, **about), now, secret)


def referral_link(
    referral: Referral,
    now: datetime,
    *,
    letter: "Letter | None" = None,
    secret: str | None = None,
) -> str:
    """Make a link by which the contact answers about what was passed to them; return its secret."""
    return _new(Link(referral=referral, letter=letter), now, secret)


def like(link: Link, now: datetime, letter: "Letter | None" = None) -> str:
    """Make another link to the same, which the letter carries; return its secret."""
    about = {"party": link.party, "walk": link.walk, "finding_id": link.finding_id}
    return _new(Link(referral=link.referral, letter=letter, **about), now)


def link_with(secret: str) -> Link:
    """Return the link with this secret, valid or not; raises NoResultFound."""
    return db.session.execute(select(Link).where(Link.secret_hash == hashed(secret))).scalar_one()


def _new(link: Link, now: datetime, secret: str | None = None) -> str:
    secret = secret or secrets.token_urlsafe(32)
    link.secret_hash = hashed(secret)
    link.made_at, link.valid_until = now, now + VALID
    db.session.add(link)
    return secret
