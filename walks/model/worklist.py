"""Worklists: which findings wait for whom, in the order they are due."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Date, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from walks.db import UtcDateTime, db
from walks.model.area import AreaVersion
from walks.model.category import Category
from walks.model.finding import Finding
from walks.model.labelled import Labelled
from walks.model.party import informed_party
from walks.model.person import Person
from walks.model.status import OPEN, Status, WaitingOn
from walks.model.visibility import visible_to
from walks.model.walk import Walk
from walks.swedish import N_

COUNTED = 999
"""Counting stops here: beyond it a page says "fler än 999"."""

LAST_DAY = date.max


class Section(Labelled):
    """A part of a worklist. The value stands in the address."""

    WAITING = "vantar", N_("Väntar på oss")
    NEW = "nya", N_("Nya")
    LATE = "sena", N_("Sena")
    COORDINATOR = "samordnaren", N_("Väntar på samordnaren")
    UNCERTAIN = "osakra", N_("Osäker ägare")
    PLANNED = "planerade", N_("Planerade")
    DONE = "klara", N_("Klara")
    UNDER_WAY = "pagar", N_("Vandring pågår")
    INFORMED = "kannedom", N_("För kännedom")


def _condition(section: Section, today: date) -> Any:
    released = Finding.released_at.is_not(None)
    is_open = Finding.status.in_(OPEN)
    waits = and_(released, is_open)
    unanswered = Finding.answered_at.is_(None)
    ours = Finding.waiting_on == WaitingOn.PARTY
    conditions = {
        # Planned work waits on nobody until its date passes and a new answer is due.
        Section.WAITING: and_(waits, ours, or_(Finding.status != Status.PLANNED, unanswered)),
        Section.NEW: and_(released, Finding.status == Status.NEW),
        Section.LATE: and_(waits, unanswered, Finding.due_on < today),
        Section.COORDINATOR: and_(is_open, Finding.waiting_on == WaitingOn.COORDINATOR),
        Section.UNCERTAIN: and_(is_open, Finding.certain.is_(False)),
        Section.PLANNED: and_(released, Finding.status == Status.PLANNED),
        Section.DONE: and_(released, Finding.status.not_in([*OPEN, Status.WITHDRAWN])),
        Section.UNDER_WAY: and_(~released, Finding.status.in_([*OPEN, Status.NOTED])),
        Section.INFORMED: Finding.status != Status.WITHDRAWN,
    }
    return conditions[section]


@dataclass(frozen=True)
class Listing:
    """One section of some parties' worklist, perhaps narrowed. Order: due date, then age.

    What is done comes the latest first. `area` is an id; `category` a key; `walk` a public id.
    """

    party_ids: tuple[int, ...]
    section: Section
    today: date
    category: str = ""
    area: int | None = None
    walk: str = ""

    @property
    def narrowed(self) -> bool:
        """Say whether a filter is on."""
        return bool(self.category or self.walk or self.area is not None)

    def findings(self, after: Finding | None = None, limit: int = 50) -> list[Finding]:
        """Return the next `limit` findings after the given one, with what a row shows of each."""
        wanted = select(Finding).where(*self._where()).order_by(*self._order()).limit(limit)
        if after is not None:
            wanted = wanted.where(self._beyond(after))
        return list(
            db.session.scalars(
                wanted.options(
                    joinedload(Finding.category),
                    joinedload(Finding.responsible_party),
                    joinedload(Finding.walk),
                    joinedload(Finding.stop),
                    joinedload(Finding.area_version).joinedload(AreaVersion.area),
                    selectinload(Finding.photos),
                )
            )
        )

    def next_to(self, finding: Finding) -> tuple[str | None, str | None]:
        """Return the numbers before and after the finding here, even if it has left the list."""
        numbers = select(Finding.number).where(*self._where()).limit(1)
        back = numbers.where(self._beyond(finding, back=True)).order_by(*self._order(back=True))
        on = numbers.where(self._beyond(finding)).order_by(*self._order())
        return db.session.scalar(back), db.session.scalar(on)

    def counts(self, sections: Iterable[Section]) -> dict[Section, int]:
        """Return how many there are in each section, COUNTED + 1 when more; in one statement."""
        sections = list(sections)
        counted = [
            select(func.count())
            .select_from(
                select(Finding.id)
                .where(*replace(self, section=section)._where())
                .limit(COUNTED + 1)
                .subquery()
            )
            .scalar_subquery()
            for section in sections
        ]
        return dict(zip(sections, db.session.execute(select(*counted)).one(), strict=True))

    def walks(self) -> list[Walk]:
        """Return the walks these parties have findings from, the latest first."""
        theirs = exists().where(
            Finding.walk_id == Walk.id, Finding.responsible_party_id.in_(self.party_ids)
        )
        latest = select(Walk).where(theirs).order_by(Walk.starts_at.desc(), Walk.id.desc())
        return list(db.session.scalars(latest.limit(100)))

    def _where(self) -> list[Any]:
        chosen: Any
        if self.section is Section.INFORMED:
            chosen = exists().where(
                informed_party.c.finding_id == Finding.id,
                informed_party.c.party_id.in_(self.party_ids),
            )
        else:
            chosen = Finding.responsible_party_id.in_(self.party_ids)
        where: list[Any] = [chosen, _condition(self.section, self.today)]
        if self.category:
            category = select(Category.id).where(Category.key == self.category)
            where.append(Finding.category_id.in_(category))
        if self.area is not None:
            versions = select(AreaVersion.id).where(AreaVersion.area_id == self.area)
            where.append(Finding.area_version_id.in_(versions))
        if self.walk:
            walk = select(Walk.id).where(Walk.public_id == self.walk)
            where.append(Finding.walk_id.in_(walk))
        return where

    def _order(self, *, back: bool = False) -> list[Any]:
        # The same direction in every column: then one comparison of rows says what comes after.
        descending = back is not (self.section is Section.DONE)
        return [column.desc() if descending else column.asc() for column in self._columns()]

    def _beyond(self, finding: Finding, *, back: bool = False) -> Any:
        place = tuple_(
            *([] if self.section is Section.DONE else [literal(finding.due_on or LAST_DAY, Date)]),
            literal(finding.received_at, UtcDateTime()),
            literal(finding.id),
        )
        columns = tuple_(*self._columns())
        descending = back is not (self.section is Section.DONE)
        return columns < place if descending else columns > place

    def _columns(self) -> list[Any]:
        due = [] if self.section is Section.DONE else [func.coalesce(Finding.due_on, LAST_DAY)]
        return [*due, Finding.received_at, Finding.id]


def numbered(person: Person, words: str, *, prefix: str, today: date) -> Finding | None:
    """Return the finding a person means by "BOR-2026-0012", "2026 12" or "12", if they may read it.

    Without a year: the latest of the last ten years.
    """
    digits = "".join(c if c in "0123456789" else " " for c in words).split()
    if len(digits) not in (1, 2) or any(len(d) > 9 for d in digits):
        return None
    years = [int(digits[0])] if len(digits) == 2 else range(today.year, today.year - 10, -1)
    meant = [f"{prefix}-{year}-{int(digits[-1]):04d}" for year in years]
    found = visible_to(person).where(Finding.number.in_(meant)).order_by(Finding.number.desc())
    return db.session.scalars(found.limit(1)).first()
