"""`flask add-person`, `flask reset-link` and `flask init-db`, as an administrator types them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.client import Client
from tests.databases import app_in
from walks.db import db
from walks.model.party import Party
from walks.model.person import Person, Role, person_named


def run(app: Flask, *words: str) -> tuple[int, str]:
    """Run the command; return its code and all it said."""
    result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    db.session.rollback()  # as when the command's process ends
    return result.exit_code, result.output


def test_a_person_is_added_and_comes_in_by_the_printed_link(app: Flask, client: Client) -> None:
    code, said = run(app, "add-person", "Nils Ek", "Nils@example.org", "--role", "admin")
    assert code == 0
    link = said.split()[-1]
    assert link.startswith("http://127.0.0.1:5000/aterstall/")
    new = {"password": "Blåbär på bänken", "again": "Blåbär på bänken"}
    client.send(link.removeprefix("http://127.0.0.1:5000"), new)
    client.sign_in("nils@example.org", new["password"])
    assert client.visit("/min-sida").response.request.path == "/personer"


def test_a_handler_gets_the_party(app: Flask) -> None:
    words = ("add-person", "Ida", "ida@example.org", "--role", "handler", "--party", "polisen")
    assert run(app, *words)[0] == 0
    assert [party.slug for party in person_named("Ida").parties] == ["polisen"]


def test_somebody_without_a_role_leads_walks(app: Flask) -> None:
    assert run(app, "add-person", "Ida", "ida@example.org", "--role", "none")[0] == 0
    assert not person_named("Ida").memberships


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ida@example.org", "--role", "handler"), "Välj vilken part"),
        (("ida@example.org", "--role", "handler", "--party", "kyrkan"), "Det finns ingen part"),
        (("ida@example.org", "--role", "reader", "--party", "polisen"), "Bara handläggare"),
        (("ida@example.org", "--role", "none", "--party", "polisen"), "Bara handläggare"),
        (("BERTIL@example.org", "--role", "none"), "Det finns redan en person"),
        (("ida", "--role", "none"), "ida är ingen e-postadress"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nobody_is_added(
    app: Flask, people: SimpleNamespace, words: tuple[str, ...], sentence: str
) -> None:
    code, said = run(app, "add-person", "Ida", *words)
    assert code == 1
    assert sentence in said
    assert db.session.scalar(select(func.count()).where(Person.name == "Ida")) == 0


@pytest.mark.parametrize("name", ["Bertil", "bertil@example.org", "Bertil@Example.org"])
def test_a_reset_link_is_found_by_name_or_e_mail(
    app: Flask, client: Client, people: SimpleNamespace, name: str
) -> None:
    code, said = run(app, "reset-link", name)
    assert code == 0
    client.visit(said.split()[-1].removeprefix("http://127.0.0.1:5000"))


def test_the_link_carries_the_public_address(app: Flask, people: SimpleNamespace) -> None:
    app.config["PUBLIC_URL"] = "https://trygg.example"
    assert run(app, "reset-link", "Bertil")[1].split()[-1].startswith("https://trygg.example/a")


def test_nobody_several_and_closed_accounts_are_told_apart(
    app: Flask, people: SimpleNamespace
) -> None:
    make.person("Bertil ", Role.READER).name = "Bertil"
    people.cilla.active = False
    db.session.commit()
    for name, sentence in (
        ("Ingen", "Det finns ingen som heter Ingen"),
        ("Bertil", "Flera heter Bertil. Skriv e-postadressen."),
        ("Cilla", "stängt konto"),
    ):
        code, said = run(app, "reset-link", name)
        assert (code, sentence in said) == (1, True), said


def test_init_db_makes_an_empty_folder_ready_and_may_be_run_again(tmp_path: Path) -> None:
    app = app_in(tmp_path / "ny", TESTING=True)
    for _time in range(2):
        assert run_in(app, "init-db") == (0, "Databasen är klar.\n")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Party)) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("add-person", "Ida", "ida@example.org", "--role", "none"),
        ("reset-link", "Ida"),
        ("worker",),
        ("worker", "--once"),
    ],
)
def test_before_init_db_a_command_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = app_in(tmp_path / "ny", TESTING=True).test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 1
    [said] = result.output.splitlines()
    assert "Kör flask --app wsgi init-db först." in said


def test_a_route_is_told_before_init_db(tmp_path: Path) -> None:
    code, said = run_in(app_in(tmp_path / "ny", TESTING=True), "route", "Lampan är trasig")
    assert (code, said.split()[0]) == (0, "tekniska-namnden")


def run_in(app: Flask, *words: str) -> tuple[int, str]:
    """Run the command in an app of its own, with no context around it."""
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.stdout
