"""`flask demo`: builds its town once, never over real data, with one walk under way today."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.databases import app_in, copy
from tests.make import NOW
from walks.db import db
from walks.demo import content
from walks.demo.seed import TODAY
from walks.model.clock import tick
from walks.model.finding import Finding
from walks.model.person import Person
from walks.model.publication import PublicCopy
from walks.model.status import Status
from walks.model.walk import Walk, WalkState
from walks.swedish import at_local, local_date


def test_the_town_holds_every_status_that_can_be_reached(town: Flask) -> None:
    found = set(db.session.scalars(select(Finding.status).distinct()))
    assert found == set(Status) - {Status.WITH_OTHER, Status.DUPLICATE}


def test_each_finding_is_where_its_story_says(town: Flask) -> None:
    stories = {f.text: f for f in content.load().findings}
    for finding in db.session.scalars(select(Finding)):
        story = stories[finding.text]
        moved = any(step.to for step in story.story)
        assert moved or finding.responsible_party.slug == story.party, finding.text
        assert len(finding.shown_photos) == len(story.photos)


def test_some_findings_are_public_and_one_is_late(town: Flask) -> None:
    assert (db.session.scalar(select(func.count()).select_from(PublicCopy)) or 0) > 10
    today = local_date(NOW)
    assert any(f.is_late(today) for f in db.session.scalars(select(Finding)))


def test_it_says_who_can_sign_in_and_five_addresses(demo, town_folder: Path) -> None:  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        output = demo(town_folder).output
    assert "bertil@granvik.example" in output
    assert "granvik-demo" in output
    assert output.count("http://127.0.0.1:5000/") == 6  # five, and where to sign in


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
        tick(tomorrow)  # the clock agrees with what the town says of itself
        db.session.rollback()
        db.engine.dispose()


def test_a_walk_that_somebody_started_does_not_stop_the_demo(  # type: ignore[no-untyped-def]
    demo, town_folder: Path, tmp_path: Path
) -> None:
    copy(town_folder, tmp_path / "town")
    with time_machine.travel(NOW, tick=False):
        with app_in(tmp_path / "town").app_context():
            anna = db.session.scalars(select(Person).limit(1)).one()
            make.walk(anna, starts_at=NOW + timedelta(days=1)).start(NOW)
            db.session.commit()
            db.engine.dispose()
        before = _counts(tmp_path / "town")
        result = demo(tmp_path / "town")
    assert result.exit_code == 0, result.output
    assert _counts(tmp_path / "town") == before


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
        db.engine.dispose()


def test_it_stops_before_real_data(demo, app: Flask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make.person("Karin")
    db.session.commit()
    result = demo(tmp_path)
    assert result.exit_code == 1
    assert "riktiga uppgifter" in result.output
    assert db.session.scalar(select(func.count()).select_from(Walk)) == 0


def _counts(folder: Path) -> list[int | None]:
    app = app_in(folder)
    with app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(table))
            for table in (Walk, Finding, PublicCopy)
        ]
        db.session.remove()
        db.engine.dispose()
    return counts
