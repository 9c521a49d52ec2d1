"""Statuses, and the one table that says what a finding's status may become.

The table is the one in DOMAIN, "Statuses and moves": what is not in it is refused, and every
button on a page comes from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from walks.model.labelled import Labelled
from walks.swedish import N_


class Status(Labelled):
    """How far a finding has come."""

    NEW = "new", N_("Nytt")
    RECEIVED = "received", N_("Mottaget")
    PLANNED = "planned", N_("Planerat")
    WITH_OTHER = "with_other", N_("Hos annan")
    FIXED = "fixed", N_("Åtgärdat")
    VERIFIED = "verified", N_("Kontrollerat på plats")
    DECLINED = "declined", N_("Inte möjligt")
    DUPLICATE = "duplicate", N_("Dubblett")
    NOTED = "noted", N_("Tack, sparat")
    WITHDRAWN = "withdrawn", N_("Ångrat")
    NOT_A_CASE = "not_a_case", N_("Inget ärende")


OPEN = frozenset({Status.NEW, Status.RECEIVED, Status.PLANNED, Status.WITH_OTHER})
ANSWERED = frozenset({Status.PLANNED, Status.WITH_OTHER, Status.FIXED, Status.DECLINED})
"""The statuses reached by a public answer."""


class WaitingOn(Labelled):
    """Whose turn it is."""

    PARTY = "party", N_("Den ansvariga")
    COORDINATOR = "coordinator", N_("Samordnaren")
    REPORTER = "reporter", N_("Den som noterade")
    CONTACT = "contact", N_("Utföraren")
    NOBODY = "nobody", N_("Ingen")


class Verb(Labelled):
    """What somebody did to a finding. The label is the button's."""

    NOTE = "note", N_("Notera")
    CORRECT = "correct", N_("Rätta")
    RECEIVE = "receive", N_("Ta emot")
    PLAN = "plan", N_("Planera")
    FIX = "fix", N_("Markera åtgärdat")
    DECLINE = "decline", N_("Svara att det inte går")
    HAND_OVER = "hand_over", N_("Lämna över")
    ASK_COORDINATOR = "ask_coordinator", N_("Fråga samordnaren")
    DECIDE = "decide", N_("Bestäm ansvarig")
    VERIFY = "verify", N_("Kontrollerat på plats")
    REOPEN = "reopen", N_("Öppna igen")
    WITHDRAW = "withdraw", N_("Ångra")
    DISMISS = "dismiss", N_("Inget ärende")
    PASS_TO = "pass_to", N_("Be någon annan utföra")
    TAKE_BACK = "take_back", N_("Ta tillbaka")
    ASK_REPORTER = "ask_reporter", N_("Fråga den som noterade")
    MARK_DUPLICATE = "mark_duplicate", N_("Markera som dubblett")
    SPLIT = "split", N_("Dela upp")
    REPLY = "reply", N_("Svara på frågan")
    SILENCE = "silence", N_("Inget svar kom")
    WISH = "wish", N_("Önska en ändring")
    RELEASE = "release", N_("Frisläpp")
    REMIND = "remind", N_("Planerat datum passerat")
    DISCLOSE = "disclose", N_("Lämnat till annan myndighet")
    REFER = "refer", N_("Skriv partens beteckning")
    WIDEN = "widen", N_("Ändra vem som får läsa")
    PUBLISH = "publish", N_("Publicera")
    UNPUBLISH = "unpublish", N_("Ta bort från webben")


class Actor(StrEnum):
    """In which capacity somebody acts on one finding."""

    HANDLER = "handler"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    NOTER = "noter"
    REPORTER = "reporter"
    CONTACT = "contact"  # whom it was passed to, through the link they got
    CLOCK = "clock"


class Carry(StrEnum):
    """What a verb must bring with it."""

    ANSWER = "answer"  # public, in one's own words
    DATE = "date"
    REASON = "reason"
    PARTY = "party"
    CONTACT = "contact"  # who is asked to do the work
    BRIEF = "brief"  # what they need to know
    QUESTION = "question"
    ORIGINAL = "original"  # the finding that it is a duplicate of
    PART = "part"  # what becomes a finding of its own


@dataclass(frozen=True)
class Move:
    """One row of the table. `to` None: the status stays. A handler acts after release only."""

    from_: frozenset[Status]
    to: Status | None
    who: frozenset[Actor]
    carries: frozenset[Carry] = frozenset()
    waits_on: WaitingOn = WaitingOn.PARTY
    early: frozenset[Actor] = frozenset()
    """Who may do it before the finding's release only."""


def _set(*members: Status) -> frozenset[Status]:
    return frozenset(members)


_HANDLER = frozenset({Actor.HANDLER})
_STAFF = frozenset({Actor.HANDLER, Actor.COORDINATOR})

MOVES: dict[Verb, Move] = {
    Verb.RECEIVE: Move(_set(Status.NEW), Status.RECEIVED, _HANDLER),
    Verb.PLAN: Move(OPEN, Status.PLANNED, _HANDLER, frozenset({Carry.ANSWER, Carry.DATE})),
    Verb.FIX: Move(
        OPEN, Status.FIXED, _HANDLER, frozenset({Carry.ANSWER}), waits_on=WaitingOn.NOBODY
    ),
    Verb.DECLINE: Move(
        OPEN, Status.DECLINED, _HANDLER, frozenset({Carry.ANSWER}), waits_on=WaitingOn.NOBODY
    ),
    Verb.HAND_OVER: Move(
        _set(Status.NEW, Status.RECEIVED, Status.PLANNED),
        Status.NEW,
        _HANDLER,
        frozenset({Carry.REASON, Carry.PARTY}),
    ),
    Verb.ASK_COORDINATOR: Move(
        _set(Status.NEW, Status.RECEIVED, Status.PLANNED),
        None,
        _HANDLER,
        frozenset({Carry.REASON, Carry.PARTY}),
        waits_on=WaitingOn.COORDINATOR,
    ),
    Verb.DECIDE: Move(
        OPEN,
        Status.NEW,
        frozenset({Actor.COORDINATOR}),
        frozenset({Carry.REASON, Carry.PARTY}),
    ),
    Verb.VERIFY: Move(_set(Status.FIXED), Status.VERIFIED, _STAFF, waits_on=WaitingOn.NOBODY),
    Verb.REOPEN: Move(
        _set(Status.FIXED, Status.VERIFIED, Status.DECLINED, Status.DUPLICATE, Status.NOT_A_CASE),
        Status.RECEIVED,
        _STAFF | {Actor.REPORTER},
        frozenset({Carry.REASON}),
    ),
    Verb.WITHDRAW: Move(
        _set(Status.NEW, Status.RECEIVED, Status.NOTED),
        Status.WITHDRAWN,
        frozenset({Actor.REPORTER}),
        waits_on=WaitingOn.NOBODY,
        early=frozenset({Actor.NOTER, Actor.LEADER}),
    ),
    Verb.DISMISS: Move(
        _set(Status.NEW, Status.RECEIVED, Status.NOTED),
        Status.NOT_A_CASE,
        frozenset({Actor.COORDINATOR}),
        frozenset({Carry.REASON}),
        waits_on=WaitingOn.NOBODY,
        early=frozenset({Actor.LEADER}),
    ),
    Verb.PASS_TO: Move(
        OPEN,
        Status.WITH_OTHER,
        _STAFF,
        frozenset({Carry.CONTACT, Carry.BRIEF, Carry.ANSWER}),
        waits_on=WaitingOn.CONTACT,
    ),
    Verb.TAKE_BACK: Move(
        _set(Status.WITH_OTHER),
        Status.RECEIVED,
        _HANDLER | {Actor.CONTACT, Actor.CLOCK},
        frozenset({Carry.REASON}),
    ),
    Verb.ASK_REPORTER: Move(
        _set(Status.NEW, Status.RECEIVED, Status.PLANNED),
        None,
        _HANDLER,
        frozenset({Carry.QUESTION}),
        waits_on=WaitingOn.REPORTER,
    ),
    Verb.MARK_DUPLICATE: Move(
        _set(Status.NEW, Status.RECEIVED, Status.PLANNED, Status.NOTED),
        Status.DUPLICATE,
        _STAFF,
        frozenset({Carry.ORIGINAL}),
        waits_on=WaitingOn.NOBODY,
        early=frozenset({Actor.LEADER}),
    ),
    Verb.SPLIT: Move(
        _set(Status.NEW, Status.RECEIVED, Status.PLANNED),
        None,
        _STAFF,
        frozenset({Carry.PART}),
    ),
}


class MoveNotAllowed(Exception):
    """The table has no such move from here for this actor; the page answers 409."""
