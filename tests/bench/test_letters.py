"""How many letters one worker sends in a second, each begun, sent and noted durably."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.conftest import Row
from walks import create_app
from walks.db import db
from walks.model.finding import Finding
from walks.model.letter import Letter, LetterKind, LetterState, write_letter
from walks.model.outbox import letters_due
from walks.worker import Worker

LETTERS = 300
EACH = 10
"""Findings that one letter tells of."""
PATIENCE_S = 30


@pytest.fixture
def sink() -> Iterator[str]:
    """A mail server in a process of its own that takes everything; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen([sys.executable, "-m", "aiosmtpd", *options])  # noqa: S603
    try:
        _wait_for(port)
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    pytest.fail("no mail server came up")


def test_letters_a_second(few: Path, sink: str, row: Row, tmp_path: Path) -> None:
    shutil.copytree(few, tmp_path / "town")
    app = create_app(INSTANCE=tmp_path / "town", SMTP_URL=sink, MAIL_FROM="trygg@granvik.example")
    with app.app_context():
        now, worker = datetime.now(UTC), Worker()
        worker.round(now)  # what the town itself has to do and to send
        for waiting in letters_due(now):
            db.session.get_one(Letter, waiting).drop("")
        findings = db.session.query(Finding).filter_by(responsible_party_id=1).limit(EACH).all()
        for number in range(LETTERS):
            write_letter(
                LetterKind.RELEASE,
                f"bench:{number}",
                to=f"{number}@granvik.example",
                party=findings[0].responsible_party,
                about=findings,
                now=now,
            )
        db.session.commit()
        begun = time.perf_counter()
        worker.round(now)
        took = time.perf_counter() - begun
        sent = db.session.query(Letter).filter(
            Letter.key.like("bench:%"), Letter.state == LetterState.SENT
        )
        assert sent.count() == LETTERS
        db.engine.dispose()
    row(
        f"letters sent by one worker, {EACH} findings in each, by SMTP on this machine",
        "≥ 10 a second",
        f"{LETTERS / took:.0f} a second",
    )
