"""what phones send by themselves"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_token_participant_id_participant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_token_token_hash'))
    )
    with op.batch_alter_table('token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_token_participant_id'), ['participant_id'], unique=False)

    op.create_table('agreement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_agreement_finding_id_finding')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_agreement_participant_id_participant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('finding_id', 'participant_id', name=op.f('uq_agreement_finding_id_participant_id'))
    )
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_participant_id'), ['participant_id'], unique=False)

    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('walk_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('of', sa.String(length=36), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=True),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.Column('noted_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('fate', sa.String(length=32), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_entry_finding_id_finding')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_entry_participant_id_participant')),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_entry_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('uuid', name=op.f('uq_entry_uuid'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_finding_id'), ['finding_id'], unique=False)
        batch_op.create_index(
            'ix_entry_sealed',
            ['finding_id'],
            unique=False,
            sqlite_where=sa.text('raw IS NOT NULL'),
            postgresql_where=sa.text('raw IS NOT NULL'),
        )
        batch_op.create_index(batch_op.f('ix_entry_of'), ['of'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_participant_id'), ['participant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_walk_id'), ['walk_id'], unique=False)

    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('heard_from_at', sa.DateTime(), nullable=True))

    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entry_uuid', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('participant_id', sa.Integer(), nullable=True))
        batch_op.alter_column('finding_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_photo_entry_uuid'), ['entry_uuid'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_photo_participant_id_participant'), 'participant', ['participant_id'], ['id'])



def downgrade():
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_photo_participant_id_participant'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_photo_entry_uuid'))
        batch_op.alter_column('finding_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('participant_id')
        batch_op.drop_column('entry_uuid')

    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_column('heard_from_at')

    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_walk_id'))
        batch_op.drop_index(batch_op.f('ix_entry_participant_id'))
        batch_op.drop_index(batch_op.f('ix_entry_of'))
        batch_op.drop_index('ix_entry_sealed')
        batch_op.drop_index(batch_op.f('ix_entry_finding_id'))

    op.drop_table('entry')
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_participant_id'))

    op.drop_table('agreement')
    with op.batch_alter_table('token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_token_participant_id'))

    op.drop_table('token')
