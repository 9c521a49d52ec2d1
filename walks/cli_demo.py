"""`flask demo`: an invented town to try everything in, served to this machine or its network."""

from datetime import UTC, datetime
from ssl import SSLContext

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select

from walks.cli_serving import own_address, qr, require_free, serve, tls
from walks.config import is_loopback
from walks.db import db
from walks.demo.links import open_links
from walks.demo.seed import (
    MUNICIPALITY,
    PASSWORD,
    PREFIX,
    TownTooOld,
    build_town,
    sights,
    walk_under_way_today,
)
from walks.model.finding import Finding
from walks.model.person import Person, people
from walks.model.setting import DEMO, setting
from walks.worker import beside


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=5000,
    show_default=True,
    help="Porten att svara på.",
)
@click.option("--no-serve", is_flag=True, help="Bygg bara staden.")
@click.option("--lan", is_flag=True, help="Släpp in telefoner på samma nät.")
@click.option("--cert", metavar="FIL", help="Certifikat (PEM), för https. Kräver --key.")
@click.option("--key", metavar="FIL", help="Certifikatets nyckel (PEM).")
@with_appcontext
def demo_command(port: int, no_serve: bool, lan: bool, cert: str | None, key: str | None) -> None:
    """Bygg en påhittad stad att prova i, och visa den här eller för telefoner på samma nät."""
    context = tls(cert, key)
    host = "0.0.0.0" if lan else "127.0.0.1"  # noqa: S104 (what --lan asks for)
    if not no_serve:
        require_free(host, port)
    now = datetime.now(UTC)
    ensure_town(now)
    db.session.commit()
    address = _address(port, lan=lan, secure=context is not None)
    _tell(address)
    if lan:
        _invite(address)
    else:
        click.echo("Med --lan kommer telefoner på samma nät in.")
    db.session.remove()
    if not no_serve:
        _serve(address, host, port, context)


def ensure_town(now: datetime) -> None:
    """Build the demo town unless it is there, with a walk on its way today. Does not commit.

    A town that an earlier version built gets the tables of this one. Raises ClickException when
    it lacks more than that, and when the database holds anything but a demo.
    """
    built = _is_demo()
    if not built and _has_real_data():
        raise click.ClickException(
            f"I {current_app.config['INSTANCE']} finns redan riktiga uppgifter. "
            "Demon rör dem inte. Peka WALKS_INSTANCE på en tom mapp och försök igen."
        )
    if not built:
        click.echo("Bygger demostaden. Det tar en liten stund …")
    db.session.rollback()  # the migrations want the database to themselves
    upgrade()
    if not built:
        build_town(now)
    try:
        walk_under_way_today(now)
    except TownTooOld as old:
        raise click.ClickException(
            f"Demostaden i {current_app.config['INSTANCE']} byggdes av en äldre version och saknar "
            "det som dagens vandring behöver. Peka WALKS_INSTANCE på en tom mapp, så byggs en ny."
        ) from old
    open_links(now)


def _address(port: int, *, lan: bool, secure: bool) -> str:
    """Return where the demo is reached; with `lan` it is also what QR codes carry."""
    scheme = "https" if secure else "http"
    here = f"{scheme}://127.0.0.1:{port}"
    if not lan:
        return here
    given = current_app.config["PUBLIC_URL"]  # the name in the certificate, for one
    if not given or is_loopback(given):
        own = own_address()
        given = current_app.config["PUBLIC_URL"] = f"{scheme}://{own}:{port}" if own else ""
    return given or here


def _is_demo() -> bool:
    return _has_table("setting") and setting(DEMO) is not None


def _has_real_data() -> bool:
    """Say whether anybody has put something in: a build that was broken off left nothing."""
    if not _has_table("person"):
        return False
    counts = [db.session.scalar(select(func.count()).select_from(t)) for t in (Person, Finding)]
    return any(counts)


def _has_table(name: str) -> bool:
    # Over the session's own connection: another one would wait for it for ever.
    return bool(inspect(db.session.connection()).has_table(name))


def _tell(address: str) -> None:
    click.echo(f"\nLogga in på {address}/logga-in – lösenordet är för alla: {PASSWORD}\n")
    for person in people():
        what = ", ".join(
            m.role.label.lower() + (f" på {m.party.name}" if m.party else "")
            for m in person.memberships
        )
        click.echo(f"  {person.email:<28} {person.name}, {what or 'vandringsledare'}")
    click.echo("\nSidor värda att titta på:\n")
    for path, why in sights():
        click.echo(f"  {address}{path:<42} {why}")
    click.echo("")


def _invite(address: str) -> None:
    """Show a phone the way, or say that there is none."""
    if is_loopback(address):
        click.echo(
            "Datorn har ingen adress på något nät, så ingen telefon når demon. Anslut den till "
            "samma nät som telefonen och starta om, eller sätt WALKS_PUBLIC_URL.\n"
        )
        return
    click.echo(f"Skanna med en telefon på samma nät, eller skriv {address}\n\n{qr(address)}")
    click.echo("Alla på nätet kommer in. Syns inget i telefonen? Kolla datorns brandvägg.")
    if address.startswith("http:"):
        click.echo("Över http ger telefonen ingen position. Med --cert och --key blir det https.")
    click.echo("")


def _serve(address: str, host: str, port: int, context: SSLContext | None) -> None:
    click.echo("Stoppa med Ctrl+C.")
    current_app.config.update(MUNICIPALITY=MUNICIPALITY, NUMBER_PREFIX=PREFIX)
    current_app.config["LETTERS_URL"] = address  # letters are written where no page is asked for
    # The app behind the proxy object: the server calls it outside this command's context.
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with beside(app):
        serve(app, host=host, port=port, context=context)
