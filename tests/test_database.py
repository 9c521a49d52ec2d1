"""What the database promises, of either kind: one shape, a log that stays, no update lost."""

import threading
from collections.abc import Callable
from types import SimpleNamespace

from flask import Flask
from flask_migrate import check
from sqlalchemy import func, select

from tests import databases, make
from tests.client import Client
from walks.db import db, reads_only, wait_for
from walks.model.finding import Finding
from walks.model.number import NumberSeries, next_number
from walks.model.party import parties
from walks.model.person import Role, active_admins
from walks.model.walk import Participant

WRITERS, TURNS = 8, 20


def all_at_once(app: Flask, act: Callable[[int], object], writers: int = WRITERS) -> list[object]:
    """Run `act(0)`, `act(1)` … at once, each in a thread and an app context of its own."""
    ready, answers, wrongs = threading.Barrier(writers), [], []

    def run(index: int) -> None:
        try:
            with app.app_context():
                ready.wait(30)
                answers.append(act(index))
        except Exception as wrong:  # told below, in the test's own thread
            wrongs.append(wrong)

    db.session.rollback()
    threads = [threading.Thread(target=run, args=[index]) for index in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrongs == []
    return answers


def test_the_suite_runs_on_the_database_it_was_asked_for(app: Flask) -> None:
    assert db.engine.dialect.name == databases.KIND


def test_migrations_and_models_agree(app: Flask) -> None:
    db.session.rollback()
    check()


def test_eight_writers_lose_no_update(app: Flask, people: SimpleNamespace, now: object) -> None:
    made = make.report()
    made.proposal = "0"
    db.session.commit()
    number = made.number

    def count(_index: int) -> None:
        for _turn in range(TURNS):
            wait_for(select(Finding.id).where(Finding.number == number))
            finding = db.session.scalars(select(Finding).where(Finding.number == number)).one()
            finding.proposal = str(int(finding.proposal) + 1)
            db.session.commit()

    all_at_once(app, count)
    assert made.proposal == str(WRITERS * TURNS)


def test_a_number_is_given_once_also_the_years_first(app: Flask) -> None:
    def take(_index: int) -> list[str]:
        taken = []
        for _turn in range(TURNS):
            taken.append(next_number("BOR", 2031))
            db.session.commit()
        return taken

    numbers = [number for taken in all_at_once(app, take) for number in taken]
    assert sorted(numbers) == [f"BOR-2031-{n:04d}" for n in range(1, WRITERS * TURNS + 1)]
    assert db.session.get(NumberSeries, 2031).last == WRITERS * TURNS


def test_one_report_sent_eight_times_at_once_is_kept_once(app: Flask, client: Client) -> None:
    form = {**client.visit("/rapportera").form("/rapportera"), "category": "lighting"}
    form |= {"text": "Mörkt i tunneln.", "place_words": "Tunneln"}
    headers = {"Sec-Fetch-Site": "same-origin"}

    def send(_index: int) -> tuple[int, str]:
        answer = app.test_client().post("/rapportera", data=form, headers=headers)
        return answer.status_code, answer.headers.get("Location", "")

    answers = set(all_at_once(app, send))
    assert {status for status, _where in answers} == {303}
    assert len(answers) == 1, "each is sent to the same page"
    assert db.session.scalar(select(func.count()).select_from(Finding)) == 1


def test_eight_who_join_in_the_first_second_all_get_in(
    app: Flask, people: SimpleNamespace, now: object
) -> None:
    walk = make.walk(people.anna)
    db.session.commit()
    code = walk.join_code
    headers = {"Sec-Fetch-Site": "same-origin"}

    def join(_index: int) -> int:
        browser = app.test_client()
        return browser.post(f"/g/{code}", data={"role": "resident"}, headers=headers).status_code

    assert all_at_once(app, join) == [303] * WRITERS
    assert db.session.scalar(select(func.count()).select_from(Participant)) == WRITERS


def test_two_administrators_can_not_close_each_other_at_once(
    app: Flask, people: SimpleNamespace
) -> None:
    make.person("Bo", Role.ADMIN)
    db.session.commit()
    ids = {p.name: p.id for p in active_admins()}
    pairs = [("ada", ids["Bo"]), ("bo", ids["Ada"])]
    browsers = []
    for name, _other in pairs:
        browser = app.test_client()
        browser.sign_in(f"{name}@example.org")
        browsers.append((browser, {"csrf_token": browser.token()}))

    def close(index: int) -> int:
        browser, data = browsers[index]
        return browser.post(f"/personer/{pairs[index][1]}/stangning", data=data).status_code

    all_at_once(app, close, writers=2)
    assert len(active_admins()) == 1


def test_a_page_shows_one_moment_of_the_database(app: Flask, people: SimpleNamespace) -> None:
    """What is committed while a page is being made is on the next page, not on half of this."""

    def rename() -> None:
        with app.app_context():
            parties()[0].names = {"sv": "Ny"}
            db.session.commit()

    db.session.rollback()
    reads_only.set(True)
    try:
        before = parties()[0].names
        thread = threading.Thread(target=rename)
        thread.start()
        thread.join()
        db.session.expire_all()
        assert parties()[0].names == before
        db.session.rollback()
        assert parties()[0].names == {"sv": "Ny"}
    finally:
        db.session.rollback()
        reads_only.set(False)
