"""Signing in and out, the link that sets a password, and what happens when a session dies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from flask import Flask, url_for
from passlib.hash import argon2
from sqlalchemy import select

from tests import make
from tests.client import Client
from tests.databases import app_in
from walks.db import db
from walks.mail import take_out
from walks.model.letter import Letter, LetterKind
from walks.model.person import Role
from walks.pages import limits
from walks.pages.signing_in import password_link

WRONG = "E-posten eller lösenordet stämmer inte. Kontrollera båda och försök igen."


def link_for(app: Flask, person: object) -> str:
    with app.test_request_context():
        return password_link(person).removeprefix("http://localhost")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("bertil", "worklist.index"),
        ("karin", "planning.index"),
        ("anna", "planning.index"),
        ("ada", "people.index"),
        ("rune", "worklist.index"),
    ],
)
def test_each_role_lands_where_its_work_is(
    app: Flask, client: Client, people: SimpleNamespace, name: str, place: str
) -> None:
    with app.test_request_context():
        wanted = url_for(place)
    form = {"email": f"{name}@example.org", "password": make.PASSWORD}
    answer = client.post("/logga-in", data={**form, "csrf_token": client.token()})
    assert answer.headers["Location"] == "/min-sida"
    assert client.get("/min-sida").headers["Location"] == wanted


def test_e_mail_may_be_typed_in_capitals_and_with_spaces(
    client: Client, people: SimpleNamespace
) -> None:
    client.sign_in("  ADA@Example.org ")
    assert client.visit("/min-sida").response.request.path == "/personer"


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "fel ramsa"), ("ingen@example.org", "en lång ramsa")],
)
def test_a_wrong_password_and_an_unknown_person_are_told_the_same(
    client: Client, people: SimpleNamespace, email: str, password: str
) -> None:
    page = client.send("/logga-in", {"email": email, "password": password}, status=422)
    assert [each.get_text() for each in page.select("#error-summary li")] == [WRONG]
    assert not page.select(".ds-validation-message")
    assert page.form("/logga-in")["email"] == email
    assert page.select_one("input[name=password]").get("value", "") == ""


def test_empty_fields_are_named_in_swedish(client: Client) -> None:
    page = client.send("/logga-in", {"email": "", "password": ""}, status=422)
    summary = page.words("#error-summary")
    assert "Skriv din e-postadress." in summary
    assert "Skriv ditt lösenord." in summary


@pytest.mark.parametrize(
    "text", ["\x00", "a" * 1_000_000, "ö@å", "\ud800".encode("utf-16-le", "surrogatepass")]
)
def test_odd_input_is_refused_with_a_sentence(client: Client, text: str) -> None:
    page = client.send("/logga-in", {"email": text, "password": text}, status=422)
    assert page.select_one("#error-summary")


def test_a_closed_account_does_not_let_in(client: Client, people: SimpleNamespace) -> None:
    people.ada.active = False
    db.session.commit()
    page = client.send(
        "/logga-in", {"email": "ada@example.org", "password": make.PASSWORD}, status=422
    )
    assert WRONG in page.words("#error-summary")


def test_closing_an_account_ends_its_sessions(client: Client, people: SimpleNamespace) -> None:
    client.sign_in("ada@example.org")
    people.ada.active = False
    db.session.commit()
    assert client.get("/personer").headers["Location"].startswith("/logga-in")


def test_who_was_on_the_way_somewhere_comes_there(client: Client, people: SimpleNamespace) -> None:
    sign_in = client.visit("/personer?sida=2")
    assert sign_in.response.request.path == "/logga-in"
    form = {**sign_in.form("/logga-in"), "email": "ada@example.org", "password": make.PASSWORD}
    answer = client.post("/logga-in", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/personer?sida=2")


@pytest.mark.parametrize(
    "address",
    [
        "https://elak.example/",
        "//elak.example",
        "///elak.example",
        "\\\\elak.example",
        "/\\elak.example",
        " //elak.example",
        "\t//elak.example",
        "/\t/elak.example",
        "javascript:alert(1)",
        "https:elak.example",
    ],
)
def test_next_never_leads_away(client: Client, people: SimpleNamespace, address: str) -> None:
    form = {
        "email": "ada@example.org",
        "password": make.PASSWORD,
        "next": address,
        "csrf_token": client.token(),
    }
    answer = client.post("/logga-in", data=form, query_string={"next": address})
    assert answer.status_code == 302
    there = urljoin("http://localhost/logga-in", answer.headers["Location"].replace("\\", "/"))
    assert urlsplit(there).netloc == "localhost"


def test_signing_in_gives_a_new_token(client: Client, people: SimpleNamespace) -> None:
    client.token()
    with client.session_transaction() as before:
        planted = before["csrf_token"]
    client.sign_in("ada@example.org")
    client.visit("/personer")
    with client.session_transaction() as after:
        assert after["csrf_token"] != planted


def test_signing_out_is_a_post_with_a_token(client: Client, people: SimpleNamespace) -> None:
    client.sign_in("ada@example.org")
    assert client.get("/logga-ut").status_code == 405
    assert client.post("/logga-ut").status_code == 400
    assert client.visit("/personer").response.request.path == "/personer"
    assert "Logga in" in client.send("/logga-ut", {}).words("header")
    assert client.get("/personer").headers["Location"].startswith("/logga-in")


def test_signing_out_twice_is_quiet(client: Client, people: SimpleNamespace) -> None:
    assert client.send("/logga-ut", {}).response.request.path == "/"


def test_a_token_in_the_address_signs_nobody_in(
    app: Flask, client: Client, people: SimpleNamespace
) -> None:
    with app.test_request_context():
        token = people.ada.get_auth_token()
    for answer in (
        client.get(f"/personer?auth_token={token}"),
        client.get("/personer", headers={"Authentication-Token": token}),
    ):
        assert answer.headers["Location"].startswith("/logga-in")


def test_signing_in_answers_pages_only(client: Client, people: SimpleNamespace) -> None:
    answer = client.post(
        "/logga-in?include_auth_token",
        json={"email": "ada@example.org", "password": make.PASSWORD},
        headers={"Accept": "application/json", "X-CSRFToken": client.token()},
    )
    assert answer.mimetype == "text/html"


def test_other_pages_of_the_library_are_closed(app: Flask) -> None:
    ours = {"security.login", "security.logout"}
    assert {e for e in app.view_functions if e.startswith("security.")} == ours


def test_passwords_are_kept_as_argon2(client: Client, people: SimpleNamespace) -> None:
    assert people.ada.password.startswith("$argon2id$")


def test_a_password_kept_in_an_older_way_is_kept_anew(
    app: Flask, client: Client, people: SimpleNamespace
) -> None:
    older = argon2.using(rounds=2, memory_cost=16, parallelism=1).hash(make.PASSWORD)
    people.ada.password = older
    db.session.commit()
    client.sign_in("ada@example.org")
    assert people.ada.password != older
    client.send("/logga-ut", {})
    client.sign_in("ada@example.org")


@pytest.fixture
def limited(app: Flask, tmp_path: Path) -> Iterator[Client]:
    """A browser that meets the limits, which other tests do not."""
    made = app_in(tmp_path, TESTING=True, RATELIMIT_ENABLED=True)
    made.test_client_class = Client
    yield made.test_client()  # type: ignore[misc]
    limits.limiter.reset()
    limits.limiter.enabled = False


def test_after_ten_failures_one_has_to_wait(limited: Client, people: SimpleNamespace) -> None:
    wrong = {"email": "ada@example.org", "password": "fel"}
    for _attempt in range(10):
        limited.send("/logga-in", wrong, status=422)
    page = limited.send("/logga-in", {**wrong, "password": make.PASSWORD}, status=429)
    assert "Vänta några minuter" in page.words()


def test_signing_in_rightly_is_never_limited(limited: Client, people: SimpleNamespace) -> None:
    for _attempt in range(21):
        limited.sign_in("ada@example.org")
        limited.post("/logga-ut", data={"csrf_token": limited.token()})


def test_the_link_sets_a_password_once(app: Flask, client: Client, people: SimpleNamespace) -> None:
    link = link_for(app, people.ada)
    page = client.visit(link)
    assert "Ada, ada@example.org" in page.words()
    new = {"password": "Blåbär på bänken", "again": "Blåbär på bänken"}
    assert "Lösenordet är sparat" in client.send(link, new).words()
    client.sign_in("ada@example.org", "Blåbär på bänken")
    assert client.visit("/min-sida").response.request.path == "/personer"
    client.send("/logga-ut", {})
    assert "Länken gäller inte längre" in client.visit(link, status=410).words()
    assert "Länken gäller inte längre" in client.send(link, new, status=410).words()
    client.send("/logga-in", {"email": "ada@example.org", "password": make.PASSWORD}, status=422)


def test_an_å_is_the_same_letter_however_it_is_typed(
    app: Flask, client: Client, people: SimpleNamespace
) -> None:
    decomposed = "Bla\u030aba\u0308r pa\u030a ba\u0308nken"
    client.send(link_for(app, people.ada), {"password": decomposed, "again": decomposed})
    client.sign_in("ada@example.org", "Blåbär på bänken")
    assert client.visit("/min-sida").response.request.path == "/personer"


def test_the_link_lives_a_day(app: Flask, client: Client, people: SimpleNamespace) -> None:
    with time_machine.travel(make.NOW, tick=False) as clock:
        link = link_for(app, people.ada)
        clock.shift(timedelta(hours=23))
        client.visit(link)
        clock.shift(timedelta(hours=2))
        client.visit(link, status=410)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "å" * 500])
def test_a_made_up_link_is_dead(client: Client, token: str) -> None:
    assert "Be om en ny här" in client.visit(f"/aterstall/{token}", status=410).words()


def test_the_link_of_a_closed_account_is_dead(
    app: Flask, client: Client, people: SimpleNamespace
) -> None:
    link = link_for(app, people.ada)
    people.ada.active = False
    db.session.commit()
    client.visit(link, status=410)


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("kort", "kort", "minst 10 tecken"),
        ("x" * 201, "x" * 201, "högst 200 tecken"),
        ("en bra ramsa", "en annan ramsa", "inte lika"),
        ("", "", "Skriv ett lösenord."),
        ("\x00" * 12, "\x00" * 12, "Skriv ett lösenord."),
    ],
)
def test_a_poor_password_is_refused_with_a_sentence(
    app: Flask, client: Client, people: SimpleNamespace, password: str, again: str, sentence: str
) -> None:
    page = client.send(
        link_for(app, people.ada), {"password": password, "again": again}, status=422
    )
    assert sentence in page.words("#error-summary")


@pytest.fixture
def dead(app: Flask, people: SimpleNamespace) -> Client:
    """An administrator's browser whose session has ended."""
    return app.test_client()  # type: ignore[return-value]


TYPED = {"name": "Åsa Öberg <b>", "email": "asa@example.org", "role": "reader", "party": ""}


def test_what_was_typed_when_the_session_died_comes_back_in_its_form(
    dead: Client, people: SimpleNamespace
) -> None:
    page = dead.send("/personer", TYPED, status=401)
    assert "Det du skrev finns kvar" in page.words()
    assert "Åsa Öberg <b>" in page.words()
    form = page.form("/personer")
    form |= {"sign-in-email": "ada@example.org", "sign-in-password": make.PASSWORD}
    back = dead.send("/personer", form, status=422)
    assert "Du är inloggad igen" in back.words("#error-summary")
    filled = back.form("/personer")
    assert {name: filled[name] for name in TYPED} == TYPED
    assert "Åsa Öberg" in dead.send("/personer", filled).words()


def test_a_wrong_password_there_keeps_what_was_typed(dead: Client, people: SimpleNamespace) -> None:
    form = dead.send("/personer", TYPED, status=401).form("/personer")
    form |= {"sign-in-email": "ada@example.org", "sign-in-password": "fel"}
    page = dead.send("/personer", form, status=422)
    assert WRONG in page.words("#error-summary")
    assert page.form("/personer")["name"] == TYPED["name"]


def test_signing_in_there_as_somebody_else_gives_no_rights(
    dead: Client, people: SimpleNamespace
) -> None:
    form = dead.send("/personer", TYPED, status=401).form("/personer")
    form |= {"sign-in-email": "bertil@example.org", "sign-in-password": make.PASSWORD}
    dead.send("/personer", form, status=404)


def test_signing_in_there_wants_a_token(dead: Client, people: SimpleNamespace) -> None:
    form = {**TYPED, "sign-in-email": "ada@example.org", "sign-in-password": make.PASSWORD}
    assert dead.post("/personer", data=form).status_code == 400


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_strange_site_can_not_plant_a_form_there(dead: Client, headers: dict[str, str]) -> None:
    answer = dead.post("/personer", data=TYPED, headers=headers)
    assert answer.status_code == 403
    assert "Åsa" not in answer.text


def test_a_session_lasts_a_working_day(client: Client, people: SimpleNamespace) -> None:
    with time_machine.travel(
        datetime(2026, 11, 10, 7, tzinfo=make.NOW.tzinfo), tick=False
    ) as clock:
        client.sign_in("ada@example.org")
        clock.shift(timedelta(hours=11))
        assert client.get("/personer").status_code == 200
        clock.shift(timedelta(hours=14))
        assert client.get("/personer").headers["Location"].startswith("/logga-in")


def test_somebody_new_sets_the_first_password(
    app: Flask, client: Client, people: SimpleNamespace
) -> None:
    nils = make.person("Nils", Role.ADMIN)
    nils.password = None
    db.session.commit()
    client.send("/logga-in", {"email": "nils@example.org", "password": "x"}, status=422)
    new = {"password": "Blåbär på bänken", "again": "Blåbär på bänken"}
    client.send(link_for(app, nils), new)
    client.sign_in("nils@example.org", new["password"])
    assert client.visit("/min-sida").response.request.path == "/personer"


def test_what_was_typed_is_kept_in_no_cache(dead: Client, people: SimpleNamespace) -> None:
    page = dead.send("/personer", TYPED, status=401)
    assert page.response.headers["Cache-Control"] == "private, no-store"
    form = page.form("/personer") | {"sign-in-email": "ada@example.org", "sign-in-password": "fel"}
    page = dead.send("/personer", form, status=422)
    assert page.response.headers["Cache-Control"] == "private, no-store"


def test_an_app_counts_whatever_an_earlier_one_in_the_process_did(app: Flask) -> None:
    assert app.config["RATELIMIT_ENABLED"] is False
    assert app_in(app.config["INSTANCE"]).config["RATELIMIT_ENABLED"] is True
    assert limits.limiter.enabled


def passwords() -> list[Letter]:
    found = select(Letter).where(Letter.kind == LetterKind.PASSWORD).order_by(Letter.id)
    return list(db.session.scalars(found))


@pytest.mark.parametrize("email", ["ADA@example.org ", "ingen@example.org", "stangd@example.org"])
def test_whether_there_is_an_account_is_not_told_to_who_asks_for_a_password(
    client: Client, people: SimpleNamespace, email: str
) -> None:
    make.person("Stangd").active = False
    db.session.commit()
    page = client.send("/glomt-losenord", {"email": email})
    assert page.response.request.path == "/logga-in"
    assert "kommer ett brev inom några minuter" in page.words()
    assert [each.recipient for each in passwords()] == (
        ["ada@example.org"] if "ADA" in email else []
    )


def test_by_the_letter_a_new_password_is_chosen(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    assert "/glomt-losenord" in client.get("/logga-in").text
    client.send("/glomt-losenord", {"email": "ada@example.org"})
    client.send("/glomt-losenord", {"email": "ada@example.org"})
    [letter] = passwords()  # pressed twice
    outgoing = take_out(letter.id, now)
    db.session.commit()
    assert outgoing
    plain = outgoing.message.get_body(("plain",))
    assert plain
    link = next(w for w in plain.get_content().split() if "/aterstall/" in w)
    address = urlsplit(link).path
    new = {"password": "en helt ny ramsa", "again": "en helt ny ramsa"}
    client.send(address, new)
    client.sign_in("ada@example.org", "en helt ny ramsa")
    assert client.visit("/min-sida").response.request.path == "/personer"


def test_an_address_that_is_none_is_refused(client: Client) -> None:
    page = client.send("/glomt-losenord", {"email": "ada"}, status=422)
    assert "E-postadressen är inte rätt skriven" in page.words("#error-summary")
