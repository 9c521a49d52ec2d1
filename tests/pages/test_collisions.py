"""Two in each other's way in the same second: nobody meets a 500, and nobody's words are lost.

The other one is a transaction of the test's own, which holds what the page wants. On PostgreSQL
that can be a single row; on SQLite it is always the whole database.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Executable, event, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from tests import databases, make
from tests.client import Client, Page
from walks import db as db_module
from walks.db import db, reads_only, wait_for
from walks.model.finding import Finding
from walks.model.number import NumberSeries
from walks.model.person import Person, Role
from walks.pages.sign_in_form import SignInForm

THEIRS, OURS = "Vi byter lampan på torsdag.", "Vi sätter upp en ny stolpe."
FINDINGS = update(Finding).values(proposal=Finding.proposal, version=Finding.version)
NUMBERS = update(NumberSeries).values(last=NumberSeries.last)
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than a quarter of a second."""
    monkeypatch.setattr(db_module, "PATIENCE_S", 0.25)
    databases.hang_up()  # SQLite is told as it connects


@pytest.fixture
def address(people: SimpleNamespace, now: object) -> str:
    """Where the report stands that Bertil and Berit both may answer."""
    make.person("Berit", Role.HANDLER, "tekniska-namnden")
    number = make.report().number
    db.session.commit()
    return f"/fynd/{number}"


@pytest.fixture
def bertil(client: Client, address: str) -> Client:
    """Bertil's browser."""
    client.sign_in("bertil@example.org")
    return client


@pytest.fixture
def answer(bertil: Client, address: str) -> dict[str, Any]:
    """His answer, written and not yet sent."""
    return bertil.visit(address).form("/plan") | {"answer": OURS, "on": "2026-12-03"}


@contextmanager
def held(app: Flask, statement: Executable) -> Iterator[None]:
    """Hold what the statement locks while the block runs."""
    with app.app_context():
        engine = db.engine
    with engine.connect() as other:
        token = reads_only.set(False)  # the other is no reader, wherever we stand
        other.execute(statement)
        reads_only.reset(token)
        yield
        other.rollback()


def berit_answers(now: datetime) -> None:
    """Save another answer than Bertil's."""
    wait_for(select(Finding.id))
    berit = db.session.scalars(select(Person).where(Person.name == "Berit")).one()
    finding = db.session.scalars(select(Finding)).one()
    finding.plan(THEIRS, now.date(), by=berit, now=now)
    db.session.commit()


def has_both(page: Page) -> bool:
    """Say whether the page shows both answers, and ours in its form."""
    shown = page.words() + str(page.form("/plan"))
    return THEIRS in shown and page.form("/plan")["answer"] == OURS


def test_who_waits_in_vain_gets_their_words_back_and_may_try_again(
    app: Flask, bertil: Client, address: str, answer: dict[str, Any], impatient: None
) -> None:
    with held(app, FINDINGS):
        page = bertil.send(f"{address}/plan", answer, 503)
    assert "Inget av ditt är sparat än" in page.words()
    assert OURS in page.words()
    assert page.response.headers["Retry-After"] == "10"
    assert "no-store" in page.response.headers["Cache-Control"]
    kept = page.form("/plan")
    assert kept | {"csrf_token": ""} == answer | {"csrf_token": ""}
    assert OURS in bertil.send(f"{address}/plan", kept).words()


def test_a_resident_keeps_text_and_photo_and_gets_no_cookie(
    app: Flask, address: str, impatient: None
) -> None:
    client: Client = app.test_client()  # type: ignore[assignment]
    form = client.visit("/rapportera").form("/rapportera")
    form |= {"category": "lighting", "text": "Mörkt i tunneln.", "place_words": "Tunneln"}
    with held(app, NUMBERS):
        photo = (io.BytesIO(make.picture()), "p.jpg")
        answered = client.post("/rapportera", data={**form, "photos": photo})
    page = client._page(answered, 503)
    assert "Bilderna är med" in page.words()
    assert "Set-Cookie" not in answered.headers
    client.send("/rapportera", page.form("/rapportera"))
    report = db.session.scalars(select(Finding).where(Finding.text == "Mörkt i tunneln.")).one()
    assert [photo.stored_sha256 is not None for photo in report.photos] == [True]


def test_a_password_is_never_given_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(*_given: object, **_named: object) -> None:
        raise StaleDataError

    monkeypatch.setattr(SignInForm, "validate", overtaken)
    page = client.send("/logga-in", {"email": "ada@example.org", "password": "hemligt"}, 503)
    assert page.form("/logga-in")["email"] == "ada@example.org"
    assert "hemligt" not in page.response.text


def test_of_two_who_lock_crosswise_the_loser_sees_both_texts(
    app: Flask, bertil: Client, address: str, answer: dict[str, Any], now: datetime
) -> None:
    """On PostgreSQL a true deadlock: the page holds the finding, the other whom its event names."""
    pages: list[Page] = []

    def send() -> None:
        with app.app_context():
            pages.append(bertil.send(f"{address}/plan", answer, 409))

    db.session.rollback()
    if databases.KIND == "postgresql":
        db.session.execute(text("SET LOCAL deadlock_timeout = '10min'"))  # the page finds it
    db.session.execute(select(Person.id).with_for_update())
    thread = threading.Thread(target=send)
    thread.start()
    while databases.KIND == "postgresql" and not db.session.scalar(WAITING):
        assert thread.is_alive()
        threading.Event().wait(0.02)
    berit_answers(now)
    thread.join()
    assert [has_both(page) for page in pages] == [True]


def test_a_row_changed_under_the_page_is_a_409_with_both_texts(
    bertil: Client,
    address: str,
    answer: dict[str, Any],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan, times = Finding.plan, []

    def overtaken(*given: Any, **named: Any) -> None:
        times.append(named)
        monkeypatch.setattr(Finding, "plan", plan)
        db.session.rollback()
        berit_answers(now)
        raise StaleDataError

    monkeypatch.setattr(Finding, "plan", overtaken)
    assert has_both(bertil.send(f"{address}/plan", answer, 409))
    assert len(times) == 1


def test_who_loses_twice_is_asked_and_not_tried_for_ever(
    bertil: Client, address: str, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = []

    def overtaken(*given: Any, **named: Any) -> None:
        times.append(named)
        raise StaleDataError

    monkeypatch.setattr(Finding, "plan", overtaken)
    assert OURS in bertil.send(f"{address}/plan", answer, 503).words()
    assert len(times) == 2


def test_what_is_read_once_it_is_saved_waits_for_nobody(
    app: Flask, bertil: Client, address: str, answer: dict[str, Any], impatient: None
) -> None:
    """Else the page would say that nothing was saved, when it was."""
    with ExitStack() as stack:

        def hold(_session: object) -> None:
            stack.enter_context(held(app, FINDINGS))

        event.listen(db.session, "after_commit", hold)
        stack.callback(event.remove, db.session, "after_commit", hold)
        assert bertil.post(f"{address}/plan", data=answer).status_code == 303


def test_a_page_that_only_reads_waits_for_a_whole_table_at_most(
    app: Flask, client: Client, address: str, impatient: None
) -> None:
    """Nothing else is ever in a reader's way; on SQLite nothing at all."""
    whole = {"postgresql": text("LOCK TABLE walk"), "sqlite": FINDINGS}[databases.KIND]
    with held(app, whole):
        page = client.visit("/vandringar", {"postgresql": 503, "sqlite": 200}[databases.KIND])
    if databases.KIND == "postgresql":
        assert "Vänta några sekunder" in page.words()
        assert page.select_one("main a[href='/vandringar']")


def test_another_fault_of_the_database_is_not_called_a_collision(
    bertil: Client, address: str, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any, **named: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("the disk is full"))

    monkeypatch.setattr(Finding, "plan", broken)
    with pytest.raises(OperationalError):
        bertil.send(f"{address}/plan", answer, 500)
