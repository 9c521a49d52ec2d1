"""`flask demo`: builds its town once, never over real data, with one walk under way today."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import func, select, text

from tests import make
from tests.databases import app_in, copy
from tests.make import NOW
from walks.cli_ready import require_tables
from walks.db import db
from walks.demo import content
from walks.demo.builder import public_id
from walks.demo.seed import TODAY
from walks.model.clock import tick
from walks.model.closed_day import ClosedDay
from walks.model.contact import contacts
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.follower import Follower
from walks.model.letter import Letter, LetterKind, LetterState
from walks.model.merging import suggestions
from walks.model.party import parties
from walks.model.person import Person, people
from walks.model.photo import Photo, Picture
from walks.model.publication import PublicCopy
from walks.model.reading import marks_of
from walks.model.status import Status, Verb
from walks.model.walk import Walk, WalkKind, WalkState
from walks.model.worklist import Listing, Section
from walks.swedish import at_local, is_working_day, local_date


def test_the_town_holds_every_status_that_can_be_reached(town: Flask) -> None:
    found = set(db.session.scalars(select(Finding.status).distinct()))
    assert found == set(Status)


def test_each_finding_is_where_its_story_says(town: Flask) -> None:
    stories = {f.text: f for f in content.load().findings}
    for finding in db.session.scalars(select(Finding).where(Finding.split_from_id.is_(None))):
        story = stories[finding.text]
        moved = any(step.to for step in story.story)
        assert moved or finding.responsible_party.slug == story.party, finding.text
        assert len(finding.shown_photos) == sum(not photo.broken_off for photo in story.photos)


def test_each_walk_has_come_as_far_as_is_written(town: Flask) -> None:
    by_id = {public_id(walk.key): walk for walk in content.load().walks}
    for walk in db.session.scalars(select(Walk)):
        assert walk.state is by_id[walk.public_id].state, walk.title


def test_the_clock_has_nothing_left_to_do(town: Flask) -> None:
    assert tick(NOW) == []
    db.session.rollback()


def test_one_photo_was_not_readable_and_is_kept_apart_for_staff(
    town: Flask, town_folder: Path
) -> None:
    lost = db.session.scalars(select(Photo).where(Photo.stored_sha256.is_(None))).one()
    kept = town_folder / "kept" / lost.received_sha256
    assert kept.read_bytes().startswith(b"\xff\xd8")  # begins as a JPEG, and never ends
    assert [file.name for file in kept.parent.iterdir()] == [lost.received_sha256]


def test_one_planned_date_went_by_unseen_and_its_finding_is_late_again(town: Flask) -> None:
    reminded = select(Event.finding_id).where(Event.verb == Verb.REMIND)
    finding = db.session.scalars(select(Finding).where(Finding.id.in_(reminded))).one()
    assert finding.is_late(local_date(NOW))
    assert finding.status is Status.PLANNED


def test_the_one_that_both_parties_refused_waits_where_the_coordinator_decides(
    town: Flask,
) -> None:
    karin = next(person for person in people() if person.name == "Karin Kvist")
    everybody = tuple(party.id for party in parties())
    asked = Listing(everybody, Section.COORDINATOR, local_date(NOW)).findings()
    refused = next(f for f in asked if {Verb.HAND_OVER, Verb.ASK_COORDINATOR} <= verbs_of(f))
    assert Verb.DECIDE in refused.verbs_for(karin)


def verbs_of(finding: Finding) -> set[Verb]:
    return {event.verb for event in finding.events}


def test_some_findings_are_public_and_one_is_late(town: Flask) -> None:
    assert (db.session.scalar(select(func.count()).select_from(PublicCopy)) or 0) > 100
    today = local_date(NOW)
    assert any(f.is_late(today) for f in db.session.scalars(select(Finding)))


def test_the_coordinator_has_filled_in_days_and_addresses(town: Flask) -> None:
    [closed] = db.session.scalars(select(ClosedDay))
    assert is_working_day(closed.day)
    assert local_date(NOW) < closed.day
    everybody = parties()
    assert all(party.email and party.escalation_email for party in everybody)
    assert len([contact for contact in contacts() if contact.email and contact.phone]) == 2


def test_a_walk_is_half_read_while_it_is_summed_up_and_has_a_double(town: Flask) -> None:
    summed_up = db.session.query(Walk).filter_by(state=WalkState.SUMMING_UP, kind=WalkKind.WALK)
    findings = summed_up.one().findings
    amina = next(person for person in people() if person.name == "Amina Alm")
    marks = marks_of(findings, amina)
    assert 0 < len(marks.mine) < len(findings)
    assert marks.others
    assert {said.public for said in marks.public.values()} == {True, False}
    assert suggestions(findings)


def test_somebody_said_yes_to_hear_of_a_walk_and_its_network_hears_too(town: Flask) -> None:
    walk = db.session.query(Walk).filter_by(state=WalkState.RELEASED).one()
    followers = db.session.query(Follower).filter_by(walk=walk).all()
    assert {follower.of_network for follower in followers} == {True, False}
    assert all(follower.is_told and follower.told_at for follower in followers)


def test_one_finding_has_its_party_s_own_number(town: Flask) -> None:
    numbered = db.session.scalars(select(Finding).where(Finding.reference != "")).one()
    assert numbered.responsible_party.slug == "polisen"
    assert Verb.REFER in verbs_of(numbered)


def test_one_letter_came_back_and_it_was_a_receipt(town: Flask) -> None:
    failed = db.session.scalars(select(Letter).where(Letter.state == LetterState.FAILED)).one()
    assert failed.kind is LetterKind.RECEIPT


def test_it_says_who_can_sign_in_and_seven_addresses(demo, town_folder: Path) -> None:  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        output = demo(town_folder).output
    assert "bertil@granvik.example" in output
    assert "granvik-demo" in output
    assert output.count("http://127.0.0.1:5000/") == 8  # seven, and where to sign in


def test_every_address_it_names_opens(town: Flask, demo, town_folder: Path) -> None:  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        output = demo(town_folder).output
    for line in output.splitlines():
        if "http://127.0.0.1:5000" in line:
            path = line.split("5000")[1].split()[0]
            answer = town.test_client().get(path, follow_redirects=True)
            assert answer.status_code == 200, path


def test_a_second_demo_changes_nothing(demo, town_folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy(town_folder, tmp_path / "town")
    before = _counts(tmp_path / "town")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert demo(tmp_path / "town").exit_code == 0
    assert _counts(tmp_path / "town") == before


def test_the_next_day_another_walk_is_under_way(demo, town_folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy(town_folder, tmp_path / "town")
    tomorrow = NOW + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        assert demo(tmp_path / "town").exit_code == 0
    app = app_in(tmp_path / "town")
    with app.app_context():
        running = db.session.scalars(select(Walk).where(Walk.state == WalkState.UNDER_WAY)).all()
        assert [local_date(walk.starts_at) for walk in running] == [local_date(tomorrow)]
        assert running[0].title == "Vandring på Kvarnholmen och längs ån, 11 november"
        tick(tomorrow)  # the clock agrees with what the town says of itself
        db.session.rollback()


def test_a_walk_that_somebody_started_does_not_stop_the_demo(  # type: ignore[no-untyped-def]
    demo, town_folder: Path, tmp_path: Path
) -> None:
    copy(town_folder, tmp_path / "town")
    with time_machine.travel(NOW, tick=False):
        with app_in(tmp_path / "town").app_context():
            anna = db.session.scalars(select(Person).limit(1)).one()
            make.walk(anna, starts_at=NOW + timedelta(days=1)).start(NOW)
            db.session.commit()
        before = _counts(tmp_path / "town")
        result = demo(tmp_path / "town")
    assert result.exit_code == 0, result.output
    assert _counts(tmp_path / "town") == before


def test_a_town_of_an_earlier_version_gets_the_tables_of_this_one(  # type: ignore[no-untyped-def]
    demo, town_folder: Path, tmp_path: Path
) -> None:
    copy(town_folder, tmp_path / "town")
    with app_in(tmp_path / "town").app_context():
        downgrade(revision="0001")
    before = _counts(tmp_path / "town")
    with time_machine.travel(NOW, tick=False):
        result = demo(tmp_path / "town")
    assert result.exit_code == 0, result.output
    with app_in(tmp_path / "town").app_context():
        require_tables()
    assert _counts(tmp_path / "town") == before


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE area SET name = 'Holmen' WHERE name = 'Kvarnholmen'",
        "UPDATE person SET email = 'annika@granvik.example' WHERE name LIKE 'Anna%'",
        "UPDATE person SET email = 'amir@granvik.example' WHERE name LIKE 'Amina%'",
    ],
)
def test_a_town_too_old_for_today_s_walk_is_told_in_words(  # type: ignore[no-untyped-def]
    demo, town_folder: Path, tmp_path: Path, gone: str
) -> None:
    copy(town_folder, tmp_path / "town")
    with app_in(tmp_path / "town").app_context():
        assert db.session.execute(text(gone)).rowcount == 1
        db.session.commit()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        result = demo(tmp_path / "town")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), "no traceback"
    assert "byggdes av en äldre version" in result.output
    assert "Peka WALKS_INSTANCE på en tom mapp" in result.output


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture is drawn: that takes most of the time it takes to build the town."""
    monkeypatch.setattr("walks.demo.album._store", lambda *_, **__: Picture("0" * 64, "0" * 64))


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("day", [date(2026, 11, 10), date(2026, 10, 25), date(2027, 3, 28)])
def test_just_after_midnight_the_walk_is_of_the_new_day_and_stays_it(  # type: ignore[no-untyped-def]
    demo, tmp_path: Path, day: date
) -> None:
    """The two last days have 25 and 23 hours."""
    moment = at_local(day, time(0, 0)) + timedelta(minutes=7)
    with time_machine.travel(moment, tick=False):
        assert demo(tmp_path).exit_code == 0
    first = _counts(tmp_path)
    with time_machine.travel(moment + timedelta(minutes=5), tick=False):
        assert demo(tmp_path).exit_code == 0
    assert _counts(tmp_path) == first
    with app_in(tmp_path).app_context():
        walk = db.session.scalars(select(Walk).where(Walk.state == WalkState.UNDER_WAY)).one()
        texts = [f.text for f in content.load().findings if f.walk == TODAY]
        assert walk.starts_at == at_local(day, time(0, 0))
        assert [finding.text for finding in walk.findings] == texts
        assert all(walk.starts_at <= f.noted_at <= moment for f in walk.findings)


def test_it_stops_before_real_data(demo, app: Flask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make.person("Karin")
    db.session.commit()
    result = demo(tmp_path)
    assert result.exit_code == 1
    assert "riktiga uppgifter" in result.output
    assert _counts(tmp_path)[0] == 0


def _counts(folder: Path) -> list[int | None]:
    with app_in(folder).app_context():
        return [
            db.session.scalar(select(func.count()).select_from(table))
            for table in (Walk, Finding, PublicCopy)
        ]
