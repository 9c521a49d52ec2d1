"""A walk's states: who may do what when, and what the code lets in."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests import make
from walks.db import db
from walks.model.codes import FindingType, NoterRole, Source
from walks.model.route_plan import PlannedStop, StopHasFindings, plan_route
from walks.model.walk import (
    Walk,
    WalkKind,
    WalkRefused,
    WalkState,
    participant_with,
    walk_by_code,
    walk_by_public_id,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def walk(people: SimpleNamespace) -> Walk:
    """Anna's walk at 18:00, with nothing done yet."""
    return make.walk(people.anna, note_taker=people.bertil)


def test_planned_walk_has_an_unchangeable_id_and_a_code_to_print(walk: Walk) -> None:
    assert len(walk.public_id) == 10
    assert len(walk.join_code or "") == 8
    assert walk_by_public_id(walk.public_id) is walk


def test_walk_goes_from_planned_to_under_way_to_summing_up(walk: Walk) -> None:
    walk.start(make.NOW)
    assert (walk.state, walk.started_at) == (WalkState.UNDER_WAY, make.NOW)
    walk.end(make.NOW + 2 * HOUR)
    assert (walk.state, walk.ended_at) == (WalkState.SUMMING_UP, make.NOW + 2 * HOUR)


@pytest.mark.parametrize("state", [s for s in WalkState if s is not WalkState.PLANNED])
def test_only_a_planned_walk_starts_or_moves(walk: Walk, state: WalkState) -> None:
    walk.state = state
    with pytest.raises(WalkRefused, match=state.label.lower()):
        walk.start(make.NOW)
    with pytest.raises(WalkRefused):
        walk.move(make.NOW + 24 * HOUR, "Storm")


@pytest.mark.parametrize("state", [s for s in WalkState if s is not WalkState.UNDER_WAY])
def test_only_a_walk_under_way_ends(walk: Walk, state: WalkState) -> None:
    walk.state = state
    with pytest.raises(WalkRefused):
        walk.end(make.NOW)


@pytest.mark.parametrize(
    "state", [WalkState.RELEASED, WalkState.ARCHIVED, WalkState.CANCELLED], ids=str
)
def test_a_walk_that_is_over_is_not_changed(walk: Walk, state: WalkState) -> None:
    walk.state = state
    for change in (walk.require_open, walk.new_code, lambda: walk.cancel("Sjukdom")):
        with pytest.raises(WalkRefused):
            change()


def test_first_join_opens_the_walk_from_one_hour_before(walk: Walk) -> None:
    assert walk.opens_at == walk.starts_at - HOUR
    with pytest.raises(WalkRefused):
        walk.join(NoterRole.RESIDENT, walk.starts_at - HOUR - timedelta(seconds=1))
    assert walk.state is WalkState.PLANNED
    walk.join(NoterRole.RESIDENT, walk.starts_at - HOUR)
    assert (walk.state, walk.started_at) == (WalkState.UNDER_WAY, walk.starts_at - HOUR)


def test_a_poster_left_hanging_opens_nothing_the_next_day(walk: Walk) -> None:
    assert walk.opens(walk.ends_by_itself - timedelta(seconds=1))
    assert not walk.opens(walk.ends_by_itself)
    with pytest.raises(WalkRefused):
        walk.join(NoterRole.RESIDENT, walk.ends_by_itself)


def test_late_walkers_join_after_the_end_and_nobody_once_it_is_archived(walk: Walk) -> None:
    walk.start(make.NOW)
    walk.end(make.NOW)
    walk.join(NoterRole.POLICE, make.NOW)
    walk.state = WalkState.RELEASED
    walk.join(NoterRole.POLICE, make.NOW)
    walk.state = WalkState.ARCHIVED
    with pytest.raises(WalkRefused):
        walk.join(NoterRole.POLICE, make.NOW)


def test_secret_is_stored_hashed_and_finds_its_participant_on_its_walk_only(walk: Walk) -> None:
    other = make.walk(walk.leader)
    participant, secret = walk.join(NoterRole.STAFF, make.NOW)
    db.session.flush()
    assert secret not in participant.secret_hash
    assert participant_with(walk, secret) is participant
    assert participant_with(other, secret) is None
    assert participant_with(walk, "") is None


def test_code_is_found_whatever_case_and_spaces_it_is_typed_with(walk: Walk) -> None:
    code = walk.join_code or ""
    for typed in (code, code.lower(), f"{code[:4]} {code[4:]}", f" {code[:4]}-{code[4:]}"):
        assert walk_by_code(typed) is walk
    for wrong in ("", "   ", code[:-1], code + "A", "\x00", "å" * 5000):
        assert walk_by_code(wrong) is None


def test_new_code_revokes_the_old_and_keeps_those_who_have_joined(walk: Walk) -> None:
    participant, secret = walk.join(NoterRole.RESIDENT, make.NOW)
    before = walk.join_code or ""
    walk.new_code()
    db.session.flush()
    assert walk_by_code(before) is None
    assert walk_by_code(walk.join_code or "") is walk
    assert participant_with(walk, secret) is participant


def test_moved_walk_remembers_when_it_was_and_why(walk: Walk) -> None:
    then = walk.starts_at
    walk.move(then + 48 * HOUR, "Storm på väg")
    assert (walk.state, walk.moved_from, walk.note) == (WalkState.PLANNED, then, "Storm på väg")
    assert walk.starts_at == then + 48 * HOUR


def test_cancelled_walk_keeps_its_code_to_say_so(walk: Walk) -> None:
    walk.cancel("För få anmälda")
    assert (walk.state, walk.note) == (WalkState.CANCELLED, "För få anmälda")
    assert walk_by_code(walk.join_code or "") is walk


def test_walk_with_findings_can_not_be_cancelled(walk: Walk) -> None:
    participant, _secret = make.participant(walk)
    finding = make.finding(walk, participant)
    with pytest.raises(WalkRefused, match="har fynd"):
        walk.cancel("Ångrade oss")
    finding.withdraw(by=participant, now=make.NOW)
    walk.cancel("Ingen kom")
    assert walk.state is WalkState.CANCELLED


def test_leader_and_note_taker_lead_and_only_the_leader_releases(
    walk: Walk, people: SimpleNamespace
) -> None:
    assert walk.may_lead(people.anna)
    assert walk.may_lead(people.bertil)
    assert not walk.may_lead(people.karin)
    assert walk.may_release(people.anna)
    assert not walk.may_release(people.bertil)


def test_round_gives_its_findings_another_source(walk: Walk) -> None:
    assert walk.source is Source.WALK
    assert make.walk(walk.leader, kind=WalkKind.ROUND).source is Source.ROUND


def test_route_is_replaced_in_order_and_a_stop_that_stays_keeps_its_row(walk: Walk) -> None:
    tunnel = walk.stops[0].id
    plan_route(walk, [PlannedStop("Torget"), PlannedStop("Gångtunneln", 57.7, 12.9)])
    db.session.flush()
    db.session.expire_all()
    assert [(s.position, s.name) for s in walk.stops] == [(1, "Torget"), (2, "Gångtunneln")]
    assert walk.stops[1].id == tunnel
    assert (walk.stops[1].latitude, walk.stops[1].longitude) == (57.7, 12.9)
    plan_route(walk, [PlannedStop("Gångtunneln"), PlannedStop("Parken"), PlannedStop("Torget")])
    db.session.flush()
    db.session.expire_all()
    assert [s.name for s in walk.stops] == ["Gångtunneln", "Parken", "Torget"]
    assert walk.stops[0].id == tunnel
    plan_route(walk, [])
    db.session.flush()
    assert walk.stops == []


def test_changed_route_is_a_new_version_of_the_walk(walk: Walk) -> None:
    before = walk.version
    plan_route(walk, [PlannedStop("Torget")])
    db.session.flush()
    assert walk.version > before


def test_stop_with_findings_is_never_lost(walk: Walk) -> None:
    participant, _secret = make.participant(walk)
    make.finding(walk, participant, stop_id=walk.stops[0].id, type=FindingType.SAFE)
    with pytest.raises(StopHasFindings) as refused:
        plan_route(walk, [PlannedStop("Torget")])
    assert refused.value.names == ["Gångtunneln"]
    assert [(s.position, s.name) for s in walk.stops] == [(1, "Gångtunneln")]
