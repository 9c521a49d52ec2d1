"""Merging: the leader says before release that two findings are the same, or that they are not."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from walks.db import Model, Pk, alone_with, db
from walks.model.acting import By, capacities
from walks.model.finding import Finding
from walks.model.likeness import Likeness, likenesses
from walks.model.moving import log
from walks.model.note import set_out
from walks.model.status import Actor, MoveNotAllowed, Status, Verb
from walks.model.walk import Walk, WalkState


class NotSame(Model):
    """Two findings that somebody has said are not the same; the one with the lower id first."""

    __tablename__ = "not_same"
    __table_args__ = (UniqueConstraint("finding_id", "other_id"),)

    id: Mapped[Pk]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)


def suggestions(findings: Sequence[Finding]) -> list[Likeness]:
    """Return which of these findings may be the same, without those that somebody said are not."""
    ids = [finding.id for finding in findings]
    rows = db.session.execute(
        select(NotSame.finding_id, NotSame.other_id).where(NotSame.finding_id.in_(ids))
    )
    return likenesses(findings, {frozenset((one, other)) for one, other in rows})


def keep_apart(one: Finding, other: Finding) -> None:
    """Remember that they are not the same. Twice is once."""
    first, second = sorted((one.id, other.id))
    alone_with(f"apart {first} {second}")
    known = select(NotSame.id).where(NotSame.finding_id == first, NotSame.other_id == second)
    if db.session.scalars(known).first() is None:
        db.session.add(NotSame(finding_id=first, other_id=second))


def may_part(finding: Finding, by: By) -> bool:
    """Say whether `by` may undo its merger: leader or coordinator, while the walk is read."""
    read = finding.walk is not None and finding.walk.state in (
        WalkState.UNDER_WAY,
        WalkState.SUMMING_UP,
    )
    mine = capacities(by, finding) & {Actor.LEADER, Actor.COORDINATOR}
    return read and finding.status is Status.DUPLICATE and not finding.released_at and bool(mine)


def part(finding: Finding, *, by: By, now: datetime) -> None:
    """Undo its merger: it is a finding of its own again, as before. Raises MoveNotAllowed.

    A correction in the log, not a reopening: nobody has answered, and no new clock starts.
    """
    if not may_part(finding, by):
        raise MoveNotAllowed("only what was merged on a walk still being read is parted")
    original, before = finding.duplicate_of, finding.status
    finding.duplicate_of = None
    set_out(finding)
    log(
        finding,
        Verb.CORRECT,
        by,
        now,
        from_status=before,
        text=finding.text or None,  # what it read before, as after every correction
        other=original,
    )


def merged_into(findings: Iterable[Finding]) -> dict[int, list[str]]:
    """Return the numbers of those that follow each finding, by its id."""
    followers: dict[int, list[str]] = {}
    for finding in findings:
        if finding.duplicate_of_id:
            followers.setdefault(finding.duplicate_of_id, []).append(finding.number)
    return followers


def open_for_merging(walk: Walk) -> bool:
    """Say whether doubles are still looked for: until the walk's release."""
    return walk.state in (WalkState.UNDER_WAY, WalkState.SUMMING_UP)
