"""Administrators see who has an account, add people, give and take roles, and close accounts."""

from types import SimpleNamespace

import pytest
from bs4 import Tag
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.queries import counted
from walks.db import db
from walks.model.person import Person, Role, person_named

NILS = {"name": "Nils Ek", "email": "Nils@Example.org", "role": "", "party": ""}


@pytest.fixture
def ada(client: Client, people: SimpleNamespace) -> Client:
    """An administrator, signed in."""
    client.sign_in("ada@example.org")
    return client


def row(page: Page, name: str) -> str:
    found: list[Tag] = [tr for tr in page.select("tbody tr") if name in tr.text]
    assert len(found) == 1
    return " ".join(found[0].get_text(" ").split())


def address(person: Person) -> str:
    return f"/personer/{person.id}"


def test_everybody_is_listed_with_roles_in_words(ada: Client) -> None:
    page = ada.visit("/personer")
    assert "Handläggare (Tekniska nämnden)" in row(page, "Bertil")
    assert "Leder vandringar" in row(page, "Anna")
    names = [th.get_text(strip=True) for th in page.select("tbody th")]
    assert names == sorted(names)


def test_the_list_asks_the_database_as_often_for_many_as_for_few(app: Flask, ada: Client) -> None:
    with counted(app) as few:
        ada.visit("/personer")
    for number in range(5):
        make.person(f"Ny{number}", Role.HANDLER, "polisen")
    db.session.commit()
    with counted(app) as many:
        ada.visit("/personer")
    assert len(many) == len(few)


@pytest.mark.parametrize("email", ["karin@example.org", "bertil@example.org"])
def test_others_find_no_such_page(
    app: Flask, client: Client, people: SimpleNamespace, email: str
) -> None:
    form = {"email": email, "password": make.PASSWORD, "csrf_token": client.token()}
    client.post("/logga-in", data=form)
    assert client.get("/personer").status_code == 404
    assert client.get(address(people.anna)).status_code == 404


def test_somebody_is_added_and_sets_a_password_by_the_link(app: Flask, ada: Client) -> None:
    page = ada.send("/personer", {**NILS, "role": "handler", "party": "polisen"})
    assert "Den visas bara nu" in page.words()
    link = page.words("#link")
    nils = app.test_client()
    nils.send(link, {"password": "Blåbär på bänken", "again": "Blåbär på bänken"})  # type: ignore[attr-defined]
    answer = nils.post(
        "/logga-in",
        data={
            "email": "nils@example.org",
            "password": "Blåbär på bänken",
            "csrf_token": nils.token(),  # type: ignore[attr-defined]
        },
    )
    assert answer.headers["Location"] == "/min-sida"
    assert "Handläggare (Polisen)" in row(ada.visit("/personer"), "Nils")


def test_the_link_starts_with_the_public_address(app: Flask, ada: Client) -> None:
    app.config["PUBLIC_URL"] = "https://trygg.example"
    page = ada.send("/personer", NILS)
    assert page.words("#link").startswith("https://trygg.example/aterstall/")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Skriv personens namn."),
        ({"email": ""}, "Skriv personens e-postadress."),
        ({"email": "nils"}, "namn@exempel.se"),
        ({"email": "nils@\x00"}, "namn@exempel.se"),
        ({"email": "BERTIL@example.org"}, "Det finns redan en person"),
        ({"role": "kung"}, "Välj något i listan."),
        ({"role": "handler", "party": "kyrkan"}, "Välj något i listan."),
        ({"role": "handler"}, "Välj vilken part"),
        ({"role": "admin", "party": "polisen"}, "Bara handläggare hör till en part"),
        ({"name": "a" * 1_000_000}, "högst 200 tecken"),
        ({"email": "a" * 1_000_000 + "@example.org"}, "högst 200 tecken"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_rest(
    ada: Client, change: dict[str, str], sentence: str
) -> None:
    page = ada.send("/personer", {**NILS, **change}, status=422)
    assert sentence in page.words("#error-summary")
    kept = page.form("/personer")
    assert all(kept[name] == value for name, value in NILS.items() if name not in change)


def test_a_role_is_given_and_taken(ada: Client, people: SimpleNamespace) -> None:
    page = ada.send(f"{address(people.anna)}/roller", {"role": "coordinator", "party": ""})
    assert "Anna har fått rollen." in page.words()
    form = next(f for f in page.select("form") if "borttagning" in f["action"])
    assert form.button.get_text() == "Ta bort rollen Samordnare"
    gone = ada.send(form["action"], {})
    assert "Ingen roll." in gone.words()
    assert "Rollen är borttagen." in ada.send(form["action"], {}).words(), "twice is once"


def test_a_role_is_not_given_twice(ada: Client, people: SimpleNamespace) -> None:
    chosen = {"role": "handler", "party": "tekniska-namnden"}
    page = ada.send(f"{address(people.bertil)}/roller", chosen, status=422)
    assert "har redan den rollen" in page.words("#error-summary")


def test_no_role_is_given_by_just_pressing(ada: Client, people: SimpleNamespace) -> None:
    way = f"{address(people.anna)}/roller"
    page = ada.visit(address(people.anna))
    untouched = page.form(way)
    assert untouched["role"] == ""
    assert page.select_one(f'form[action="{way}"] option').text == "Välj roll"
    page = ada.send(way, untouched, status=422)
    assert "Välj vilken roll personen ska ha." in page.words("#error-summary")
    assert "Ingen roll." in page.words()


def test_a_handler_without_a_party_stays_a_handler(ada: Client, people: SimpleNamespace) -> None:
    way = f"{address(people.anna)}/roller"
    page = ada.send(way, {"role": "handler", "party": ""}, status=422)
    assert "Välj vilken part" in page.words("#error-summary")
    assert page.form(way)["role"] == "handler"


def test_a_made_up_role_is_refused(ada: Client, people: SimpleNamespace) -> None:
    page = ada.send(f"{address(people.anna)}/roller", {"role": "kung", "party": ""}, status=422)
    assert "Välj något i listan." in page.words("#error-summary")


def test_an_account_is_closed_and_opened_again(
    app: Flask, ada: Client, people: SimpleNamespace
) -> None:
    bertil = app.test_client()
    form = {"email": "bertil@example.org", "password": make.PASSWORD}
    bertil.post("/logga-in", data={**form, "csrf_token": bertil.token()})  # type: ignore[attr-defined]
    assert bertil.get("/min-sida").headers["Location"] == "/inkorg"
    page = ada.send(f"{address(people.bertil)}/stangning", {})
    assert "Kontot är stängt" in page.words()
    assert "Stängt konto" in row(ada.visit("/personer"), "Bertil")
    assert "Kontot är stängt" not in ada.send(f"{address(people.bertil)}/oppning", {}).words()
    assert bertil.get("/min-sida").headers["Location"].startswith("/logga-in"), "old session"


def test_the_last_administrator_stays(ada: Client, people: SimpleNamespace) -> None:
    membership = people.ada.memberships[0].id
    for way in (f"roller/{membership}/borttagning", "stangning"):
        page = ada.send(f"{address(people.ada)}/{way}", {})
        assert "minst en administratör" in page.words()
    assert person_named("Ada").active
    assert person_named("Ada").has(Role.ADMIN)


def test_a_closed_administrator_does_not_count(ada: Client, people: SimpleNamespace) -> None:
    make.person("Olle", Role.ADMIN).active = False
    db.session.commit()
    assert "minst en administratör" in ada.send(f"{address(people.ada)}/stangning", {}).words()


def test_one_of_two_administrators_may_go(ada: Client, people: SimpleNamespace) -> None:
    olle = make.person("Olle", Role.ADMIN)
    db.session.commit()
    assert "Kontot är stängt" in ada.send(f"{address(olle)}/stangning", {}).words()


def test_a_new_link_is_made_for_somebody_who_forgot(ada: Client, people: SimpleNamespace) -> None:
    page = ada.send(f"{address(people.bertil)}/lank", {})
    assert "/aterstall/" in page.words("#link")
    assert page.select_one("textarea#link[readonly]"), "a field of one line cuts it"
    assert page.response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("way", ["", "/roller", "/stangning", "/oppning", "/lank"])
@pytest.mark.parametrize("person_id", ["0", "999", "99999999999999999999", "x"])
def test_a_person_that_does_not_exist_is_not_found(ada: Client, person_id: str, way: str) -> None:
    if way:
        ada.send(f"/personer/{person_id}{way}", {"role": "admin", "party": ""}, status=404)
    else:
        ada.visit(f"/personer/{person_id}", status=404)
