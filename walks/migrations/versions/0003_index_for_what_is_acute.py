"""an index for what is acute and has no answer, which stands above every worklist

The condition is word for word that of walks/model/worklist.py, as in 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ACUTE = (
    "status IN ('new', 'planned', 'received', 'with_other')"
    " AND answered_at IS NULL AND urgency IN ('acute')"
)


def upgrade():
    op.create_index(
        "ix_finding_acute",
        "finding",
        ["responsible_party_id", "received_at", "id"],
        sqlite_where=sa.text(ACUTE),
        postgresql_where=sa.text(ACUTE),
    )


def downgrade():
    op.drop_index("ix_finding_acute", "finding")
