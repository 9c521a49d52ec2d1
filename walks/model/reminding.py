"""Reminders of an answer: before it is due, when it is late, and when nobody has cared.

One letter a party, day and kind, however many findings there are; each finding is in it once for
each due date. DOMAIN, Release; the days are our own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Index, Select, and_, literal_column, select

from walks.db import alone_with, db, literals
from walks.model.closed_day import closed_days
from walks.model.deadline import soon_until, working_days_ago
from walks.model.finding import Finding
from walks.model.letter import LetterKind, write_letter
from walks.model.notices import tell_party
from walks.model.party import Party
from walks.model.person import Letters, Membership, Person, Role
from walks.model.status import OPEN
from walks.swedish import at_local, is_working_day, local_date

FROM = time(6, 0)
"""When on a working day reminders are written: in time for the letter of the day."""
VERY_LATE = 5
"""Working days of lateness after which the coordinators are told."""
MOST = 100
"""Findings in one letter; the next one has the rest."""


@dataclass(frozen=True)
class Stage:
    """One reminder: the how manieth, of what, of which due dates, and how it is told."""

    number: int
    kind: LetterKind
    latest_due: Callable[[date], date]
    """The last due date that it is time for, seen from today."""
    tell: Callable[[Party, list[Finding], str, datetime], None]

    def due(self, now: datetime) -> list[int]:
        """Return the ids of the parties that it is time to remind."""
        today = local_date(now)
        if not is_working_day(today, closed_days()) or now < at_local(today, FROM):
            return []
        parties = self._awaited(now).with_only_columns(Finding.responsible_party_id)
        return sorted(set(db.session.scalars(parties)))

    def remind(self, party_id: int, now: datetime) -> list[str]:
        """Write the letter about what the party is to be reminded of."""
        alone_with(f"reminding {party_id}")
        mine = self._awaited(now).where(Finding.responsible_party_id == party_id)
        findings = list(db.session.scalars(mine.order_by(Finding.due_on, Finding.id).limit(MOST)))
        if not findings:
            return []
        party = db.session.get_one(Party, party_id)
        # The number of events tells one due date of a finding from the next.
        first = findings[0]
        key = f"{self.kind}:{party.slug}:{first.number}:{first.due_on}:{len(first.events)}"
        self.tell(party, findings, key, now)
        for finding in findings:
            finding.reminded = self.number
        return [f"{party.slug}: {self.kind} of {len(findings)}"]

    def _awaited(self, now: datetime) -> Select[Finding]:
        """Select what has not had this reminder. What came today is no news to anybody yet."""
        today = local_date(now)
        return select(Finding).where(
            AWAITED,
            Finding.reminded.in_(range(self.number)),  # no `<`: the index begins with it
            Finding.due_on <= self.latest_due(today),
            *([Finding.due_on >= today] if self.latest_due(today) >= today else []),
            Finding.released_at < at_local(today, time.min),
        )


def _tell_handlers(party: Party, findings: list[Finding], key: str, now: datetime) -> None:
    tell_party(party, findings, LetterKind.DUE_SOON, key, now, thread=f"due:{party.slug}")


def _escalate(party: Party, findings: list[Finding], key: str, now: datetime) -> None:
    """Tell whoever the party has named for what is late; its handlers if it has named nobody."""
    if not party.escalation_email:
        tell_party(party, findings, LetterKind.LATE, key, now, thread=f"due:{party.slug}")
        return
    write_letter(
        LetterKind.LATE,
        key,
        to=party.escalation_email,
        name=party.name,
        party=party,
        about=findings,
        thread=f"due:{party.slug}",
        now=now,
    )


def _tell_coordinators(party: Party, findings: list[Finding], key: str, now: datetime) -> None:
    for person in _coordinators():
        write_letter(
            LetterKind.VERY_LATE,
            f"{key}:{person.id}",
            to=person.email,
            name=person.name,
            person=person,
            party=party,
            about=findings,
            thread=f"due:{party.slug}",
            now=now,
        )


def _coordinators() -> list[Person]:
    told = (
        select(Person)
        .join(Membership)
        .where(Membership.role == Role.COORDINATOR, Person.active, Person.letters != Letters.NONE)
    )
    return list(db.session.scalars(told.order_by(Person.id)).unique())


STAGES = (
    Stage(1, LetterKind.DUE_SOON, soon_until, _tell_handlers),
    Stage(2, LetterKind.LATE, lambda today: today - timedelta(days=1), _escalate),
    Stage(
        3,
        LetterKind.VERY_LATE,
        lambda today: working_days_ago(today, VERY_LATE + 1),
        _tell_coordinators,
    ),
)

AWAITED = and_(
    Finding.released_at.is_not(None),
    Finding.status.in_(literals(*OPEN)),
    Finding.answered_at.is_(None),
    Finding.reminded < literal_column(str(len(STAGES))),
)
"""What somebody waits for an answer to, and has not had every reminder."""
Index(
    "ix_finding_awaited",
    Finding.reminded,
    Finding.due_on,
    Finding.responsible_party_id,
    sqlite_where=AWAITED,
    postgresql_where=AWAITED,
)
