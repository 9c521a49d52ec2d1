"""Tokens: what lets a phone append to one walk, whatever becomes of cookies and codes.

OFFLINE 2.6: 32 random bytes, kept with each sealed entry on the phone; only the SHA-256 here. A
token reads nothing, and never stands in an address or a log.
"""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db
from walks.model.walk import Participant, hashed


class Token(Model):
    """One phone's right to append, as somebody who takes part."""

    __tablename__ = "token"

    id: Mapped[Pk]
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    participant: Mapped[Participant] = relationship()


def new_token(participant: Participant, now: datetime) -> str:
    """Give the participant one more token and return it; it can't be had again."""
    token = secrets.token_urlsafe(32)
    db.session.add(Token(participant=participant, token_hash=hashed(token), made_at=now))
    return token


def participant_by(token: str) -> Participant | None:
    """Return who holds the token, or None."""
    return db.session.scalars(
        select(Participant).join(Token).where(Token.token_hash == hashed(token))
    ).first()
