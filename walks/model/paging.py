"""Lists a page at a time: on from a row, so that the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from walks.db import Model, db

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list. `before` and `after`: the row to go on from, or None at the end."""

    rows: list[Row]
    before: Row | None
    after: Row | None


def page_of(
    wanted: Select[Row],
    columns: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    *,
    after: Sequence[Any] = (),
    before: Sequence[Any] = (),
    size: int,
    latest_first: bool = False,
) -> Page[Row]:
    """Return the rows after a place in the list, or the ones next before it, or the first.

    `columns` order the list and make each place in it one of its own; a place is their values.
    `after` goes before `before`.
    """
    backwards = bool(before) and not after
    descending = latest_first is not backwards
    if place := after or before:
        here = tuple_(*columns)
        there = tuple_(*(literal(value, of.type) for value, of in zip(place, columns, strict=True)))
        wanted = wanted.where(here < there if descending else here > there)
    order = [column.desc() if descending else column.asc() for column in columns]
    found = list(db.session.scalars(wanted.order_by(*order).limit(size + 1)))
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    return Page(
        rows,
        before=rows[0] if rows and (more if backwards else after) else None,
        after=rows[-1] if rows and (backwards or more) else None,
    )
