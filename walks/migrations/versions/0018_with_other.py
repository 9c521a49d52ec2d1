"""what a party has passed to somebody outside, as a section of its worklist"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

NAME = 'ix_finding_with_other'
COLUMNS = ['responsible_party_id', 'due_on', 'received_at', 'id', 'category_id', 'area_version_id']
WHERE = "released_at IS NOT NULL AND status IN ('with_other')"


def upgrade():
    op.create_index(NAME, 'finding', COLUMNS, sqlite_where=sa.text(WHERE), postgresql_where=sa.text(WHERE))


def downgrade():
    op.drop_index(NAME, 'finding')
