"""No room left on the disk: nobody meets a 500, nothing is half saved, and no words are lost.

A process that may write no byte to any file stands for a full disk where we write ourselves; the
PostgreSQL server, which is another process, says by a trigger what it says of its own disk.
"""

import io
import resource
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event, text

from tests import databases, make
from tests.api import phone as phones
from tests.api.phone import seal
from tests.client import Client
from tests.pages.test_collisions import FINDINGS, held
from walks import db as db_module
from walks.db import db
from walks.model.finding import Finding
from walks.model.photo import Photo

OURS = "Vi sätter upp en ny stolpe."
SAYS_FULL = (
    """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$""",
    "CREATE TRIGGER no_room BEFORE INSERT ON event EXECUTE FUNCTION no_room()",
)


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """Let this process write to no file while the block runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """Let the database have no room while the block runs, and photos some."""
    db.session.rollback()
    with app.app_context():
        engine = db.engine
    if databases.KIND == "sqlite":

        def keep_size(connection: object, _record: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

        databases.hang_up()
        with closing(engine.raw_connection()) as other:
            other.cursor().execute("VACUUM")  # no page is left to be used again
        event.listen(engine, "connect", keep_size)  # as many pages as there are
        databases.hang_up()
        yield
        event.remove(engine, "connect", keep_size)
        databases.hang_up()
    else:
        with engine.begin() as other:
            for statement in SAYS_FULL:
                other.execute(text(statement))
        yield
        with engine.begin() as other:
            other.execute(text("DROP FUNCTION no_room CASCADE"))


@pytest.fixture(autouse=True)
def compiled_in_memory(app: Flask) -> None:
    """Keep templates as a server does: only the tests have files of them."""
    app.jinja_env.bytecode_cache = None


@pytest.fixture
def bertil(client: Client, people: SimpleNamespace, now: object) -> Client:
    """Bertil's browser."""
    client.sign_in("bertil@example.org")
    return client


@pytest.fixture
def address() -> str:
    """Where a report stands that he may answer."""
    number = make.report().number
    db.session.commit()
    return f"/fynd/{number}"


def long() -> str:
    """Return an answer that takes pages of its own in the database."""
    return f"{OURS} " + "Vi går på, på å och på ö. " * 150


def test_on_a_full_disk_the_words_come_back_and_may_be_sent_again(
    app: Flask, bertil: Client, address: str
) -> None:
    answer = bertil.visit(address).form("/plan") | {"answer": long(), "on": "2026-12-03"}
    with full(app):
        page = bertil.send(f"{address}/plan", answer, 503)
        assert "Vår server har ont om plats" in page.words()
        assert OURS in page.words()
        assert page.response.headers["Retry-After"] == "120"
        assert OURS not in bertil.visit(address).words(), "who only reads is not disturbed"
    assert OURS in bertil.send(f"{address}/plan", page.form("/plan")).words()


def test_a_database_whose_file_can_not_grow_is_a_full_disk_too(
    bertil: Client, address: str
) -> None:
    answer = bertil.visit(address).form("/plan") | {"answer": OURS, "on": "2026-12-03"}
    ours = databases.KIND == "sqlite"  # PostgreSQL's files are the server's: it saves
    with no_file_may_grow():
        page = bertil.send(f"{address}/plan", answer, 503 if ours else 200)
    assert OURS in page.words()
    if ours:
        assert OURS in bertil.send(f"{address}/plan", page.form("/plan")).words()


@pytest.mark.parametrize("room_for_photo", [True, False])
def test_a_residents_words_are_kept_and_what_became_of_the_photo_is_told(
    app: Flask, people: SimpleNamespace, now: object, room_for_photo: bool
) -> None:
    client: Client = app.test_client()  # type: ignore[assignment]
    form = client.visit("/rapportera").form("/rapportera")
    form |= {"category": "lighting", "text": long(), "place_words": "Tunneln"}
    photo = (io.BytesIO(make.picture()), "p.jpg")
    with full(app) if room_for_photo else no_file_may_grow():
        page = client._page(client.post("/rapportera", data={**form, "photos": photo}), 503)
    said = "Bilderna är med." if room_for_photo else "Bilderna kom inte med. Gå tillbaka"
    assert said in page.words()
    assert db.session.query(Finding).count() == 0
    client.send("/rapportera", page.form("/rapportera"))
    report = db.session.query(Finding).one()
    assert report.text.startswith(OURS)
    assert len(report.photos) == room_for_photo


def test_an_outbox_is_told_in_its_own_way_and_everything_arrives_when_there_is_room(
    app: Flask, people: SimpleNamespace, now: object
) -> None:
    phone = phones.on(app, make.walk(people.anna))
    entry, photo, content = str(uuid.uuid4()), str(uuid.uuid4()), make.picture()
    listed = [{"id": photo, "sha256": phones.digest(content)}]
    raw = seal(body={"text": long()}, photos=listed)
    with full(app):
        answers = [phone.put(raw, entry)]
    with no_file_may_grow():
        answers.append(phone.put_photo(content, entry, photo))
    for answer in answers:
        assert (answer.status_code, answer.json["error"]) == (503, "full"), answer.text
        assert answer.headers["Retry-After"] == "120"
    assert phone.put(raw, entry).status_code == 201
    assert phone.put_photo(content, entry, photo).status_code == 201
    assert [db.session.query(table).count() for table in (Finding, Photo)] == [1, 1]


def test_an_outbox_that_waited_in_vain_is_told_to_wait(
    app: Flask, people: SimpleNamespace, now: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = phones.on(app, make.walk(people.anna))
    db.session.rollback()
    monkeypatch.setattr(db_module, "PATIENCE_S", 0.25)
    databases.hang_up()
    whole = {"postgresql": text("LOCK TABLE finding IN EXCLUSIVE MODE"), "sqlite": FINDINGS}
    with held(app, whole[databases.KIND]):
        answer = phone.put(seal())
    assert (answer.status_code, answer.json["error"]) == (503, "wait"), answer.text
    assert answer.headers["Retry-After"] == "10"


def test_another_fault_of_a_file_is_not_called_a_full_disk(
    bertil: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = bertil.visit(address).form("/plan") | {"answer": OURS, "on": "2026-12-03"}

    def broken(*_given: object, **_named: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Finding, "plan", broken)
    with pytest.raises(PermissionError):
        bertil.send(f"{address}/plan", answer, 500)
