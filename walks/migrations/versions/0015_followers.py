"""who wants to hear what became of a walk, and when something published was done"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('follower',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('walk_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('of_network', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_follower_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follower')),
    sa.UniqueConstraint('walk_id', 'email', name=op.f('uq_follower_walk_id_email'))
    )
    op.add_column('public_copy', sa.Column('done_at', sa.DateTime(), nullable=True))
    op.execute("UPDATE public_copy SET done_at = coalesce(answered_at, published_at) WHERE status IN ('fixed', 'verified')")
    with_address = sa.text('email IS NOT NULL')
    op.create_index(
        'ix_reporter_with_address',
        'reporter',
        ['finding_id'],
        unique=False,
        sqlite_where=with_address,
        postgresql_where=with_address,
    )


def downgrade():
    op.drop_index('ix_reporter_with_address', table_name='reporter')
    op.drop_column('public_copy', 'done_at')
    op.drop_table('follower')
