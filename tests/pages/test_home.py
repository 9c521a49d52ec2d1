"""The start page and the pages that the law wants beside it."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests import make
from tests.client import Client
from tests.queries import counted
from walks.db import db
from walks.model.clock import round_done
from walks.model.review import Review, publish
from walks.model.walk import WalkKind, WalkState


@pytest.fixture
def answered(people: SimpleNamespace, now: datetime) -> None:
    """A resident's report that was answered, reviewed and published."""
    report = make.report()
    report.fix("Två nya lampor sitter uppe sedan i dag.", by=people.bertil, now=now)
    review = Review("Släckt i tunneln.", "Gångtunneln", answer="Två nya lampor sitter uppe.")
    publish(report, review, by=people.karin, now=now)
    db.session.commit()


def test_an_empty_town_says_so_and_asks_for_a_report(client: Client) -> None:
    page = client.visit("/")
    assert page.words("h1") == "Du ser platsen. Vi ser till att någon svarar."
    assert "Ingen vandring är planerad just nu." in page.words()
    assert "så snart de första är klara" in page.words()
    assert "publicerade platser" not in page.words()
    assert [a.text.strip() for a in page.select("main a.ds-button")] == ["Rapportera en plats"]


def test_a_coming_walk_stands_with_date_and_place(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    walk = make.walk(people.anna, starts_at=now + timedelta(days=2))
    make.walk(people.anna, title="Rond", kind=WalkKind.ROUND, starts_at=now + timedelta(days=2))
    db.session.commit()
    page = client.visit("/")
    assert [a["href"] for a in page.select(".walk-title a")] == [f"/vandringar/{walk.public_id}"]
    assert "Torsdag 12 november 2026 kl. 18.00" in page.words(".walk")
    assert "Norrbytorget" in page.words(".walk")
    assert "070-174 06 05" not in page.words("body"), "the leader's phone is for those who walk"
    assert walk.join_code not in page.response.text


def test_the_latest_answer_stands_beside_what_was_said(client: Client, answered: None) -> None:
    page = client.visit("/")
    assert "Släckt i tunneln." in page.words(".said-you")
    assert "Tekniska nämnden svarade 10 november 2026" in page.words(".said-we")
    assert "Två nya lampor sitter uppe." in page.words(".said-we")
    assert page.words(".figures") == "1 av 1 publicerade platser har fått svar. 1 är åtgärdade."


def test_an_answer_leads_to_its_place_in_the_list(client: Client, answered: None) -> None:
    url = client.visit("/").select_one(".said a")["href"]
    address, anchor = url.split("#")
    assert client.visit(address).select_one(f"[id={anchor}]")


def test_an_answer_from_a_round_leads_to_the_list_and_not_to_the_round(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    around = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.UNDER_WAY)
    door = make.finding(around, make.participant(around)[0])
    door.release(by=None, now=now)
    door.fix("Dörren går att låsa igen.", by=people.bertil, now=now)
    review = Review("", "", answer="Dörren går att låsa igen.", confirmed=True)
    publish(door, review, by=people.karin, now=now)
    db.session.commit()
    page = client.visit("/")
    assert page.select_one(".said a")["href"].startswith("/karta?")
    assert around.title not in page.words()


def test_a_typed_code_goes_to_the_page_that_asks_for_it(client: Client) -> None:
    form = client.visit("/").select_one("form.code")
    assert (form["method"], form["action"], form.select_one("input")["name"]) == (
        "get",
        "/g/",
        "kod",
    )


def test_a_handler_sees_what_waits_on_their_party(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    make.report()
    db.session.commit()
    client.sign_in("bertil@example.org")
    assert client.visit("/").words(".next-step") == "1 fynd väntar på er"
    other = client.application.test_client()
    other.sign_in("cilla@example.org")
    assert other.visit("/").select(".next-step") == []


def test_a_coordinator_and_a_leader_see_their_next_step(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    make.report()
    walk = make.walk(people.anna, state=WalkState.SUMMING_UP)
    db.session.commit()
    client.sign_in("karin@example.org")
    assert client.visit("/").words(".next-step") == "1 fynd att granska"
    leader = client.application.test_client()
    leader.sign_in("anna@example.org")
    link = leader.visit("/").select_one(".next-step a")
    assert link.text.strip() == "Du leder: Höstvandring på Norrby"
    assert link["href"] == f"/sammanstallning/{walk.public_id}"


def test_the_start_page_asks_the_database_equally_often_however_much_there_is(
    app: Flask, client: Client, people: SimpleNamespace, now: datetime
) -> None:
    def grow(times: int) -> int:
        for i in range(times):
            report = make.report(f"{times}-{i}".zfill(32), latitude=57.7, longitude=12.9)
            report.fix("Två nya lampor sitter uppe.", by=people.bertil, now=now)
            publish(report, Review("Släckt.", "", answer="Nya."), by=people.karin, now=now)
            make.walk(people.anna, starts_at=now + timedelta(days=i + 1))
        db.session.commit()
        with counted(app) as statements:
            client.visit("/")
        return len(statements)

    few = grow(1)
    assert grow(6) == few
    assert few <= 7


def test_a_post_to_the_start_page_is_refused_with_a_sentence(client: Client) -> None:
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_statement_is_honest_about_what_has_not_been_tested(
    client: Client, prefix: str
) -> None:
    page = client.visit(f"{prefix}/tillganglighet")
    assert page.select('a[href="https://www.digg.se/tdosanmalan"]')
    if not prefix:
        assert "delvis förenlig" in page.words()
        assert "Ingen utanför har granskat den än." in page.words()


def test_privacy_says_who_to_turn_to(client: Client) -> None:
    words = client.visit("/integritet").words()
    assert "Borås Stad ansvarar för uppgifterna." in words
    assert "dataskyddsombudet" in words
    for cookie in ("walk_", "session", "colours"):
        assert cookie in words


def health(client: Client) -> dict[str, Any]:
    """What the address for monitoring says."""
    told: dict[str, Any] = client.get("/halsa").json
    return told


def test_health_tells_version_and_that_the_database_answers(client: Client) -> None:
    told = health(client)
    assert (told["status"], told["database"], told["version"]) == ("ok", "ok", "0.1.0")


def test_health_tells_when_the_worker_last_looked_at_everything(
    client: Client, now: datetime
) -> None:
    assert health(client)["worker"] == {"stopped": True, "latest_round": None}
    for ago, stopped in ((timedelta(minutes=60), False), (timedelta(minutes=61), True)):
        round_done(now - ago)
        db.session.commit()
        latest = (now - ago).isoformat()
        assert health(client)["worker"] == {"stopped": stopped, "latest_round": latest}


def test_health_is_503_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_options: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(db.session, "get", away)
    answer = client.get("/halsa")
    assert answer.status_code == 503
    assert answer.json["database"] == "unreachable"


@pytest.mark.usefixtures("answered")
def test_where_very_many_are_answered_the_start_page_stops_counting(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("walks.model.counting", "walks.pages.home"):
        monkeypatch.setattr(f"{module}.COUNTED", 0)
    words = client.visit("/").words(".figures")
    assert words == "Fler än 0 publicerade platser har fått svar. Fler än 0 är åtgärdade."
