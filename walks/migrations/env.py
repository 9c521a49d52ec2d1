"""Runs the migrations with the app's own engine, and guards the log after each."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from walks.db import UtcDateTime, db, migrating


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what the database sees: scripts must outlive our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


with db.engine.connect() as connection, migrating(connection):
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
