"""What a command asks of the database before it begins."""

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from walks.db import db, migrate


def require_tables() -> None:
    """Raise ClickException, with what to do, unless the tables are those of this version.

    Ends the session's transaction.
    """
    stands = MigrationContext.configure(db.session.connection()).get_current_revision()
    db.session.rollback()
    if stands != ScriptDirectory.from_config(migrate.get_config()).get_current_head():
        raise click.ClickException(
            "Databasen saknar tabeller som den här versionen behöver. "
            "Kör flask --app wsgi init-db först."
        )
