"""`flask bench-data N`: a demo town with very many findings, for measuring (tests/bench)."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from walks.cli_demo import ensure_town
from walks.db import db
from walks.demo.many import Many
from walks.demo.seed import PREFIX


@click.command("bench-data", hidden=True)
@click.argument("findings", type=click.IntRange(min=1))
@with_appcontext
def bench_data(findings: int) -> None:
    """Bygg demostaden och lägg till så många FINDINGS fynd, för mätningar."""
    now = datetime.now(UTC)
    ensure_town(now)
    db.session.commit()
    Many(findings, now, PREFIX).put_in(lambda made: click.echo(f"{made} av {findings}"))
