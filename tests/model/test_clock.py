"""What the clock does by itself: once, and on the right Swedish morning."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from tests import make
from walks.db import db
from walks.model.clock import tick
from walks.model.codes import FindingType, NoterRole, Urgency
from walks.model.finding import Finding
from walks.model.note import note_on_walk
from walks.model.party import party_by_slug
from walks.model.release import release_late, release_walk, shares
from walks.model.status import Status, Verb
from walks.model.walk import Participant, Walk, WalkRefused, WalkState
from walks.swedish import at_local, local_date

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def walk(people: SimpleNamespace) -> Walk:
    """Anna's walk on Tuesday 10 November 2026, under way."""
    made = make.walk(people.anna, note_taker=people.bertil)
    made.start(make.NOW)
    return made


@pytest.fixture
def noter(walk: Walk) -> Participant:
    """Somebody who has joined."""
    participant, _secret = make.participant(walk)
    return participant


def noted_at(walk: Walk, noter: Participant, moment: datetime, **given: object) -> Finding:
    """Note something at another moment than NOW."""
    note = make.a_note(**given)
    finding, _new = note_on_walk(walk, noter, note, prefix="BOR", now=moment)
    db.session.flush()
    return finding


def releases(finding: Finding) -> int:
    """How many times the log says it was released."""
    return sum(event.verb is Verb.RELEASE for event in finding.events)


def test_forgotten_walk_ends_at_six_the_next_morning(walk: Walk) -> None:
    six = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)  # 06:00 in Borås
    assert tick(six - SECOND) == []
    assert walk.state is WalkState.UNDER_WAY
    assert tick(six) == [f"{walk.public_id}: summing up"]
    assert (walk.state, walk.ended_at) == (WalkState.SUMMING_UP, six)


def test_walk_opened_again_ends_by_itself_the_same_morning_as_before(walk: Walk) -> None:
    six = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
    walk.end(make.NOW)
    walk.reopen(six - SECOND)
    assert (walk.state, walk.ended_at) == (WalkState.UNDER_WAY, None)
    assert tick(six - SECOND) == []
    assert tick(six) == [f"{walk.public_id}: summing up"]
    assert walk.ended_at == six
    with pytest.raises(WalkRefused, match="för sent"):
        walk.reopen(six)
    walk.state = WalkState.RELEASED
    with pytest.raises(WalkRefused, match="frisläppta"):
        walk.reopen(make.NOW)


def test_walk_past_midnight_into_summer_time_ends_at_six_by_the_clock_on_the_wall(
    people: SimpleNamespace, walk: Walk
) -> None:
    spring = make.walk(people.anna, starts_at=datetime(2027, 3, 27, 22, 30, tzinfo=UTC))
    assert spring.ends_by_itself == datetime(2027, 3, 28, 4, 0, tzinfo=UTC)


def test_planned_walk_that_nobody_started_stays_planned(walk: Walk) -> None:
    walk.state = WalkState.PLANNED
    assert tick(make.NOW + 30 * DAY) == []
    assert walk.state is WalkState.PLANNED


@pytest.mark.parametrize(
    ("day", "released"),
    [
        (date(2026, 11, 10), date(2026, 11, 14)),  # Tuesday: Wed, Thu, Fri
        (date(2026, 11, 12), date(2026, 11, 18)),  # Thursday: Fri, Mon, Tue
        (date(2026, 11, 14), date(2026, 11, 19)),  # Saturday: Mon, Tue, Wed
        (date(2026, 6, 17), date(2026, 6, 24)),  # midsommarafton is Friday the 19th
        (date(2026, 12, 22), date(2026, 12, 30)),  # julafton to annandagen, then a weekend
        (date(2026, 12, 29), date(2027, 1, 6)),  # Wed 30th, nyårsafton, nyårsdagen; Mon, Tue
    ],
)
def test_release_comes_after_three_working_days(walk: Walk, day: date, released: date) -> None:
    walk.starts_at = walk.started_at = at_local(day, time(18, 0))
    assert walk.releases_on == at_local(released, time(0, 0))


def test_a_walk_that_began_late_still_has_three_days_to_be_summed_up(
    people: SimpleNamespace,
) -> None:
    late = make.walk(people.anna, starts_at=make.NOW - timedelta(days=10))
    late.start(make.NOW)
    make.finding(late, late.join(NoterRole.RESIDENT, make.NOW)[0])
    morning = at_local(date(2026, 11, 11), time(6, 0))
    assert tick(morning) == [f"{late.public_id}: summing up"]
    assert late.releases_on == at_local(date(2026, 11, 14), time(0, 0))


def test_a_walk_held_before_its_planned_day_is_not_released_later_for_that(
    people: SimpleNamespace,
) -> None:
    early = make.walk(people.anna, starts_at=make.NOW + 10 * DAY)
    early.start(make.NOW)
    make.finding(early, early.join(NoterRole.RESIDENT, make.NOW)[0])
    assert tick(make.NOW + 9 * DAY) == [], "started to try the code out: the walk is yet to come"
    early.end(make.NOW)
    assert early.releases_on == at_local(date(2026, 11, 14), time(0, 0))
    assert tick(early.releases_on) == [f"{early.public_id}: released 1"]


@pytest.mark.parametrize("move", ["hand_over", "decide"])
def test_a_promised_date_lives_on_with_the_next_party(
    walk: Walk, noter: Participant, people: SimpleNamespace, move: str
) -> None:
    finding = make.finding(walk, noter)
    finding.release(by=people.anna, now=make.NOW)
    soon = date(2026, 11, 20)
    finding.plan("Vi byter lamporna den veckan.", soon, by=people.bertil, now=make.NOW)
    police = party_by_slug("polisen")
    by = people.bertil if move == "hand_over" else people.karin
    getattr(finding, move)(police, "Någon slår sönder dem.", by=by, now=make.NOW)
    db.session.flush()
    done = tick(at_local(date(2026, 11, 21), time(7, 0)))
    assert f"{finding.number}: planned date passed" in done
    assert finding.is_late(date(2027, 1, 4))


def test_walk_releases_its_findings_by_itself_and_their_clocks_start(
    walk: Walk, noter: Participant
) -> None:
    finding = make.finding(walk, noter)
    walk.end(make.NOW)
    due = at_local(date(2026, 11, 14), time(0, 0))
    assert tick(due - SECOND) == []
    assert finding.released_at is None
    assert tick(due) == [f"{walk.public_id}: released 1"]
    assert (walk.state, walk.released_at) == (WalkState.RELEASED, due)
    assert finding.released_at == due
    # 20 working days from Saturday the 14th: the first is Monday the 16th.
    assert finding.due_on == date(2026, 12, 11)
    assert finding.events[-1].actor == "clock"


def test_tick_catches_up_after_a_long_sleep_in_one_go(walk: Walk, noter: Participant) -> None:
    make.finding(walk, noter)
    assert tick(make.NOW + 10 * DAY) == [
        f"{walk.public_id}: summing up",
        f"{walk.public_id}: released 1",
    ]


def test_ticking_twice_does_everything_once(walk: Walk, noter: Participant) -> None:
    finding = make.finding(walk, noter)
    for _again in range(3):
        tick(make.NOW + 10 * DAY)
    assert releases(finding) == 1
    assert finding.released_at == walk.released_at == make.NOW + 10 * DAY
    assert tick(make.NOW + 10 * DAY) == []


def test_withdrawn_and_dismissed_findings_are_not_released(
    walk: Walk, noter: Participant, people: SimpleNamespace
) -> None:
    withdrawn, dismissed, kept = (make.finding(walk, noter) for _number in range(3))
    withdrawn.withdraw(by=noter, now=make.NOW)
    dismissed.dismiss("Redan lagat i går", by=people.anna, now=make.NOW)
    walk.end(make.NOW)
    assert release_walk(walk, by=people.anna, now=make.NOW) == 1
    assert kept.released_at == make.NOW
    assert withdrawn.released_at is dismissed.released_at is None


def test_safe_place_is_released_without_a_due_date(walk: Walk, noter: Participant) -> None:
    finding = make.finding(walk, noter, type=FindingType.SAFE)
    tick(make.NOW + 10 * DAY)
    assert finding.released_at is not None
    assert (finding.status, finding.due_on) == (Status.NOTED, None)


def test_only_the_leader_or_the_clock_releases_and_only_while_summing_up(
    walk: Walk, people: SimpleNamespace
) -> None:
    with pytest.raises(WalkRefused, match="Avsluta"):
        release_walk(walk, by=people.anna, now=make.NOW)
    walk.end(make.NOW)
    for somebody in (people.bertil, people.karin, people.ada):
        with pytest.raises(WalkRefused, match="Bara vandringsledaren"):
            release_walk(walk, by=somebody, now=make.NOW)
    assert release_walk(walk, by=people.anna, now=make.NOW) == 0
    with pytest.raises(WalkRefused):
        release_walk(walk, by=people.anna, now=make.NOW)


def test_late_arrival_waits_three_working_days_of_its_own(walk: Walk, noter: Participant) -> None:
    tick(make.NOW + 4 * DAY)  # released Saturday 14 November
    monday = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    finding = noted_at(walk, noter, monday)
    assert finding.released_at is None
    assert tick(at_local(date(2026, 11, 20), time(0, 0)) - SECOND) == []
    friday = at_local(date(2026, 11, 20), time(0, 0))
    assert tick(friday) == [f"{finding.number}: released"]
    assert finding.released_at == friday
    assert tick(friday) == []


def test_late_arrival_on_a_walk_archived_meanwhile_still_reaches_its_party(
    walk: Walk, noter: Participant
) -> None:
    tick(make.NOW + 4 * DAY)
    finding = noted_at(walk, noter, make.NOW + 63 * DAY)
    tick(make.NOW + 80 * DAY)
    assert walk.state is WalkState.ARCHIVED
    assert finding.released_at == make.NOW + 80 * DAY


def test_leader_and_coordinator_release_late_arrivals_and_others_do_not(
    walk: Walk, noter: Participant, people: SimpleNamespace
) -> None:
    finding = make.finding(walk, noter)
    with pytest.raises(WalkRefused, match="inte frisläppt"):
        release_late(finding, by=people.anna, now=make.NOW)
    tick(make.NOW + 4 * DAY)
    first, second = (noted_at(walk, noter, make.NOW + 5 * DAY) for _number in range(2))
    for somebody in (people.bertil, people.cilla, people.ada):
        with pytest.raises(WalkRefused):
            release_late(first, by=somebody, now=make.NOW + 5 * DAY)
    release_late(first, by=people.anna, now=make.NOW + 5 * DAY)
    release_late(second, by=people.karin, now=make.NOW + 5 * DAY)
    assert first.released_at == second.released_at == make.NOW + 5 * DAY


def test_acute_finding_waits_for_nothing(walk: Walk, noter: Participant) -> None:
    finding = make.finding(walk, noter, urgency=Urgency.ACUTE)
    assert finding.released_at == make.NOW
    assert finding.due_on == date(2026, 11, 11)
    tick(make.NOW + 10 * DAY)
    assert releases(finding) == 1


def test_walk_is_archived_sixty_days_after_its_release_and_its_code_dies(walk: Walk) -> None:
    tick(make.NOW + 4 * DAY)
    released = walk.released_at
    assert released is not None
    assert tick(released + 60 * DAY - SECOND) == []
    assert tick(released + 60 * DAY) == [f"{walk.public_id}: archived"]
    assert (walk.state, walk.join_code) == (WalkState.ARCHIVED, None)
    assert tick(released + 90 * DAY) == []


def test_planned_date_that_passed_asks_for_a_new_answer_once(
    walk: Walk, noter: Participant, people: SimpleNamespace
) -> None:
    finding = make.finding(walk, noter, urgency=Urgency.ACUTE)
    finding.plan(
        "Vi byter lamporna i tunneln på fredag.",
        date(2026, 11, 13),
        by=people.bertil,
        now=make.NOW,
    )
    on_the_day = at_local(date(2026, 11, 13), time(23, 59))
    tick(on_the_day)
    assert finding.answered_at == make.NOW
    after = on_the_day + timedelta(minutes=2)
    assert f"{finding.number}: planned date passed" in tick(after)
    assert finding.answered_at is None
    assert finding.due_on == date(2026, 12, 11)
    assert tick(after) == []


def test_shares_say_what_each_party_gets_and_by_when(walk: Walk, noter: Participant) -> None:
    for given in (
        {},
        {"urgency": Urgency.HIGH},
        {"category": "drugs", "text": "Det säljs narkotika vid trappan."},
        {"type": FindingType.SAFE},
    ):
        make.finding(walk, noter, **given)
    make.finding(walk, noter).withdraw(by=noter, now=make.NOW)
    first, second = shares(walk.findings, local_date(make.NOW))
    assert (first.party.slug, first.count) == ("tekniska-namnden", 2)
    assert first.answers == [
        (Urgency.HIGH, 1, date(2026, 11, 17)),
        (Urgency.NORMAL, 1, date(2026, 12, 8)),
    ]
    assert (second.party.slug, second.count) == ("polisen", 1)
