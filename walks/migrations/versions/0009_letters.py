"""letters, and when each person wants them"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

LOOKED_FOR = "state IN ('failed', 'gathered', 'sending', 'unsure', 'waiting')"


def upgrade():
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('recipient', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('walk_id', sa.Integer(), nullable=True),
    sa.Column('digest_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('thread', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('secret', sa.String(), nullable=True),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_since', sa.DateTime(), nullable=True),
    sa.Column('begun_at', sa.DateTime(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['digest_id'], ['letter.id'], name=op.f('fk_letter_digest_id_letter')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_letter_party_id_party')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_letter_person_id_person')),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_letter_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('key', name=op.f('uq_letter_key'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_digest_id'), ['digest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_person_id'), ['person_id'], unique=False)
        batch_op.create_index(
            'ix_letter_unsent',
            ['state', 'due_at'],
            unique=False,
            sqlite_where=sa.text(LOOKED_FOR),
            postgresql_where=sa.text(LOOKED_FOR),
        )

    op.create_table('letter_finding',
    sa.Column('letter_id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_letter_finding_finding_id_finding')),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_letter_finding_letter_id_letter')),
    sa.PrimaryKeyConstraint('letter_id', 'finding_id', name=op.f('pk_letter_finding'))
    )
    with op.batch_alter_table('letter_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_finding_finding_id'), ['finding_id'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('letters', sa.String(length=32), nullable=False, server_default='at_once')
        )
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email', sa.String(), nullable=True))


def downgrade():
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_column('email')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('letters')
    op.drop_table('letter_finding')
    op.drop_table('letter')
