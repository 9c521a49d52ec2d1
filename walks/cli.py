"""The flask commands: `flask --app wsgi COMMAND`."""

import logging
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from walks.cli_bench import bench_data
from walks.cli_demo import demo_command
from walks.cli_people import add_person_command, init_db, reset_link
from walks.cli_ready import require_tables
from walks.cli_route import route_command
from walks.cli_styles import join_styles
from walks.cli_translate import translate
from walks.worker import AlreadyRunning, Worker, alone


@click.command("worker")
@click.option("--once", is_flag=True, help="Bara det som ska göras nu. För cron.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Gör det som klockan säger, av sig självt, tills det stoppas."""
    require_tables()
    current_app.logger.setLevel(logging.INFO)  # tells what it does
    worker = Worker()
    worker.stop_on_signals()
    try:
        with alone(current_app.config["INSTANCE"]):
            if not once:
                return worker.run()
            worker.round(datetime.now(UTC))
    except AlreadyRunning as other:
        raise click.ClickException(str(other)) from other
    if worker.failed:
        raise click.ClickException("Något gick fel, se ovan. Resten är gjort.")


COMMANDS = (
    add_person_command,
    bench_data,
    demo_command,
    init_db,
    join_styles,
    reset_link,
    route_command,
    translate,
    worker_command,
)


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
