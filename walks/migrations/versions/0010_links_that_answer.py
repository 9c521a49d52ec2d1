"""links in letters, and what an outside contact is shown and sends back"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('letter_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_link_letter_id'), ['letter_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_link_letter_id_letter'), 'letter', ['letter_id'], ['id'])

    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.add_column(sa.Column('referral_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_photo_referral_id'), ['referral_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_photo_referral_id_referral'), 'referral', ['referral_id'], ['id'])

    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.add_column(sa.Column('with_photos', sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table('public_copy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact_name', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('contact_since', sa.DateTime(), nullable=True))

    is_false = '0' if op.get_bind().dialect.name == 'sqlite' else 'false'
    unowned = sa.text(
        "status IN ('new', 'planned', 'received', 'with_other')"
        f" AND (certain IS {is_false} OR waiting_on IN ('coordinator'))"
    )
    op.create_index(
        'ix_finding_unowned',
        'finding',
        ['received_at', 'id'],
        unique=False,
        sqlite_where=unowned,
        postgresql_where=unowned,
    )
    unreminded = sa.text('ended_at IS NULL AND reminded_at IS NULL')
    op.create_index(
        'ix_referral_unreminded',
        'referral',
        ['passed_at'],
        unique=False,
        sqlite_where=unreminded,
        postgresql_where=unreminded,
    )


def downgrade():
    op.drop_index('ix_finding_unowned', table_name='finding')
    op.drop_index('ix_referral_unreminded', table_name='referral')
    with op.batch_alter_table('public_copy', schema=None) as batch_op:
        batch_op.drop_column('contact_since')
        batch_op.drop_column('contact_name')

    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_column('with_photos')

    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_photo_referral_id_referral'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_photo_referral_id'))
        batch_op.drop_column('referral_id')

    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_link_letter_id_letter'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_link_letter_id'))
        batch_op.drop_column('letter_id')
