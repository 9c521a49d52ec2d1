"""Summing up and release: the walk's findings read on one screen, and let go.

DOMAIN, "Release": each finding has its own `released_at`; a clock to an answer starts then.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from walks.db import db, wait_for
from walks.model.acting import By
from walks.model.area import AreaVersion
from walks.model.codes import Urgency
from walks.model.deadline import answer_due
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.notices import tell_of_arrival, tell_of_release
from walks.model.party import Party
from walks.model.person import Person, Role
from walks.model.status import Status
from walks.model.walk import Walk, WalkRefused, WalkState

CORRECTABLE = (Status.NEW, Status.RECEIVED, Status.NOTED)
"""Received before release: dismissed by mistake and opened again."""


def findings_to_read(walk: Walk) -> list[Finding]:
    """Return all the walk's findings with what the screen shows of each, as they were noted."""
    return list(
        db.session.scalars(
            select(Finding)
            .where(Finding.walk_id == walk.id)
            .options(
                selectinload(Finding.category),
                selectinload(Finding.responsible_party),
                selectinload(Finding.informed),
                selectinload(Finding.photos),
                selectinload(Finding.stop),
                selectinload(Finding.area_version).selectinload(AreaVersion.area),
            )
            .order_by(Finding.noted_at, Finding.id)
        )
    )


def finding_on(walk: Walk, number: str) -> Finding:
    """Return the walk's finding with this number; raises NoResultFound."""
    wanted = select(Finding).where(Finding.walk_id == walk.id, Finding.number == number)
    wait_for(wanted.with_only_columns(Finding.id))
    return db.session.execute(wanted).scalar_one()


def newest(walk: Walk) -> int:
    """Return how far somebody has read who has read all of the walk: the id of its last event."""
    last = select(func.max(Event.id)).join(Event.finding).where(Finding.walk_id == walk.id)
    return db.session.scalar(last) or 0


def news(walk: Walk, by: Person, read_to: int) -> list[Finding]:
    """Return what others have noted or changed since, of what is still to be released."""
    theirs = or_(Event.person_id.is_(None), Event.person_id != by.id)
    changed = select(Event.finding_id).where(Event.id > read_to, theirs)
    here = select(Finding).where(Finding.walk_id == walk.id, Finding.id.in_(changed))
    return [finding for finding in db.session.scalars(here) if awaits_release(finding)]


def awaits_release(finding: Finding) -> bool:
    """Say whether it still belongs to the walk: to be corrected, removed or released."""
    return finding.released_at is None and finding.status in CORRECTABLE


@dataclass(frozen=True)
class Share:
    """What one party gets at release: how many to answer, and by which date for each urgency."""

    party: Party
    count: int
    answers: list[tuple[Urgency, int, date]]


def shares(findings: Iterable[Finding], today: date) -> list[Share]:
    """Return what each party gets if the findings are released today, the largest share first.

    Safe places expect no answer and are not counted.
    """
    asked = [f for f in findings if awaits_release(f) and f.expects_answer]
    sizes = Counter(f.responsible_party for f in asked)
    return [
        Share(
            party,
            size,
            [
                (urgency, count, answer_due(today, urgency))
                for urgency in Urgency
                if (
                    count := sum(
                        f.urgency is urgency and f.responsible_party is party for f in asked
                    )
                )
            ],
        )
        for party, size in sizes.most_common()
    ]


class UnreadFindings(Exception):
    """Findings have come, or were changed, that whoever wants to release has not read."""


def release_walk(walk: Walk, *, by: By, now: datetime, read_to: int | None = None) -> int:
    """Release the walk and its findings; return how many went out. Raises WalkRefused.

    Only its leader (or the clock) releases: DOMAIN, "Who may see what". With `read_to`, how far
    a person has read (`newest`), raises UnreadFindings if there is more.
    """
    if walk.state is not WalkState.SUMMING_UP:
        raise WalkRefused("Avsluta vandringen först. Sedan kan fynden frisläppas.")
    if isinstance(by, Person) and not walk.may_release(by):
        raise WalkRefused("Bara vandringsledaren kan frisläppa fynden.")
    waiting = [finding for finding in walk.findings if awaits_release(finding)]
    if read_to is not None and isinstance(by, Person) and news(walk, by, read_to):
        raise UnreadFindings
    for finding in waiting:
        finding.release(by=by, now=now)
    tell_of_release(walk, waiting, now)
    walk.state, walk.released_at = WalkState.RELEASED, now
    return len(waiting)


def release_late(finding: Finding, *, by: By, now: datetime) -> None:
    """Release a finding that came in after its walk's release. Raises WalkRefused.

    Leader and coordinator may, else the clock does it: DOMAIN, "Kom in sent".
    """
    walk = finding.walk
    if walk is None or walk.state not in (WalkState.RELEASED, WalkState.ARCHIVED):
        raise WalkRefused("Det går inte: vandringen är inte frisläppt än.")
    if isinstance(by, Person) and not (walk.may_release(by) or by.has(Role.COORDINATOR)):
        raise WalkRefused("Bara vandringsledaren eller samordnaren kan frisläppa fynd.")
    finding.release(by=by, now=now)
    tell_of_arrival(finding, now)
