"""Review: what becomes public, and what it takes."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import NoResultFound

from tests import make
from walks.db import db
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.party import party_by_slug
from walks.model.photo import Photo
from walks.model.photo_access import public_photo
from walks.model.publication import copies_of_walk, latest_answers, page_of_copies
from walks.model.review import (
    Review,
    SecondActMissing,
    awaiting_review,
    coarse_place,
    count_awaiting_review,
    finding_to_review,
    keep_private,
    next_awaiting,
    publish,
    sketch,
)
from walks.model.status import MoveNotAllowed, Status, Verb
from walks.model.walk import Participant, Walk, WalkKind, WalkState

PLAIN = Review(text="Två lampor är släckta.", place="Gångtunneln")


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """A walk under way in Norrby."""
    make.area()
    return make.walk(people.anna, state=WalkState.UNDER_WAY)


@pytest.fixture
def noter(walk: Walk) -> Participant:
    """A resident who takes part."""
    return make.participant(walk)[0]


@pytest.fixture
def lamp(walk: Walk, noter: Participant, now: datetime) -> Finding:
    """A released finding with a position."""
    return released(make.finding(walk, noter, latitude=57.720444, longitude=12.940666), now)


@pytest.fixture
def threat(walk: Walk, noter: Participant, now: datetime) -> Finding:
    """A released finding for the police."""
    made = make.finding(
        walk, noter, category="threat", text="Han hotade mig.", latitude=57.7204, longitude=12.9406
    )
    return released(made, now)


def released(finding: Finding, now: datetime) -> Finding:
    """Let it leave the walk."""
    finding.release(by=None, now=now)
    db.session.flush()
    return finding


def a_photo(finding: Finding, now: datetime) -> Photo:
    """Give the finding a readable photo."""
    photo = Photo(
        uuid=str(uuid.uuid4()),
        received_sha256="a" * 64,
        stored_sha256="b" * 64,
        width=640,
        height=480,
        received_at=now,
    )
    finding.photos.append(photo)
    db.session.flush()
    return photo


def test_a_copy_holds_what_the_reviewer_let_through_and_a_rounded_point(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    copy = publish(
        lamp, Review(text=" Släckt. ", place="Norrby", point=True), by=people.karin, now=now
    )
    db.session.flush()
    assert (copy.text, copy.place, copy.month) == ("Släckt.", "Norrby", "2026-11")
    assert (copy.latitude, copy.longitude) == (57.720, 12.941)
    assert copy.area is not None
    assert copy.area.name == "Norrby"
    assert lamp.events[-1].verb is Verb.PUBLISH
    assert lamp.events[-1].person_id == people.karin.id


def test_without_the_point_none_is_kept(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    assert publish(lamp, PLAIN, by=people.karin, now=now).latitude is None


@pytest.mark.parametrize(
    "opened",
    [
        {"text": "Han hotade mig."},
        {"point": True},
        {"place": "Storgatan 4, källaren"},
        {"photos": {1: "En dörr."}},
    ],
)
def test_words_photo_point_or_own_place_of_a_police_item_need_a_second_act(
    threat: Finding, people: SimpleNamespace, now: datetime, opened: dict[str, object]
) -> None:
    asked = {"text": "", "place": "Norrby", **opened}
    with pytest.raises(SecondActMissing):
        publish(threat, Review(**asked), by=people.karin, now=now)  # type: ignore[arg-type]
    assert threat.public_copy is None
    copy = publish(threat, Review(**asked, confirmed=True), by=people.karin, now=now)  # type: ignore[arg-type]
    assert copy.status is Status.NEW


def test_category_area_month_and_answer_of_a_police_item_need_one(
    threat: Finding, people: SimpleNamespace, now: datetime
) -> None:
    threat.decline("Vi har utrett det och lägger ner ärendet.", by=people.cilla, now=now)
    copy = publish(
        threat,
        Review(text="", place=coarse_place(threat), answer="Vi har utrett det."),
        by=people.karin,
        now=now,
    )
    assert (copy.place, copy.text, copy.latitude) == ("Norrby", "", None)
    assert copy.answer == "Vi har utrett det."


def test_a_round_is_published_only_with_a_second_act(
    people: SimpleNamespace, now: datetime
) -> None:
    around = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.UNDER_WAY)
    door = released(make.finding(around, make.participant(around)[0]), now)
    with pytest.raises(SecondActMissing):
        publish(door, Review(text="", place=""), by=people.karin, now=now)
    assert publish(door, Review(text="", place="", confirmed=True), by=people.karin, now=now)


def test_a_reviewer_cannot_answer_for_a_party_that_has_not(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    invented = Review(text="", place="", answer="Det är redan lagat, säger jag.")
    assert publish(lamp, invented, by=people.karin, now=now).answer is None


def test_publishing_again_keeps_the_photo_and_takes_its_new_words(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    photo = a_photo(lamp, now)
    for words in ("En mörk gång.", "En mörk gång med två stolpar."):
        publish(lamp, Review("", "", photos={photo.id: words}), by=people.karin, now=now)
        db.session.flush()
    assert [p.alt_text for p in lamp.public_copy.photos] == ["En mörk gång med två stolpar."]
    assert public_photo(photo.uuid) is photo
    publish(lamp, PLAIN, by=people.karin, now=now)
    db.session.flush()
    with pytest.raises(NoResultFound):
        public_photo(photo.uuid)


def test_a_photo_of_another_finding_is_not_let_through(
    lamp: Finding, threat: Finding, people: SimpleNamespace, now: datetime
) -> None:
    photo = a_photo(threat, now)
    copy = publish(lamp, Review("", "", photos={photo.id: "Smugglad."}), by=people.karin, now=now)
    assert copy.photos == []


def test_a_sketch_is_kept_nowhere(lamp: Finding, people: SimpleNamespace, now: datetime) -> None:
    assert sketch(lamp, PLAIN).text == PLAIN.text
    db.session.flush()
    assert page_of_copies().rows == []
    assert lamp.reviewed_at is None


def test_before_release_nothing_is_published_or_offered(
    walk: Walk, noter: Participant, people: SimpleNamespace, now: datetime
) -> None:
    early = make.finding(walk, noter)
    assert awaiting_review() == []
    with pytest.raises(NoResultFound):
        finding_to_review(early.number)
    with pytest.raises(MoveNotAllowed):
        publish(early, PLAIN, by=people.karin, now=now)


def test_the_list_holds_the_oldest_first_and_never_a_round(
    walk: Walk, noter: Participant, people: SimpleNamespace, now: datetime
) -> None:
    second = released(make.finding(walk, noter), now + timedelta(hours=1))
    first = released(make.finding(walk, noter), now)
    around = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.UNDER_WAY)
    released(make.finding(around, make.participant(around)[0]), now)
    assert awaiting_review() == [first, second]
    assert count_awaiting_review() == 2
    assert next_awaiting(first) is second
    assert next_awaiting(second) is first
    keep_private(first, by=people.karin, now=now)
    assert awaiting_review() == [second]
    assert next_awaiting(second) is None


def test_a_new_answer_changes_status_at_once_and_its_words_after_review(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    copy = publish(lamp, PLAIN, by=people.karin, now=now)
    assert awaiting_review() == []
    lamp.fix("Två nya lampor sitter uppe sedan i dag.", by=people.bertil, now=now)
    db.session.flush()
    assert (copy.status, copy.answer) == (Status.FIXED, None)
    assert awaiting_review() == [lamp]
    publish(lamp, Review("", "", answer="Två nya lampor."), by=people.karin, now=now)
    db.session.flush()
    assert copy.answer == "Två nya lampor."
    assert copy.answered_at == now
    assert latest_answers() == [copy]
    assert awaiting_review() == []


def test_kept_private_nothing_is_left_of_it(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    photo = a_photo(lamp, now)
    publish(lamp, Review("Ord.", "", photos={photo.id: "Bild."}), by=people.karin, now=now)
    db.session.flush()
    keep_private(lamp, by=people.karin, now=now)
    db.session.flush()
    assert page_of_copies().rows == []
    with pytest.raises(NoResultFound):
        public_photo(photo.uuid)


def test_what_is_dismissed_after_publishing_disappears_at_once(
    lamp: Finding, walk: Walk, people: SimpleNamespace, now: datetime
) -> None:
    photo = a_photo(lamp, now)
    publish(lamp, Review("Ord.", "", photos={photo.id: "Bild."}), by=people.karin, now=now)
    db.session.flush()
    assert copies_of_walk(walk)
    lamp.dismiss("Det var ett skämt.", by=people.karin, now=now)
    db.session.flush()
    assert copies_of_walk(walk) == page_of_copies().rows == []
    with pytest.raises(NoResultFound):
        public_photo(photo.uuid)
    with pytest.raises(MoveNotAllowed):
        publish(lamp, PLAIN, by=people.karin, now=now)
    assert finding_to_review(lamp.number) is lamp, "it can still be taken down"


def test_what_is_handed_to_the_police_becomes_guarded(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    lamp.hand_over(party_by_slug("polisen"), "Det är ett brott.", by=people.bertil, now=now)
    assert lamp.audience is Audience.NOTER_AND_PARTY
    with pytest.raises(SecondActMissing):
        publish(lamp, PLAIN, by=people.karin, now=now)


def test_letting_more_people_inside_read_opens_nothing_to_the_public(
    threat: Finding, people: SimpleNamespace, now: datetime
) -> None:
    threat.widen(Audience.PARTY, "Fler behöver veta.", by=people.karin, now=now)
    with pytest.raises(SecondActMissing):
        publish(threat, Review(text="Han hotade mig.", place=""), by=people.karin, now=now)


def test_a_published_finding_that_goes_to_the_police_closes_and_is_read_again(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    opened = Review(text="Två lampor.", place="Tunneln", point=True)
    publish(lamp, opened, by=people.karin, now=now)
    db.session.flush()
    assert count_awaiting_review() == 0
    lamp.hand_over(party_by_slug("polisen"), "Det är ett brott.", by=people.bertil, now=now)
    db.session.flush()
    copy = lamp.public_copy
    assert copy is not None
    assert (copy.text, copy.place, copy.latitude, copy.photos) == ("", "", None, [])
    assert awaiting_review() == [lamp]


def test_an_answer_is_signed_by_who_gave_it_also_after_a_hand_over(
    lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    answer = "Vi byter lampan på torsdag."
    lamp.plan(answer, now.date() + timedelta(days=2), by=people.bertil, now=now)
    lamp.hand_over(party_by_slug("polisen"), "Någon slår sönder den.", by=people.bertil, now=now)
    copy = publish(lamp, Review(text="", place="", answer=answer), by=people.karin, now=now)
    assert (copy.answered_by, copy.party_name) == ("Tekniska nämnden", "Polisen")
    assert copy.answered_at == now
