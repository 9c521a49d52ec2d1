"""an index of the walks under way or to come, which the start page asks for

The condition is word for word that of walks/model/publication.py, as in 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ANNOUNCED = "kind IN ('walk') AND state IN ('cancelled', 'planned', 'under_way')"


def upgrade():
    where = sa.text(ANNOUNCED)
    op.create_index(
        "ix_walk_announced",
        "walk",
        ["starts_at", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade():
    op.drop_index("ix_walk_announced", "walk")
