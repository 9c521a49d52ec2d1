"""Planning: one walk's page, its code and poster, moving it, cancelling it."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.pages.plans import ANNA, annas_walk, stored
from walks.db import db
from walks.model.codes import NoterRole
from walks.model.walk import Walk, WalkState


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk on Norrby at 18:00 today; Rune takes notes."""
    return annas_walk(people)


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
