"""Every migration, up and down: over rows that stay, and with a log that nobody can change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from tests import databases
from walks.db import db, migrate, migrating

BY_TYPE: dict[type, Any] = {
    str: "x",
    int: 1,
    float: 1.0,
    bool: False,
    datetime: datetime(2026, 11, 10, 17, 0, tzinfo=UTC).replace(tzinfo=None),
    date: date(2026, 11, 10),
    object: {},  # JSON
}
"""What to put in a column that must hold something."""

FORBIDDEN = {
    "sqlite": ("UPDATE event SET actor = 'y'", "DELETE FROM event"),
    "postgresql": ("UPDATE event SET actor = 'y'", "DELETE FROM event", "TRUNCATE event CASCADE"),
}


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """An app over a database without tables."""
    app = databases.app_in(tmp_path)
    with app.app_context():
        yield app
    databases.drop(tmp_path)


def fill(connection: sa.Connection, tables: sa.MetaData, name: str) -> int:
    """Put one row in the table unless it has one, and in those it points to; return its key."""
    table = tables.tables[name]
    if there := connection.scalar(sa.select(table.c.id)):
        return int(there)
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.nullable or column.primary_key:
            continue
        parents = [key.column.table.name for key in column.foreign_keys]
        values[column.name] = (
            fill(connection, tables, parents[0]) if parents else BY_TYPE[column.type.python_type]
        )
    made = connection.execute(sa.insert(table).values(values)).inserted_primary_key
    assert made
    return int(made[0])


def with_a_log() -> None:
    """Put one event in the database, of a finding with all it must have."""
    with db.engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        fill(connection, tables, "event")


def holds() -> dict[str, int]:
    """Return how many rows each table has; raise if one points to a row that is gone."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            for name in names
        }


def is_guarded() -> bool:
    """Try to change the log in every way there is."""
    with db.engine.connect() as connection:
        for statement in FORBIDDEN[connection.dialect.name]:
            with pytest.raises(sa.exc.IntegrityError, match="the log can not be changed"):
                connection.exec_driver_sql(statement)
            connection.rollback()
    return True


def test_rows_stay_and_the_log_is_guarded_after_every_migration_up_and_down(bare: Flask) -> None:
    scripts = ScriptDirectory.from_config(migrate.get_config())
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    upgrade(revision=revisions[0])
    with_a_log()
    kept = {name for name, count in holds().items() if count}
    assert {"event", "finding", "party"} <= kept
    for revision in revisions:
        upgrade(revision=revision)
        assert is_guarded(), revision
        assert all(holds().get(name) for name in kept), revision
    for revision in revisions[-2::-1]:
        downgrade(revision=revision)
        assert is_guarded(), revision
        assert all(holds().get(name) for name in kept), revision
    downgrade(revision="base")
    assert holds() == {}


def test_a_table_can_be_rebuilt_while_others_point_to_its_rows(bare: Flask) -> None:
    """As a batch ALTER does on SQLite: dropping the old table must not touch its rows' children."""
    upgrade()
    with_a_log()
    before = holds()
    with db.engine.connect() as connection, migrating(connection):
        operations = Operations(MigrationContext.configure(connection))
        way = {"sqlite": "always", "postgresql": "never"}[databases.KIND]
        for table in ("finding", "event", "party"):
            with operations.batch_alter_table(table, recreate=way) as batch:
                batch.add_column(sa.Column("more", sa.String))
    assert holds() == before
    assert is_guarded()


def test_a_migration_that_leaves_orphans_is_undone(bare: Flask) -> None:
    upgrade()
    with_a_log()
    before = holds()
    with (
        pytest.raises(sa.exc.IntegrityError),
        db.engine.connect() as connection,
        migrating(connection),
    ):
        connection.exec_driver_sql("DELETE FROM finding")
    assert holds() == before
    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM finding")
