"""The outbox: which letters are to go, have not gone, or must be looked at by a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from walks.db import db, literals, take, wait_for
from walks.model.counting import count_some
from walks.model.letter import AGAIN, ANSWERS_WITHIN, UNDERWAY, Letter, LetterState
from walks.model.paging import Page, page_of
from walks.swedish import N_


@dataclass(frozen=True)
class Outbox:
    """How much of what should have gone has not. `oldest`: since when the longest has waited."""

    waiting: int
    unsure: int
    failed: int
    oldest: datetime | None


def outbox(now: datetime) -> Outbox:
    """Return how the outbox stands; each number COUNTED + 1 at most."""
    due = select(Letter.id).where(Letter.state.in_(UNDERWAY), Letter.due_at <= now)
    counted = [due, *(select(Letter.id).where(Letter.state == state) for state in AGAIN)]
    waiting, unsure, failed = tuple(db.session.execute(select(*map(count_some, counted))).one())
    oldest = select(func.min(Letter.created_at)).where(Letter.state.in_(UNDERWAY))
    return Outbox(waiting, unsure, failed, db.session.scalar(oldest.where(Letter.due_at <= now)))


def count_troubled() -> int:
    """Return how many letters a person must look at, COUNTED + 1 at most."""
    troubled = select(Letter.id).where(Letter.state.in_(literals(*AGAIN)))
    return db.session.execute(select(count_some(troubled))).scalar_one()


def troubled_letters(
    *, after: int | None = None, before: int | None = None, size: int = 24
) -> Page[Letter]:
    """Return a page of what a person must look at, the latest first."""
    return page_of(
        select(Letter).where(Letter.state.in_(literals(*AGAIN))),
        (Letter.id,),
        after=(after,) if after else (),
        before=(before,) if before else (),
        size=size,
        latest_first=True,
    )


def waiting_letters(now: datetime, limit: int = 10) -> list[Letter]:
    """Return what should have gone by now or has been tried in vain, the longest waiting first."""
    late = (Letter.due_at <= now) | (Letter.tries > 0)
    wanted = select(Letter).where(Letter.state.in_(UNDERWAY), late)
    return list(db.session.scalars(wanted.order_by(Letter.created_at, Letter.id).limit(limit)))


def letter_by_id(letter_id: int) -> Letter:
    """Return the letter, which nobody else changes meanwhile; raises NoResultFound."""
    wait_for(select(Letter.id).where(Letter.id == letter_id))
    return db.session.get_one(Letter, letter_id, populate_existing=True)


def letters_due(now: datetime) -> list[int]:
    """Return the ids of what is to be sent by now, the longest due first."""
    due = select(Letter.id).where(Letter.state == LetterState.WAITING, Letter.due_at <= now)
    return list(db.session.scalars(due.order_by(Letter.due_at, Letter.id)))


def letter_to_send(letter_id: int, now: datetime) -> Letter | None:
    """Take the letter until the transaction has ended; None if it is another's, or not due."""
    due = Letter.id == letter_id, Letter.state == LetterState.WAITING, Letter.due_at <= now
    return db.session.get_one(Letter, letter_id) if take(select(Letter.id).where(*due)) else None


def has_later(letter: Letter) -> bool:
    """Say whether another letter of the kind, to the same reader in the same thread, waits too."""
    later = select(Letter.id).where(
        Letter.state == LetterState.WAITING,
        Letter.id > letter.id,
        Letter.kind == letter.kind,
        Letter.thread == letter.thread,
        Letter.recipient == letter.recipient,
    )
    return db.session.scalars(later.limit(1)).first() is not None


def letters_lost(now: datetime) -> list[int]:
    """Return the ids of what was going to the server so long ago that its sender must be gone."""
    lost = Letter.state == LetterState.SENDING, Letter.begun_at <= now - ANSWERS_WITHIN
    return list(db.session.scalars(select(Letter.id).where(*lost).order_by(Letter.id)))


def lose_letter(letter_id: int, now: datetime) -> list[str]:
    """Mark what its sender died over, or lost the line over, as unsure."""
    lost = Letter.state == LetterState.SENDING, Letter.begun_at <= now - ANSWERS_WITHIN
    if not take(select(Letter.id).where(Letter.id == letter_id, *lost)):
        return []
    letter = db.session.get_one(Letter, letter_id)
    letter.lose_sight(N_("Programmet stannade medan brevet skickades."))
    return [f"letter {letter_id}: unsure"]
