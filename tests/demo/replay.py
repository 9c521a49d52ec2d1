"""Plays the demo's stories on paper: when things happen, and what MOVES makes of them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from walks.demo.content import Finding, Step, Walk, load
from walks.model.codes import FindingType, Urgency
from walks.model.person import Role
from walks.model.status import MOVES, Actor, Carry, Status, Verb, WaitingOn

TOWN = load()
WALKS = {walk.key: walk for walk in TOWN.walks}
PEOPLE = {person.key: person for person in TOWN.people}
START = datetime(2026, 3, 10, 12, 0)  # noqa: DTZ001 - any first start; only spans are compared
REVIEWS = (Verb.PUBLISH, Verb.UNPUBLISH)
NO_MOVES = (*REVIEWS, Verb.WISH, Verb.REPLY, Verb.REFER)


def ago(days: int, clock: time) -> datetime:
    return datetime.combine(START.date() - timedelta(days=days), clock)


def began(walk: Walk) -> datetime:
    if walk.minutes_ago is not None:
        return START - timedelta(minutes=walk.minutes_ago)
    return ago(walk.days_ago, walk.time)


def noted(finding: Finding) -> datetime:
    if finding.walk:
        return began(WALKS[finding.walk]) + timedelta(minutes=finding.minutes)
    return ago(finding.days_ago, finding.time)


def released(finding: Finding) -> datetime | None:
    if finding.walk is None or finding.urgency is Urgency.ACUTE:
        return noted(finding)
    walk = WALKS[finding.walk]
    if walk.released_days_ago is None:
        return None
    return ago(walk.released_days_ago, time(10, 0))


def capacity(step: Step, finding: Finding, party: str) -> set[Actor]:
    """The capacities of whoever takes the step, as `walks.model.acting` would find them."""
    if step.by in ("noter", "reporter"):
        return {Actor(step.by)}
    person, walk = PEOPLE[step.by], WALKS.get(finding.walk or "")
    mine = {Actor.HANDLER} if (Role.HANDLER, party) in person.memberships else set()
    if (Role.COORDINATOR, None) in person.memberships:
        mine.add(Actor.COORDINATOR)
    if walk and step.by in (walk.leader, walk.note_taker):
        mine.add(Actor.LEADER)
    return mine


def played(finding: Finding) -> Iterator[tuple[Step, Status, str, WaitingOn]]:
    """Play a story by MOVES; yield each step with the status, party and waiting it leads to."""
    status = Status.NOTED if finding.type is FindingType.SAFE else Status.NEW
    party, settled = finding.party, False
    waits = WaitingOn.NOBODY if status is Status.NOTED else WaitingOn.PARTY
    for step in finding.story:
        if step.verb not in NO_MOVES:
            move = MOVES[step.verb]
            assert status in move.from_, f"{step.verb} from {status}"
            allowed = move.who | (move.early if early(finding, step) else set())
            who = capacity(step, finding, party)
            assert who & allowed, f"{step.verb}: not {who}"
            _carries(step, move.carries)
            assert not (step.verb is Verb.HAND_OVER and settled), "handed over a second time"
            settled = settled or step.verb in (Verb.HAND_OVER, Verb.DECIDE)
            status, waits = move.to or status, move.waits_on
            if step.verb in (Verb.HAND_OVER, Verb.DECIDE):
                assert step.verb is Verb.DECIDE or step.to != party
                party = step.to or party
        elif step.verb is Verb.REPLY:
            assert waits is WaitingOn.REPORTER, "nobody asked"
            waits = WaitingOn.PARTY
        yield step, status, party, waits


def early(finding: Finding, step: Step) -> bool:
    at = released(finding)
    return at is None or ago(step.days_ago, step.time) < at


def _carries(step: Step, wanted: frozenset[Carry]) -> None:
    assert bool(step.answer) == (Carry.ANSWER in wanted)
    assert (step.date_in is not None) == (Carry.DATE in wanted)
    assert bool(step.to) == (Carry.PARTY in wanted)
    assert bool(step.contact) == bool(step.brief) == (Carry.CONTACT in wanted)
    assert bool(step.of) == (Carry.ORIGINAL in wanted)
    if {Carry.REASON, Carry.QUESTION, Carry.PART} & wanted:
        assert step.reason


def end(finding: Finding) -> tuple[Status, WaitingOn]:
    steps = list(played(finding))
    if steps:
        return steps[-1][1], steps[-1][3]
    safe = finding.type is FindingType.SAFE
    return (Status.NOTED, WaitingOn.NOBODY) if safe else (Status.NEW, WaitingOn.PARTY)
