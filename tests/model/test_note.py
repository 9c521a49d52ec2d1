"""Noting: kept once, routed at once, corrected with a trace, released when it should be."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests import make
from walks.db import db
from walks.model.codes import Audience, FindingType, Source, Urgency
from walks.model.finding import Finding
from walks.model.note import OtherContent, correct, note_on_walk, report_from_public
from walks.model.party import party_by_slug
from walks.model.photo import Picture
from walks.model.status import MoveNotAllowed, Status, Verb, WaitingOn
from walks.model.walk import WalkRefused, WalkState


@pytest.fixture
def walked(app, people):
    """A walk under way with two participants."""
    made = make.walk(people.anna)
    david, _secret = make.participant(made)
    elsa, _secret = make.participant(made)
    db.session.commit()
    return SimpleNamespace(walk=made, david=david, elsa=elsa)


def noted(walked, note, by=None):
    """Note it as David (or somebody else); return the finding and whether it is new."""
    by = by or walked.david
    kept = note_on_walk(walked.walk, by, note, prefix="BOR", now=make.NOW)
    db.session.commit()
    return kept


def test_a_note_is_kept_with_an_owner_a_reason_and_a_number(walked):
    finding, new = noted(walked, make.a_note())
    assert new
    assert finding.number == "BOR-2026-0001"
    assert finding.responsible_party.slug == "tekniska-namnden"
    assert finding.reason.endswith(".")
    assert finding.status is Status.NEW
    assert finding.waiting_on is WaitingOn.PARTY
    assert [event.verb for event in finding.events] == [Verb.NOTE]


def test_the_same_note_sent_twice_is_one_finding(walked):
    note = make.a_note(photos=(Picture("a" * 64, "b" * 64, 10, 10),))
    first, _new = noted(walked, note)
    again, new = noted(walked, note)
    assert again is first
    assert not new
    assert len(first.photos) == 1
    assert db.session.query(Finding).count() == 1


def test_a_new_decoder_does_not_make_the_same_photo_another(walked):
    note = make.a_note(photos=(Picture("a" * 64, "b" * 64, 10, 10),))
    first, _new = noted(walked, note)
    assert noted(walked, replace(note, photos=(Picture("a" * 64, "c" * 64, 9, 9),))) == (
        first,
        False,
    )


@pytest.mark.parametrize(
    "other", [{"text": "Nu tre."}, {"photos": (Picture("d" * 64),)}, {"category": "litter"}]
)
def test_the_same_id_with_other_content_is_refused_and_changes_nothing(walked, other):
    note = make.a_note()
    first, _new = noted(walked, note)
    with pytest.raises(OtherContent):
        noted(walked, replace(note, **other))
    assert first.text == note.text
    assert first.photos == []


def test_an_id_that_another_participant_used_is_refused(walked):
    note = make.a_note()
    noted(walked, note)
    with pytest.raises(OtherContent):
        noted(walked, note, by=walked.elsa)


def test_two_requests_with_the_same_note_at_once_give_one_finding(app, walked):
    note = make.a_note()
    walk_id, david_id = walked.walk.id, walked.david.id
    db.session.remove()

    def send(_turn: int) -> tuple[str, bool]:
        with app.app_context():
            walk = db.session.get(type(walked.walk), walk_id)
            david = db.session.get(type(walked.david), david_id)
            finding, new = note_on_walk(walk, david, note, prefix="BOR", now=make.NOW)
            db.session.commit()
            return finding.number, new

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert {number for number, _new in answers} == {"BOR-2026-0001"}
    assert sorted(new for _number, new in answers) == [False, False, False, True]


def test_a_safe_place_is_thanked_for_and_waits_on_nobody(walked):
    finding, _new = noted(walked, make.a_note(type=FindingType.SAFE))
    assert finding.status is Status.NOTED
    assert finding.waiting_on is WaitingOn.NOBODY


def test_what_is_noted_on_a_walk_waits_for_the_release(walked):
    assert noted(walked, make.a_note())[0].released_at is None


def test_akut_is_released_at_once(walked):
    finding, _new = noted(walked, make.a_note(urgency=Urgency.ACUTE))
    assert finding.released_at == make.NOW
    assert f"{finding.due_on}" == "2026-11-11"


def test_a_public_report_is_released_at_receipt(app):
    finding = make.report()
    assert finding.source is Source.PUBLIC
    assert finding.released_at == make.NOW
    assert finding.due_on is not None


def test_a_report_sent_twice_keeps_its_number_and_its_link(app):
    note = make.a_note()
    first = report_from_public(note, secret="s" * 32, email=None, prefix="BOR", now=make.NOW)
    again = report_from_public(note, secret="s" * 32, email=None, prefix="BOR", now=make.NOW)
    assert again == (first[0], False)


def test_a_link_already_taken_is_not_given_to_another_report(app):
    make.report(secret="s" * 32)
    with pytest.raises(OtherContent):
        make.report(secret="s" * 32)


def test_a_known_id_without_its_secret_is_refused(app):
    note = make.a_note()
    report_from_public(note, secret="s" * 32, email=None, prefix="BOR", now=make.NOW)
    with pytest.raises(OtherContent):
        report_from_public(note, secret="t" * 32, email=None, prefix="BOR", now=make.NOW)


def test_an_archived_walk_takes_no_more_notes_but_knows_those_it_has(walked):
    note = make.a_note()
    first, _new = noted(walked, note)
    walked.walk.state = WalkState.ARCHIVED
    assert noted(walked, note) == (first, False)
    with pytest.raises(WalkRefused):
        noted(walked, make.a_note())


def test_a_point_lies_in_its_area(app, walked):
    area = make.area()
    finding, _new = noted(walked, make.a_note(latitude=57.72, longitude=12.94))
    assert finding.area is area
    at_stop, _new = noted(walked, make.a_note(stop_id=walked.walk.stops[0].id))
    assert at_stop.area is area


def test_correcting_routes_again_and_keeps_the_former_words(walked):
    note = make.a_note()
    finding, _new = noted(walked, note)
    now_drugs = replace(note, category="drugs", text="Någon säljer tabletter i tunneln.")
    correct(finding, now_drugs, by=walked.david, now=make.NOW)
    db.session.commit()
    assert finding.responsible_party.slug == "polisen"
    event = finding.events[-1]
    assert event.verb is Verb.CORRECT
    assert event.text.body == note.text
    assert event.from_party.slug == "tekniska-namnden"


def test_correcting_narrows_who_may_read_and_never_widens(walked):
    note = make.a_note()
    finding, _new = noted(walked, note)
    assert finding.audience is Audience.WALK
    correct(finding, replace(note, category="threat"), by=walked.david, now=make.NOW)
    assert finding.audience is Audience.NOTER_AND_PARTY
    correct(finding, note, by=walked.david, now=make.NOW)
    assert finding.responsible_party.slug == "tekniska-namnden"
    assert finding.audience is Audience.NOTER_AND_PARTY


def test_correcting_the_type_moves_new_to_noted_and_back(walked):
    note = make.a_note()
    finding, _new = noted(walked, note)
    correct(finding, replace(note, type=FindingType.SAFE), by=walked.david, now=make.NOW)
    assert (finding.status, finding.waiting_on) == (Status.NOTED, WaitingOn.NOBODY)
    correct(finding, note, by=walked.david, now=make.NOW)
    assert (finding.status, finding.waiting_on) == (Status.NEW, WaitingOn.PARTY)


def test_correcting_the_words_leaves_a_received_finding_received(walked, people):
    note = make.a_note()
    finding, _new = noted(walked, note)
    finding.dismiss("Av misstag.", by=people.anna, now=make.NOW)
    finding.reopen("Det var fel fynd.", by=people.karin, now=make.NOW)
    correct(finding, replace(note, text="Tre lampor."), by=people.karin, now=make.NOW)
    assert finding.status is Status.RECEIVED


def test_a_coordinators_own_decision_stands_when_a_note_is_corrected(walked, people):
    note = make.a_note()
    finding, _new = noted(walked, note)
    police = party_by_slug("polisen")
    finding.decide(police, "Polisen tar den.", by=people.karin, now=make.NOW)
    correct(finding, replace(note, text="Tre lampor."), by=people.karin, now=make.NOW)
    assert finding.responsible_party is police


def test_what_has_been_released_is_not_corrected(walked, people):
    note = make.a_note()
    finding, _new = noted(walked, note)
    finding.release(by=people.anna, now=make.NOW)
    with pytest.raises(MoveNotAllowed):
        correct(finding, replace(note, text="Nytt."), by=people.anna, now=make.NOW)


def test_what_has_moved_on_is_not_corrected(walked, people):
    note = make.a_note()
    finding, _new = noted(walked, note)
    finding.withdraw(by=walked.david, now=make.NOW)
    with pytest.raises(MoveNotAllowed):
        correct(finding, replace(note, text="Nytt."), by=walked.david, now=make.NOW)
