"""Planning: who sees the year, who makes and changes a walk, and running it on the day."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.queries import counted
from walks.db import db
from walks.model.clock import round_done
from walks.model.codes import Light, NoterRole
from walks.model.person import Membership, Role
from walks.model.walk import Walk, WalkKind, WalkState, walk_by_public_id

KARIN, ANNA, BERTIL = "karin@example.org", "anna@example.org", "bertil@example.org"


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk on Norrby at 18:00 today; Rune takes notes."""
    made = make.walk(people.anna, note_taker=people.rune, area=make.area())
    db.session.commit()
    return made


def stored(walk_id: str) -> Walk:
    """Return the walk as the database has it."""
    return walk_by_public_id(walk_id)


def signed_in(app: Flask, email: str) -> Client:
    """Return a browser of their own."""
    browser: Client = app.test_client()  # type: ignore[assignment]
    browser.sign_in(email)
    return browser


def planned(**given: Any) -> dict[str, Any]:
    """Return a well filled form of a new walk."""
    return {
        "title": "Vintervandring på Norrby",
        "meeting_place": "Utanför biblioteket",
        "starts_on": "2026-12-15",
        "starts_at": "18:30",
        "light": "dark",
        "stops": "Gångtunneln; 57.7210, 12.9401\nTorget\n\nParken",
        "leader_phone": "070-174 06 05",
        "purpose": "Många undviker tunneln på kvällen.",
        **given,
    }


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


def test_leader_and_note_taker_open_their_own_walk_and_see_only_dates_of_others(
    app: Flask, people: SimpleNamespace, walk: Walk
) -> None:
    make.walk(people.bertil, title="Bertils vandring")
    db.session.commit()
    for email in (ANNA, "rune@example.org"):
        client = signed_in(app, email)
        page = client.visit("/planering")
        assert [a.text for a in page.select("main h3 a")] == ["Höstvandring på Norrby"]
        assert "Bertils vandring" in page.words()
        assert not page.select(".page-head a"), "only a coordinator makes walks"
        client.visit(f"/planering/{walk.public_id}")


def test_others_read_the_dates_and_nothing_more(
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
        assert not page.select("main h3 a")
        assert "1 fynd" not in page.words()


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


def test_walks_are_entrusted_to_who_has_no_role_coordinates_or_answers_in_the_order_of_names(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    area = make.area()
    make.person("Åke")
    make.person("Östen", Role.READER)
    both = make.person("Örjan", Role.READER)
    both.memberships.append(Membership(role=Role.COORDINATOR))
    make.person("Zara").active = False
    db.session.commit()
    client.sign_in(KARIN)
    page = client.visit("/planering/ny/vandring")
    able = ["Anna", "Bertil", "Cilla", "Karin", "Åke", "Örjan"]
    assert [o.text for o in page.select("#leader option")] == ["Välj …", *able]
    assert [o.text for o in page.select("#note_taker option")] == ["Ingen än", *able]
    form = page.form("/planering/ny/vandring") | planned(leader=people.rune.id, area=area.id)
    client.send("/planering/ny/vandring", form, status=422)


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


def test_coordinator_plans_a_walk(client: Client, people: SimpleNamespace, now: datetime) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    page = client.visit("/planering/ny/vandring")
    assert [o.text for o in page.select("#leader option")][:3] == ["Välj …", "Anna", "Bertil"]
    form = planned(area=area.id, leader=people.anna.id, note_taker=people.bertil.id)
    page = client.send("/planering/ny/vandring", form)
    walk = stored(page.response.request.path.rsplit("/", 1)[1])
    assert page.h1.text == "Vintervandring på Norrby"
    for seen in (
        "är planerad",
        "Tisdag 15 december 2026 kl. 18.30",
        "Utanför biblioteket",
        "Mörker. Solen går ner kl. 15.20.",
        "Bertil",
    ):
        assert seen in page.words()
    assert walk.starts_at == datetime(2026, 12, 15, 17, 30, tzinfo=UTC)
    assert (walk.kind, walk.state, walk.light) == (WalkKind.WALK, WalkState.PLANNED, Light.DARK)
    assert (walk.area.name, walk.leader.name, walk.note_taker.name) == ("Norrby", "Anna", "Bertil")
    assert [(s.position, s.name, s.latitude) for s in walk.stops] == [
        (1, "Gångtunneln", 57.721),
        (2, "Torget", None),
        (3, "Parken", None),
    ]


def test_coordinator_plans_a_round(client: Client, people: SimpleNamespace, now: datetime) -> None:
    client.sign_in(KARIN)
    page = client.visit("/planering/ny/rond")
    assert not page.select("#area")
    form = planned(leader=people.anna.id, note_taker=0)
    page = client.send("/planering/ny/rond", form, status=422)
    for missing in ("vilken arbetsplats", "vilken enhet", "vem hos arbetsgivaren"):
        assert missing in page.words(".ds-error-summary")
    form |= {"workplace": "Biblioteket", "unit": "Lånedisken", "employer_contact": "Eva, 033-1"}
    page = client.send("/planering/ny/rond", form)
    walk = stored(page.response.request.path.rsplit("/", 1)[1])
    assert (walk.kind, walk.workplace, walk.unit) == (WalkKind.ROUND, "Biblioteket", "Lånedisken")
    assert walk.area is walk.note_taker is None
    assert "Ronden" in page.words() or "ronden" in page.words()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "  "}, "Ge den ett namn."),
        ({"title": "a" * 200}, "högst 120 tecken"),
        ({"starts_on": "2026-02-30"}, "Datumet finns inte"),
        ({"starts_on": "0000-00-00"}, "Datumet finns inte"),
        ({"starts_on": "i morgon\x00"}, "Datumet finns inte"),
        ({"starts_on": ""}, "Välj ett datum."),
        ({"starts_on": "2026-11-09"}, "Datumet har redan varit"),
        ({"starts_on": "0001-01-01"}, "Datumet har redan varit"),
        ({"starts_on": "2206-11-09"}, "Kontrollera årtalet"),
        ({"starts_on": "9999-12-31"}, "Kontrollera årtalet"),
        ({"starts_at": "25:99"}, "Klockslaget finns inte"),
        ({"light": "neon"}, "Välj något i listan."),
        ({"area": "999999999999999999999999"}, "Välj något i listan."),
        ({"area": "0"}, "Välj ett område."),
        ({"leader": "x"}, "Välj vem som leder."),
        ({"stops": "Torget\nTunneln; vet inte"}, "Rad 2: platsen efter semikolon"),
        ({"stops": "Torget\n; 57.7, 12.9"}, "Rad 2: skriv stoppets namn"),
        ({"stops": "Tunneln; 40.7, -74.0"}, "Rad 1: platsen ligger inte i Sverige"),
        ({"stops": "Tunneln; 12.9, 57.7"}, "Skriv latitud först"),
        ({"stops": "Torget\n\nTorget"}, "Rad 3: ”Torget” står redan på rad 1"),
        ({"stops": "a" * 300}, "Rad 1: namnet är för långt"),
        ({"stops": "\n".join(f"Stopp {n}" for n in range(41))}, "högst 40 stopp"),
        ({"stops": "a" * 1_000_000}, "högst 8000 tecken"),
    ],
)
def test_bad_input_is_answered_in_swedish_and_nothing_typed_is_lost(
    client: Client,
    people: SimpleNamespace,
    now: datetime,
    wrong: dict[str, str],
    sentence: str,
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    form = planned(area=area.id, leader=people.anna.id, note_taker=0) | wrong
    page = client.send("/planering/ny/vandring", form, status=422)
    assert sentence in page.words(".ds-error-summary")
    kept = page.form("/planering/ny/vandring")
    for name in ("title", "starts_on", "starts_at", "stops", "purpose", "meeting_place"):
        assert kept[name].strip() == str(form[name]).replace("\x00", "").strip()
    assert db.session.query(Walk).count() == 0


def test_all_bad_lines_of_stops_are_told_at_once(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    stops = "Torget\nTunneln; vet inte\nTorget\nParken; 40.7, -74.0"
    form = planned(area=area.id, leader=people.anna.id, note_taker=0, stops=stops)
    words = client.send("/planering/ny/vandring", form, status=422).words(".ds-error-summary")
    assert [line for line in (1, 2, 3, 4) if f"Rad {line}:" in words] == [2, 3, 4]


def test_dark_walk_in_daylight_is_warned_of_and_saved(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    noon = planned(area=area.id, leader=people.anna.id, note_taker=0)
    noon |= {"starts_on": "2027-06-23", "starts_at": "12:00"}
    said = client.send("/planering/ny/vandring", noon)
    warned = "Obs: kl. 12.00 den 23 juni är det ljust ute. Solen går ner 22.1"
    assert warned in said.words(".flashes [data-color=warning]")
    for meant in ({"light": "daylight"}, {"starts_at": "23:30"}):
        assert "Obs:" not in client.send("/planering/ny/vandring", noon | meant).words()


def test_leader_does_not_take_the_notes(
    app: Flask, client: Client, people: SimpleNamespace, walk: Walk
) -> None:
    client.sign_in(KARIN)
    url = f"/planering/{walk.public_id}/andra"
    form = client.visit(url).form(url) | {"note_taker": people.anna.id}
    page = client.send(url, form, status=422)
    assert "Den som leder kan inte också föra protokoll" in page.words(".ds-error-summary")
    hers = signed_in(app, ANNA)
    form = hers.visit(url).form(url)
    assert "leader" not in form, "only the coordinator chooses who leads"
    page = hers.send(url, form | {"note_taker": people.anna.id, "leader": 1}, status=422)
    assert "Den som leder" in page.words(".ds-error-summary")


def test_leader_changes_the_plan_and_stops_keep_their_rows(
    client: Client, people: SimpleNamespace, walk: Walk
) -> None:
    tunnel = walk.stops[0].id
    url = f"/planering/{walk.public_id}/andra"
    client.sign_in(ANNA)
    form = client.visit(url).form(url)
    assert form["stops"] == "Gångtunneln; 57.72000, 12.94000"
    form |= {"stops": "Torget\nGångtunneln; 57,72 12,94", "meeting_place": "Kyrkan"}
    page = client.send(url, form)
    assert "Ändringarna är sparade." in page.words()
    changed = stored(walk.public_id)
    assert changed.meeting_place == "Kyrkan"
    assert [stop.name for stop in changed.stops] == ["Torget", "Gångtunneln"]
    assert changed.stops[1].id == tunnel


def test_stop_with_findings_stays_whatever_is_written(client: Client, walk: Walk) -> None:
    participant, _secret = make.participant(walk)
    make.finding(walk, participant, stop_id=walk.stops[0].id)
    db.session.commit()
    url = f"/planering/{walk.public_id}/andra"
    client.sign_in(ANNA)
    form = client.visit(url).form(url) | {"stops": "Torget", "meeting_place": "Kyrkan"}
    page = client.send(url, form, status=422)
    assert "Det finns fynd vid ”Gångtunneln”" in page.words(".ds-error-summary")
    assert page.form(url)["stops"] == "Torget"
    kept = stored(walk.public_id)
    assert [stop.name for stop in kept.stops] == ["Gångtunneln"]
    assert kept.meeting_place == "Norrbytorget"


def test_stale_plan_gets_both_texts_and_can_be_sent_again(client: Client, walk: Walk) -> None:
    url = f"/planering/{walk.public_id}/andra"
    client.sign_in(ANNA)
    first = client.visit(url).form(url)
    client.send(url, first | {"meeting_place": "Kyrkan"})
    page = client.send(url, first | {"meeting_place": "Skolan"}, status=409)
    warning = page.words(".notice")
    assert "Någon annan hann före" in warning
    assert "Nu: Kyrkan" in warning
    assert "Du skrev: Skolan" in warning
    again = page.form(url)
    assert again["meeting_place"] == "Skolan"
    client.send(url, again)
    assert stored(walk.public_id).meeting_place == "Skolan"
    assert client.send(url, first | {"version": "\x00x"}, status=409)


def test_walk_that_is_over_is_not_changed(client: Client, walk: Walk) -> None:
    walk.state, walk.released_at = WalkState.RELEASED, make.NOW
    db.session.commit()
    client.sign_in(ANNA)
    client.visit(f"/planering/{walk.public_id}/andra", status=409)
    client.send(f"/planering/{walk.public_id}/andra", planned(version="1"), status=409)
    page = client.visit(f"/planering/{walk.public_id}")
    assert not page.select("main form")
    assert "Se sammanställningen" in page.words()
    assert "Ingen affisch längre" in client.visit(f"/planering/{walk.public_id}/affisch").words()


def test_leader_starts_the_walk_and_shows_its_code(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    url = f"/planering/{walk.public_id}"
    assert "Starta vandringen" in client.visit(url).words(".now-panel")
    page = client.send(f"{url}/starta", {})
    assert "Pågår" in page.words(".page-head")
    code = stored(walk.public_id).join_code or ""
    assert page.words(".join-code") == f"{code[:4]} {code[4:]}"
    assert "localhost/g" in page.words(".join")
    assert page.select_one(".join-qr svg path")


def test_qr_carries_the_public_address(app: Flask, client: Client, walk: Walk) -> None:
    drawn = []
    client.sign_in(ANNA)
    for address in ("", "https://vandring.example.org"):
        app.config["PUBLIC_URL"] = address
        page = client.visit(f"/planering/{walk.public_id}")
        drawn.append(str(page.select_one(".join-qr svg")))
    assert "vandring.example.org/g" in page.words(".join")
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("page", ["", "/affisch"])
@pytest.mark.parametrize(
    ("address", "production", "doubt"),
    [
        ("http://127.0.0.1:5000", False, "Koden leder till den här datorn"),
        ("", False, "Koden leder till den här datorn"),  # the client asks at localhost
        ("https://vandring.example.org", True, ""),
    ],
)
def test_a_code_that_no_phone_can_follow_is_said_beside_it(
    app: Flask,
    client: Client,
    walk: Walk,
    page: str,
    address: str,
    production: bool,
    doubt: str,
) -> None:
    app.config.update(PUBLIC_URL=address, PRODUCTION=production)
    client.sign_in(ANNA)
    words = client.visit(f"/planering/{walk.public_id}{page}").words(".join")
    assert doubt in words
    assert ("Når telefonerna hit?" in words) == bool(doubt)


def test_in_production_a_code_of_unknown_address_is_to_be_tried_first(
    app: Flask, client: Client, walk: Walk
) -> None:
    app.config["PRODUCTION"] = True
    client.sign_in(ANNA)
    url = f"http://192.168.1.20/planering/{walk.public_id}"
    client.set_cookie("session", client.get_cookie("session").value, domain="192.168.1.20")
    assert "Prova den med en telefon först." in client.visit(url).words(".join")


def test_poster_says_when_and_where_in_swedish_and_how_in_english(
    client: Client, walk: Walk
) -> None:
    client.sign_in(ANNA)
    page = client.visit(f"/planering/{walk.public_id}/affisch")
    poster = page.words(".poster")
    for seen in (
        "Höstvandring på Norrby",
        "Tisdag 10 november 2026 kl. 18.00",
        "Norrbytorget",
        "Scan the code with your phone",
    ):
        assert seen in poster
    assert page.select_one(".poster [lang=en]")
    assert page.select_one("link[media=print]")


def test_walk_page_counts_participants_by_role_and_findings(client: Client, walk: Walk) -> None:
    for role in (NoterRole.RESIDENT, NoterRole.RESIDENT, NoterRole.POLICE):
        noter, _secret = make.participant(walk, role)
    make.finding(walk, noter)
    db.session.commit()
    client.sign_in("rune@example.org")
    words = client.visit(f"/planering/{walk.public_id}").words()
    for seen in ("1 fynd", "3 deltagare", "Boende 2", "Polis 1"):
        assert seen in words


def test_ending_the_walk_leads_to_summing_up(client: Client, walk: Walk) -> None:
    walk.start(make.NOW)
    db.session.commit()
    client.sign_in(ANNA)
    page = client.send(f"/planering/{walk.public_id}/avsluta", {})
    assert page.response.request.path == f"/sammanstallning/{walk.public_id}"
    assert stored(walk.public_id).state is WalkState.SUMMING_UP
    assert "Sammanställ fynden" in client.visit(f"/planering/{walk.public_id}").words(".now-panel")


def test_walk_is_moved_with_a_reason_and_both_dates_are_shown(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    url = f"/planering/{walk.public_id}/flytta"
    form = client.visit(f"/planering/{walk.public_id}").form(url)
    assert (form["starts_on"], form["starts_at"]) == ("2026-11-10", "18:00")
    page = client.send(url, form | {"starts_on": "2026-11-31", "note": ""}, status=422)
    assert "Datumet finns inte" in page.words(".ds-error-summary")
    assert page.select_one("#flytta[open]")
    page = client.send(url, form | {"starts_on": "2026-11-17", "note": "Storm på väg"})
    assert "Flyttad från 10 november 2026 kl. 18.00" in page.words()
    assert "Storm på väg" in page.words()
    assert stored(walk.public_id).starts_at == make.NOW + timedelta(days=7)


def test_stale_move_says_which_day_it_is_now(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    url = f"/planering/{walk.public_id}/flytta"
    form = client.visit(f"/planering/{walk.public_id}").form(url)
    client.send(url, form | {"starts_on": "2026-11-17", "note": "Storm"})
    page = client.send(url, form | {"starts_on": "2026-11-18", "note": "Regn"}, status=409)
    assert "Nu är dagen 17 november 2026 kl. 18.00" in page.words("#flytta")
    again = page.form(url)
    assert (again["starts_on"], again["note"]) == ("2026-11-18", "Regn")
    client.send(url, again)
    assert stored(walk.public_id).note == "Regn"


def test_walk_is_cancelled_with_a_reason_but_not_once_there_are_findings(
    client: Client, walk: Walk
) -> None:
    client.sign_in(ANNA)
    url = f"/planering/{walk.public_id}"
    page = client.send(f"{url}/stall-in", {"why": " \x00 "}, status=422)
    assert "Skriv varför. Deltagarna läser det." in page.words(".ds-error-summary")
    participant, _secret = make.participant(stored(walk.public_id))
    finding = make.finding(stored(walk.public_id), participant)
    db.session.commit()
    assert "Det går inte att ställa in nu" in client.visit(url).words()
    page = client.send(f"{url}/stall-in", {"why": "Sjukdom"}, status=409)
    assert "har fynd" in page.words()
    finding.withdraw(by=participant, now=make.NOW)
    db.session.commit()
    page = client.send(f"{url}/stall-in", {"why": "Sjukdom"})
    assert "Inställd Sjukdom" in page.words()
    assert not page.select(".join")


def test_new_code_replaces_the_old(client: Client, walk: Walk) -> None:
    before = walk.join_code
    client.sign_in(ANNA)
    page = client.send(f"/planering/{walk.public_id}/ny-kod", {})
    assert "Den gamla koden gäller inte längre." in page.words()
    assert stored(walk.public_id).join_code not in (None, before)


def test_verbs_are_not_done_by_get(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    for verb in ("oppna-igen", "ny-kod", "flytta", "stall-in"):
        assert client.get(f"/planering/{walk.public_id}/{verb}").status_code == 405


def test_walk_that_never_started_is_to_be_moved_or_cancelled(client: Client, walk: Walk) -> None:
    walk.starts_at = make.NOW - timedelta(days=3)
    db.session.commit()
    client.sign_in(ANNA)
    page = client.visit(f"/planering/{walk.public_id}")
    assert "kom aldrig igång" in page.words(".now-panel")


def test_filter_swaps_only_the_list(client: Client, walk: Walk) -> None:
    client.sign_in(KARIN)
    part = client.get("/planering?slag=vandring", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "Höstvandring på Norrby" in part.text
    assert "HX-Request" in part.vary


def test_one_stop_a_line_survives_windows_line_breaks(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    form = planned(area=area.id, leader=people.anna.id, note_taker=0, stops="Ett\r\nTvå\r\n")
    page = client.send("/planering/ny/vandring", form)
    walk = stored(page.response.request.path.rsplit("/", 1)[1])
    assert [stop.name for stop in walk.stops] == ["Ett", "Två"]
    assert date(2026, 12, 15) == walk.starts_at.date()


def test_the_plan_sent_twice_is_one_walk(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    form = client.visit("/planering/ny/vandring").form("/planering/ny/vandring")
    form |= planned(area=area.id, leader=people.anna.id)
    first = client.send("/planering/ny/vandring", form)
    again = client.send("/planering/ny/vandring", form)
    assert first.response.request.path == again.response.request.path
    assert db.session.query(Walk).count() == 1
    other = client.send("/planering/ny/vandring", form | {"title": "En till"}, status=409)
    assert "redan sparat en plan" in other.words("#error-summary")
    client.send("/planering/ny/vandring", other.form("/planering/ny/vandring"))
    assert db.session.query(Walk).count() == 2


@pytest.mark.parametrize("made_up", ["", "x", "å" * 10, "x" * 1000, "../../../.."])
def test_an_id_that_the_form_did_not_make_is_not_used(
    client: Client, people: SimpleNamespace, now: datetime, made_up: str
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    form = planned(area=area.id, leader=people.anna.id, public_id=made_up)
    client.send("/planering/ny/vandring", form)
    assert db.session.query(Walk).one().public_id != made_up
