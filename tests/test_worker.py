"""The worker, as processes of their own: each thing once, whoever stops, fails or is killed."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests import databases, make
from tests.make import NOW
from walks.db import db
from walks.model.clock import latest_round
from walks.model.codes import Urgency
from walks.model.deadline import answer_due
from walks.model.event import Event
from walks.model.setting import setting
from walks.model.status import Verb
from walks.model.walk import Walk, WalkState
from walks.swedish import local_date
from walks.worker import Worker, alone

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
HUNG = 120
"""Seconds after which a process that still has not done its thing is taken to hang."""

FLASK = """
import sys
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", *sys.argv[1:]]
main()
"""
GATE = """
from wsgi import app
print("ready", flush=True)
input()
"""
LONG_PAUSE = "from walks import worker; worker.PAUSE = 3600\n"
TWO_SLOW_THINGS = """
from walks import worker
from walks.model.clock import Task
from walks.model.setting import put_setting

def do(key, now):
    print("begun", flush=True)
    input()
    put_setting(f"slow {key}", "done")
    return []

worker.TASKS = (Task("slow", lambda now: [1, 2], do),)
"""
STUCK_BEFORE_COMMIT = """
from walks import worker
from walks.db import db
from walks.model.clock import TASKS, Task

def do(key, now):
    done = TASKS[0].do(key, now)
    db.session.flush()
    print("begun", flush=True)
    input()
    return done

worker.TASKS = (Task("walk", TASKS[0].due, do),)
"""
ON_THE_FIFTH_DAY = f"""
import signal, time_machine
from datetime import datetime
signal.signal(signal.SIGINT, signal.default_int_handler)
time_machine.travel(datetime.fromisoformat("{NOW + timedelta(days=5)}")).start()
"""


class Process:
    """`flask …` in a process of its own, over the app's database."""

    def __init__(self, app: Flask, *words: str, before: str = "") -> None:
        """Start it; `before` is run in it first."""
        self.errors = app.config["INSTANCE"] / f"errors-{time.monotonic_ns()}"
        environment = {
            **os.environ,
            "WALKS_INSTANCE": str(app.config["INSTANCE"]),
            "WALKS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        }
        with self.errors.open("w") as errors:
            self.popen = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-c", before + FLASK, *words],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    @property
    def complaints(self) -> str:
        """What it wrote to stderr so far."""
        return self.errors.read_text("utf-8")

    def says(self, line: str) -> None:
        """Wait until it says just that."""
        assert self.popen.stdout
        assert self.popen.stdout.readline() == f"{line}\n", self.complaints

    def go_on(self) -> None:
        """Let it go on from where it waits for us."""
        assert self.popen.stdin
        self.popen.stdin.write("\n")
        self.popen.stdin.flush()

    def ends(self, asked: signal.Signals | None = None) -> int:
        """Wait for its end and return its code; ask it to end first if `asked` says how."""
        if asked:
            self.popen.send_signal(asked)
        return self.popen.wait(HUNG)

    def until(self, come: Callable[[], object]) -> None:
        """Wait until that has come true; fail if the process ends first."""
        begun = time.monotonic()
        while not come():
            assert self.popen.poll() is None, self.complaints
            assert time.monotonic() - begun < HUNG, self.complaints
            time.sleep(0.1)


Start = Callable[..., Process]


@pytest.fixture
def start(app: Flask) -> Iterator[Start]:
    """`start("worker", before=…)`: a process, which does not outlive the test."""
    started: list[Process] = []

    def begin(*words: str, before: str = "", over: Flask = app) -> Process:
        db.session.commit()
        started.append(Process(over, *words, before=before))
        return started[-1]

    yield begin
    for process in started:
        process.popen.kill()
        process.popen.communicate()


@pytest.fixture
def walks(people: SimpleNamespace) -> list[Walk]:
    """Two walks that nobody ended, long ago, with two findings each."""
    return [forgotten(people) for _number in range(2)]


def forgotten(people: SimpleNamespace) -> Walk:
    """Make a walk of three weeks ago that waits for the clock alone."""
    began = datetime.now(UTC) - timedelta(days=21)
    walk = make.walk(people.anna, starts_at=began)
    noter, _secret = make.participant(walk)
    for _number in range(2):
        make.finding(walk, noter)
    db.session.flush()
    return walk


def now_kept(read: Callable[[], T]) -> T:
    """Return what is read anew, and hold up no process by it afterwards."""
    db.session.rollback()
    found = read()
    db.session.rollback()
    return found


def releases() -> list[int]:
    """How often each finding that has been released was so, as the database has it."""
    events = select(Event.finding_id).where(Event.verb == Verb.RELEASE)
    return list(Counter(now_kept(lambda: db.session.scalars(events).all())).values())


def states() -> list[WalkState]:
    """How far the walks have come, as the database has it."""
    return now_kept(lambda: list(db.session.scalars(select(Walk.state).order_by(Walk.id))))


def rounds() -> datetime | None:
    """When the worker last looked at everything, as the database has it."""
    return now_kept(latest_round)


def test_once_does_what_is_due_and_tells_it(start: Start, walks: list[Walk]) -> None:
    process = start("worker", "--once")
    assert process.ends() == 0, process.complaints
    assert releases() == [1, 1, 1, 1]
    for walk in walks:
        for said in ("summing up", "released 2"):
            assert f"{walk.public_id}: {said}\n" in process.complaints
    assert rounds()


def test_several_workers_at_once_do_each_thing_once(start: Start, people: SimpleNamespace) -> None:
    for _number in range(30):
        forgotten(people)
    processes = [start("worker", "--once", before=GATE) for _number in range(3)]
    for process in processes:
        process.says("ready")
    for process in processes:
        process.go_on()
    codes = [process.ends() for process in processes]
    # On SQLite whoever comes while another is at it is sent away.
    assert set(codes) <= ({0} if databases.KIND == "postgresql" else {0, 1})
    assert 0 in codes
    assert releases() == [1] * 60
    told = "".join(process.complaints for process in processes)
    assert "Traceback" not in told
    assert told.count(": released 2\n") == 30


def test_a_second_worker_is_sent_away_on_sqlite_and_welcome_on_postgresql(start: Start) -> None:
    first = start("worker", before=LONG_PAUSE)
    first.until(rounds)
    second = start("worker", "--once")
    sent_away = databases.KIND == "sqlite"
    assert second.ends() == sent_away, second.complaints
    assert ("En worker arbetar redan med databasen" in second.complaints) is sent_away
    assert "Traceback" not in second.complaints
    # It sleeps for an hour now, and leaves all the same.
    assert first.ends(signal.SIGTERM) == 0, first.complaints
    assert start("worker", "--once").ends() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_what_it_has_begun_and_leaves(
    start: Start, how: signal.Signals
) -> None:
    process = start("worker", before=TWO_SLOW_THINGS)
    process.says("begun")
    process.popen.send_signal(how)
    process.go_on()
    assert process.ends() == 0, process.complaints
    assert setting("slow 1") == "done"
    assert setting("slow 2") is None


def test_what_a_killed_worker_left_half_done_is_done_whole_by_the_next(
    start: Start, walks: list[Walk]
) -> None:
    killed = start("worker", before=STUCK_BEFORE_COMMIT)
    killed.says("begun")
    assert killed.ends(signal.SIGKILL) == -signal.SIGKILL
    assert releases() == []
    # PostgreSQL may take a moment to see that the killed one's rows are free again.
    following = start("worker", before="from walks import worker; worker.PAUSE = 0.2\n")
    following.until(lambda: states() == [WalkState.RELEASED] * 2)
    assert following.ends(signal.SIGTERM) == 0, following.complaints
    assert releases() == [1, 1, 1, 1]


def spoil(walk: Walk, urgency: str) -> None:
    """Write into the walk's findings what the program can't read (or can again)."""
    change = text("UPDATE finding SET urgency = :urgency WHERE walk_id = :walk_id")
    db.session.execute(change, {"urgency": urgency, "walk_id": walk.id})
    db.session.commit()


def test_what_fails_is_told_and_stops_nothing_else(start: Start, walks: list[Walk]) -> None:
    spoil(walks[0], "nonsense")
    process = start("worker", "--once")
    assert process.ends() == 1
    assert f"walk {walks[0].id} failed" in process.complaints
    assert "'nonsense' is not among the defined enum values" in process.complaints
    assert "Något gick fel, se ovan." in process.complaints
    assert states() == [WalkState.UNDER_WAY, WalkState.RELEASED]
    assert rounds(), "the worker runs, though one thing fails"


def test_what_fails_is_tried_again_after_longer_and_longer_and_then_done(
    walks: list[Walk], caplog: pytest.LogCaptureFixture
) -> None:
    def failures() -> int:
        seen = [record for record in caplog.records if record.levelno == logging.ERROR]
        caplog.clear()
        return len(seen)

    spoil(walks[0], "nonsense")
    worker, first = Worker(), datetime.now(UTC)
    tried = []
    for minute in range(70):
        worker.round(first + timedelta(minutes=minute))
        if failures():
            tried.append(minute)
    assert tried == [0, 1, 3, 7, 15, 30, 45, 60]
    spoil(walks[0], "normal")
    worker.round(first + timedelta(minutes=75))
    assert states() == [WalkState.RELEASED] * 2
    assert releases() == [1, 1, 1, 1]


@pytest.fixture
def town(town_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """An app over a copy of the demo town, whose latest walk is under way."""
    databases.copy(town_folder, tmp_path / "town")
    made = databases.app_in(tmp_path / "town", TESTING=True)
    with made.app_context():
        yield made
    databases.drop(tmp_path / "town")


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def health(port: int) -> dict[str, Any] | None:
    """What the program says of itself, or None while it does not answer."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/halsa") as answer:
            told: dict[str, Any] = json.load(answer)
            return told
    except OSError:
        return None


def test_the_demo_has_a_worker_of_its_own(start: Start, town: Flask, port: int) -> None:
    under_way = select(Walk).where(Walk.state == WalkState.UNDER_WAY)
    walk = db.session.scalars(under_way).one()
    demo = start("demo", "--port", str(port), before=ON_THE_FIFTH_DAY, over=town)
    demo.until(lambda: (told := health(port)) and not told["worker"]["stopped"])
    assert demo.ends(signal.SIGINT) == 0, demo.complaints
    db.session.rollback()
    assert walk.state is WalkState.RELEASED
    assert walk.released_at
    due = answer_due(local_date(walk.released_at), Urgency.NORMAL)  # over the town's closed days
    assert [f for f in walk.findings if f.due_on == due]


def test_the_demo_is_served_also_where_a_worker_is_at_it_already(
    start: Start, town: Flask, port: int
) -> None:
    with alone(town.config["INSTANCE"]):
        demo = start("demo", "--port", str(port), before=ON_THE_FIFTH_DAY, over=town)
        demo.until(lambda: health(port))
        assert demo.ends(signal.SIGINT) == 0, demo.complaints
    assert "Traceback" not in demo.complaints
