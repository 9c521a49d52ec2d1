"""How far what is published has come: in all, walk by walk, and month by month."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Case, Function, case, func, select

from walks.db import db
from walks.model.counting import count_some
from walks.model.event import Event
from walks.model.publication import DONE, NEVER, PublicCopy
from walks.model.status import ANSWERED, Status
from walks.swedish import local

REACHED = (*ANSWERED, *DONE)
"""What counts as answered."""


@dataclass(frozen=True)
class Progress:
    """How far published findings have come. Safe places are counted apart: they owe no answer."""

    due: int = 0
    answered: int = 0
    done: int = 0
    safe: int = 0


def months_of(copies: Iterable[PublicCopy], now: datetime) -> list[tuple[str, int, int]]:
    """Return by the end of each month how many were answered, and how many done: the last twelve.

    Of those that are so today, by when each first became so: a later answer moves no earlier month.
    Months are as 2026-11, from the first in which something happened to the present one.
    """
    answered, done = _months_reached(copies)
    if not answered and not done:
        return []
    year, number = map(int, min([*answered, *done]).split("-"))
    months: list[tuple[str, int, int]] = []
    while (month := f"{year}-{number:02}") <= f"{local(now):%Y-%m}":
        counts = bisect_right(answered, month), bisect_right(done, month)
        months.append((month, *counts))
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)
    return months[-12:]


def _months_reached(copies: Iterable[PublicCopy]) -> tuple[list[str], list[str]]:
    """Return the months in which those answered today first were, and in which those done were."""
    statuses = {copy.finding_id: copy.status for copy in copies if copy.status in REACHED}
    answered: list[str] = []
    done: list[str] = []
    if not statuses:
        return answered, done
    is_done = case((Event.to_status.in_(DONE), Event.at))
    first = (
        select(Event.finding_id, func.min(Event.at), func.min(is_done))
        .where(Event.finding_id.in_(statuses), Event.to_status.in_(REACHED))
        .group_by(Event.finding_id)
    )
    for finding_id, answered_at, done_at in db.session.execute(first):
        answered.append(f"{local(answered_at):%Y-%m}")
        if statuses[finding_id] in DONE:
            done.append(f"{local(done_at):%Y-%m}")
    return sorted(answered), sorted(done)


def progress() -> Progress:
    """Return how far all that is published has come, each number COUNTED + 1 at most."""
    due = [status for status in Status if status not in (*NEVER, Status.NOTED)]
    counted = [
        count_some(select(PublicCopy.id).where(PublicCopy.status.in_(statuses)))
        for statuses in (due, [*ANSWERED, *DONE], DONE, [Status.NOTED])
    ]
    published, answered, done, safe = tuple(db.session.execute(select(*counted)).one())
    return Progress(published, answered, done, safe)


def progress_of_walks(walk_ids: Collection[int]) -> dict[int, Progress]:
    """Return how far what is published of each walk has come; a walk without any is left out."""
    rows = db.session.execute(
        select(PublicCopy.walk_id, *_counts())
        .where(PublicCopy.walk_id.in_(walk_ids), PublicCopy.status.not_in(NEVER))
        .group_by(PublicCopy.walk_id)
        .order_by(PublicCopy.walk_id)
    )
    return {walk_id: Progress(*counts) for walk_id, *counts in rows if walk_id is not None}


def _counts() -> tuple[Function[Any], ...]:
    """Return the columns of Progress, in its order."""

    def how_many(condition: Any) -> Function[Any]:
        one: Case[int] = case((condition, 1), else_=0)
        return func.coalesce(func.sum(one), 0)

    answered = PublicCopy.status.in_([*ANSWERED, *DONE])
    return (
        how_many(PublicCopy.status != Status.NOTED),
        how_many(answered),
        how_many(PublicCopy.status.in_(DONE)),
        how_many(PublicCopy.status == Status.NOTED),
    )
