"""Findings: what was seen, who answers for it, and how far they have come.

A verb changes the row, writes its event and never commits. `MOVES` decides what is allowed; a
verb that it does not hold raises MoveNotAllowed. `by` is who does it, `now` the moment.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, Uuid
from walks.model import asking, ties
from walks.model.acting import By, acting_as, capacities, handed_over, plannable, stated
from walks.model.area import Area, AreaVersion, metres_between
from walks.model.category import Category
from walks.model.codes import (
    Audience,
    FeltSafety,
    FindingType,
    Light,
    NoterRole,
    PlaceType,
    Source,
    Urgency,
    narrowest,
)
from walks.model.contact import Referral
from walks.model.deadline import soon_until
from walks.model.event import Event, Text
from walks.model.moving import await_answer, disclose, give_answer, log, move
from walks.model.party import FormerParty, Party, informed_party
from walks.model.photo import Photo, Picture
from walks.model.publication import PublicCopy
from walks.model.reporter import Reporter
from walks.model.status import MOVES, OPEN, Actor, MoveNotAllowed, Status, Verb, WaitingOn
from walks.model.walk import Participant, Stop, Walk
from walks.swedish import local, local_date

REFERENCE_MAX = 60
"""Characters of a party's own number."""
NEAR = 150
"""Metres from a stop within which people still say "near" it."""


class Finding(Model):
    """One thing noted: a place, what is wrong (or good), a proposal."""

    __tablename__ = "finding"
    id: Mapped[Pk]
    uuid: Mapped[Uuid]
    digest: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    source: Mapped[Source]
    walk_id: Mapped[int | None] = mapped_column(ForeignKey("walk.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    noter_role: Mapped[NoterRole]
    noted_at: Mapped[datetime]
    received_at: Mapped[datetime]

    type: Mapped[FindingType]
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    text: Mapped[str]
    proposal: Mapped[str]
    language: Mapped[str]
    light: Mapped[Light | None]
    felt_safety: Mapped[FeltSafety | None]
    sensitive: Mapped[bool]
    audience: Mapped[Audience]

    stop_id: Mapped[int | None] = mapped_column(ForeignKey("stop.id"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    place_words: Mapped[str]
    place_type: Mapped[PlaceType | None]
    area_version_id: Mapped[int | None] = mapped_column(ForeignKey("area_version.id"))
    area_by_hand: Mapped[bool] = mapped_column(default=False)

    urgency: Mapped[Urgency]
    responsible_party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    rule: Mapped[str]
    rule_version: Mapped[int]
    rule_parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    certain: Mapped[bool]
    contact: Mapped[str | None]
    routed_by_hand: Mapped[bool] = mapped_column(default=False)

    status: Mapped[Status]
    waiting_on: Mapped[WaitingOn]
    waiting_since: Mapped[datetime | None]  # None: since it was received
    released_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")  # how often, of due_on
    answered_at: Mapped[datetime | None]  # None again when another answer is due
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"))
    answer_at: Mapped[datetime | None]
    answer_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    planned_on: Mapped[date | None]
    done_on: Mapped[date | None]
    reviewed_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    reference: Mapped[str] = mapped_column(
        String(REFERENCE_MAX), default="", server_default=""
    )  # the party's own number of it
    version: Mapped[int] = mapped_column()

    walk: Mapped[Walk | None] = relationship(back_populates="findings")
    stop: Mapped[Stop | None] = relationship()
    participant: Mapped[Participant | None] = relationship()
    category: Mapped[Category] = relationship()
    area_version: Mapped[AreaVersion | None] = relationship()
    responsible_party: Mapped[Party] = relationship(foreign_keys=[responsible_party_id])
    informed: Mapped[list[Party]] = relationship(secondary=informed_party, order_by=Party.id)
    former: Mapped[list[FormerParty]] = relationship(cascade="all, delete-orphan")
    answer: Mapped[Text | None] = relationship()
    answer_party: Mapped[Party | None] = relationship(foreign_keys=[answer_party_id])
    photos: Mapped[list[Photo]] = relationship(back_populates="finding", order_by=Photo.id)
    events: Mapped[list[Event]] = relationship(
        back_populates="finding", foreign_keys=[Event.finding_id], order_by=Event.id
    )
    referrals: Mapped[list[Referral]] = relationship(back_populates="finding", order_by=Referral.id)
    duplicate_of: Mapped["Finding | None"] = relationship(
        remote_side="Finding.id", foreign_keys=[duplicate_of_id], back_populates="duplicates"
    )
    duplicates: Mapped[list["Finding"]] = relationship(
        foreign_keys=[duplicate_of_id], back_populates="duplicate_of", order_by="Finding.id"
    )
    split_from: Mapped["Finding | None"] = relationship(
        remote_side="Finding.id", foreign_keys=[split_from_id], back_populates="parts"
    )
    parts: Mapped[list["Finding"]] = relationship(
        foreign_keys=[split_from_id], back_populates="split_from", order_by="Finding.id"
    )
    reporter: Mapped[Reporter | None] = relationship(back_populates="finding")
    public_copy: Mapped[PublicCopy | None] = relationship(back_populates="finding")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def is_open(self) -> bool:
        """Say whether an answer or a repair is still to come."""
        return self.status in OPEN

    @property
    def area(self) -> Area | None:
        """The area it lies in, if any."""
        return self.area_version.area if self.area_version else None

    @property
    def place(self) -> str:
        """The place in words: as written, else the stop, else the area, else nothing."""
        if self.place_words:
            return self.place_words
        if self.stop:
            return self.stop.name
        return self.area.name if self.area else ""

    @property
    def near(self) -> Stop | None:
        """The walk's stop nearest to its point, if it lies within NEAR metres."""
        if self.latitude is None or self.longitude is None or self.walk is None:
            return None
        here = self.latitude, self.longitude
        around = [
            (metres_between(here, (stop.latitude, stop.longitude)), stop.position, stop)
            for stop in self.walk.stops
            if stop.latitude is not None and stop.longitude is not None
        ]
        metres, _position, stop = min(around, default=(NEAR + 1, 0, None))
        return stop if metres <= NEAR else None

    @property
    def shown_photos(self) -> list[Photo]:
        """The photos that could be read and may be shown."""
        return [p for p in self.photos if p.stored_sha256]

    @property
    def after_photos(self) -> list[Photo]:
        """The photos of what was done, as long as the answer they came with is the latest."""
        fixes = [event for event in self.events if event.verb is Verb.FIX]
        stands = bool(fixes) and fixes[-1].text is self.answer
        return fixes[-1].shown_photos if stands else []

    @property
    def referral(self) -> Referral | None:
        """To whom it is passed at present, or None."""
        return next((r for r in reversed(self.referrals) if r.ended_at is None), None)

    @property
    def followed(self) -> "Finding":
        """The finding whose answer counts: itself, or the one that it is a duplicate of."""
        return self.duplicate_of.followed if self.duplicate_of else self

    @property
    def can_be_asked(self) -> bool:
        """Say whether whoever noted it still has a page where a question reaches them."""
        noter = self.participant
        own_page = noter is not None and noter.has_phone and noter.walk.takes_notes
        return own_page or self.reporter is not None

    def is_late(self, today: date) -> bool:
        """Say whether the due date has passed without an answer."""
        waits = self.is_open and self.answered_at is None
        return waits and self.due_on is not None and self.due_on < today

    def is_soon_late(self, today: date) -> bool:
        """Say whether an answer is due within SOON working days, or today."""
        waits = self.is_open and self.answered_at is None
        return waits and self.due_on is not None and today <= self.due_on <= soon_until(today)

    def may(self, verb: Verb, by: By, now: datetime | None = None) -> bool:
        """Say whether `by` may do `verb`; `now` counts what a moment after release allows."""
        return acting_as(verb, by, self, now) is not None

    def verbs_for(self, by: By) -> list[Verb]:
        """Return what `by` may do now, in the table's order. Reads the log: not for lists."""
        return [verb for verb in MOVES if self.may(verb, by)]

    def receive(self, *, by: By, now: datetime) -> None:
        """The party takes it on."""
        move(self, Verb.RECEIVE, by, now)

    def plan(self, answer: str, on: date, *, by: By, now: datetime) -> None:
        """Answer that it will be done on a date. Raises NotAnAnswer."""
        plannable(on, local_date(now))
        give_answer(self, Verb.PLAN, answer, by, now, planned_on=on)

    def fix(self, answer: str, *, by: By, now: datetime, photos: Iterable[Picture] = ()) -> None:
        """Answer that it is done; `photos` show how it looks now. Raises NotAnAnswer."""
        give_answer(self, Verb.FIX, answer, by, now, photos=photos)
        self.done_on = local_date(now)

    def decline(self, answer: str, *, by: By, now: datetime) -> None:
        """Answer no, why, and where to turn. Raises NotAnAnswer."""
        give_answer(self, Verb.DECLINE, answer, by, now)

    def hand_over(self, to: Party, reason: str, *, by: By, now: datetime) -> None:
        """Give it to another party, once; a second attempt asks the coordinator instead."""
        if handed_over(self):
            return self.ask_coordinator(to, reason, by=by, now=now)
        if to.id == self.responsible_party_id:
            raise MoveNotAllowed("Fyndet ligger redan där.")
        giver = self.responsible_party.name
        move(self, Verb.HAND_OVER, by, now, words=reason, to_party=to)
        self._routed_by_hand(Verb.HAND_OVER, f"{giver} har lämnat över till {to.name}.")
        return None

    def ask_coordinator(self, to: Party, reason: str, *, by: By, now: datetime) -> None:
        """Say "not ours" and propose an owner; the party stays responsible meanwhile."""
        move(self, Verb.ASK_COORDINATOR, by, now, words=reason, proposed=to)

    def decide(self, to: Party, reason: str, *, by: By, now: datetime) -> None:
        """The coordinator says who answers; it may be the same party."""
        move(self, Verb.DECIDE, by, now, words=reason, to_party=to)
        self._routed_by_hand(Verb.DECIDE, f"Samordnaren har bestämt att {to.name} ansvarar.")
        self.certain = True

    def verify(self, *, by: By, now: datetime) -> None:
        """Somebody has seen on the spot that it is done."""
        move(self, Verb.VERIFY, by, now)

    def reopen(self, reason: str, *, by: By, now: datetime) -> None:
        """It is not done after all; a new clock starts."""
        move(self, Verb.REOPEN, by, now, words=reason)
        self.answered_at = self.done_on = self.planned_on = None
        self.duplicate_of = None
        if self.released_at:
            await_answer(self, self.urgency, now)

    def withdraw(self, *, by: By, now: datetime) -> None:
        """Undo the note."""
        move(self, Verb.WITHDRAW, by, now)

    def dismiss(self, reason: str, *, by: By, now: datetime) -> None:
        """It is no case for anybody."""
        move(self, Verb.DISMISS, by, now, words=reason)

    # Verbs that bring in somebody else, or another finding. What they do is told in those files.
    pass_to = asking.pass_to
    take_back = asking.take_back
    ask_reporter = asking.ask_reporter
    reply = asking.reply
    no_reply_came = asking.no_reply_came
    mark_duplicate = ties.mark_duplicate
    split = ties.split

    def release(self, *, by: By, now: datetime) -> None:
        """Let it leave the walk: the clock to an answer starts. Once only."""
        if self.released_at is None and (self.is_open or self.status is Status.NOTED):
            self.released_at = now
            if self.is_open:
                await_answer(self, self.urgency, now)
                disclose(self, [self.responsible_party, *self.informed], by, now)
            log(self, Verb.RELEASE, by, now)

    def planned_date_passed(self, *, now: datetime) -> None:
        """The planned date went by: a new answer is due, in as many days as a normal one."""
        self.answered_at = None
        await_answer(self, Urgency.NORMAL, now)
        log(self, Verb.REMIND, None, now)

    def widen(self, audience: Audience, reason: str, *, by: By, now: datetime) -> None:
        """The coordinator lets more (or fewer) people inside read it, and says why."""
        if Actor.COORDINATOR not in capacities(by, self):
            raise MoveNotAllowed("only a coordinator changes who may read")
        words = stated(reason)
        self.audience = audience
        log(self, Verb.WIDEN, by, now, text=words)

    def may_be_referred_by(self, by: By) -> bool:
        """Say whether `by` may write the party's own number."""
        mine = capacities(by, self) & {Actor.HANDLER, Actor.COORDINATOR}
        return bool(mine) and self.released_at is not None

    def refer(self, reference: str, *, by: By, now: datetime) -> None:
        """Keep the party's own number of it; an empty one takes it away."""
        if not self.may_be_referred_by(by):
            raise MoveNotAllowed("only the party or a coordinator writes its number")
        if reference != self.reference:
            self.reference = reference
            log(self, Verb.REFER, by, now, text=reference or None)

    def wish(self, words: str, *, by: By, now: datetime) -> None:
        """Keep what its noter wanted changed, or taken back, when that was no longer theirs."""
        log(self, Verb.WISH, by, now, actor=Actor.NOTER, text=words or None)

    def inform(self, parties: Iterable[Party]) -> None:
        """Let these parties read along."""
        for party in parties:
            if party.id != self.responsible_party_id and party not in self.informed:
                self.informed.append(party)

    def _routed_by_hand(self, verb: Verb, reason: str) -> None:
        """A person's decision stands: a later correction does not route it back."""
        self.routed_by_hand = True
        self.rule, self.reason = verb.value, reason

    def default_audience(self) -> Audience:
        """Return the narrowest audience that source, category, party and noter ask for."""
        return narrowest(
            Audience.WALK if self.source is Source.WALK else Audience.PARTY,
            self.category.audience,
            self.responsible_party.default_audience,
            Audience.NOTER_AND_PARTY if self.sensitive else None,
        )

    @property
    def guarded(self) -> bool:
        """Say whether outsiders read its words, photos or point only after two acts.

        Rounds, and what is for the noter and the party: also when somebody inside lets more read.
        """
        closed = Audience.NOTER_AND_PARTY in (self.audience, self.default_audience())
        return closed or self.source is Source.ROUND

    @property
    def month(self) -> str:
        """The month it was noted, as 2026-11."""
        return f"{local(self.noted_at):%Y-%m}"

    @property
    def expects_answer(self) -> bool:
        """Say whether somebody owes an answer: a safe place needs none."""
        return self.type is not FindingType.SAFE
