"""`flask bench-data`: very many findings that the program itself could have made."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests import databases, make
from walks.db import db
from walks.model.clock import tick
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.publication import PublicCopy
from walks.model.status import OPEN
from walks.model.walk import Walk, WalkState

MADE = 400


def bench_data(app: Flask, findings: int) -> Result:
    """Run the command."""
    result = app.test_cli_runner().invoke(args=["bench-data", str(findings)])
    db.session.rollback()
    return result


@pytest.fixture
def many(town_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """The demo town with very many findings; the moment stands still."""
    databases.copy(town_folder, tmp_path)
    app = databases.app_in(tmp_path, TESTING=True, NUMBER_PREFIX="GRA")
    with time_machine.travel(make.NOW, tick=False), app.app_context():
        assert bench_data(app, MADE).exit_code == 0
        yield app
    databases.drop(tmp_path)


def in_order(findings: list[Finding]) -> list[Finding]:
    """Return the findings by the moment they were noted."""
    return sorted(findings, key=lambda finding: finding.noted_at)


def test_many_findings_are_such_as_the_program_makes(many: Flask) -> None:
    findings = list(db.session.scalars(select(Finding).order_by(Finding.id)))
    for finding in findings:
        log = finding.events
        assert log[-1].to_status is finding.status, finding.number
        assert [e.at for e in log] == sorted(e.at for e in log)
        assert finding.split_from_id or log[0].at == finding.noted_at
        assert finding.answer is None or finding.answer in [e.text for e in log]
        if finding.walk and log[0].participant:
            assert log[0].participant.walk is finding.walk
        if copy := finding.public_copy:
            assert (copy.number, copy.month) == (finding.number, finding.month)
            assert copy.walk is finding.walk
    assert tick(make.NOW) == [], "nothing is left undone"


def test_many_findings_lie_in_years_gone_by_and_most_are_dealt_with(many: Flask) -> None:
    findings = in_order(list(db.session.scalars(select(Finding))))
    assert findings[0].noted_at < make.NOW - timedelta(days=5 * 365)
    assert findings[-1].noted_at <= make.NOW
    old = [f for f in findings if f.noted_at < make.NOW - timedelta(days=300)]
    assert len(old) > MADE / 3
    assert 0 < sum(f.status in OPEN for f in old) < len(old) / 4
    states = set(db.session.scalars(select(Walk.state).where(Walk.ended_at.is_not(None))))
    assert WalkState.ARCHIVED in states


def test_many_findings_are_as_many_as_asked_for_and_life_goes_on(many: Flask) -> None:
    def count(table: type) -> int:
        return db.session.scalar(select(func.count()).select_from(table)) or 0

    findings, events, copies = count(Finding), count(Event), count(PublicCopy)
    result = bench_data(many, 100)
    assert result.output.splitlines()[-1:] == ["100 av 100"], result.exception
    assert count(Finding) == findings + 100
    assert count(Event) > events + 100
    assert count(PublicCopy) > copies
    taken = [int(n[9:]) for n in db.session.scalars(select(Finding.number)) if n[4:8] == "2026"]
    assert make.report().number == f"BOR-2026-{max(taken) + 1:04d}"
    db.session.commit()


def test_many_findings_are_never_put_into_a_real_town(app: Flask, people: object) -> None:
    result = bench_data(app, 10)
    assert result.exit_code == 1
    assert "riktiga uppgifter" in result.output
    assert db.session.scalar(select(func.count()).select_from(Finding)) == 0
