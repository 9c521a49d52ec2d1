"""Counting that stops: a number on a page is to be as quick among a million as among a thousand."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select

COUNTED = 999
"""Counting stops here: beyond it a page says "fler än 999"."""


def count_some(rows: Select[Any]) -> ScalarSelect[int]:
    """Count the rows, COUNTED + 1 when there are more; a part of a larger statement."""
    some = rows.limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
