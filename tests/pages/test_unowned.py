"""What nobody is sure to answer for: all of it, in order, with why and who is proposed."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.queries import counted
from walks.db import db
from walks.model.party import party_by_slug


def numbers(client: Client, address: str) -> list[str]:
    page = client.visit(address)
    return [element.text for element in page.select("tbody .finding-number")]


def uncertain(count: int) -> list[str]:
    made = [make.report(f"{number:032}") for number in range(count)]
    for place, finding in enumerate(made):
        finding.certain = False
        finding.received_at = make.NOW + timedelta(minutes=place)
    db.session.commit()
    return [finding.number for finding in made]


def test_nothing_is_dropped_between_pages(client: Client, people: SimpleNamespace) -> None:
    made = uncertain(27)
    client.sign_in("karin@example.org")
    assert numbers(client, "/utan-agare") == made[:25]
    page = client.visit("/utan-agare")
    assert "Tillsammans: 27." in page.words()
    after = page.select_one(".pager a[href*=efter]")["href"]  # type: ignore[index]
    assert numbers(client, str(after)) == made[25:]
    assert "Utan säker ägare: 27" in client.visit("/inkorg").words()


def test_it_says_why_and_who_is_proposed_and_a_decision_ends_it(
    client: Client, people: SimpleNamespace, now: object
) -> None:
    report = make.report()
    police = party_by_slug("polisen")
    report.ask_coordinator(police, "Det säljs narkotika där.", by=people.bertil, now=make.NOW)
    make.report("t" * 32)
    db.session.commit()
    client.sign_in("karin@example.org")
    page = client.visit("/utan-agare")
    row = page.words("tbody")
    assert "Det säljs narkotika där. Polisen" in row
    report.decide(police, "Det är en polisfråga.", by=people.karin, now=make.NOW)
    db.session.commit()
    assert "Alla öppna fynd har en säker ägare." in client.visit("/utan-agare").words()


@pytest.mark.parametrize("count", [2, 20])
def test_it_asks_as_much_of_many_as_of_few(
    app: Flask, client: Client, people: SimpleNamespace, count: int
) -> None:
    uncertain(count)
    client.sign_in("karin@example.org")
    with counted(app) as statements:
        client.visit("/utan-agare")
    assert len(statements) <= 14


@pytest.mark.parametrize("name", ["bertil", "anna", "rune", "ada"])
def test_it_is_the_coordinators(client: Client, people: SimpleNamespace, name: str) -> None:
    client.sign_in(f"{name}@example.org")
    client.visit("/utan-agare", 404)
