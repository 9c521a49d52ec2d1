"""Walks and rounds: planned, walked, summed up, released."""

import hashlib
import secrets
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db, wait_for
from walks.model.area import Area
from walks.model.codes import Light, NoterRole, Source
from walks.model.deadline import working_days_after
from walks.model.labelled import Labelled
from walks.model.person import Person
from walks.model.status import Status
from walks.swedish import N_, at_local, local_date

if TYPE_CHECKING:
    from walks.model.finding import Finding

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RELEASE_AFTER = 3  # working days after the walk, DOMAIN: Release
ARCHIVE_AFTER = timedelta(days=60)
OPENS_BEFORE = timedelta(hours=1)
ON_PAPER = "paper "  # begins the stored secret of who has no phone: no secret hashes to it
EARLY_BEFORE = timedelta(hours=12)
"""Started longer before its time than this, a walk was hardly meant to be."""


class WalkKind(Labelled):
    """A walk with residents, or a round with staff."""

    WALK = "walk", N_("Trygghetsvandring")
    ROUND = "round", N_("Trygghetsrond")


class WalkState(Labelled):
    """How far a walk has come."""

    PLANNED = "planned", N_("Planerad")
    UNDER_WAY = "under_way", N_("Pågår")
    SUMMING_UP = "summing_up", N_("Sammanställs")
    RELEASED = "released", N_("Frisläppt")
    ARCHIVED = "archived", N_("Arkiverad")
    CANCELLED = "cancelled", N_("Inställd")


class WalkRefused(Exception):
    """The walk can't do that in its present state. `str()` is a Swedish sentence."""


def random_text(alphabet: str, length: int) -> str:
    """Return `length` letters of `alphabet`, not to be guessed."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def hashed(secret: str) -> str:
    """Return what is stored of a secret: its SHA-256, enough for 128 random bits or more."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Walk(Model):
    """One trygghetsvandring or trygghetsrond."""

    __tablename__ = "walk"
    __table_args__ = (Index(None, "starts_at", "id"),)

    id: Mapped[Pk]
    public_id: Mapped[str] = mapped_column(
        String(10), unique=True, default=lambda: random_text(ID_ALPHABET, 10)
    )
    kind: Mapped[WalkKind]
    state: Mapped[WalkState] = mapped_column(default=WalkState.PLANNED)
    title: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    workplace: Mapped[str | None]
    unit: Mapped[str | None]
    employer_contact: Mapped[str | None]
    purpose: Mapped[str | None]
    starts_at: Mapped[datetime]
    light: Mapped[Light]
    meeting_place: Mapped[str]
    leader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note_taker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    leader_phone: Mapped[str | None]
    moved_from: Mapped[datetime | None]
    note: Mapped[str | None]
    # From the first day, so that a poster can hang before the walk.
    join_code: Mapped[str | None] = mapped_column(
        String(8), unique=True, default=lambda: random_text(CODE_ALPHABET, 8)
    )
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    area: Mapped[Area | None] = relationship()
    leader: Mapped[Person] = relationship(foreign_keys=[leader_id])
    note_taker: Mapped[Person | None] = relationship(foreign_keys=[note_taker_id])
    stops: Mapped[list["Stop"]] = relationship(
        back_populates="walk", order_by="Stop.position", cascade="all, delete-orphan"
    )
    participants: Mapped[list["Participant"]] = relationship(back_populates="walk")
    findings: Mapped[list["Finding"]] = relationship(
        back_populates="walk", order_by="Finding.noted_at, Finding.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def source(self) -> Source:
        """The source its findings get."""
        return Source.ROUND if self.kind is WalkKind.ROUND else Source.WALK

    @property
    def began(self) -> datetime:
        """When it began, or will."""
        return max(self.starts_at, self.started_at or self.starts_at)

    @property
    def releases_on(self) -> datetime:
        """When it is released by itself: the end of the third working day after it.

        One walked before the day it was planned for counts from the day it ended.
        """
        walked = min(self.began, self.ended_at or self.began)
        day = working_days_after(local_date(walked), RELEASE_AFTER)
        return at_local(day + timedelta(days=1), time(0, 0))

    @property
    def ends_by_itself(self) -> datetime:
        """06:00 the day after it began: nobody remembers to press the button at night."""
        return at_local(local_date(self.began) + timedelta(days=1), time(6, 0))

    @property
    def takes_notes(self) -> bool:
        """Say whether those who have joined may still note things: until it is archived."""
        return self.joinable or self.state is WalkState.RELEASED

    @property
    def joinable(self) -> bool:
        """Say whether the code lets new people in, to note and to read what others note."""
        return self.state in (WalkState.UNDER_WAY, WalkState.SUMMING_UP)

    def may_lead(self, person: Person) -> bool:
        """Say whether the person has the leader's rights here; `may_release` is narrower."""
        return person.id in (self.leader_id, self.note_taker_id)

    def may_release(self, person: Person) -> bool:
        """Say whether the person may let the walk's findings go: its leader alone."""
        return person.id == self.leader_id

    @property
    def opens_at(self) -> datetime:
        """When a join may open it: one hour before it starts."""
        return self.starts_at - OPENS_BEFORE

    def opens(self, now: datetime) -> bool:
        """Say whether a join may open the walk now; a poster left hanging opens nothing."""
        return self.state is WalkState.PLANNED and self.opens_at <= now < self.ends_by_itself

    def require_open(self) -> None:
        """Raise WalkRefused when the walk is over: what was planned is history then."""
        self._require(WalkState.PLANNED, WalkState.UNDER_WAY, WalkState.SUMMING_UP)

    def start(self, now: datetime) -> None:
        """Open the walk. Raises WalkRefused unless planned."""
        self._require(WalkState.PLANNED)
        self.state, self.started_at = WalkState.UNDER_WAY, now

    def end(self, now: datetime) -> None:
        """Close the walk; summing up begins. Raises WalkRefused unless under way."""
        self._require(WalkState.UNDER_WAY)
        self.state, self.ended_at = WalkState.SUMMING_UP, now

    def is_early(self, now: datetime) -> bool:
        """Say whether its time is so far away that whoever starts it should be asked."""
        return self.starts_at - now > EARLY_BEFORE

    def may_reopen(self, now: datetime) -> bool:
        """Say whether it may go on: not once the clock would end it again at once."""
        return self.state is WalkState.SUMMING_UP and now < self.ends_by_itself

    def reopen(self, now: datetime) -> None:
        """Let a walk that ended by mistake go on. Raises WalkRefused unless summing up, in time."""
        self._require(WalkState.SUMMING_UP)
        if not self.may_reopen(now):
            raise WalkRefused("Det är för sent att öppna igen. Fynd går att lägga till ändå.")
        self.state, self.ended_at = WalkState.UNDER_WAY, None

    def move(self, starts_at: datetime, note: str) -> None:
        """Give the walk a new date and say why. Raises WalkRefused unless planned."""
        self._require(WalkState.PLANNED)
        self.moved_from, self.starts_at, self.note = self.starts_at, starts_at, note

    def cancel(self, note: str) -> None:
        """Cancel the walk and say why. Raises WalkRefused once there are findings.

        The code stays, so that who scans the poster reads that it is cancelled.
        """
        self.require_open()
        if any(finding.status is not Status.WITHDRAWN for finding in self.findings):
            raise WalkRefused("Vandringen har fynd och kan inte ställas in. Avsluta den i stället.")
        self.state, self.note = WalkState.CANCELLED, note

    def new_code(self) -> None:
        """Revoke the join code and give another; those who have joined stay joined.

        Raises WalkRefused when the walk is over.
        """
        self.require_open()
        self.join_code = random_text(CODE_ALPHABET, 8)

    def join(self, role: NoterRole, now: datetime) -> tuple["Participant", str]:
        """Let somebody take part; return them and their secret, which is stored only hashed.

        The first join from one hour before opens the walk. After the release one may still add,
        but reads nothing of others' (DOMAIN, Release). Raises WalkRefused when closed.
        """
        if self.opens(now):
            self.start(now)
        if not self.takes_notes:
            raise WalkRefused("Vandringen är inte öppen just nu.")
        secret = secrets.token_urlsafe(32)
        participant = Participant(walk=self, role=role, secret_hash=hashed(secret), joined_at=now)
        db.session.add(participant)
        return participant, secret

    def _require(self, *states: WalkState) -> None:
        if self.state in states:
            return
        walk = "ronden" if self.kind is WalkKind.ROUND else "vandringen"
        why = {
            WalkState.PLANNED: f"{walk} har inte börjat",
            WalkState.UNDER_WAY: f"{walk} pågår redan",
            WalkState.SUMMING_UP: f"{walk} är avslutad och sammanställs",
            WalkState.RELEASED: f"{walk}s fynd är redan frisläppta",
            WalkState.ARCHIVED: f"{walk} är arkiverad",
            WalkState.CANCELLED: f"{walk} är inställd",
        }
        raise WalkRefused(f"Det går inte nu: {why[self.state]}.")


class Stop(Model):
    """A stop on the route. Latitude and longitude in WGS 84 degrees."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("walk_id", "position"),)

    id: Mapped[Pk]
    walk_id: Mapped[int] = mapped_column(ForeignKey("walk.id"))
    position: Mapped[int]
    name: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    walk: Mapped[Walk] = relationship(back_populates="stops")


class Participant(Model):
    """Somebody who takes part by code: a role, a secret held by their phone, no name."""

    __tablename__ = "participant"

    id: Mapped[Pk]
    walk_id: Mapped[int] = mapped_column(ForeignKey("walk.id"), index=True)
    role: Mapped[NoterRole]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    joined_at: Mapped[datetime]
    heard_from_at: Mapped[datetime | None]  # when their phone last sent us something

    walk: Mapped[Walk] = relationship(back_populates="participants")

    @property
    def has_phone(self) -> bool:
        """Say whether somebody joined; else the row stands for what a note taker wrote down."""
        return not self.secret_hash.startswith(ON_PAPER)


def walk_by_public_id(public_id: str) -> Walk:
    """Return the walk with this address id; raises NoResultFound."""
    return db.session.execute(select(Walk).where(Walk.public_id == public_id)).scalar_one()


def walk_by_code(code: str) -> Walk | None:
    """Return the walk with this join code, spaces, dashes and case forgiven, or None."""
    plain = "".join(c for c in code.upper() if c in CODE_ALPHABET)
    wait_for(select(Walk.id).where(Walk.join_code == plain))  # two who join at once both get in
    return db.session.scalars(select(Walk).where(Walk.join_code == plain)).first()


def participant_with(walk: Walk, secret: str) -> Participant | None:
    """Return the walk's participant who holds `secret`, or None."""
    return db.session.scalars(
        select(Participant).where(
            Participant.walk_id == walk.id, Participant.secret_hash == hashed(secret)
        )
    ).first()
