"""A resident who reported: their secret link and optional address, apart from the finding."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db, wait_for
from walks.model.letter import Letter, letter_finding
from walks.model.status import Status
from walks.model.walk import hashed
from walks.swedish import N_

if TYPE_CHECKING:
    from walks.model.finding import Finding

WHERE_IT_STANDS = {
    Status.NEW: N_("Rapporten har kommit fram till %(party)s."),
    Status.RECEIVED: N_("%(party)s har läst rapporten och arbetar med den."),
    Status.PLANNED: N_("%(party)s har planerat när det ska göras."),
    Status.WITH_OTHER: N_("Någon annan gör arbetet, och %(party)s håller i ärendet."),
    Status.FIXED: N_("%(party)s svarar att det är åtgärdat."),
    Status.VERIFIED: N_("Det är åtgärdat, och någon har sett det på plats."),
    Status.DECLINED: N_("%(party)s svarar att det inte går. Läs varför i svaret."),
    Status.DUPLICATE: N_("Samma sak var redan rapporterad. Den rapporten gäller för båda."),
    Status.NOTED: N_("Tack! Det du berättade är sparat."),
    Status.WITHDRAWN: N_("Du har tagit tillbaka rapporten. Ingen arbetar med den."),
    Status.NOT_A_CASE: N_("Samordnaren har läst rapporten och ser inget för oss att göra."),
}
"""Where the case stands, said to the one who reported."""


class Reporter(Model):
    """Who sent a public report. The secret is stored hashed; the address may be empty."""

    __tablename__ = "reporter"

    id: Mapped[Pk]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None]
    language: Mapped[str]
    created_at: Mapped[datetime]

    finding: Mapped["Finding"] = relationship(back_populates="reporter")

    def remove_address(self) -> None:
        """Forget how to reach them: their own act, or the clock's. The link goes on working."""
        to_them = Letter.person_id.is_(None), Letter.party_id.is_(None)
        wanted = (
            select(Letter)
            .join(letter_finding)
            .where(
                letter_finding.c.finding_id == self.finding_id,
                Letter.recipient == self.email,
                *to_them,
            )
        )
        for letter in db.session.scalars(wanted):
            letter.forget_recipient()
        self.email = None


ADDRESS_KEPT = timedelta(days=180)
"""How long an address is kept when nothing more is to come. GDPR, article 5.1 e."""
WITH_ADDRESS = Reporter.email.is_not(None)
Index(
    "ix_reporter_with_address",
    Reporter.finding_id,
    sqlite_where=WITH_ADDRESS,
    postgresql_where=WITH_ADDRESS,
)


def reporter_with(secret: str) -> Reporter:
    """Return the reporter who holds `secret`; raises NoResultFound."""
    wanted = select(Reporter).where(Reporter.secret_hash == hashed(secret))
    wait_for(wanted.with_only_columns(Reporter.id))
    return db.session.execute(wanted).scalar_one()


def is_taken(secret: str) -> bool:
    """Say whether a report already goes by this secret."""
    return (
        db.session.scalar(select(Reporter.id).where(Reporter.secret_hash == hashed(secret)))
        is not None
    )


def is_kept(uuid: str, secret: str) -> bool:
    """Say whether the report with this UUID has been kept, under this secret."""
    wanted = select(Reporter.id).where(
        Reporter.secret_hash == hashed(secret), Reporter.finding.has(uuid=uuid)
    )
    return db.session.scalar(wanted) is not None
