"""what parties and contacts do"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('name', name=op.f('uq_contact_name'))
    )
    op.create_table('referral',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('passed_at', sa.DateTime(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['brief_id'], ['text.id'], name=op.f('fk_referral_brief_id_text')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_referral_contact_id_contact')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_referral_finding_id_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral'))
    )
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referral_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_referral_finding_id'), ['finding_id'], unique=False)

    op.create_table('link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('walk_id', sa.Integer(), nullable=True),
    sa.Column('finding_id', sa.Integer(), nullable=True),
    sa.Column('referral_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('valid_until', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_link_finding_id_finding')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_link_party_id_party')),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_link_referral_id_referral')),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_link_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_link_secret_hash'))
    )
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_finding_id'), ['finding_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_referral_id'), ['referral_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_walk_id'), ['walk_id'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('said_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('link_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('referral_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('other_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_event_link_id_link'), 'link', ['link_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_said_id_text'), 'text', ['said_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_referral_id_referral'), 'referral', ['referral_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_other_id_finding'), 'finding', ['other_id'], ['id'])

    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waiting_since', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('duplicate_of_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('split_from_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reference', sa.String(length=60), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_finding_duplicate_of_id'), ['duplicate_of_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_split_from_id'), ['split_from_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_finding_split_from_id_finding'), 'finding', ['split_from_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_finding_duplicate_of_id_finding'), 'finding', ['duplicate_of_id'], ['id'])

    waiting = sa.text("waiting_on IN ('contact', 'reporter')")
    op.create_index(
        'ix_finding_silent',
        'finding',
        ['waiting_since', 'id'],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade():
    op.drop_index('ix_finding_silent', table_name='finding')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_finding_duplicate_of_id_finding'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_finding_split_from_id_finding'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_finding_split_from_id'))
        batch_op.drop_index(batch_op.f('ix_finding_duplicate_of_id'))
        batch_op.drop_column('reference')
        batch_op.drop_column('split_from_id')
        batch_op.drop_column('duplicate_of_id')
        batch_op.drop_column('waiting_since')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_event_other_id_finding'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_event_referral_id_referral'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_event_said_id_text'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_event_link_id_link'), type_='foreignkey')
        batch_op.drop_column('other_id')
        batch_op.drop_column('referral_id')
        batch_op.drop_column('link_id')
        batch_op.drop_column('said_id')

    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_walk_id'))
        batch_op.drop_index(batch_op.f('ix_link_referral_id'))
        batch_op.drop_index(batch_op.f('ix_link_finding_id'))

    op.drop_table('link')
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_referral_finding_id'))
        batch_op.drop_index(batch_op.f('ix_referral_contact_id'))

    op.drop_table('referral')
    op.drop_table('contact')
