"""indexes for what the clock looks for: promised days, and what has not left its walk

The conditions are word for word those of walks/model/clock.py, as in 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTIAL = (
    (
        "ix_finding_promised",
        ["planned_on", "id"],
        "status IN ('new', 'planned', 'received', 'with_other')"
        " AND answered_at IS NOT NULL AND planned_on IS NOT NULL",
    ),
    (
        "ix_finding_on_a_walk",
        ["walk_id", "id"],
        "released_at IS NULL AND status IN ('new', 'noted', 'received')",
    ),
)


def upgrade():
    for name, columns, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, "finding", columns, sqlite_where=where, postgresql_where=where)


def downgrade():
    for name, *_rest in PARTIAL:
        op.drop_index(name, "finding")
