"""When an answer is due, counted in working days: not weekends, holidays or closed days."""

from datetime import date, timedelta

from walks.model.closed_day import closed_days
from walks.model.codes import Urgency
from walks.swedish import add_working_days

ANSWER_DAYS = {Urgency.ACUTE: 1, Urgency.HIGH: 5, Urgency.NORMAL: 20, Urgency.LONG_TERM: 60}
"""Working days from release to an answer (not to the repair). DOMAIN: Urgency."""

SOON = 2
"""Working days before the due date from which an answer is soon late."""


def working_days_after(day: date, days: int) -> date:
    """Return the date so many working days after `day`, which itself is not counted."""
    return add_working_days(day, days, closed_days())


def answer_due(day: date, urgency: Urgency) -> date:
    """Return the last day for an answer to what was released that day."""
    return working_days_after(day, ANSWER_DAYS[urgency])


def soon_until(today: date) -> date:
    """Return the last due date of what is soon late."""
    return working_days_after(today, SOON)


def working_days_ago(today: date, days: int) -> date:
    """Return the latest day from which so many working days have passed by `today`."""
    day = today - timedelta(days=1)
    while working_days_after(day, days) > today:
        day -= timedelta(days=1)
    return day
