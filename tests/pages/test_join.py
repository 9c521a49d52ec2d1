"""Joining: a code, a role, one button; and what the phone keeps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.databases import app_in
from walks.db import db
from walks.model.codes import NoterRole
from walks.model.walk import Participant, Walk, WalkKind, WalkState
from walks.pages.limits import limiter


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk that starts now."""
    made = make.walk(people.anna)
    made.start(now)
    db.session.commit()
    return made


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The same town with guesses counted, as outside the tests."""
    made = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=True)
    made.test_client_class = Client
    limiter.reset()
    yield made
    limiter.reset()
    limiter.enabled = False


def participants() -> list[Participant]:
    """Return everybody who has joined anything."""
    return list(db.session.query(Participant).order_by(Participant.id))


def test_code_is_asked_for_and_found_however_it_is_typed(client: Client, walk: Walk) -> None:
    page = client.visit("/g")
    assert page.h1.text == "Gå med i en vandring"
    code = walk.join_code or ""
    for typed in (code, code.lower(), f" {code[:4]} - {code[4:]}"):
        answer = client.get("/g/", query_string={"kod": typed})
        assert (answer.status_code, answer.location) == (303, f"/g/{code}")


@pytest.mark.parametrize("typed", ["", "  ", "\x00", "!?", "åäö"])
def test_empty_code_gets_a_sentence(client: Client, now: datetime, typed: str) -> None:
    page = client.visit(f"/g/?kod={typed}", status=422)
    assert "Skriv koden som står på affischen." in page.words(".ds-error-summary")


def test_page_says_which_walk_it_is_and_what_is_kept_about_you(client: Client, walk: Walk) -> None:
    page = client.visit(f"/g/{walk.join_code}")
    words = page.words()
    for seen in (
        "Höstvandring på Norrby",
        "10 november 2026 kl. 18.00",
        "Norrbytorget",
        "Leder: Anna",
        "Inget namn",
        "En kaka i mobilen",
    ):
        assert seen in words
    assert not page.select("input[type=text], input[type=email]")
    assert [i["value"] for i in page.select("input[name=role]")] == [r.value for r in NoterRole]
    assert page.form("")["role"] == "resident"
    assert [b.text.strip() for b in page.select("main button")] == ["Gå med"]


def test_round_is_joined_as_staff_unless_one_says_otherwise(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    made = make.walk(people.anna, kind=WalkKind.ROUND)
    made.start(now)
    db.session.commit()
    page = client.visit(f"/g/{made.join_code}")
    assert page.form("")["role"] == "staff"
    assert "Trygghetsrond" in page.words()


def test_one_button_joins_and_leads_to_the_walk_page(client: Client, walk: Walk) -> None:
    answer = client.post(f"/g/{walk.join_code}", data={"role": "police"})
    assert answer.status_code == 303
    assert answer.location == f"/falt/{walk.public_id}"
    assert [p.role for p in participants()] == [NoterRole.POLICE]
    (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert cookie.key == f"walk_{walk.public_id}"
    assert (cookie["path"], cookie["samesite"]) == ("/", "Lax")
    assert cookie["httponly"]
    assert not cookie["secure"]
    assert int(cookie["max-age"]) == 90 * 24 * 3600
    assert cookie.value not in participants()[0].secret_hash


def test_cookie_is_secure_over_https(client: Client, walk: Walk) -> None:
    answer = client.post(
        f"/g/{walk.join_code}", data={"role": "resident"}, base_url="https://localhost"
    )
    assert "Secure" in answer.headers["Set-Cookie"]


def test_phone_that_has_joined_goes_straight_to_the_walk(client: Client, walk: Walk) -> None:
    url = f"/g/{walk.join_code}"
    client.post(url, data={"role": "resident"})
    again = client.get(url)
    assert (again.status_code, again.location) == (303, f"/falt/{walk.public_id}")
    twice = client.post(url, data={"role": "police"})
    assert twice.status_code == 303
    assert len(participants()) == 1


def test_two_phones_are_two_participants(app: Flask, client: Client, walk: Walk) -> None:
    client.post(f"/g/{walk.join_code}", data={"role": "resident"})
    app.test_client().post(f"/g/{walk.join_code}", data={"role": "resident"})
    assert len(participants()) == 2


def test_first_join_opens_a_planned_walk_within_the_hour(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    made = make.walk(people.anna, starts_at=now + timedelta(minutes=59))
    db.session.commit()
    client.visit(f"/g/{made.join_code}")
    assert db.session.get(Walk, made.id).state is WalkState.PLANNED, "reading opens nothing"
    client.post(f"/g/{made.join_code}", data={"role": "resident"})
    assert db.session.get(Walk, made.id).state is WalkState.UNDER_WAY


def test_too_early_says_from_when_and_that_it_was_moved(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    made = make.walk(people.anna)
    made.move(now + timedelta(days=7), "Storm.")
    db.session.commit()
    page = client.visit(f"/g/{made.join_code}")
    assert "Du kan gå med från 17 november 2026 kl. 17.00." in page.words()
    assert "Dagen är flyttad från 10 november 2026 kl. 18.00. Storm." in page.words()
    assert not page.select("main button")
    page = client.send(f"/g/{made.join_code}", {"role": "resident"}, status=409)
    assert "Inte öppet än" in page.words()
    assert participants() == []


def test_closed_walks_say_why_and_what_to_do_instead(
    client: Client, people: SimpleNamespace, walk: Walk, now: datetime
) -> None:
    url = f"/g/{walk.join_code}"
    walk.state = WalkState.SUMMING_UP
    db.session.commit()
    assert client.visit(url).select("main button"), "late walkers may still join"
    walk.state, walk.released_at = WalkState.RELEASED, now
    db.session.commit()
    page = client.visit(url)
    assert "Fynden skickades till dem som ansvarar den 10 november 2026." in page.words()
    assert page.select("main button"), "something may be left on a phone that lost its cookie"
    walk.state = WalkState.ARCHIVED
    db.session.commit()
    page = client.visit(url)
    assert "Rapportera en plats" in page.words()
    assert not page.select("main button")
    walk.state, walk.note = WalkState.CANCELLED, "För få anmälda."
    db.session.commit()
    assert "För få anmälda." in client.visit(url).words()
    walk.state, walk.started_at = WalkState.PLANNED, None
    walk.starts_at = now - timedelta(days=2)
    db.session.commit()
    assert "Dagen har gått" in client.visit(url).words()
    client.send(url, {"role": "resident"}, status=409)


@pytest.mark.parametrize("code", ["AAAA2222", "a", "x" * 3000, "%00", "åäö", "<script>"])
def test_unknown_code_gets_a_sentence_and_the_form_again(
    client: Client, walk: Walk, code: str
) -> None:
    page = client.visit(f"/g/{code}", status=404)
    assert "Koden stämmer inte" in page.words("h1")
    assert page.select_one("input[name=kod]")
    assert client.post(f"/g/{code}", data={"role": "resident"}).status_code == 404


def test_unknown_role_gets_a_sentence(client: Client, walk: Walk) -> None:
    for role in ("mayor", "\x00", "r" * 1_000_000):
        page = client.send(f"/g/{walk.join_code}", {"role": role}, status=422)
        assert "Välj" in page.words(".ds-error-summary")
    assert participants() == []


def test_other_sites_can_not_join_for_you(client: Client, walk: Walk) -> None:
    answer = client.post(
        f"/g/{walk.join_code}", data={"role": "resident"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert participants() == []


def test_everything_is_there_in_english_too(client: Client, walk: Walk) -> None:
    assert client.visit("/en/g/").html["lang"] == "en"
    page = client.visit(f"/en/g/{walk.join_code}")
    assert page.select_one("main form")["action"] == f"/en/g/{walk.join_code}"
    answer = client.post(f"/en/g/{walk.join_code}", data={"role": "resident"})
    assert answer.location == f"/en/falt/{walk.public_id}"
    assert client.visit("/en/g/AAAA2222", status=404).html["lang"] == "en"


def test_guessing_is_stopped_with_a_sentence_and_the_form_again(guarded: Flask, walk: Walk) -> None:
    client: Client = guarded.test_client()  # type: ignore[assignment]
    for _guess in range(15):
        assert client.get("/g/AAAA2222").status_code == 404
        assert client.post("/g/AAAA2222", data={"role": "resident"}).status_code == 404
    page = client.visit("/g/AAAA2222", status=429)
    assert "Nu blev det många försök" in page.words("h1")
    assert "Fråga den som leder vandringen" in page.words()
    assert "vänta tio minuter" in page.words()
    assert page.select_one("input[name=kod]")
    assert client.post("/g/AAAA2222", data={"role": "resident"}).status_code == 429
    assert client.visit("/en/g/AAAA2222", status=429).html["lang"] == "en"


def test_right_code_gets_in_however_many_wrong_ones_came_from_the_same_address(
    guarded: Flask, walk: Walk
) -> None:
    stranger = guarded.test_client()
    for _guess in range(40):
        stranger.get("/g/AAAA2222")
    assert stranger.get("/g/AAAA2222").status_code == 429
    for _phone in range(25):
        phone = guarded.test_client()
        assert phone.get(f"/g/{walk.join_code}").status_code == 200
        assert phone.post(f"/g/{walk.join_code}", data={"role": "resident"}).status_code == 303
    assert len(participants()) == 25


def test_right_codes_are_never_counted(guarded: Flask, walk: Walk) -> None:
    for _phone in range(40):
        phone = guarded.test_client()
        assert phone.get(f"/g/{walk.join_code}").status_code == 200
        assert phone.post(f"/g/{walk.join_code}", data={"role": "resident"}).status_code == 303
    assert len(participants()) == 40
    assert phone.get("/g/AAAA2222").status_code == 404


def test_who_opens_a_walk_without_having_joined_is_told_why_the_code_is_asked_for(
    client: Client, walk: Walk
) -> None:
    why = "Telefonen är inte med i vandringen"
    page = client.visit(f"/falt/{walk.public_id}")
    assert page.h1.text == "Gå med i en vandring"
    assert why in page.words()
    assert "Det du redan har sparat finns kvar." in page.words()
    assert why not in client.visit("/g/").words()
    said = "This phone has not joined the walk"
    assert said in client.visit(f"/en/falt/{walk.public_id}").words()
