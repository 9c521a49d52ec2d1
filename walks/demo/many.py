"""Very many findings, for measuring: each is one of the demo's with its whole story, moved in time.

The demo's stories were played through the domain's own verbs, so what is made of them here is such
as the program itself could have made; many rows go in at a time, past no constraint and no trigger.
The same town, count and moment give the same findings.
"""

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Table, func, insert, select

from walks.db import Model, db, ids_were_given
from walks.model.clock import SILENCE
from walks.model.number import NumberSeries
from walks.model.reminding import STAGES
from walks.model.status import OPEN
from walks.model.walk import ARCHIVE_AFTER, CODE_ALPHABET, ID_ALPHABET, WalkState
from walks.swedish import local, local_date

Row = dict[str, Any]
Rows = list[tuple[str, Row]]
"""Rows with the name of their table, in an order in which they can be put in."""

WEEKS = 8 * 52
"""How far back the findings lie; half of them in the last two years, since it has grown."""
SETTLED = timedelta(weeks=26)
STILL_OPEN = 0.1
"""What is older than SETTLED is answered and reviewed, but for this share."""
FEWEST, MOST = 10, 60
"""Findings on a walk; DOMAIN, "The process"."""
WALKS_TO_REPORTS = 1 / 20
BATCH = 5000

TABLES: dict[str, Table] = dict(Model.metadata.tables)
COUNTED = [name for name, table in TABLES.items() if "id" in table.c]
LINKS = {
    name: [(key.parent.name, key.column.table.name) for key in table.foreign_keys]
    for name, table in TABLES.items()
}
"""For each table: its columns that point to another, and to which."""


@dataclass(frozen=True)
class Story:
    """A finding with all that is kept about it."""

    finding: Row
    rows: Rows

    @property
    def settled(self) -> bool:
        """Say whether nobody has anything left to do about it."""
        again = any(row.get("new_answer") for _table, row in self.rows)
        reviewed = self.finding["reviewed_at"] is not None and not again
        return self.finding["status"] not in OPEN and reviewed

    def could_be(self, back: timedelta, today: date) -> bool:
        """Say whether it can look so that long ago: a planned date that passed is asked about."""
        planned, answered = self.finding["planned_on"], self.finding["answered_at"]
        if self.finding["waiting_on"] in SILENCE:  # the clock would have brought it back
            return back == timedelta(0)
        waits = self.finding["status"] in OPEN and planned and answered
        return not waits or planned - back >= today


@dataclass(frozen=True)
class Walked:
    """A walk that has been released, and what was noted on it."""

    walk: Row
    rows: Rows
    stories: list[Story]


@dataclass
class Many:
    """The making of `wanted` findings out of a demo town, on the day of `now`."""

    wanted: int
    now: datetime
    prefix: str
    made: int = 0

    def put_in(self, tell: Callable[[int], None]) -> None:
        """Put them in and commit, some thousand at a time; `tell` hears how many there are.

        All that is released in the town is read first: once is enough.
        """
        self._waiting: dict[str, list[Row]] = defaultdict(list)
        self._walks, self._reports = _town()
        self._said = _sentences([*self._reports, *(s for w in self._walks for s in w.stories)])
        self._chance = random.Random(_largest(TABLES["finding"]))  # noqa: S311 - no secrets here
        self._next = {name: count(_largest(TABLES[name]) + 1) for name in COUNTED}
        self._numbers = Counter({s.year: s.last for s in db.session.query(NumberSeries)})
        for back, walked in self._plan():
            if self.made == self.wanted:
                break
            if walked:
                self._walk(walked, back)
            else:
                self._tell_again(self._choose(self._reports, back), back, {})
            if len(self._waiting["finding"]) >= BATCH:
                self._flush()
                tell(self.made)
        self._flush()
        tell(self.made)

    def _plan(self) -> Iterator[tuple[timedelta, Walked | None]]:
        """Yield walks and reports, the longest ago first, until there are enough."""
        walks = [w for w in self._walks if any(s.settled for s in w.stories)]
        share = WALKS_TO_REPORTS if walks else 0.0
        each = share * (FEWEST + MOST) / 2 + 1 - share
        whens = sorted(self._chance.random() ** 2 for _ in range(int(self.wanted / each) + 1))
        for when in reversed(whens):
            is_walk = self._chance.random() < share
            yield (
                timedelta(weeks=int(WEEKS * when)),
                self._chance.choice(walks) if is_walk else None,
            )
        while self.made < self.wanted:
            yield timedelta(0), None

    def _choose(self, stories: list[Story], back: timedelta) -> Story:
        settled = back > SETTLED and self._chance.random() > STILL_OPEN
        today = local_date(self.now)
        able = [s for s in stories if (s.settled or not settled) and s.could_be(back, today)]
        return self._chance.choice(able)

    def _walk(self, walked: Walked, back: timedelta) -> None:
        ids: dict[tuple[str, int], int] = {}
        for table, row in walked.rows:
            new = self._again(table, row, back, ids)
            if table == "walk" and new["released_at"] + ARCHIVE_AFTER <= self.now:
                new |= {"state": WalkState.ARCHIVED, "join_code": None}
        for _turn in range(self._chance.randint(FEWEST, MOST)):
            if self.made < self.wanted:
                self._tell_again(self._choose(walked.stories, back), back, ids)

    def _tell_again(self, story: Story, back: timedelta, ids: dict[tuple[str, int], int]) -> None:
        ids, drift = dict(ids), [self._chance.uniform(-0.002, 0.002) for _ in range(2)]
        year = local(story.finding["received_at"] - back).year
        self._numbers[year] += 1
        number = f"{self.prefix}-{year}-{self._numbers[year]:04d}"
        more = self._chance.choice(self._said[story.finding["category_id"]])
        for table, row in story.rows:
            new = self._again(table, row, back, ids)
            if table == "reporter":
                new["email"] = None  # as the clock leaves it half a year after the end
            if table == "finding":
                new["reminded"] = len(STAGES)  # the clock has told of it in its time
            if table in ("finding", "public_copy"):
                new["number"] = number
                told = row["text"] and more not in row["text"]
                new["text"] = f"{row['text']} {more}" if told else row["text"]
                for name, off in zip(("latitude", "longitude"), drift, strict=True):
                    new[name] = round(row[name] + off, 5) if row[name] is not None else None
            if table == "public_copy":
                new["month"] = f"{local(story.finding['noted_at'] - back):%Y-%m}"
                planned = story.finding["planned_on"]
                new["planned_month"] = f"{planned - back:%Y-%m}" if planned else None
        self.made += 1

    def _again(self, table: str, row: Row, back: timedelta, ids: dict[tuple[str, int], int]) -> Row:
        """Let the row be put in once more, earlier, with ids and secrets of its own."""
        new = {k: v - back if isinstance(v, date) else v for k, v in row.items()}
        for column, other in LINKS[table]:
            new[column] = ids.get((other, row[column]), row[column])
        if "id" in row:
            new["id"] = ids[table, row["id"]] = next(self._next[table])
        if "uuid" in row:
            new["uuid"] = str(uuid.UUID(bytes=self._chance.randbytes(16), version=4))
        if "digest" in row:
            new["digest"] = self._chance.randbytes(32).hex()
        if "secret_hash" in row:
            new["secret_hash"] = self._chance.randbytes(32).hex()
        if table == "walk":
            new["public_id"] = "".join(self._chance.choices(ID_ALPHABET, k=10))
            new["join_code"] = "".join(self._chance.choices(CODE_ALPHABET, k=8))
        self._waiting[table].append(new)
        return new

    def _flush(self) -> None:
        for table in Model.metadata.sorted_tables:
            if rows := self._waiting.pop(table.name, None):
                db.session.execute(insert(table), rows)
        for year, last in self._numbers.items():
            db.session.merge(NumberSeries(year=year, last=last))
        for name in COUNTED:
            ids_were_given(TABLES[name])
        db.session.commit()


def _town() -> tuple[list[Walked], list[Story]]:
    """Return the town's released walks with their stories, and the residents' reports."""
    of_walk = _of(("stop", "participant"), "walk_id")
    of_copy = _of(("public_photo",), "copy_id")
    own = ("event", "former_party", "informed_party", "photo", "reporter", "public_copy")
    of_finding, of_event = _of(own, "finding_id"), _of(("photo",), "event_id")
    words = {row["id"]: row for row in _all("text")}
    by_walk: dict[int | None, list[Story]] = defaultdict(list)
    for finding in _all("finding"):
        about = of_finding[finding["id"]]
        texts = dict.fromkeys(row["text_id"] for table, row in about if table == "event")
        said: Rows = [("text", words[text]) for text in texts if text]
        copies = [row["id"] for table, row in about if table == "public_copy"]
        shown = [photo for copy in copies for photo in of_copy[copy]]
        done = [photo for table, row in about if table == "event" for photo in of_event[row["id"]]]
        rows = [*said, ("finding", finding), *about, *done, *shown]
        by_walk[finding["walk_id"]].append(Story(finding, rows))
    walks = [
        Walked(walk, [("walk", walk), *of_walk[walk["id"]]], by_walk[walk["id"]])
        for walk in _all("walk")
        if walk["released_at"]
    ]
    return walks, by_walk[None]


def _of(tables: tuple[str, ...], by: str) -> dict[int, Rows]:
    """Return the rows of these tables by the id of what they belong to."""
    found: dict[int, Rows] = defaultdict(list)
    for table in tables:
        for row in _all(table):
            found[row[by]].append((table, row))
    return found


def _all(name: str) -> list[Row]:
    table = TABLES[name]
    rows = db.session.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in rows.mappings()]


def _sentences(stories: list[Story]) -> dict[int, list[str]]:
    """Return what has been said of each category, sentence by sentence."""
    said: dict[int, list[str]] = defaultdict(list)
    for story in stories:
        said[story.finding["category_id"]] += story.finding["text"].split(". ")
    return {key: [f"{s.rstrip('.')}." for s in found if s] or [""] for key, found in said.items()}


def _largest(table: Table) -> int:
    return db.session.scalar(select(func.max(table.c.id))) or 0
