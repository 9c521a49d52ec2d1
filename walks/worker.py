"""The worker: does by itself what is due by the clock, each thing once, until asked to stop.

`flask worker` runs it, and `flask demo` has one beside its pages. On PostgreSQL several may run:
each takes the row that it works with. On SQLite, which has one writer, one may.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TypeVar

from flask import Flask, current_app

from walks.db import begin_writing, db, has_one_writer, reads_only
from walks.mail import (
    Never,
    NoServer,
    NotNow,
    Outgoing,
    OutOfSight,
    Post,
    note_outcome,
    post_office,
    take_out,
)
from walks.model.clock import TASKS, Task, round_done
from walks.model.outbox import letters_due
from walks.storage import sweep

T = TypeVar("T")

PAUSE = 30
"""Seconds between two rounds."""

FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)
"""How long what failed is left in peace: each time twice as long, for it may fail for ever."""

SWEEP_EVERY = timedelta(hours=1)
"""It looks at every photo there is."""


class AlreadyRunning(Exception):
    """Another worker has this database to itself. `str()` is a Swedish sentence."""


@dataclass(frozen=True)
class _Rest:
    length: timedelta
    until: datetime


class Worker:
    """Does round after round, in the app context it is called in."""

    def __init__(self) -> None:
        """Make one that nothing has failed for yet."""
        self.failed = False
        self._resting: dict[str, _Rest] = {}
        self._sweeps_at = datetime.min.replace(tzinfo=UTC)
        # Not an Event: set() in a signal handler may wait for ever for the wait() that the signal
        # broke into. A SimpleQueue is documented to bear that.
        self._stop: SimpleQueue[None] = SimpleQueue()

    def stop(self, *_signal: object) -> None:
        """Ask it to end what it has begun and leave; from a signal handler or another thread."""
        self._stop.put(None)

    def stop_on_signals(self) -> None:
        """Let SIGTERM and Ctrl+C ask it to stop. In the main thread only."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self.stop)

    def run(self) -> None:
        """Do round after round until asked to stop."""
        while True:
            self.round(datetime.now(UTC))
            try:
                return self._stop.get(timeout=PAUSE)
            except Empty:
                continue

    def round(self, now: datetime) -> None:
        """Do what is due, each thing in a transaction of its own.

        What fails is logged and left in peace for a while; it stops nothing else. `failed` tells.
        """
        for task in TASKS:
            due = self._attempt(f"looking for each {task.name}", partial(_look, task), now)
            for key in due or ():
                if not self._stop.empty():
                    return
                done = self._attempt(f"{task.name} {key}", partial(task.do, key), now)
                for line in done or ():
                    current_app.logger.info(line)
        self._post_letters(now)
        if self._sweeps_at <= now:
            for line in self._attempt("sweeping the photos", _sweep, now) or ():
                current_app.logger.info(line)
            self._sweeps_at = now + SWEEP_EVERY
        self._attempt("noting the round", round_done, now)

    def _post_letters(self, now: datetime) -> None:
        """Send what is due: begin, commit, speak with the server, note what came of it, commit."""
        begun, down = monotonic(), None
        due = self._attempt("looking for letters", _letters_due, now)
        with post_office(current_app.config) as post:
            for letter_id in due or ():
                if not self._stop.empty():
                    return
                moment = now + timedelta(seconds=monotonic() - begun)
                outgoing = self._attempt(
                    f"letter {letter_id}", partial(take_out, letter_id), moment
                )
                if outgoing is None:
                    continue
                # Where there is no server for one there is none for the next.
                outcome = down or _hand_over(post, outgoing)
                down = outcome if isinstance(outcome, NoServer) else None
                moment = now + timedelta(seconds=monotonic() - begun)
                note = partial(note_outcome, letter_id, outcome)
                self._attempt(f"what came of letter {letter_id}", note, moment)
                said = "sent" if outcome is None else f"{type(outcome).__name__}: {outcome}"
                current_app.logger.info("letter %s: %s", letter_id, said)

    def _attempt(self, what: str, act: Callable[[datetime], T], now: datetime) -> T | None:
        """Return what it returned, in a transaction of its own; None if it failed or rests."""
        rest = self._resting.get(what)
        if rest and now < rest.until:
            return None
        try:
            begin_writing()
            done = act(now)
            db.session.commit()
        except Exception:
            db.session.rollback()
            length = min(rest.length * 2, LONGEST_REST) if rest else FIRST_REST
            self._resting[what] = _Rest(length, now + length)
            self.failed = True
            current_app.logger.exception("%s failed; next try in %s", what, length)
            return None
        self._resting.pop(what, None)
        return done


def _look(task: Task, now: datetime) -> list[int]:
    reads_only.set(True)  # nobody waits for it
    return task.due(now)


def _letters_due(now: datetime) -> list[int]:
    reads_only.set(True)
    return letters_due(now)


def _hand_over(post: Post, outgoing: Outgoing) -> Exception | None:
    """Return what came of it, None if the letter was taken. No transaction is open."""
    try:
        post.send(outgoing)
    except (NotNow, Never, OutOfSight) as outcome:
        return outcome
    except Exception as error:  # a fault of ours: whether it had gone is not known
        current_app.logger.exception("letter %s", outgoing.letter_id)
        return OutOfSight(str(error))
    return None


def _sweep(now: datetime) -> list[str]:
    reads_only.set(True)
    removed = sweep(current_app.config["INSTANCE"], now)
    return [f"photos: {removed} never sent, removed"] if removed else []


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second worker out, where the database has one writer. Raises AlreadyRunning.

    The lock is a file in the folder that the operating system lets go of when the process ends,
    however it ends.
    """
    if not has_one_writer():
        yield
        return
    import fcntl  # Windows has none; the other commands run there too

    with (folder / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"En worker arbetar redan med databasen i {folder}, och med SQLite räcker en."
            ) from None
        yield


@contextmanager
def beside(app: Flask) -> Iterator[None]:
    """Let a worker run in a thread meanwhile, unless one is running already."""
    worker = Worker()

    def work() -> None:
        with app.app_context():
            try:
                with alone(app.config["INSTANCE"]):
                    worker.run()
            except AlreadyRunning as other:  # it does what ours would have done
                app.logger.info(other)

    thread = Thread(target=work, name="worker")
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()
