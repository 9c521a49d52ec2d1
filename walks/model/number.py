"""Public numbers: a counter per year, taken at receipt."""

from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column

from walks.db import Model, alone_with, db


class NumberSeries(Model):
    """The last public number of a year. Gaps are allowed; a number is never used again."""

    __tablename__ = "number_series"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(prefix: str, year: int) -> str:
    """Take the year's next public number, such as BOR-2026-0001."""
    alone_with(f"number {year}")  # the year's first number has no row to wait for
    taken = db.session.execute(
        update(NumberSeries)
        .where(NumberSeries.year == year)
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.last)
    ).scalar()
    if taken is None:
        db.session.add(NumberSeries(year=year, last=1))
        taken = 1
    return f"{prefix}-{year}-{taken:04d}"
