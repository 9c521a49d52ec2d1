"""The demo's stories: true to the table of moves, kindly answered, and every status reached."""

import itertools
import re
from datetime import timedelta

import pytest

from tests.demo.replay import (
    NO_MOVES,
    PEOPLE,
    REVIEWS,
    START,
    TOWN,
    WALKS,
    ago,
    early,
    end,
    noted,
    played,
    released,
)
from walks.demo.content import Finding
from walks.model.acting import own_words
from walks.model.codes import FindingType
from walks.model.person import Role
from walks.model.status import MOVES, OPEN, Status, Verb, WaitingOn
from walks.model.walk import WalkKind

FORGOTTEN = "hamn-overgang"
EVERY_STATUS = frozenset(Status)
stories = pytest.mark.parametrize(
    "finding", [f for f in TOWN.findings if f.story], ids=lambda f: f.key
)


@stories
def test_a_story_follows_the_table_of_moves(finding: Finding) -> None:
    assert list(played(finding))


@stories
def test_a_story_runs_forward_after_noting_and_ends_before_the_first_start(
    finding: Finding,
) -> None:
    moments = [noted(finding)] + [ago(step.days_ago, step.time) for step in finding.story]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)
    assert all(step.days_ago >= 1 for step in finding.story)


@stories
def test_a_party_acts_and_the_public_reads_only_after_release(finding: Finding) -> None:
    late = [s for s in finding.story if s.verb not in (Verb.WITHDRAW, Verb.DISMISS)]
    assert not any(early(finding, step) for step in late)


@stories
def test_every_answer_is_full_and_its_date_is_told(finding: Finding) -> None:
    for step in finding.story:
        if step.answer:
            dated = step.answer.replace("{datum}", "3 mars")
            assert own_words(dated) == dated
            assert len(re.findall(r"[\w}][.!?](?: |$)", step.answer)) >= 2, step.answer
            assert ("{datum}" in step.answer) == (step.verb is Verb.PLAN), step.answer
        assert step.reason is None or len(step.reason) > 20


@stories
def test_a_planned_date_is_ahead_when_it_is_promised(finding: Finding) -> None:
    for step, after in itertools.zip_longest(finding.story, finding.story[1:]):
        if step.date_in is not None:
            assert step.date_in > -step.days_ago
            changed = [s for s in finding.story if s.days_ago < step.days_ago]
            done = [s.days_ago for s in changed if s.verb in (Verb.PLAN, Verb.FIX)]
            # A date that has passed was met or moved first, but for the one that everybody forgot.
            met = step.date_in > 0 or (done and -max(done) <= step.date_in)
            assert met or finding.key == FORGOTTEN, after


@stories
def test_only_the_coordinator_reviews_and_a_guarded_finding_shows_no_words(
    finding: Finding,
) -> None:
    for step, status, party, _ in played(finding):
        if step.verb in REVIEWS:
            assert Role.COORDINATOR in {role for role, _ in PEOPLE[step.by].memberships}
            assert status not in (Status.WITHDRAWN, Status.NOT_A_CASE)
        if step.verb is Verb.PUBLISH:
            guarded = "polisen" in (party, finding.party) or finding.sensitive
            is_round = finding.walk is not None and WALKS[finding.walk].kind is WalkKind.ROUND
            assert step.confirmed == is_round
            assert bool(step.text) != guarded
            assert not (guarded and (step.photo or step.point))
            assert finding.photos or not step.photo


def test_every_status_that_can_be_reached_occurs() -> None:
    assert {end(finding)[0] for finding in TOWN.findings} == EVERY_STATUS


def test_every_verb_of_the_worklist_occurs() -> None:
    verbs = {step.verb for finding in TOWN.findings for step in finding.story}
    assert verbs == {*MOVES, *NO_MOVES}


def test_one_waits_on_the_coordinator() -> None:
    assert WaitingOn.COORDINATOR in {end(finding)[1] for finding in TOWN.findings}


def test_one_was_refused_by_both_parties_and_waits_on_the_coordinator() -> None:
    refused = [
        finding
        for finding in TOWN.findings
        if [step.by for step in finding.story] == ["bertil", "cilla"]
        and end(finding) == (Status.NEW, WaitingOn.COORDINATOR)
    ]
    assert [finding.key for finding in refused] == ["b-ingens"]


def test_one_is_late_without_anybody_having_touched_it() -> None:
    untouched = [f for f in TOWN.findings if not f.story and f.type is FindingType.UNSAFE]
    longest = max(START - moment for f in untouched if (moment := released(f)))
    assert longest > timedelta(days=38)  # 20 working days, and room for any holidays


def test_a_sensitive_police_finding_was_declined_and_never_published() -> None:
    said_no = [
        f
        for f in TOWN.findings
        if f.sensitive and f.party == "polisen" and end(f)[0] is Status.DECLINED
    ]
    assert said_no
    assert not any(step.verb is Verb.PUBLISH for f in said_no for step in f.story)


def test_about_a_quarter_is_the_polices() -> None:
    share = sum(f.party == "polisen" for f in TOWN.findings) / len(TOWN.findings)
    assert 0.2 <= share <= 0.3


def test_open_findings_are_shared_by_both_parties() -> None:
    waiting = {f.party for f in TOWN.findings if end(f)[0] in OPEN}
    assert waiting == {"tekniska-namnden", "polisen"}
