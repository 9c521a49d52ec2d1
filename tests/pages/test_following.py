"""Hearing what became of a walk: asked by letter, told once a week at most, ended by one press."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.client import Client
from tests.pages.plans import KARIN
from tests.test_database import all_at_once
from walks.db import db
from walks.mail import _message
from walks.mail_facts import NothingLeft
from walks.mail_words import words_of
from walks.model.clock import tick
from walks.model.finding import Finding
from walks.model.follower import Follower, follow
from walks.model.letter import Letter, LetterKind
from walks.model.release import release_walk
from walks.model.reporter import ADDRESS_KEPT
from walks.model.review import Review, publish
from walks.model.walk import Walk

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def finding(people: SimpleNamespace, now: object) -> Finding:
    """A lamp noted on Anna's walk on Norrby, which has been released."""
    area = make.area()
    area.network_emails = ["granne@example.org"]
    walk = make.walk(people.anna, area=area)
    walk.start(make.NOW)
    made = make.finding(walk, make.participant(walk)[0])
    walk.end(make.NOW)
    release_walk(walk, by=people.anna, now=make.NOW)
    db.session.commit()
    return made


@pytest.fixture
def walk(finding: Finding) -> Walk:
    """The walk."""
    assert finding.walk
    return finding.walk


def letters(kind: LetterKind) -> list[Letter]:
    wanted = select(Letter).where(Letter.kind == kind).order_by(Letter.id)
    return list(db.session.scalars(wanted))


def secret_in(letter: Letter) -> str:
    return words_of(letter).link.rpartition("/")[2]


def put_out(finding: Finding, people: SimpleNamespace) -> None:
    review = Review(text="Lampan är trasig.", place="Tunneln")
    publish(finding, review, by=people.karin, now=make.NOW)
    db.session.commit()


def test_an_address_is_asked_by_letter_and_says_yes(client: Client, walk: Walk) -> None:
    to = f"/vandringar/{walk.public_id}/folj"
    assert client.visit(f"/vandringar/{walk.public_id}").select(f"a[href='{to}']")
    page = client.send(to, client.visit(to).form(to) | {"email": "Lisa@example.org"})
    assert "Titta i din e-post" in page.words("h1")
    [letter] = letters(LetterKind.FOLLOW)
    assert letter.recipient == "lisa@example.org"
    assert "tunneln" not in words_of(letter).plain.lower()
    secret = secret_in(letter)
    page = client.visit(f"/folj/{secret}")
    assert page.form("/avslut") is not None  # a no is as near as a yes
    assert db.session.scalars(select(Follower)).one().confirmed_at is None
    page = client.send(f"/folj/{secret}/ja", page.form("/ja"))
    assert "Du får brev om" in page.words("h1")


def test_whoever_types_an_address_again_learns_nothing_and_sends_no_more(
    client: Client, walk: Walk
) -> None:
    to = f"/vandringar/{walk.public_id}/folj"
    for _time in range(3):
        page = client.send(to, client.visit(to).form(to) | {"email": "lisa@example.org"})
        assert "Titta i din e-post" in page.words("h1")
    [letter] = letters(LetterKind.FOLLOW)
    client.send(f"/folj/{secret_in(letter)}/ja", {})
    with pytest.raises(NothingLeft):
        words_of(letters(LetterKind.FOLLOW)[0])
    client.send(to, client.visit(to).form(to) | {"email": "lisa@example.org"})
    assert len(letters(LetterKind.FOLLOW)) == 1


@pytest.mark.parametrize("email", ["", "lisa", "lisa@", "a" * 200 + "@example.org"])
def test_an_address_that_is_none_comes_back(client: Client, walk: Walk, email: str) -> None:
    to = f"/vandringar/{walk.public_id}/folj"
    page = client.send(to, client.visit(to).form(to) | {"email": email}, 422)
    assert page.form(to)["email"] == email
    assert page.select(".ds-error-summary")
    assert letters(LetterKind.FOLLOW) == []


def test_a_round_has_no_such_page(client: Client, people: SimpleNamespace, now: object) -> None:
    from walks.model.walk import WalkKind

    rond = make.walk(people.anna, kind=WalkKind.ROUND)
    db.session.commit()
    client.visit(f"/vandringar/{rond.public_id}/folj", 404)


def test_a_made_up_link_is_not_found(client: Client, walk: Walk) -> None:
    client.visit("/folj/MQ.aaaaaaaaaaaaaaaaaaaaaaaaaaa", 404)


def test_news_come_at_publication_and_when_something_is_done_once_a_week(
    people: SimpleNamespace, walk: Walk, finding: Finding
) -> None:
    put_out(finding, people)
    assert [k.recipient for k in letters(LetterKind.NEWS)] == []
    tick(make.NOW + timedelta(minutes=30))
    assert letters(LetterKind.NEWS) == []
    tick(make.NOW + 2 * HOUR)
    [first] = letters(LetterKind.NEWS)
    assert first.recipient == "granne@example.org"
    said = words_of(first).plain
    assert "1 plats från vandringen går nu att läsa om." in said
    assert finding.text not in said
    finding.fix("Lampan är bytt.", by=people.bertil, now=make.NOW + DAY)
    db.session.flush()
    tick(make.NOW + 3 * DAY)
    assert len(letters(LetterKind.NEWS)) == 1
    tick(make.NOW + 8 * DAY)
    [_first, second] = letters(LetterKind.NEWS)
    said = words_of(second).plain
    assert "Det här har blivit gjort sedan sist:" in said
    assert "Belysning, Tunneln" in said
    for days in range(9, 40):
        tick(make.NOW + days * DAY)
    assert len(letters(LetterKind.NEWS)) == 2


def test_one_press_ends_it_from_a_mail_program_too(
    app: Flask, client: Client, people: SimpleNamespace, walk: Walk, finding: Finding
) -> None:
    put_out(finding, people)
    tick(make.NOW + 2 * HOUR)
    db.session.commit()
    [letter] = letters(LetterKind.NEWS)
    words = words_of(letter)
    message = _message(letter, words, letter.recipient, make.NOW)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(message["List-Unsubscribe"]).strip("<>").split("/", 3)[3]
    client.visit(f"/{address}")
    assert db.session.scalars(select(Follower)).one().ended_at is None
    sent = app.test_client().post(f"/{address}", data={"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(Follower)).one().ended_at is not None
    with pytest.raises(NothingLeft):
        words_of(letter)
    client.sign_in(KARIN)
    assert walk.area
    assert "granne@example.org" in client.visit(f"/regler/omraden/{walk.area.id}").words()


def test_a_network_that_said_no_is_not_asked_about_the_next_walk(
    people: SimpleNamespace, walk: Walk, finding: Finding
) -> None:
    put_out(finding, people)
    tick(make.NOW + 2 * HOUR)
    db.session.scalars(select(Follower)).one().end(make.NOW)
    later = make.walk(people.anna, area=walk.area)
    later.start(make.NOW)
    other = make.finding(later, make.participant(later)[0])
    later.end(make.NOW)
    release_walk(later, by=people.anna, now=make.NOW)
    put_out(other, people)
    tick(make.NOW + 3 * HOUR)
    assert len(letters(LetterKind.NEWS)) == 1


def test_addresses_are_forgotten_in_time(people: SimpleNamespace, walk: Walk) -> None:
    follow(walk, "lisa@example.org", "sv", make.NOW)
    db.session.scalars(select(Follower)).one().confirm(make.NOW)
    [letter] = letters(LetterKind.FOLLOW)
    report = make.report(email="david@example.org")
    db.session.flush()
    report.fix("Lampan är bytt.", by=people.bertil, now=make.NOW)
    db.session.flush()
    still_open = make.report("t" * 32, email="eva@example.org")
    tick(make.NOW + ADDRESS_KEPT)
    tick(make.NOW + ADDRESS_KEPT + DAY)
    assert report.reporter
    assert report.reporter.email is None
    assert still_open.reporter
    assert still_open.reporter.email == "eva@example.org"
    assert db.session.scalars(select(Follower)).all()
    assert letter.recipient == "lisa@example.org"
    tick(make.NOW + ADDRESS_KEPT + 62 * DAY)
    assert not db.session.scalars(select(Follower)).all()
    assert letter.recipient == ""


def test_whose_report_is_a_double_keeps_the_address_while_the_other_goes_on(
    people: SimpleNamespace, now: object
) -> None:
    first = make.report(email="david@example.org")
    second = make.report("t" * 32, email="eva@example.org")
    db.session.flush()
    second.mark_duplicate(first, by=people.bertil, now=make.NOW)
    tick(make.NOW + ADDRESS_KEPT + DAY)
    assert second.reporter
    assert second.reporter.email == "eva@example.org"
    fixed = make.NOW + ADDRESS_KEPT + 2 * DAY
    first.fix("Lampan är bytt.", by=people.bertil, now=fixed)
    db.session.flush()
    tick(fixed + ADDRESS_KEPT - DAY)
    assert second.reporter.email == "eva@example.org"
    tick(fixed + ADDRESS_KEPT + DAY)
    assert second.reporter.email is None


def test_two_presses_at_once_ask_the_address_once(app: Flask, walk: Walk) -> None:
    """Real requests at once against one database."""
    at = f"/vandringar/{walk.public_id}/folj"

    def press(_index: int) -> int:
        return app.test_client().post(at, data={"email": "lisa@example.org"}).status_code

    assert all_at_once(app, press, writers=4) == [303] * 4
    assert len(letters(LetterKind.FOLLOW)) == 1
    assert len(db.session.scalars(select(Follower)).all()) == 1


def test_a_resident_removes_their_own_address(client: Client, people: SimpleNamespace) -> None:
    make.report(email="david@example.org")
    db.session.commit()
    page = client.visit("/arende/" + "s" * 32)
    page = client.send("/arende/" + "s" * 32 + "/adress", page.form("/adress"))
    assert "Ta bort min e-postadress" not in page.words()
    assert "Din e-postadress är borttagen" in page.words()
    wanted = select(Finding)
    reporter = db.session.scalars(wanted).one().reporter
    assert reporter
    assert reporter.email is None


def test_the_walks_page_shows_how_it_has_gone(
    client: Client, people: SimpleNamespace, walk: Walk, finding: Finding
) -> None:
    put_out(finding, people)
    january = (make.NOW + 70 * DAY).date()
    finding.plan("Lampan byts i januari.", january, by=people.bertil, now=make.NOW + DAY)
    finding.fix("Lampan är bytt.", by=people.bertil, now=make.NOW + 30 * DAY)
    db.session.commit()
    with time_machine.travel(make.NOW + 60 * DAY):
        table = client.visit(f"/vandringar/{walk.public_id}").words("table")
    assert "november 2026 1 0" in table
    assert "december 2026 1 1" in table
    assert "januari 2027 1 1" in table
