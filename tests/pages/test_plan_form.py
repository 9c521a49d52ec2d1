"""Planning: making a walk or a round, and changing it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.pages.plans import ANNA, KARIN, annas_walk, planned, signed_in, stored
from walks.db import db
from walks.model.codes import Light
from walks.model.person import Membership, Role
from walks.model.walk import Walk, WalkKind, WalkState
from walks.telephone import dialled


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk on Norrby at 18:00 today; Rune takes notes."""
    return annas_walk(people)


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
    warned = "Obs: kl. 12.00 den 23 juni är det ljust ute. Solen går upp 04.0"
    assert warned in said.words(".flashes [data-color=warning]")
    for meant in ({"light": "daylight"}, {"light": "dusk"}, {"starts_at": "23:30"}):
        assert "Obs:" not in client.send("/planering/ny/vandring", noon | meant).words()


@pytest.mark.parametrize(("clock", "warned"), [("15:00", False), ("15:40", True), ("07:30", True)])
def test_daylight_walk_without_sun_is_warned_of_and_saved(
    client: Client, people: SimpleNamespace, now: datetime, clock: str, warned: bool
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    form = planned(area=area.id, leader=people.anna.id, light="daylight", starts_at=clock)
    words = client.send("/planering/ny/vandring", form).words()
    said = f"kl. {clock.replace(':', '.')} den 15 december är solen inte uppe. Solen går upp 08.4"
    assert (said in words) is warned


def test_planner_is_told_before_and_after_that_everybody_can_see_the_walk(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    area = make.area()
    db.session.commit()
    client.sign_in(KARIN)
    assert "syns på webben direkt" in client.visit("/planering/ny/vandring").words()
    said = client.send("/planering/ny/vandring", planned(area=area.id, leader=people.anna.id))
    assert "Vandringen syns på webben." in said.words(".flashes")
    assert client.visit(said.select_one(".flashes a")["href"]).h1.text == planned()["title"]
    assert "Ronder visas inte på webben" in client.visit("/planering/ny/rond").words()
    place = {"workplace": "Biblioteket", "unit": "Disken", "employer_contact": "Eva, 033-1"}
    said = client.send("/planering/ny/rond", planned(leader=people.anna.id, **place))
    assert "webben" not in said.words()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0701740605", "070-174 06 05"),
        ("+46 (0)70 174 06 05", "070-174 06 05"),
        ("0046-70-1740605", "070-174 06 05"),
        ("+45 12 34 56 78", "+4512345678"),
        ("", None),
    ],
)
def test_the_leaders_number_is_kept_in_one_way_and_rings_when_pressed(
    client: Client, walk: Walk, typed: str, kept: str | None
) -> None:
    client.sign_in(ANNA)
    url = f"/planering/{walk.public_id}/andra"
    page = client.send(url, client.visit(url).form(url) | {"leader_phone": typed})
    assert stored(walk.public_id).leader_phone == kept
    rings = page.select_one(".facts a[href^='tel:']")
    assert (rings and rings["href"]) == (kept and f"tel:{dialled(kept)}")


@pytest.mark.parametrize("wrong", ["ring Anna", "112", "070-174 06 05 eller 06", "0" * 30, "+46"])
def test_what_no_telephone_can_dial_is_no_number(client: Client, walk: Walk, wrong: str) -> None:
    client.sign_in(ANNA)
    url = f"/planering/{walk.public_id}/andra"
    form = client.visit(url).form(url) | {"leader_phone": wrong}
    page = client.send(url, form, status=422)
    assert "Skriv det med riktnummer" in page.words(".ds-error-summary")
    assert page.form(url)["leader_phone"] == wrong


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
