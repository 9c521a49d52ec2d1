"""Worklists: which findings wait for whom, in the order they are due."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Index,
    Select,
    and_,
    exists,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import defer, load_only, selectinload

from walks.db import UtcDateTime, db, literals
from walks.model.area import AreaVersion
from walks.model.category import Category
from walks.model.codes import Urgency
from walks.model.counting import count_some
from walks.model.finding import Finding
from walks.model.labelled import Labelled
from walks.model.party import informed_party
from walks.model.person import Person
from walks.model.status import OPEN, Status, WaitingOn
from walks.model.visibility import seen_until, visible_to
from walks.model.walk import Walk
from walks.swedish import N_

LAST_DAY = date.max


class Section(Labelled):
    """A part of a worklist. The value stands in the address."""

    WAITING = "vantar", N_("Väntar på oss")
    NEW = "nya", N_("Nya")
    LATE = "sena", N_("Sena")
    COORDINATOR = "samordnaren", N_("Väntar på samordnaren")
    UNCERTAIN = "osakra", N_("Osäker ägare")
    PLANNED = "planerade", N_("Planerade")
    WITH_OTHER = "hos-annan", N_("Hos annan")
    DONE = "klara", N_("Klara")
    UNDER_WAY = "pagar", N_("Inte frisläppta än")
    INFORMED = "kannedom", N_("För kännedom")


BY_AGE = (Section.UNCERTAIN, Section.UNDER_WAY)
"""Not all of these have a due date: it is set at release."""
LATEST_FIRST = (Section.DONE, Section.INFORMED)


def _conditions() -> dict[Section, Any]:
    released = Finding.released_at.is_not(None)
    is_open = Finding.status.in_(literals(*OPEN))
    waits = and_(released, is_open)
    unanswered = Finding.answered_at.is_(None)
    ours = Finding.waiting_on.in_(literals(WaitingOn.PARTY))
    return {
        # Planned work waits on nobody until its date passes and a new answer is due.
        Section.WAITING: and_(
            waits, ours, or_(Finding.status.not_in(literals(Status.PLANNED)), unanswered)
        ),
        Section.NEW: and_(released, Finding.status.in_(literals(Status.NEW))),
        Section.LATE: and_(waits, unanswered),
        Section.COORDINATOR: and_(is_open, Finding.waiting_on.in_(literals(WaitingOn.COORDINATOR))),
        Section.UNCERTAIN: and_(is_open, Finding.certain.is_(False)),
        Section.PLANNED: and_(released, Finding.status.in_(literals(Status.PLANNED))),
        Section.WITH_OTHER: and_(released, Finding.status.in_(literals(Status.WITH_OTHER))),
        Section.DONE: and_(released, Finding.status.not_in(literals(*OPEN, Status.WITHDRAWN))),
        Section.UNDER_WAY: and_(~released, Finding.status.in_(literals(*OPEN, Status.NOTED))),
        Section.INFORMED: Finding.status.not_in(literals(Status.WITHDRAWN)),
    }


CONDITIONS = _conditions()
"""What a section holds."""


def _columns(section: Section) -> list[Any]:
    """Return what the section is ordered by; the id makes it sure."""
    if section is Section.INFORMED:
        return [informed_party.c.finding_id]
    due = [] if section in (Section.DONE, *BY_AGE) else [Finding.due_on]
    return [*due, Finding.received_at, Finding.id]


for _section in Section:
    if _section is not Section.INFORMED:
        # One index a section, holding nothing else, in its order: its first fifty are found as
        # quickly among a million as among a thousand.
        Index(
            f"ix_finding_{_section.name.lower()}",
            Finding.responsible_party_id,
            *_columns(_section),
            # The filters: what does not fit is passed over without looking further.
            Finding.category_id,
            Finding.area_version_id,
            sqlite_where=CONDITIONS[_section],
            postgresql_where=CONDITIONS[_section],
        )


ACUTE = and_(
    Finding.status.in_(literals(*OPEN)),
    Finding.answered_at.is_(None),
    Finding.urgency.in_(literals(Urgency.ACUTE)),
)
"""What can't wait, and waits: released or not."""
Index(
    "ix_finding_acute",
    Finding.responsible_party_id,
    Finding.received_at,
    Finding.id,
    sqlite_where=ACUTE,
    postgresql_where=ACUTE,
)


REFERRED = Finding.reference != literal_column("''")
"""What a party has a number of its own for."""
Index(
    "ix_finding_reference",
    Finding.reference,
    sqlite_where=REFERRED,
    postgresql_where=REFERRED,
)


# Few categories, parties, walks and areas stand behind many rows: each is fetched and decoded
# once, and never an area's outline. Made here, once: making them takes longer than the rows.
SHOWN_AS_ACUTE = (
    selectinload(Finding.category),
    selectinload(Finding.stop),
    selectinload(Finding.area_version).options(
        load_only(AreaVersion.area_id), selectinload(AreaVersion.area)
    ),
)
SHOWN_IN_A_ROW = (
    *SHOWN_AS_ACUTE,
    defer(Finding.rule_parameters),
    selectinload(Finding.responsible_party),
    selectinload(Finding.answer_party),
    selectinload(Finding.walk),
    selectinload(Finding.photos),
    selectinload(Finding.referrals),
)


@dataclass(frozen=True)
class Listing:
    """One section of some parties' worklist, perhaps narrowed. Order: due date, then age.

    What is done, and what others answer for, comes the latest first. `area` is an id;
    `category` a key; `walk` a public id.
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
        return list(
            db.session.scalars(self._first(select(Finding), limit, after).options(*SHOWN_IN_A_ROW))
        )

    def acute(self, limit: int) -> list[Finding]:
        """Return these parties' acute findings without an answer, the oldest first.

        Of all sections, and whatever the filters pass over: they must not be missed.
        """
        order = Finding.received_at, Finding.id
        parts = [
            select(
                select(Finding.id)
                .where(Finding.responsible_party_id == party, ACUTE)
                .order_by(*order)
                .limit(limit)
                .subquery()
                .c.id
            )
            for party in self.party_ids
        ]
        first = select(Finding).where(Finding.id.in_(union_all(*parts))).order_by(*order)
        return list(db.session.scalars(first.limit(limit).options(*SHOWN_AS_ACUTE)))

    def next_to(self, finding: Finding) -> tuple[str | None, str | None]:
        """Return the numbers before and after the finding here, even if it has left the list."""
        number = select(Finding.number)
        back = self._first(number, 1, finding, back=True)
        return db.session.scalar(back), db.session.scalar(self._first(number, 1, finding))

    def counts(self, sections: Iterable[Section]) -> dict[Section, int]:
        """Return how many there are in each section, COUNTED + 1 when more; in one statement."""
        sections = list(sections)
        counted = [
            count_some(replace(self, section=section)._ids(*self.party_ids)) for section in sections
        ]
        return dict(zip(sections, db.session.execute(select(*counted)).one(), strict=True))

    def walks(self) -> list[Walk]:
        """Return the walks these parties have findings from, the latest first."""
        theirs = exists().where(
            Finding.walk_id == Walk.id, Finding.responsible_party_id.in_(self.party_ids)
        )
        latest = select(Walk).where(theirs).order_by(Walk.starts_at.desc(), Walk.id.desc())
        return list(db.session.scalars(latest.limit(100)))

    def _first(
        self, wanted: Select[Any], limit: int, after: Finding | None, *, back: bool = False
    ) -> Select[Any]:
        """Ask for the first after the given one. Each party's own first: then those of them all.

        An index has one party's findings in order, not several parties' together.
        """
        columns = _columns(self.section)
        # The same direction in every column: then one comparison of rows says what comes after.
        descending = back is not (self.section in LATEST_FIRST)
        order = [c.desc() if descending else c.asc() for c in columns]
        parts = []
        for party in self.party_ids:
            part = self._ids(party).order_by(*order).limit(limit)
            if after is not None:
                place = tuple_(*_place(after, len(columns)))
                beyond = tuple_(*columns) < place if descending else tuple_(*columns) > place
                part = part.where(beyond)
            parts.append(select(part.subquery().c.id))
        if self.section is Section.INFORMED:
            order = [Finding.id.desc() if descending else Finding.id.asc()]
        first = wanted.where(Finding.id.in_(union_all(*parts)))
        return first.order_by(*order).limit(limit)

    def _ids(self, *party_ids: int) -> Select[int]:
        """Select the ids of what these parties have in the section."""
        ids = select(Finding.id).where(CONDITIONS[self.section])
        if self.section is Section.INFORMED:
            ids = ids.join(informed_party).where(informed_party.c.party_id.in_(party_ids))
        else:
            ids = ids.where(Finding.responsible_party_id.in_(party_ids))
        if self.section is Section.LATE:
            ids = ids.where(Finding.due_on < self.today)
        if self.category:
            category = select(Category.id).where(Category.key == self.category)
            ids = ids.where(Finding.category_id == category.scalar_subquery())
        if self.area is not None:
            versions = select(AreaVersion.id).where(AreaVersion.area_id == self.area)
            ids = ids.where(Finding.area_version_id.in_(versions))
        if self.walk:
            walk = select(Walk.id).where(Walk.public_id == self.walk)
            ids = ids.where(Finding.walk_id == walk.scalar_subquery())
        return ids


def _place(finding: Finding, columns: int) -> list[Any]:
    """Return where the finding stands, in the last so many of: due date, age, id."""
    place = [
        literal(finding.due_on or LAST_DAY, Date),
        literal(finding.received_at, UtcDateTime()),
        literal(finding.id),
    ]
    return place[-columns:]


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


def referred(person: Person, words: str) -> Finding | None:
    """Return the latest finding that a party calls so, if this person may read it and the name."""
    called = Finding.reference.in_({words, words.upper()})
    found = visible_to(person).where(REFERRED, called).order_by(Finding.id.desc()).limit(20)
    return next((f for f in db.session.scalars(found) if seen_until(person, f) is None), None)
