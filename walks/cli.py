"""The flask commands: `flask --app wsgi COMMAND`."""

from datetime import UTC, datetime

import click
from flask import Flask, current_app

from walks.cli_bench import bench_data
from walks.cli_demo import demo_command
from walks.cli_people import add_person_command, init_db, reset_link
from walks.cli_route import route_command
from walks.cli_styles import join_styles
from walks.cli_translate import translate
from walks.db import db
from walks.model.clock import tick
from walks.storage import sweep


@click.command("tick")
def tick_command() -> None:
    """Gör det som klockan säger ska göras nu, en gång."""
    now = datetime.now(UTC)
    for line in tick(now):
        click.echo(line)
    db.session.commit()
    if removed := sweep(current_app.config["INSTANCE"], now):
        click.echo(f"photos: {removed} never sent, removed")


COMMANDS = (
    add_person_command,
    bench_data,
    demo_command,
    init_db,
    join_styles,
    reset_link,
    route_command,
    tick_command,
    translate,
)


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
