"""Running a walk on the day: what is acute, two who press the same button, what is said when."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.queries import counted
from walks.db import db
from walks.model.codes import Urgency
from walks.model.walk import Participant, Walk, WalkKind, WalkState

ANNA, RUNE = "anna@example.org", "rune@example.org"


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk on Norrby that has started; Rune takes notes."""
    made = make.walk(people.anna, note_taker=people.rune, area=make.area())
    made.start(now)
    db.session.commit()
    return made


@pytest.fixture
def noter(walk: Walk) -> Participant:
    """Somebody who has joined."""
    return make.participant(walk)[0]


def address(walk: Walk, act: str = "") -> str:
    """Return the walk's page in planning, or that of an act."""
    return f"/planering/{walk.public_id}{act}"


def in_state(walk: Walk, state: WalkState) -> None:
    """Let the walk have come that far."""
    walk.state, walk.released_at = state, make.NOW
    db.session.commit()


@pytest.mark.parametrize("state", [WalkState.UNDER_WAY, WalkState.SUMMING_UP])
def test_leader_reads_what_is_acute_until_somebody_takes_it_on(
    app: Flask,
    client: Client,
    people: SimpleNamespace,
    walk: Walk,
    noter: Participant,
    state: WalkState,
) -> None:
    make.finding(walk, noter)
    acute = make.finding(
        walk, noter, urgency=Urgency.ACUTE, text="Ett elskåp står öppet.", place_words="Vid skolan"
    )
    make.finding(walk, noter, urgency=Urgency.ACUTE).withdraw(by=noter, now=make.NOW)
    in_state(walk, state)
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    (notice,) = page.select("[data-color=danger].notice")
    words = " ".join(notice.get_text(" ").split())
    assert words.startswith("1 akut fynd")
    for seen in ("”Ett elskåp står öppet”.", "Vid skolan", "Tekniska nämnden"):
        assert seen in words
    assert [a["href"] for a in notice.select("a")] == [f"/fynd/{acute.number}"]
    assert client.get(f"/fynd/{acute.number}").status_code == 200
    assert "1 akut" in client.visit("/planering").words("main article .ds-tag[data-color=danger]")
    bertil: Client = app.test_client()  # type: ignore[assignment]
    bertil.sign_in("bertil@example.org")
    assert "akut" not in bertil.visit("/planering").words("main"), "not theirs to run"
    acute.receive(by=people.bertil, now=make.NOW)
    db.session.commit()
    assert not client.visit(address(walk)).select("[data-color=danger].notice")
    assert "akut" not in client.visit("/planering").words("main")


def test_what_is_acute_costs_as_few_questions_for_many_as_for_one(
    app: Flask, client: Client, people: SimpleNamespace, walk: Walk, noter: Participant
) -> None:
    client.sign_in(ANNA)
    asked = []
    for extra in (1, 9):
        for number in range(extra):
            category = ("lighting", "drugs", "greenery")[number % 3]
            make.finding(walk, noter, urgency=Urgency.ACUTE, category=category)
            another = make.walk(people.anna, area=make.area(f"Område {extra} {number}"))
            make.finding(another, make.participant(another)[0], urgency=Urgency.ACUTE)
        db.session.commit()
        counts = []
        for url in ("/planering", address(walk)):
            with counted(app) as statements:
                client.visit(url)
            counts.append(len(statements))
        asked.append(counts)
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("state", "act", "page", "sentence"),
    [
        (WalkState.UNDER_WAY, "starta", "/planering", "Vandringen är redan igång."),
        (WalkState.SUMMING_UP, "avsluta", "/sammanstallning", "Vandringen är redan avslutad."),
    ],
)
def test_who_presses_second_comes_to_the_walk_all_the_same(
    client: Client, walk: Walk, state: WalkState, act: str, page: str, sentence: str
) -> None:
    in_state(walk, state)
    client.sign_in(RUNE)
    seen = client.send(address(walk, f"/{act}"), {})
    assert seen.response.request.path == f"{page}/{walk.public_id}"
    assert sentence in seen.words(".flashes")


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        (WalkState.PLANNED, "avsluta", "Det går inte nu: ronden har inte börjat."),
        (WalkState.UNDER_WAY, "flytta", "Det går inte nu: ronden pågår redan."),
        (WalkState.SUMMING_UP, "starta", "Det går inte nu: ronden är avslutad och sammanställs."),
        (WalkState.RELEASED, "starta", "Det går inte nu: rondens fynd är redan frisläppta."),
        (WalkState.ARCHIVED, "ny-kod", "Det går inte nu: ronden är arkiverad."),
        (WalkState.CANCELLED, "starta", "Det går inte nu: ronden är inställd."),
    ],
)
def test_refusal_is_good_swedish_and_leads_back_to_the_walk(
    client: Client, walk: Walk, state: WalkState, act: str, sentence: str
) -> None:
    walk.kind, walk.workplace = WalkKind.ROUND, "Stadsbiblioteket"
    in_state(walk, state)
    client.sign_in(ANNA)
    given = {"starts_on": "2026-11-17", "starts_at": "18:00", "note": "Storm"}
    given["version"] = str(walk.version)
    page = client.send(address(walk, f"/{act}"), given, status=409)
    assert sentence in page.words()
    assert [(a.text, a["href"]) for a in page.select("main a")] == [
        ("Till ronden", address(walk)),
    ]


def test_walk_months_away_is_started_only_when_asked_for_twice(client: Client, walk: Walk) -> None:
    walk.started_at, walk.starts_at = None, datetime(2027, 6, 23, 10, 0, tzinfo=UTC)
    in_state(walk, WalkState.PLANNED)
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    assert not page.select("form[action$='/starta']")
    asked = client.visit(page.select_one(".now-panel a[href$='/starta']")["href"])
    page = client.send(address(walk, "/starta"), {})  # a page from before it was moved
    for words in (asked.words(), page.words()):
        assert "Vandringen är planerad till 23 juni 2027 kl. 12.00. Starta ändå?" in words
    assert client.visit(address(walk)).words(".page-head").endswith("Planerad")
    assert [a["href"] for a in page.select(".action-bar a")] == [address(walk)]
    page = client.send(address(walk, "/starta"), page.form("/starta"))
    assert "Pågår" in page.words(".page-head")
    assert client.visit(address(walk, "/starta")).response.request.path == address(walk)


def test_twelve_hours_before_is_not_early(client: Client, walk: Walk) -> None:
    walk.started_at, walk.starts_at = None, make.NOW + timedelta(hours=12)
    in_state(walk, WalkState.PLANNED)
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    assert "Pågår" in client.send(address(walk, "/starta"), page.form("/starta")).words(
        ".page-head"
    )


@pytest.mark.parametrize("page", ["planering", "sammanstallning"])
def test_ending_asks_first_and_says_what_happens(
    client: Client, walk: Walk, noter: Participant, page: str
) -> None:
    make.finding(walk, noter)
    db.session.commit()
    client.sign_in(ANNA)
    seen = client.visit(f"/{page}/{walk.public_id}")
    assert not seen.select("form[action$='/avsluta']")
    seen = client.visit(seen.select_one("main a[href$='/avsluta']")["href"])
    assert "Hittills finns 1 fynd." in seen.words()
    assert "Inget skickas vidare än, utom det som var akut." in seen.words()
    assert "öppna igen till 11 november 2026 kl. 06.00" in seen.words()
    client.send(address(walk, "/avsluta"), seen.form("/avsluta"))
    assert "Sammanställs" in client.visit(address(walk)).words(".page-head")


def test_walk_ended_by_mistake_is_opened_again_until_the_clock_would_end_it(
    client: Client, walk: Walk
) -> None:
    in_state(walk, WalkState.SUMMING_UP)
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    page = client.send(address(walk, "/oppna-igen"), page.form("/oppna-igen"))
    assert "Vandringen är öppen igen." in page.words(".flashes")
    assert "Pågår" in page.words(".page-head")
    client.send(address(walk, "/oppna-igen"), {}, status=409)
    in_state(walk, WalkState.SUMMING_UP)
    walk.starts_at = walk.started_at = make.NOW - timedelta(days=1)
    db.session.commit()
    assert not client.visit(address(walk)).select("form[action$='/oppna-igen']")
    page = client.send(address(walk, "/oppna-igen"), {}, status=409)
    assert "Det är för sent att öppna igen." in page.words()


def test_opening_time_that_has_passed_is_not_promised(client: Client, walk: Walk) -> None:
    walk.started_at = None
    in_state(walk, WalkState.PLANNED)
    client.sign_in(ANNA)
    words = client.visit(address(walk)).words(".now-panel")
    assert "Den första som skannar koden startar vandringen." in words
    assert "tidigast" not in words
    walk.starts_at = make.NOW + timedelta(hours=2)
    db.session.commit()
    assert "tidigast 10 november 2026 kl. 19.00" in client.visit(address(walk)).words(".now-panel")


def test_leader_reads_how_long_findings_can_be_added(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    words = client.visit(address(walk)).words(".now-panel")
    assert "tills du frisläpper" not in words
    assert "tills vandringen arkiveras" in words
    assert "Kom in sent" in words
    assert "den 11 november 2026 kl. 06.00" in words, "said after midnight too"
    in_state(walk, WalkState.RELEASED)
    words = client.visit(f"/sammanstallning/{walk.public_id}").words()
    assert "De som gick med kan lägga till fynd tills vandringen arkiveras." in words
    assert "Kom in sent" in words
    in_state(walk, WalkState.ARCHIVED)
    assert "lägga till fynd" not in client.visit(f"/sammanstallning/{walk.public_id}").words()


def test_light_is_told_of_the_country_and_not_of_one_town(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    client.sign_in("karin@example.org")
    words = client.visit("/planering/ny/vandring").words()
    assert "Borås" not in words
    assert "I södra Sverige är det mörkt från ungefär kl. 16 i december" in words


def test_address_with_a_slash_at_the_end_is_the_same_page(
    client: Client, people: SimpleNamespace, walk: Walk
) -> None:
    client.sign_in("karin@example.org")
    for url in ("/planering/", f"{address(walk)}/", "/inkorg/", "/logga-in/", "/g", "/g/", "/en"):
        client.visit(url)
    assert client.visit(f"/g/{walk.join_code}/").h1.text == "Höstvandring på Norrby"
    assert client.visit(f"/en/g/{walk.join_code}").html["lang"] == "en"
