"""Commands about people and their accounts, and the one that makes the database ready."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from walks.cli_ready import require_tables
from walks.config import LOCAL
from walks.db import db
from walks.model.party import parties, party_by_slug
from walks.model.person import AccountRefused, Person, Role, add_person, person_named
from walks.model.rulebook import install_defaults
from walks.pages.signing_in import password_link


@click.command("init-db")
@with_appcontext
def init_db() -> None:
    """Gör databasen klar: tabeller, parter, kategorier och regler. Kan köras när som helst."""
    upgrade()
    install_defaults()
    db.session.commit()
    click.echo("Databasen är klar.")


@click.command("add-person")
@click.argument("name")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([*(role.value for role in Role), "none"]),
    required=True,
    help="none: personen leder bara vandringar.",
)
@click.option("--party", metavar="SLUG", help="Parten som en handläggare arbetar för.")
@with_appcontext
def add_person_command(name: str, email: str, role: str, party: str | None) -> None:
    """Lägg till en person och skriv ut en länk att välja lösenord med."""
    if "@" not in email.strip("@"):
        raise click.ClickException(f"{email} är ingen e-postadress.")
    require_tables()
    try:
        person = add_person(name, email)
        if role != "none":
            person.give(Role(role), party_by_slug(party) if party else None)
        elif party:
            raise AccountRefused("Bara handläggare hör till en part. Lämna parten tom.")
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except NoResultFound:
        known = ", ".join(each.slug for each in parties()) or "inga än, kör init-db"
        raise click.ClickException(f"Det finns ingen part {party}. Det finns: {known}.") from None
    _show_link(person)
    db.session.commit()


@click.command("reset-link")
@click.argument("name")
@with_appcontext
def reset_link(name: str) -> None:
    """Skriv ut en länk att välja nytt lösenord med, för personen med det namnet eller e-posten."""
    require_tables()
    try:
        person = person_named(name)
    except NoResultFound:
        raise click.ClickException(f"Det finns ingen som heter {name}.") from None
    except MultipleResultsFound:
        raise click.ClickException(f"Flera heter {name}. Skriv e-postadressen.") from None
    if not person.active:
        raise click.ClickException(f"{person.name} har ett stängt konto. Öppna det först.")
    _show_link(person)


def _show_link(person: Person) -> None:
    with current_app.test_request_context(base_url=LOCAL):
        link = password_link(person)
    if not current_app.config["PUBLIC_URL"]:
        click.echo(f"Svarar programmet inte på {LOCAL}? Byt början av länken mot den adressen.")
    click.echo(f"{person.name} väljer sitt lösenord här, inom ett dygn:\n{link}")
