"""Planning: who sees the year, in what order, and what of it leads where."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.pages.plans import ANNA, BERTIL, KARIN, annas_walk, planned, signed_in, stored
from tests.queries import counted
from walks.db import db
from walks.model.clock import round_done
from walks.model.person import Role
from walks.model.walk import Walk, WalkKind, WalkState


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk on Norrby at 18:00 today; Rune takes notes."""
    return annas_walk(people)


def test_coordinator_sees_the_year_by_month_with_state_area_leader_and_findings(
    client: Client, people: SimpleNamespace, walk: Walk
) -> None:
    participant, _secret = make.participant(walk)
    make.finding(walk, participant)
    make.finding(walk, participant).withdraw(by=participant, now=make.NOW)
    make.walk(people.bertil, title="Vårvandring", starts_at=datetime(2026, 4, 2, 16, tzinfo=UTC))
    make.walk(people.bertil, title="Julvandring", starts_at=datetime(2026, 12, 8, 17, tzinfo=UTC))
    make.walk(people.bertil, title="Nästa år", starts_at=datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
    make.walk(people.bertil, title="Nyårsnatt", starts_at=datetime(2026, 12, 31, 23, tzinfo=UTC))
    db.session.commit()
    client.sign_in(KARIN)
    page = client.visit("/planering")
    headings = [h.get_text(strip=True) for h in page.select("main h2")]
    assert headings == ["November 2026", "December 2026", "Tidigare under 2026"]
    assert [a.text for a in page.select("main article h3 a")] == [
        "Höstvandring på Norrby",
        "Julvandring",
        "Vårvandring",
    ]
    row = page.words("main article")
    for seen in ("Pågår", "tisdag 10 november kl. 18.00", "Norrby", "Anna", "1 fynd"):
        assert seen in row
    assert [a.text.strip() for a in page.select(".page-head a")] == ["Ny vandring", "Ny rond"]
    # 00:00 on New Year's Day in Borås is the year before by UTC.
    assert "Nyårsnatt" in client.visit("/planering?ar=2027").words()


def test_coordinator_is_told_when_the_clock_has_stopped(
    app: Flask, people: SimpleNamespace, now: datetime
) -> None:
    karin, anna = signed_in(app, KARIN), signed_in(app, ANNA)
    for ago, told in ((None, True), (timedelta(minutes=60), False), (timedelta(minutes=61), True)):
        if ago:
            round_done(now - ago)
            db.session.commit()
        assert ("klocka står still" in karin.visit("/planering").words()) is told
        assert "klocka står still" not in anna.visit("/planering").words()


def test_year_can_be_filtered_by_kind(client: Client, people: SimpleNamespace, walk: Walk) -> None:
    make.walk(people.bertil, kind=WalkKind.ROUND, title="Rond på biblioteket")
    db.session.commit()
    client.sign_in(KARIN)
    assert "Rond på biblioteket" not in client.visit("/planering?slag=vandring").words()
    page = client.visit("/planering?slag=rond")
    assert [h.text for h in page.select("article h3")] == ["Rond på biblioteket"]
    assert "Stadsbiblioteket" in page.words("article")
    assert page.select_one("#kind-round[aria-current]")


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("karin", True),
        ("anna", True),
        ("nils", True),
        ("bertil", False),
        ("rune", False),
        ("ada", False),
    ],
)
def test_rounds_are_listed_for_those_who_run_them_only(
    client: Client, people: SimpleNamespace, walk: Walk, name: str, sees: bool
) -> None:
    nils = make.person("Nils")
    make.walk(people.anna, note_taker=nils, kind=WalkKind.ROUND, title="Rond på biblioteket")
    db.session.commit()
    client.sign_in(f"{name}@example.org")
    page = client.visit("/planering")
    assert "Höstvandring på Norrby" in page.words()
    assert ("Rond på biblioteket" in page.words()) is sees


def test_year_without_walks_says_so_and_offers_to_plan_one(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    client.sign_in(KARIN)
    page = client.visit("/planering?ar=2031")
    assert "Här finns inget planerat 2031." in page.words()
    assert page.select_one(".empty a")["href"] == "/planering/ny/vandring"
    assert client.get("/planering?ar=99999").status_code == 404
    client.visit("/planering?ar=tjugo")


def test_leader_and_note_taker_open_their_own_walk_and_the_public_page_of_others(
    app: Flask, people: SimpleNamespace, walk: Walk
) -> None:
    other = make.walk(people.bertil, title="Bertils vandring")
    db.session.commit()
    for email in (ANNA, "rune@example.org"):
        client = signed_in(app, email)
        page = client.visit("/planering")
        assert {a.text: a["href"] for a in page.select("main h3 a")} == {
            "Höstvandring på Norrby": f"/planering/{walk.public_id}",
            "Bertils vandring": f"/vandringar/{other.public_id}",
        }
        assert not page.select(".page-head a"), "only a coordinator makes walks"
        client.visit(f"/planering/{walk.public_id}")


def test_others_read_the_dates_and_what_everybody_may_of_each_walk(
    app: Flask, people: SimpleNamespace, walk: Walk
) -> None:
    make.person("Roger", Role.READER)
    participant, _secret = make.participant(walk)
    make.finding(walk, participant)
    db.session.commit()
    for email in (BERTIL, "cilla@example.org", "roger@example.org", "ada@example.org"):
        client = signed_in(app, email)
        page = client.visit("/planering")
        assert "Höstvandring på Norrby" in page.words()
        assert "1 fynd" not in page.words()
        assert client.visit(page.select_one("main h3 a")["href"]).h1.text == walk.title


def test_strangers_get_404_and_visitors_are_asked_to_sign_in(
    client: Client, people: SimpleNamespace, walk: Walk
) -> None:
    gets = ["", "/andra", "/affisch"]
    posts = ["/andra", "/starta", "/avsluta", "/ny-kod", "/flytta", "/stall-in"]
    for path in gets:
        answer = client.get(f"/planering/{walk.public_id}{path}")
        assert (answer.status_code, "/logga-in" in answer.location) == (303, True)
    client.sign_in(BERTIL)
    for path in gets:
        client.visit(f"/planering/{walk.public_id}{path}", status=404)
    for path in posts:
        client.send(f"/planering/{walk.public_id}{path}", planned(), status=404)
    client.visit("/planering/ny/vandring", status=404)
    client.send("/planering/ny/rond", planned(), status=404)
    client.visit("/planering/finnsinte1", status=404)
    assert stored(walk.public_id).state is WalkState.PLANNED


def test_list_asks_as_little_of_the_database_for_thirty_walks_as_for_three(
    app: Flask, client: Client, people: SimpleNamespace, walk: Walk
) -> None:
    client.sign_in(KARIN)
    asked = []
    for extra in (2, 27):
        for number in range(extra):
            make.walk(people.bertil, area=make.area(f"Område {extra} {number}"))
        db.session.commit()
        with counted(app) as statements:
            client.visit("/planering")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12


def test_the_year_is_paged_those_ahead_first_and_each_met_once(
    app: Flask,
    client: Client,
    people: SimpleNamespace,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("walks.pages.planning.WALKS_A_PAGE", 2)
    plans = {"Nyss": -1, "Längesen": -40, "Glömd": -9, "Snart": 2, "Sen": 20}
    for title, days in plans.items():
        state = WalkState.SUMMING_UP if title == "Glömd" else WalkState.PLANNED
        starts = now + timedelta(days=days)
        make.walk(people.bertil, area=make.area(title), title=title, state=state, starts_at=starts)
    make.walk(people.bertil, kind=WalkKind.ROUND, title="Rond", starts_at=now + timedelta(days=4))
    db.session.commit()
    client.sign_in(KARIN)
    page, met, asked = client.visit("/planering?slag=vandring"), [], []
    for _page in range(4):
        met += [h3.get_text(strip=True) for h3 in page.select(".walk-title")]
        if (link := page.select_one('.pager a:-soup-contains("Nästa sida")')) is None:
            break
        with counted(app) as statements:
            page = client.visit(link["href"])
        asked.append(len(statements))
    assert met == ["Glömd", "Snart", "Sen", "Längesen", "Nyss"]
    assert max(asked) <= 12
    page = client.visit(page.select_one('.pager a:-soup-contains("Föregående sida")')["href"])
    assert [h3.get_text(strip=True) for h3 in page.select(".walk-title")] == ["Sen", "Längesen"]
    assert "Tidigare under 2026" in page.text
    page = client.visit(page.select_one('.pager a:-soup-contains("Till början")')["href"])
    assert [h3.get_text(strip=True) for h3 in page.select(".walk-title")] == ["Glömd", "Snart"]


def test_a_page_on_from_a_round_that_one_does_not_see_is_not_there(
    app: Flask, client: Client, people: SimpleNamespace, now: datetime
) -> None:
    hidden = make.walk(people.anna, kind=WalkKind.ROUND)
    db.session.commit()
    client.sign_in(BERTIL)
    for name in ("efter", "fore"):
        for wrong in (hidden.public_id, "finnsinte1"):
            client.visit("/planering", query_string={name: wrong}, status=404)
    signed_in(app, ANNA).visit("/planering", query_string={"efter": hidden.public_id})


def test_filter_swaps_only_the_list(client: Client, walk: Walk) -> None:
    client.sign_in(KARIN)
    part = client.get("/planering?slag=vandring", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "Höstvandring på Norrby" in part.text
    assert "HX-Request" in part.vary
