"""Who acts on a finding, in which capacity, and what counts as an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from walks.model.person import Person, Role
from walks.model.reporter import Reporter
from walks.model.status import Actor
from walks.model.walk import Participant

if TYPE_CHECKING:
    from walks.model.finding import Finding

By = Person | Participant | Reporter | None
"""Who acts. None is the clock."""

STOCK_PHRASES = frozenset(
    {"åtgärdat", "klart", "fixat", "planerat", "ej möjligt", "nej", "ja", "ok", "se ovan", "tack"}
)
"""Whole answers that only repeat the status; they tell the reader nothing."""


class NotAnAnswer(ValueError):
    """The answer is empty, blank or only repeats the status. `str()` says what to write."""


def own_words(text: str) -> str:
    """Return the trimmed answer; raises NotAnAnswer when it says nothing of its own.

    DOMAIN, Clock: a public answer is one's own. A template left as it stands, with its
    «…» or […] fill-ins, is no answer either.
    """
    text = text.strip()
    bare = re.sub(r"[^\w ]", "", text).strip().casefold()
    if len(bare) < 10 or bare in STOCK_PHRASES:
        raise NotAnAnswer("Skriv med egna ord vad som händer, minst en hel mening.")
    if re.search(r"\[[^\]]*\]|«[^»]*»|_{3,}|\.{4,}", text):
        raise NotAnAnswer("Fyll i eller ta bort det som står inom [ ], « » eller ____.")
    return text


def capacities(by: By, finding: Finding) -> frozenset[Actor]:
    """Return the capacities in which `by` may act on the finding."""
    if isinstance(by, Participant):
        return frozenset({Actor.NOTER} if finding.participant_id == by.id else ())
    if isinstance(by, Reporter):
        return frozenset({Actor.REPORTER} if finding.id == by.finding_id else ())
    if by is None:
        return frozenset()
    mine = set()
    if by.handles(finding):
        mine.add(Actor.HANDLER)
    if by.has(Role.COORDINATOR):
        mine.add(Actor.COORDINATOR)
    if finding.walk and finding.walk.may_lead(by):
        mine.add(Actor.LEADER)
    return frozenset(mine)
