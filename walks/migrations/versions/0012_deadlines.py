"""closed days, and which reminders of its due date a finding has had"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('closed_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_closed_day'))
    )
    # No batch: that would make the table anew, and its triggers and indexes with it.
    op.add_column('finding', sa.Column('reminded', sa.Integer(), server_default='0', nullable=False))
    awaited = sa.text(
        "released_at IS NOT NULL AND status IN ('new', 'planned', 'received', 'with_other')"
        ' AND answered_at IS NULL AND reminded < 3'
    )
    op.create_index(
        'ix_finding_awaited',
        'finding',
        ['reminded', 'due_on', 'responsible_party_id'],
        unique=False,
        sqlite_where=awaited,
        postgresql_where=awaited,
    )


def downgrade():
    op.drop_index('ix_finding_awaited', table_name='finding')
    op.drop_column('finding', 'reminded')
    op.drop_table('closed_day')
