"""The flask commands: `flask --app wsgi COMMAND`."""

from datetime import UTC, datetime

import click
from flask import Flask

from walks.cli_demo import demo_command
from walks.cli_styles import join_styles
from walks.db import db
from walks.model.clock import tick


@click.command("tick")
def tick_command() -> None:
    """Gör det som klockan säger ska göras nu, en gång."""
    for line in tick(datetime.now(UTC)):
        click.echo(line)
    db.session.commit()


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(tick_command)
    app.cli.add_command(join_styles)
    app.cli.add_command(demo_command)
