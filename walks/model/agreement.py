"""A participant agrees ("Håller med") with what another has noted. Counted, never named."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from walks.db import Model, Pk, alone_with, db
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.walk import Participant


class Agreement(Model):
    """One participant's agreement with one finding."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("finding_id", "participant_id"),)

    id: Mapped[Pk]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    agreed_at: Mapped[datetime]


def may_agree(finding: Finding, participant: Participant) -> bool:
    """Say whether the participant sees the finding as another's: only then can they agree."""
    shared = finding.walk_id == participant.walk_id and finding.audience is Audience.WALK
    return shared and finding.participant_id != participant.id


def agree(finding: Finding, participant: Participant, now: datetime) -> bool:
    """Agree, once; say whether it counts. What one can't see one can't agree with."""
    if not may_agree(finding, participant):
        return False
    alone_with(f"agree {finding.id} {participant.id}")
    if finding.id not in agreed_with(participant):
        row = Agreement(finding_id=finding.id, participant_id=participant.id, agreed_at=now)
        db.session.add(row)
        db.session.flush()
    return True


def disagree(finding: Finding, participant: Participant) -> None:
    """Take the agreement back. Twice is once."""
    db.session.execute(
        delete(Agreement).where(
            Agreement.finding_id == finding.id, Agreement.participant_id == participant.id
        )
    )


def agreed_with(participant: Participant) -> set[int]:
    """Return the ids of the findings that the participant agrees with."""
    mine = select(Agreement.finding_id).where(Agreement.participant_id == participant.id)
    return set(db.session.scalars(mine))


def agreements(finding_ids: list[int]) -> dict[int, int]:
    """Return how many agree with each of the findings; one that nobody agrees with is left out.

    Who agreed with a double agrees with the one that it follows: one person counts once there.
    """
    kept, told = aliased(Finding), func.coalesce(Finding.duplicate_of_id, Finding.id)
    counted = (
        select(told, func.count(Agreement.participant_id.distinct()))
        .join(Finding, Finding.id == Agreement.finding_id)
        .join(kept, kept.id == told)
        .where(told.in_(finding_ids))
        .where(Agreement.participant_id.is_distinct_from(kept.participant_id))
        .group_by(told)
    )
    return {finding_id: int(count) for finding_id, count in db.session.execute(counted)}
