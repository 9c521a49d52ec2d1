"""The sum-up page of a long walk, where everything about each finding is on one screen."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.conftest import Row
from tests.bench.test_many import ask, browser, statements
from tests.bench.test_served import requests_a_second
from tests.bench.towns import Server
from walks import create_app
from walks.db import db
from walks.demo import content
from walks.demo.builder import PREFIX, public_id
from walks.model.codes import Light, NoterRole
from walks.model.note import Note, note_on_walk
from walks.model.person import Person
from walks.model.reading import mark_read
from walks.model.walk import Walk, WalkKind, WalkState

FINDINGS = 40
TURNS = 10
WALK = public_id("bench-summing-up")


def summed_up(folder: Path) -> str:
    """Return the address of a walk with FINDINGS of the demo's, half of them read; made once."""
    app = create_app(INSTANCE=folder)
    with app.app_context():
        if not db.session.query(Walk).filter_by(public_id=WALK).count():
            _walk(datetime.now(UTC))
            db.session.commit()
        db.engine.dispose()
    return f"/sammanstallning/{WALK}"


def _walk(now: datetime) -> None:
    anna = db.session.query(Person).filter_by(email="anna@granvik.example").one()
    walk = Walk(
        kind=WalkKind.WALK,
        title="Lång vandring",
        starts_at=now - timedelta(hours=2),
        light=Light.DARK,
        meeting_place="Torget",
        leader=anna,
        state=WalkState.PLANNED,
    )
    walk.public_id = WALK
    db.session.add(walk)
    walk.start(walk.starts_at)
    noter, _secret = walk.join(NoterRole.RESIDENT, walk.starts_at)
    db.session.flush()
    said = [f for f in content.load().findings if f.lat and f.category != "workplace"]
    for number, each in enumerate(said[:FINDINGS]):
        note = Note(
            uuid=str(uuid.uuid4()),
            type=each.type,
            category=each.category,
            text=each.text,
            proposal=each.proposal,
            latitude=each.lat,
            longitude=each.lon,
            place_words=each.place or each.stop or "Torget",
        )
        made, _new = note_on_walk(walk, noter, note, prefix=PREFIX, now=now - timedelta(hours=1))
        if number % 2:
            mark_read(made, anna, made.version)
    walk.end(now)


def test_summing_up_a_long_walk(server: Server, few: Path, row: Row) -> None:
    path = summed_up(few)
    app, client = browser(few, "anna")
    assert client.get(path).text.count("<article") >= FINDINGS
    queries, quickest = statements(app, client, path), min(ask(client, path) for _ in range(TURNS))
    with app.app_context():
        db.engine.dispose()
    cookie = server.signed_in("anna@granvik.example")
    null = requests_a_second(server, "/null/")
    busy = requests_a_second(server, path, cookie)
    row(
        f"summing up, {FINDINGS} findings, as a share of a null view's requests/s",
        "—",
        f"{busy / null:.4f} ({busy:.1f} of {null:.0f}); {quickest:.0f} ms alone, {queries} queries",
    )
