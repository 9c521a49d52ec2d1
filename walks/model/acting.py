"""Who acts on a finding, in which capacity, and what counts as an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from walks.model.codes import Urgency
from walks.model.link import Link
from walks.model.party import Party
from walks.model.person import Person, Role
from walks.model.reporter import Reporter
from walks.model.status import MOVES, Actor, Carry, Status, Verb
from walks.model.walk import Participant
from walks.swedish import N_

if TYPE_CHECKING:
    from walks.model.finding import Finding


@dataclass(frozen=True)
class OnBehalf:
    """A coordinator who writes down what a party has answered elsewhere.

    `said`: who said so, when and where, such as "EST-möte 4 mars, Cilla på polisen".
    """

    person: Person
    party: Party
    said: str

    def __post_init__(self) -> None:
        """Raises NotAnAnswer when it is not told who said so."""
        object.__setattr__(self, "said", who_said(self.said))


By = Person | Participant | Reporter | Link | OnBehalf | None
"""Who acts. None is the clock."""

STOCK_WORDS = frozenset((
    "ej", "går", "har", "i", "inte", "ja", "nej", "nu", "ok", "se", "som", "tack", "vi", "är",
    "det", "den", "detta", "ert", "ditt", "din", "klar", "klart", "klara", "fixat", "fixad",
    "fixas", "löst", "löses", "hanterat", "hanteras", "avslutat", "åtgärdat", "åtgärdad",
    "åtgärdas", "planerat", "planerad", "planeras", "mottaget", "mottagen", "möjligt", "möjlig",
    "ärende", "ärendet", "fynd", "fyndet", "status", "ovan", "svar", "svaret", "information",
))  # fmt: skip
"""Words that only repeat the status; an answer of nothing else tells the reader nothing."""

WHERE_TO_TURN = re.compile(
    r"\b(kontakta|vänd|ring|fråga|mejla|maila|skriv till|hör av|felanmäl|anmäl|ansök|sök|begär"
    r"|överklaga|prata med|tala med|läs mer|besök|gå till|tipsa)"
    r"|@|www\.|\d{2,}[ -]?\d{2,}|\w\.se\b",
    re.IGNORECASE,
)
"""Words by which a refusal tells whom to turn to, or an address or a number of theirs."""

UNDO_ACUTE = timedelta(minutes=2)
"""How long an akut finding, which is released at once, can be undone by its noter."""

LONGEST_PLAN = 5
"""Years ahead that a planned date may lie."""

SHORTEST_REASON = 10
"""Characters that make a single word a reason: "Nej" is none, "Felanmält!" is."""


ANSWERS: dict[Verb | None, str] = {
    Verb.PLAN: N_("Skriv vad som ska göras. Till exempel: Lampan byts när armaturen har kommit."),
    Verb.FIX: N_("Skriv vad som har gjorts. Till exempel: Lampan är bytt."),
    Verb.DECLINE: N_(
        "Skriv varför det inte går, och vart man kan vända sig. "
        "Till exempel: Marken är privat. Kontakta fastighetsägaren."
    ),
    None: N_("Skriv vad som har gjorts, vad som ska göras eller varför det inte går."),
}
"""What an answer must tell, by the verb that carries it."""


class NotAnAnswer(ValueError):
    """What a verb must carry is missing or says nothing. `str()` says what to write, in Swedish."""


def own_words(text: str, verb: Verb | None = None) -> str:
    """Return the trimmed answer; raises NotAnAnswer when it says nothing of its own.

    The sentence says what an answer by that verb tells.

    DOMAIN, Clock: a public answer is one's own. A template left as it stands, with its
    «…» or […] fill-ins, is no answer either.
    """
    text = text.strip()
    said = {word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in STOCK_WORDS}
    if len(text) < 10 or len(said) < 2:
        raise NotAnAnswer(ANSWERS.get(verb, ANSWERS[None]))
    if re.search(r"\[[^\]]*\]|«[^»]*»|\{[^}]*\}|_{3,}|\.{4,}", text):
        raise NotAnAnswer(
            N_(
                "Något är inte ifyllt i svaret: det som står inom [ ], { }, « » eller ____. "
                "Fyll i det eller ta bort det."
            )
        )
    if verb is Verb.DECLINE and not WHERE_TO_TURN.search(text):
        raise NotAnAnswer(
            N_("Skriv också vart man kan vända sig. Till exempel: Kontakta fastighetsägaren.")
        )
    return text


def stated(reason: str) -> str:
    """Return the trimmed reason; raises NotAnAnswer when there is none, or a mere "Nej"."""
    reason, words = reason.strip(), re.findall(r"[^\W_]+", reason)
    if not words:
        raise NotAnAnswer(N_("Skriv varför."))
    if len(words) < 2 and len(reason) < SHORTEST_REASON:
        raise NotAnAnswer(N_("Skriv varför, med minst två ord."))
    return reason


def who_said(words: str) -> str:
    """Return the trimmed words; raises NotAnAnswer when they do not tell who said so, and when."""
    try:
        return stated(words)
    except NotAnAnswer:
        raise NotAnAnswer(
            N_("Skriv vem som sade det, när och var. Till exempel: EST-möte 4 mars, Cilla.")
        ) from None


def plannable(day: date, today: date) -> date:
    """Return the day if work can be planned for it; raises NotAnAnswer otherwise."""
    if day < today:
        raise NotAnAnswer(N_("Datumet har redan varit. Välj i dag eller en dag framöver."))
    if day > today.replace(year=today.year + LONGEST_PLAN, day=min(today.day, 28)):
        raise NotAnAnswer(N_("Datumet ligger för långt bort. Välj ett inom fem år."))
    return day


def capacities(by: By, finding: Finding) -> frozenset[Actor]:
    """Return the capacities in which `by` may act on the finding."""
    if isinstance(by, Participant):
        return frozenset({Actor.NOTER} if finding.participant_id == by.id else ())
    if isinstance(by, Reporter):
        return frozenset({Actor.REPORTER} if finding.id == by.finding_id else ())
    if isinstance(by, Link):
        able = {Actor.HANDLER: by.answers_for(finding), Actor.CONTACT: by.performs(finding)}
        return frozenset(actor for actor, may in able.items() if may)
    if isinstance(by, OnBehalf):
        theirs = by.party.id == finding.responsible_party_id
        may = theirs and by.person.has(Role.COORDINATOR)
        return frozenset({Actor.HANDLER} if may else ())
    if by is None:
        return frozenset({Actor.CLOCK})
    mine = set()
    if by.handles(finding):
        mine.add(Actor.HANDLER)
    if by.has(Role.COORDINATOR):
        mine.add(Actor.COORDINATOR)
    if finding.walk and finding.walk.may_lead(by):
        mine.add(Actor.LEADER)
    return frozenset(mine)


def acting_as(verb: Verb, by: By, finding: Finding, now: datetime | None = None) -> Actor | None:
    """Return the capacity in which `by` may do `verb` to the finding now, or None.

    Without `now`, what is only allowed for a moment after release is left out.
    """
    move = MOVES[verb]
    if finding.status not in move.from_:
        return None
    who = move.who if finding.released_at else (move.who - {Actor.HANDLER}) | move.early
    if verb is Verb.WITHDRAW and now is not None and _just_sent(finding, now):
        who |= {Actor.NOTER}
    able = sorted(who & capacities(by, finding))
    if not able or (verb is Verb.HAND_OVER and handed_over(finding)):
        return None
    if verb is Verb.ASK_REPORTER and not finding.can_be_asked:
        return None
    if able == [Actor.REPORTER]:
        too_late = verb is Verb.WITHDRAW and finding.status is not Status.NEW
        if too_late or (verb is Verb.REOPEN and _reopened_by_reporter(finding)):
            return None
    return able[0]


def _just_sent(finding: Finding, now: datetime) -> bool:
    """Say whether it is akut and so new that its letter can still be stopped. DOMAIN: Release."""
    urgent = finding.urgency is Urgency.ACUTE and finding.status is Status.NEW
    return urgent and now - finding.received_at <= UNDO_ACUTE


def handed_over(finding: Finding) -> bool:
    """Say whether it has changed party by hand; then only the coordinator moves it again."""
    return any(e.verb in (Verb.HAND_OVER, Verb.DECIDE) for e in finding.events)


def promised_by(finding: Finding) -> Party | None:
    """Return the former party whose planned date the finding still carries, or None.

    DOMAIN, Clock: a hand-over moves no date. It is not the new party's own promise.
    """
    passed_on = finding.answer_party_id != finding.responsible_party_id
    return finding.answer_party if finding.is_open and finding.planned_on and passed_on else None


def _reopened_by_reporter(finding: Finding) -> bool:
    """Say whether the reporter has already reopened it since the latest answer."""
    for event in reversed(finding.events):
        if event.verb is Verb.REOPEN and event.actor == Actor.REPORTER:
            return True
        if event.verb in MOVES and Carry.ANSWER in MOVES[event.verb].carries:
            return False
    return False
