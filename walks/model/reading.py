"""Reading a walk's findings through: who has read which, and what they think may become public.

Neither changes the finding: a mark is for those who sum up and for the reviewer, and publishes
nothing. What is changed after somebody has read it counts as unread again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from walks.db import Model, db
from walks.model.finding import Finding
from walks.model.person import Person


class Reading(Model):
    """One person has read one finding, as it was at that version."""

    __tablename__ = "reading"

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[int]

    person: Mapped[Person] = relationship()


class Suggestion(Model):
    """What whoever summed up last said of publishing one finding."""

    __tablename__ = "suggestion"

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    public: Mapped[bool]
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


@dataclass(frozen=True)
class Marks:
    """What is marked at a walk's findings, as one person sees it; all by the finding's id."""

    mine: set[int] = field(default_factory=set)
    """What I have read as it stands."""
    changed: set[int] = field(default_factory=set)
    """What has been changed since I read it."""
    others: dict[int, list[str]] = field(default_factory=dict)
    """The names of the others who have read it as it stands."""
    public: dict[int, Suggestion] = field(default_factory=dict)


def mark_read(finding: Finding, person: Person, version: int) -> None:
    """Remember that the person has read it as it was at that version. Twice is once."""
    db.session.merge(Reading(finding_id=finding.id, person_id=person.id, version=version))


def keep_read(finding: Finding, person: Person) -> None:
    """Whoever changes what they have read has read the change."""
    if db.session.get(Reading, (finding.id, person.id)) is not None:
        db.session.flush()  # the change has its version now
        mark_read(finding, person, finding.version)


def mark_unread(finding: Finding, person: Person) -> None:
    """Forget it again."""
    mine = Reading.finding_id == finding.id, Reading.person_id == person.id
    db.session.execute(delete(Reading).where(*mine))


def suggest(finding: Finding, person: Person, public: bool | None, now: datetime) -> None:
    """Say whether it may become public; None takes back what was said. The latest word counts."""
    if public is None:
        db.session.execute(delete(Suggestion).where(Suggestion.finding_id == finding.id))
    else:
        db.session.merge(
            Suggestion(finding_id=finding.id, person_id=person.id, public=public, at=now)
        )


def marks_of(findings: Iterable[Finding], person: Person) -> Marks:
    """Return what is marked at these findings, in two queries."""
    versions = {finding.id: finding.version for finding in findings}
    marks, names = Marks(public=suggestions_for(versions)), defaultdict(list)
    wanted = select(Reading).where(Reading.finding_id.in_(versions))
    for reading in db.session.scalars(wanted.options(joinedload(Reading.person))):
        stands = reading.version == versions[reading.finding_id]
        if reading.person_id == person.id:
            (marks.mine if stands else marks.changed).add(reading.finding_id)
        elif stands:
            names[reading.finding_id].append(reading.person.name)
    marks.others.update(names)
    return marks


def suggestions_for(finding_ids: Iterable[int]) -> dict[int, Suggestion]:
    """Return what was suggested of these findings, by id."""
    wanted = select(Suggestion).where(Suggestion.finding_id.in_(list(finding_ids)))
    found = db.session.scalars(wanted.options(joinedload(Suggestion.person)))
    return {suggestion.finding_id: suggestion for suggestion in found}
