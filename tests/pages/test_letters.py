"""The coordinator sees which letters have not come and tries again; each chooses when they come."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.client import Client
from tests.make import NOW
from tests.queries import counted
from walks.db import db
from walks.model.letter import Letter, LetterKind, LetterState, write_letter
from walks.model.person import Letters, Person
from walks.worker import Worker


def letter_to(person: Person, state: LetterState = LetterState.FAILED, key: str = "1") -> Letter:
    """Put a letter that has come so far in the outbox."""
    made = write_letter(
        LetterKind.INVITATION,
        f"test:{person.id}:{key}",
        to=person.email,
        name=person.name,
        person=person,
        now=NOW,
    )
    made.state, made.why, made.tries = state, "550 5.1.1 No such user", 1
    db.session.commit()
    return made


def test_nothing_amiss_is_said_so(client: Client, people: SimpleNamespace) -> None:
    client.sign_in("karin@example.org")
    assert "Alla brev har kommit fram" in client.visit("/brev").words()


def test_a_failed_letter_is_told_and_sent_again_once(
    client: Client, people: SimpleNamespace, now: object
) -> None:
    letter = letter_to(people.bertil)
    client.sign_in("karin@example.org")
    assert "1 brev har inte kommit fram" in client.visit("/planering").words()
    page = client.visit("/brev")
    assert "550 5.1.1 No such user" in page.words()
    assert "bertil@example.org" in page.words()
    address = f"/brev/{letter.id}/nytt-forsok"
    assert "skickas igen om en liten stund" in client.send(address, {}).words()
    assert "redan på väg igen" in client.send(address, {}).words()
    db.session.refresh(letter)
    assert letter.state is LetterState.WAITING
    assert [each["by"] for each in letter.facts["again"]] == ["Karin"]
    Worker().round(NOW)
    db.session.refresh(letter)
    assert letter.state is LetterState.SENT
    shown = client.visit(f"/brev/{letter.id}").words()
    assert "Karin bad om ett nytt försök." in shown
    assert "[hemlig länk]" in shown


def test_a_page_of_many_costs_what_a_page_of_few_does(
    app: Flask, client: Client, people: SimpleNamespace
) -> None:
    client.sign_in("karin@example.org")
    asked = []
    for count in (1, 30):
        for number in range(count):
            letter_to(people.bertil, key=f"failed {count} {number}")
            letter_to(people.anna, LetterState.WAITING, f"waiting {count} {number}")
        with counted(app) as statements:
            page = client.visit("/brev")
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert len(page.select("tbody tr")) == 24
    later = page.select_one("nav.pager a")
    assert later
    assert len(client.visit(str(later["href"])).select("tbody tr")) == 7


def test_a_residents_address_is_not_shown(client: Client, people: SimpleNamespace) -> None:
    make.report(email="lo.lind@example.org")
    letter = db.session.scalars(select(Letter).where(Letter.kind == LetterKind.RECEIPT)).one()
    letter.fail("550 nej")
    db.session.commit()
    client.sign_in("karin@example.org")
    for address in ("/brev", f"/brev/{letter.id}"):
        words = client.visit(address).words()
        assert "l…@example.org" in words
        assert "lo.lind" not in words


def test_health_tells_of_letters_without_addresses(
    client: Client, people: SimpleNamespace, now: object
) -> None:
    letter_to(people.anna, LetterState.WAITING, "w").created_at = NOW - timedelta(minutes=5)
    letter_to(people.anna, LetterState.UNSURE, "u")
    letter_to(people.anna, LetterState.FAILED, "f")
    answer = client.get("/halsa")
    assert answer.json["letters"] == {
        "waiting": 1,
        "unsure": 1,
        "failed": 1,
        "oldest_waiting_seconds": 300,
    }
    assert "@" not in answer.text


@pytest.mark.parametrize("choice", list(Letters))
def test_everybody_chooses_when_letters_come(
    client: Client, people: SimpleNamespace, choice: Letters
) -> None:
    client.sign_in("bertil@example.org")
    assert client.visit("/mitt-konto").form("/mitt-konto/brev")["letters"] == "at_once"
    assert "Ditt val är sparat." in client.send("/mitt-konto/brev", {"letters": choice}).words()
    db.session.refresh(people.bertil)
    assert people.bertil.letters is choice


def test_a_choice_that_is_none_is_refused(client: Client, people: SimpleNamespace) -> None:
    client.sign_in("bertil@example.org")
    page = client.send("/mitt-konto/brev", {"letters": "aldrig"}, status=422)
    assert page.select_one("#error-summary")
