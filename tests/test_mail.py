"""Letters sent: to a real server on this machine, that also refuses, stalls and hangs up."""

import asyncio
import signal
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from tests import databases, make
from tests.make import NOW
from tests.model.test_follower import published
from tests.smtp import Mailbox, hang_up, mailbox
from tests.test_worker import GATE, HUNG, Start, start
from walks import mail
from walks.db import db
from walks.model.follower import Follower
from walks.model.letter import Letter, LetterKind, LetterState, write_letter
from walks.model.person import Letters, Role
from walks.model.release import release_walk
from walks.worker import Worker

__all__ = ["mailbox", "start"]


@pytest.fixture
def by_smtp(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """The mailbox, to which the app sends, and what is started over its database."""
    monkeypatch.setenv("WALKS_SMTP_URL", mailbox.url)
    monkeypatch.setenv("WALKS_MAIL_FROM", "trygg@boras.example")
    app.config.update(SMTP_URL=mailbox.url, MAIL_FROM="trygg@boras.example")
    return mailbox


def invite(*people: object, at: object = NOW) -> list[Letter]:
    """Put a letter to each of them in the outbox."""
    letters = [
        write_letter(
            LetterKind.INVITATION,
            f"invitation:{person.id}",  # type: ignore[attr-defined]
            to=person.email,  # type: ignore[attr-defined]
            name=person.name,  # type: ignore[attr-defined]
            person=person,  # type: ignore[arg-type]
            now=NOW,
        )
        for person in people
    ]
    db.session.commit()
    return letters


def states() -> list[LetterState]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter.state).order_by(Letter.id)))


def test_a_letter_is_sent_once_and_kept_as_it_was_sent(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    [letter] = invite(people.anna)
    Worker().round(NOW)
    Worker().round(NOW + timedelta(hours=1))
    [come] = by_smtp.letters
    assert come["To"] == "Anna <anna@example.org>"
    assert come["Subject"] == letter.subject == "Du har fått ett konto i Trygga platser"
    assert come["Auto-Submitted"] == "auto-generated"
    plain, html = come.get_body(("plain",)), come.get_body(("html",))
    assert plain
    assert html
    text = plain.get_content()
    assert "http://127.0.0.1:5000/aterstall/" in text
    assert "http://127.0.0.1:5000/aterstall/" not in letter.body
    assert '<a href="http://127.0.0.1:5000/aterstall/' in html.get_content()
    assert states() == [LetterState.SENT]
    assert letter.sent_at
    assert letter.tries == 1


def test_without_a_server_letters_are_files(
    app: Flask, people: SimpleNamespace, tmp_path: Path
) -> None:
    [letter] = invite(people.anna)
    Worker().round(NOW)
    [file] = (app.config["INSTANCE"] / "letters").glob("*.eml")
    assert file.name == f"{letter.id:06}.eml"
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["To"] == "Anna <anna@example.org>"
    assert states() == [LetterState.SENT]


def test_what_the_server_will_never_take_stops_no_other(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    by_smtp.answers["anna@example.org"] = "550 5.1.1 No such user"
    by_smtp.answers["bertil@example.org"] = "451 4.3.0 Try again later"
    first, second, _third = invite(people.anna, people.bertil, people.cilla)
    Worker().round(NOW)
    assert states() == [LetterState.FAILED, LetterState.WAITING, LetterState.SENT]
    assert (first.why, second.why) == ("550 5.1.1 No such user", "451 4.3.0 Try again later")
    assert by_smtp.recipients == ["cilla@example.org"]


def test_a_line_that_breaks_before_the_text_is_tried_again(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    by_smtp.before_data = hang_up
    [letter] = invite(people.anna)
    Worker().round(NOW)
    assert states() == [LetterState.WAITING]
    assert letter.due_at - NOW >= timedelta(minutes=5)
    by_smtp.before_data = None
    Worker().round(NOW + timedelta(minutes=4))
    assert by_smtp.letters == []
    Worker().round(NOW + timedelta(minutes=6))
    assert states() == [LetterState.SENT]
    assert letter.tries == 2


def test_a_line_that_breaks_after_the_text_leaves_the_letter_unsure(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    by_smtp.after_data = hang_up
    invite(people.anna)
    Worker().round(NOW)
    by_smtp.after_data = None
    for days in range(5):
        Worker().round(NOW + timedelta(days=days))
    assert states() == [LetterState.UNSURE]
    assert len(by_smtp.asked) == 1


def test_a_line_that_breaks_in_the_middle_of_a_batch_stops_no_other(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    come: list[int] = []

    async def hang_up_on_the_second(server: Any) -> None:
        come.append(1)
        if len(come) == 2:
            await hang_up(server)

    by_smtp.after_data = hang_up_on_the_second
    invite(people.anna, people.bertil, people.cilla)
    Worker().round(NOW)
    assert states() == [LetterState.SENT, LetterState.UNSURE, LetterState.SENT]
    assert by_smtp.recipients == ["anna@example.org", "cilla@example.org"]


@pytest.mark.parametrize(
    ("when", "state"),
    [("before_data", LetterState.WAITING), ("after_data", LetterState.UNSURE)],
)
def test_a_server_that_falls_silent_is_not_waited_for_for_ever(
    by_smtp: Mailbox,
    people: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
    state: LetterState,
) -> None:
    async def fall_silent(server: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(mail, "PATIENCE_S", 0.2)
    setattr(by_smtp, when, fall_silent)
    [letter] = invite(people.anna)
    Worker().round(NOW)
    assert states() == [state]
    assert "timed out" in letter.why


def test_nothing_is_open_in_the_database_while_the_server_is_spoken_to(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    held: list[bool] = []

    async def look(server: Any) -> None:
        held.append(db.engine.pool.checkedout() > 0)  # type: ignore[attr-defined]

    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]

    async def look_in_the_app(server: Any) -> None:
        with app.app_context():
            await look(server)

    by_smtp.after_data = look_in_the_app
    invite(people.anna, people.bertil)
    Worker().round(NOW)
    assert held == [False, False]


def test_what_was_handed_over_by_a_worker_that_is_killed_is_unsure_and_not_sent_again(
    by_smtp: Mailbox, people: SimpleNamespace, start: Start
) -> None:
    has_come = Event()

    async def never_answer(server: Any) -> None:
        has_come.set()
        await asyncio.sleep(60)

    by_smtp.after_data = never_answer
    invite(people.anna)
    killed = start("worker", "--once")
    assert has_come.wait(HUNG), killed.complaints
    assert killed.ends(signal.SIGKILL) == -signal.SIGKILL
    assert states() == [LetterState.SENDING]
    by_smtp.after_data = None
    begun = db.session.scalars(select(Letter.begun_at)).one()  # by the other process's clock
    assert begun
    for minutes in (1, 20, 21):
        Worker().round(begun + timedelta(minutes=minutes))
    assert states() == [LetterState.UNSURE]
    assert by_smtp.asked == ["anna@example.org"]


def test_several_workers_send_each_letter_once(
    by_smtp: Mailbox, people: SimpleNamespace, start: Start
) -> None:
    everybody = [make.person(f"Person{number}") for number in range(20)]
    invite(*everybody)
    processes = [start("worker", "--once", before=GATE) for _number in range(2)]
    for process in processes:
        process.says("ready")
    for process in processes:
        process.go_on()
    codes = {process.ends() for process in processes}
    # On SQLite whoever comes while another is at it is sent away.
    assert codes <= ({0} if databases.KIND == "postgresql" else {0, 1})
    assert sorted(by_smtp.recipients) == sorted(person.email for person in everybody)
    assert set(states()) == {LetterState.SENT}


def test_where_nobody_answers_all_letters_wait(app: Flask, people: SimpleNamespace) -> None:
    app.config.update(SMTP_URL="smtp://127.0.0.1:9", MAIL_FROM="trygg@boras.example")
    invite(people.anna, people.bertil)
    Worker().round(NOW)
    assert states() == [LetterState.WAITING] * 2
    for letter in db.session.scalars(select(Letter)):
        assert letter.why.startswith("Servern tar inte emot.")
        assert letter.tries == 1


def test_release_tells_each_party_in_one_letter(by_smtp: Mailbox, people: SimpleNamespace) -> None:
    walk = make.walk(people.anna)
    walk.start(NOW)
    noter, _secret = make.participant(walk)
    for category in ("lighting", "lighting", "drugs"):
        make.finding(walk, noter, category=category, place_words="Bakom kiosken")
    walk.end(NOW)
    release_walk(walk, by=people.anna, now=NOW)
    db.session.commit()
    Worker().round(NOW)
    assert sorted(by_smtp.recipients) == ["bertil@example.org", "cilla@example.org"]
    texts = {
        to: letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for to, letter in zip(by_smtp.recipients, by_smtp.letters, strict=True)
    }
    assert texts["bertil@example.org"].count("Bakom kiosken") == 2
    assert "Bakom kiosken" not in texts["cilla@example.org"]
    assert "BOR-2026-0003" in texts["cilla@example.org"]


def test_news_of_a_walk_come_with_a_way_out_in_the_head_of_the_letter(
    app: Flask, by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    """RFC 2369 and RFC 8058: the mail program's own button ends it by one POST."""
    area = make.area()
    area.network_emails = ["granne@example.org"]
    published(people, make.walk(people.anna, area=area), NOW)
    db.session.commit()
    worker = Worker()
    for hours in (2, 3):
        worker.round(NOW + timedelta(hours=hours))
    [letter] = [each for each in by_smtp.letters if "granne@example.org" in str(each["To"])]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = "/" + str(letter["List-Unsubscribe"]).strip("<>").split("/", 3)[3]
    sent = app.test_client().post(way_out, data={"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(Follower)).one().ended_at is not None


def test_nothing_of_a_party_goes_to_whoever_has_left_it(
    by_smtp: Mailbox, people: SimpleNamespace
) -> None:
    second = make.person("Bo", Role.HANDLER, party="tekniska-namnden")
    walk = make.walk(people.anna)
    walk.start(NOW)
    make.finding(walk, make.participant(walk)[0])
    walk.end(NOW)
    release_walk(walk, by=people.anna, now=NOW)
    db.session.flush()
    for membership in list(people.bertil.memberships):
        db.session.delete(membership)
    db.session.commit()
    Worker().round(NOW)
    assert by_smtp.asked == [second.email]
    left = db.session.scalars(select(Letter).where(Letter.state == LetterState.DROPPED)).one()
    assert left.why == "Personen arbetar inte längre åt parten."


def test_nothing_goes_to_whoever_has_retired(by_smtp: Mailbox, people: SimpleNamespace) -> None:
    """Of letters that waited, and of the day's: the others still get theirs."""
    second = make.person("Bo", Role.HANDLER, party="tekniska-namnden")
    third = make.person("Berit", Role.HANDLER, party="tekniska-namnden")
    third.letters = Letters.DAILY
    walk = make.walk(people.anna)
    walk.start(NOW)
    make.finding(walk, make.participant(walk)[0])
    walk.end(NOW)
    release_walk(walk, by=people.anna, now=NOW)
    invite(people.rune)
    for retired in (people.bertil, third, people.rune):
        retired.close()
    db.session.commit()
    for days in (0, 1):
        Worker().round(NOW + timedelta(days=days))
    assert by_smtp.asked == [second.email]
    gone = db.session.scalars(select(Letter).where(Letter.state == LetterState.DROPPED)).all()
    assert {letter.recipient for letter in gone} == {
        "bertil@example.org",
        "berit@example.org",
        "rune@example.org",
    }
    assert {letter.why for letter in gone} == {"Kontot är stängt."}
