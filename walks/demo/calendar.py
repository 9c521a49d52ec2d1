"""When things happen in the demo town: days count back from its first start."""

from datetime import date, datetime, timedelta
from datetime import time as Clock

from walks.demo.content import Finding, Town, Walk
from walks.model.codes import Light
from walks.model.daylight import light_at
from walks.swedish import at_local, is_working_day, local_date


class Calendar:
    """The moments of one town. Clock times are Swedish."""

    def __init__(self, now: datetime, town: Town) -> None:
        """Count from `now`, the first start."""
        self.now = now
        self._walks = {walk.key: walk for walk in town.walks}

    def day(self, days_in: int) -> date:
        """Return the date so many days after the first start."""
        return local_date(self.now) + timedelta(days=days_in)

    def working_day(self, days_in: int) -> date:
        """Return the first day from then on that is no weekend and no holiday."""
        day = self.day(days_in)
        while not is_working_day(day):
            day += timedelta(days=1)
        return day

    def ago(self, days: int, clock: Clock) -> datetime:
        """Return the moment so many days back."""
        return at_local(self.day(-days), clock)

    def began(self, walk: Walk) -> datetime:
        """Return when it began, or will; the one of today never before midnight."""
        if walk.minutes_ago is not None:
            planned = self.now - timedelta(minutes=walk.minutes_ago)
            return max(planned, self.ago(0, Clock(0, 0)))
        return self.ago(walk.days_ago, walk.time or Clock(18, 0))

    def light(self, walk: Walk) -> Light:
        """Return the light chosen on purpose; of today's walk, what it is when it begins."""
        return walk.light if walk.minutes_ago is None else light_at(self.began(walk))

    def ended(self, walk: Walk) -> datetime:
        """Return when a walk that is over ended."""
        return self.began(walk) + timedelta(minutes=walk.minutes or 0)

    def noted(self, finding: Finding) -> datetime:
        """Return when the finding was noted."""
        if finding.walk is None:
            return self.ago(finding.days_ago, finding.time)
        walk = self._walks[finding.walk]
        began, into = self.began(walk), timedelta(minutes=finding.minutes)
        if walk.minutes_ago is not None:  # a walk cut short by midnight is walked faster
            into *= (self.now - began) / timedelta(minutes=walk.minutes_ago)
        return began + into
