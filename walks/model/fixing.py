"""Fixing in place: category, place, urgency and readers of a noted finding put right in one act."""

from dataclasses import dataclass, replace
from datetime import datetime

from walks.db import db
from walks.model.acting import By, capacities
from walks.model.area import metres_between
from walks.model.codes import Audience, Urgency
from walks.model.finding import NEAR, Finding
from walks.model.moving import log
from walks.model.note import as_noted, correct
from walks.model.status import Actor, MoveNotAllowed, Verb
from walks.model.ties import narrower
from walks.model.walk import Stop


@dataclass(frozen=True)
class Fix:
    """What the finding should say. `urgency` None: as the category has it."""

    category: str
    stop_id: int | None
    place_words: str
    urgency: Urgency | None
    audience: Audience


def fix(finding: Finding, to: Fix, *, by: By, now: datetime) -> None:
    """Put it right, route it again, and narrow its readers; only what differs is logged.

    Readers are narrowed here, never widened. Raises MoveNotAllowed.
    """
    if to.audience is not finding.audience and not narrower(to.audience, finding.audience):
        raise MoveNotAllowed("only a coordinator widens, and says why")
    was = as_noted(finding)
    note = replace(
        was,
        category=to.category,
        stop_id=to.stop_id,
        place_words=to.place_words,
        urgency=to.urgency,
    )
    if to.stop_id and to.stop_id != was.stop_id and _elsewhere(finding, to.stop_id):
        note = replace(note, latitude=None, longitude=None, accuracy_m=None)
    if note != was:
        correct(finding, note, by=by, now=now)
    if narrower(to.audience, finding.audience):
        narrow(finding, to.audience, by=by, now=now)


def narrow(finding: Finding, audience: Audience, *, by: By, now: datetime) -> None:
    """Let fewer read it: leader or coordinator, before its release. Raises MoveNotAllowed."""
    able = capacities(by, finding) & {Actor.LEADER, Actor.COORDINATOR}
    if finding.released_at or not able or not narrower(audience, finding.audience):
        raise MoveNotAllowed("readers are only narrowed, before the release, by who sums up")
    finding.audience = audience
    log(finding, Verb.WIDEN, by, now, text=audience.label)


def _elsewhere(finding: Finding, stop_id: int) -> bool:
    """Say whether its point is not at the stop that somebody has now said it is at."""
    stop = db.session.get_one(Stop, stop_id)
    if finding.latitude is None or finding.longitude is None:
        return False
    if stop.latitude is None or stop.longitude is None:
        return True
    here, there = (finding.latitude, finding.longitude), (stop.latitude, stop.longitude)
    return metres_between(here, there) > NEAR
