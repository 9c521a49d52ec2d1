"""what somebody said are not doubles"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('not_same',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_not_same_finding_id_finding')),
    sa.ForeignKeyConstraint(['other_id'], ['finding.id'], name=op.f('fk_not_same_other_id_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_not_same')),
    sa.UniqueConstraint('finding_id', 'other_id', name=op.f('uq_not_same_finding_id_other_id'))
    )
    with op.batch_alter_table('not_same', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_not_same_other_id'), ['other_id'], unique=False)


def downgrade():
    with op.batch_alter_table('not_same', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_not_same_other_id'))
    op.drop_table('not_same')
