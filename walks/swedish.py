"""Swedish things: time zone, working days, alphabetical order, plural."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

import holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
T = TypeVar("T")


def N_(message: str) -> str:
    """Mark a Swedish text for translation; the page that shows it translates it."""
    return message


def local(moment: datetime) -> datetime:
    """Return the moment on Swedish clocks."""
    return moment.astimezone(STOCKHOLM)


def local_date(moment: datetime) -> date:
    """Return the date in Sweden at that moment."""
    return local(moment).date()


def at_local(day: date, clock: time) -> datetime:
    """Return the UTC moment of a Swedish wall clock time."""
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


@lru_cache
def _free_days(year: int) -> holidays.HolidayBase:
    # De facto: midsommarafton, julafton and nyårsafton are working days in law only.
    return holidays.country_holidays(
        "SE", years=year, categories=("public", "de_facto"), include_sundays=False
    )


def is_working_day(day: date, closed: frozenset[date] = frozenset()) -> bool:
    """Say whether offices are open: no Saturday, Sunday, Swedish holiday or day in `closed`."""
    return day.weekday() < 5 and day not in _free_days(day.year) and day not in closed


def add_working_days(day: date, days: int, closed: frozenset[date] = frozenset()) -> date:
    """Return the date `days` working days after `day`, which itself is not counted."""
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, closed):
            days -= 1
    return day


def sort_key(text: str) -> str:
    """Return a key that sorts å, ä, ö last and in that order (Python puts ä before å)."""
    return text.casefold().translate(str.maketrans("åäö", "{|}"))


def sorted_swedish(things: Iterable[T], by: Callable[[T], str]) -> list[T]:
    """Return `things` in Swedish alphabetical order of `by(thing)`."""
    return sorted(things, key=lambda thing: sort_key(by(thing)))
