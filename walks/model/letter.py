"""Letters: e-mail as rows, written in the transaction of what caused them.

The worker sends them (mail.py), each once. What is not known to have come, because the line broke
before the server answered, is `unsure`: it is shown, and goes out again only when a person says
so. A letter keeps the words that were sent: it is an official document. A secret that it carries,
such as a link to one's own report, is not among them, and is forgotten when it has been sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, alone_with, db, literals
from walks.model.labelled import Labelled
from walks.model.party import Party
from walks.model.person import Person
from walks.model.walk import Walk
from walks.swedish import N_

if TYPE_CHECKING:
    from walks.model.finding import Finding

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=12)
"""How long after a try that failed the next one waits: each time twice as long."""
GIVES_UP_AFTER = timedelta(days=3)
"""From the first try; then a person must look at it."""
ANSWERS_WITHIN = timedelta(minutes=15)
"""Longer than a server may take over one letter: who was sending it then is gone."""
LONGEST_WHY = 500
NO_ADDRESS = N_("Adressen är borttagen.")


class LetterKind(Labelled):
    """What a letter is about. Its words stand in templates/letters/, in a file of that name."""

    RELEASE = "release", N_("Fynd från en vandring")
    ARRIVAL = "arrival", N_("Nytt fynd")
    RECEIPT = "receipt", N_("Kvitto på en rapport")
    ANSWER = "answer", N_("Nytt om en rapport")
    QUESTION = "question", N_("Fråga om en rapport")
    REPLY = "reply", N_("Svar på en fråga")
    PASSWORD = "password", N_("Nytt lösenord")
    INVITATION = "invitation", N_("Inbjudan att logga in")
    REFERRAL = "referral", N_("Bett någon annan utföra")
    REMINDER = "reminder", N_("Påminnelse till den som ska utföra")
    RETURNED = "returned", N_("Tillbaka från den som skulle utföra")
    DUE_SOON = "due_soon", N_("Svar som snart ska vara klara")
    LATE = "late", N_("Sena svar")
    VERY_LATE = "very_late", N_("Svar som dröjer")
    FOLLOW = "follow", N_("Fråga om brev från en vandring")
    NEWS = "news", N_("Nytt från en vandring")
    LINK = "link", N_("Ny länk att svara med")
    DIGEST = "digest", N_("Dagens brev")


class LetterState(Labelled):
    """How far a letter has come."""

    WAITING = "waiting", N_("Väntar")
    GATHERED = "gathered", N_("Kommer i dagens brev")
    IN_DIGEST = "in_digest", N_("Står i ett dagens brev")
    SENDING = "sending", N_("Skickas nu")
    SENT = "sent", N_("Skickat")
    UNSURE = "unsure", N_("Osäkert om det kom fram")
    FAILED = "failed", N_("Gick inte att skicka")
    DROPPED = "dropped", N_("Behövdes inte")


UNSENT = (LetterState.WAITING, LetterState.SENDING, LetterState.UNSURE, LetterState.FAILED)
LOOKED_FOR = (*UNSENT, LetterState.GATHERED)
UNDERWAY = (LetterState.WAITING, LetterState.SENDING)
AGAIN = (LetterState.UNSURE, LetterState.FAILED)
"""What a person may send again."""

letter_finding = Table(
    "letter_finding",
    Model.metadata,
    Column("letter_id", ForeignKey("letter.id"), primary_key=True),
    Column("finding_id", ForeignKey("finding.id"), primary_key=True, index=True),
)
"""Which findings a letter is about."""


class SentAlready(Exception):
    """It is not for a person to send again. `str()` is a Swedish sentence."""


class Letter(Model):
    """One letter to one address."""

    __tablename__ = "letter"

    id: Mapped[Pk]
    kind: Mapped[LetterKind]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(255))
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    walk_id: Mapped[int | None] = mapped_column(ForeignKey("walk.id"))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    language: Mapped[str]
    thread: Mapped[str]
    facts: Mapped[dict[str, Any]]
    secret: Mapped[str | None]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    state: Mapped[LetterState]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_since: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")

    person: Mapped[Person | None] = relationship()
    party: Mapped[Party | None] = relationship()
    walk: Mapped[Walk | None] = relationship()
    findings: Mapped[list["Finding"]] = relationship(
        secondary=letter_finding, order_by="Finding.id"
    )
    parts: Mapped[list["Letter"]] = relationship(order_by="Letter.id")

    def begin(self, now: datetime) -> None:
        """It goes to the server now. Commit before talking to it."""
        self.state, self.begun_at = LetterState.SENDING, now
        self.tries += 1
        self.tried_since = self.tried_since or now

    def done(self, now: datetime) -> None:
        """The server has taken it. What it knew of secrets is forgotten."""
        self.state, self.sent_at, self.secret, self.why = LetterState.SENT, now, None, ""

    def postpone(self, why: str, now: datetime) -> None:
        """It did not go this time, and nothing came of it; a try follows, or a person is told."""
        self.why = why[:LONGEST_WHY]
        if now - (self.tried_since or now) >= GIVES_UP_AFTER:
            self.state = LetterState.FAILED
        else:
            pause = min(FIRST_PAUSE * 2 ** min(self.tries - 1, 10), LONGEST_PAUSE)
            self.state, self.due_at = LetterState.WAITING, now + pause

    def fail(self, why: str) -> None:
        """It can not be sent as it is; a person is told."""
        self.state, self.why = LetterState.FAILED, why[:LONGEST_WHY]

    def lose_sight(self, why: str) -> None:
        """Nobody knows whether it came; only a person sends it again."""
        self.state, self.why = LetterState.UNSURE, why[:LONGEST_WHY]

    def send_again(self, by: Person, now: datetime) -> None:
        """A person wants another try of what failed or is unsure. Raises SentAlready."""
        if self.state not in AGAIN:
            raise SentAlready(N_("Brevet är redan på väg igen."))
        if self.person is not None:
            self.recipient = self.person.email  # both may have been put right meanwhile
        elif self.party is not None:
            self.recipient = self.party.email or ""
        again = {"at": now.isoformat(), "by": by.name, "person": by.id, "was": self.state.value}
        self.facts = self.facts | {"again": [*self.facts.get("again", []), again]}
        self.state, self.due_at = LetterState.WAITING, now
        self.tries, self.tried_since = 0, None

    def drop(self, why: str) -> None:
        """There is nothing left to tell."""
        self.state, self.why, self.secret = LetterState.DROPPED, why[:LONGEST_WHY], None

    def forget_recipient(self) -> None:
        """Keep the letter, but not to whom it went. What has not gone never goes."""
        self.recipient = self.name = ""
        if self.state in LOOKED_FOR and self.state is not LetterState.SENDING:
            self.drop(NO_ADDRESS)


# What is to be sent, and what a person must look at, are few among all that have been.
Index(
    "ix_letter_unsent",
    Letter.state,
    Letter.due_at,
    sqlite_where=Letter.state.in_(literals(*LOOKED_FOR)),
    postgresql_where=Letter.state.in_(literals(*LOOKED_FOR)),
)


def write_letter(
    kind: LetterKind,
    key: str,
    *,
    to: str,
    now: datetime,
    name: str = "",
    language: str = "sv",
    person: Person | None = None,
    party: Party | None = None,
    walk: Walk | None = None,
    about: "Iterable[Finding]" = (),
    thread: str = "",
    facts: dict[str, Any] | None = None,
    secret: str | None = None,
    not_before: datetime | None = None,
    gathered: bool = False,
) -> Letter:
    """Put a letter in the outbox, once for each `key`; return it, or the one that is there.

    The same cause must always give the same key, such as `release:<walk>:<party>:<address>`. The
    words are made from the kind's template when it is sent: `facts` are what it can not look up by
    then, `secret` what only this transaction knows. Letters of one `thread` stand together in a
    reader's mailbox. One that is `gathered` comes in its reader's digest. Never commits.
    """
    alone_with(f"letter {key}")
    known = db.session.scalars(select(Letter).where(Letter.key == key)).first()
    if known is not None:
        return known
    letter = Letter(
        kind=kind,
        key=key,
        recipient=to,
        name=name,
        language=language,
        person=person,
        party=party,
        walk=walk,
        findings=list(about),
        thread=thread or key,
        facts=facts or {},
        secret=secret,
        created_at=now,
        state=LetterState.GATHERED if gathered else LetterState.WAITING,
        due_at=not_before or now,
    )
    db.session.add(letter)
    db.session.flush()
    return letter
