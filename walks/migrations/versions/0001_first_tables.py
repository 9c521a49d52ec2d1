"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('network_emails', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area'))
    )
    op.create_table('number_series',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_number_series'))
    )
    op.create_table('party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('default_audience', sa.String(length=32), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('escalation_email', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party')),
    sa.UniqueConstraint('slug', name=op.f('uq_party_slug'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password', sa.String(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('create_datetime', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_person_fs_uniquifier'))
    )
    op.create_table('setting',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_setting'))
    )
    op.create_table('text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text'))
    )
    op.create_table('area_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('polygon', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_area_version_area_id_area')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area_version'))
    )
    op.create_table('category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('hints', sa.JSON(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('informed', sa.JSON(), nullable=False),
    sa.Column('urgency', sa.String(length=32), nullable=False),
    sa.Column('audience', sa.String(length=32), nullable=True),
    sa.Column('emergency', sa.Boolean(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('contact', sa.String(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_category_party_id_party')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('key', name=op.f('uq_category_key'))
    )
    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_membership_party_id_party')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('person_id', 'party_id', 'role', name=op.f('uq_membership_person_id_party_id_role'))
    )
    op.create_table('rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('categories', sa.JSON(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('polygon', sa.JSON(), nullable=True),
    sa.Column('stems', sa.JSON(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('informed', sa.JSON(), nullable=False),
    sa.Column('contact', sa.String(), nullable=True),
    sa.Column('urgency', sa.String(length=32), nullable=True),
    sa.Column('audience', sa.String(length=32), nullable=True),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_rule_party_id_party')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule')),
    sa.UniqueConstraint('key', name=op.f('uq_rule_key'))
    )
    op.create_table('walk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=True),
    sa.Column('workplace', sa.String(), nullable=True),
    sa.Column('unit', sa.String(), nullable=True),
    sa.Column('employer_contact', sa.String(), nullable=True),
    sa.Column('purpose', sa.String(), nullable=True),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('light', sa.String(length=32), nullable=False),
    sa.Column('meeting_place', sa.String(), nullable=False),
    sa.Column('leader_id', sa.Integer(), nullable=False),
    sa.Column('note_taker_id', sa.Integer(), nullable=True),
    sa.Column('leader_phone', sa.String(), nullable=True),
    sa.Column('moved_from', sa.DateTime(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('join_code', sa.String(length=8), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('released_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_walk_area_id_area')),
    sa.ForeignKeyConstraint(['leader_id'], ['person.id'], name=op.f('fk_walk_leader_id_person')),
    sa.ForeignKeyConstraint(['note_taker_id'], ['person.id'], name=op.f('fk_walk_note_taker_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_walk')),
    sa.UniqueConstraint('join_code', name=op.f('uq_walk_join_code')),
    sa.UniqueConstraint('public_id', name=op.f('uq_walk_public_id'))
    )
    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('walk_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('joined_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_participant_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_participant_secret_hash'))
    )
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participant_walk_id'), ['walk_id'], unique=False)

    op.create_table('stop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('walk_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_stop_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stop')),
    sa.UniqueConstraint('walk_id', 'position', name=op.f('uq_stop_walk_id_position'))
    )
    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('number', sa.String(length=24), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('walk_id', sa.Integer(), nullable=True),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('noter_role', sa.String(length=32), nullable=False),
    sa.Column('noted_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('type', sa.String(length=32), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('proposal', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('light', sa.String(length=32), nullable=True),
    sa.Column('felt_safety', sa.String(length=32), nullable=True),
    sa.Column('sensitive', sa.Boolean(), nullable=False),
    sa.Column('audience', sa.String(length=32), nullable=False),
    sa.Column('stop_id', sa.Integer(), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('accuracy_m', sa.Double(), nullable=True),
    sa.Column('place_words', sa.String(), nullable=False),
    sa.Column('place_type', sa.String(length=32), nullable=True),
    sa.Column('area_version_id', sa.Integer(), nullable=True),
    sa.Column('area_by_hand', sa.Boolean(), nullable=False),
    sa.Column('urgency', sa.String(length=32), nullable=False),
    sa.Column('responsible_party_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('rule_version', sa.Integer(), nullable=False),
    sa.Column('rule_parameters', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('certain', sa.Boolean(), nullable=False),
    sa.Column('contact', sa.String(), nullable=True),
    sa.Column('routed_by_hand', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('waiting_on', sa.String(length=32), nullable=False),
    sa.Column('released_at', sa.DateTime(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('answer_at', sa.DateTime(), nullable=True),
    sa.Column('answer_party_id', sa.Integer(), nullable=True),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['text.id'], name=op.f('fk_finding_answer_id_text')),
    sa.ForeignKeyConstraint(['answer_party_id'], ['party.id'], name=op.f('fk_finding_answer_party_id_party')),
    sa.ForeignKeyConstraint(['area_version_id'], ['area_version.id'], name=op.f('fk_finding_area_version_id_area_version')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_finding_category_id_category')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_finding_participant_id_participant')),
    sa.ForeignKeyConstraint(['responsible_party_id'], ['party.id'], name=op.f('fk_finding_responsible_party_id_party')),
    sa.ForeignKeyConstraint(['stop_id'], ['stop.id'], name=op.f('fk_finding_stop_id_stop')),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_finding_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('number', name=op.f('uq_finding_number')),
    sa.UniqueConstraint('uuid', name=op.f('uq_finding_uuid'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_participant_id'), ['participant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_walk_id'), ['walk_id'], unique=False)
        batch_op.create_index('ix_finding_worklist', ['responsible_party_id', 'status', 'received_at'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('verb', sa.String(length=32), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('from_status', sa.String(length=32), nullable=True),
    sa.Column('to_status', sa.String(length=32), nullable=False),
    sa.Column('from_party_id', sa.Integer(), nullable=True),
    sa.Column('to_party_id', sa.Integer(), nullable=False),
    sa.Column('proposed_party_id', sa.Integer(), nullable=True),
    sa.Column('text_id', sa.Integer(), nullable=True),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('rule', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_event_finding_id_finding')),
    sa.ForeignKeyConstraint(['from_party_id'], ['party.id'], name=op.f('fk_event_from_party_id_party')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_event_participant_id_participant')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_event_person_id_person')),
    sa.ForeignKeyConstraint(['proposed_party_id'], ['party.id'], name=op.f('fk_event_proposed_party_id_party')),
    sa.ForeignKeyConstraint(['text_id'], ['text.id'], name=op.f('fk_event_text_id_text')),
    sa.ForeignKeyConstraint(['to_party_id'], ['party.id'], name=op.f('fk_event_to_party_id_party')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_finding_id'), ['finding_id'], unique=False)

    op.create_table('former_party',
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('seen_until', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_former_party_finding_id_finding')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_former_party_party_id_party')),
    sa.PrimaryKeyConstraint('finding_id', 'party_id', name=op.f('pk_former_party'))
    )
    with op.batch_alter_table('former_party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_former_party_party_id'), ['party_id'], unique=False)

    op.create_table('informed_party',
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_informed_party_finding_id_finding')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_informed_party_party_id_party')),
    sa.PrimaryKeyConstraint('finding_id', 'party_id', name=op.f('pk_informed_party'))
    )
    with op.batch_alter_table('informed_party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_informed_party_party_id'), ['party_id'], unique=False)

    op.create_table('photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('received_sha256', sa.String(length=64), nullable=False),
    sa.Column('stored_sha256', sa.String(length=64), nullable=True),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('alt_text', sa.String(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_photo_finding_id_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photo')),
    sa.UniqueConstraint('uuid', name=op.f('uq_photo_uuid'))
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_photo_finding_id'), ['finding_id'], unique=False)

    op.create_table('public_copy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('walk_id', sa.Integer(), nullable=True),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=True),
    sa.Column('party_name', sa.String(), nullable=False),
    sa.Column('type_label', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('month', sa.String(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=True),
    sa.Column('planned_month', sa.String(), nullable=True),
    sa.Column('new_answer', sa.Boolean(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_public_copy_area_id_area')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_public_copy_category_id_category')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_public_copy_finding_id_finding')),
    sa.ForeignKeyConstraint(['walk_id'], ['walk.id'], name=op.f('fk_public_copy_walk_id_walk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_copy')),
    sa.UniqueConstraint('finding_id', name=op.f('uq_public_copy_finding_id'))
    )
    with op.batch_alter_table('public_copy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_copy_walk_id'), ['walk_id'], unique=False)

    op.create_table('reporter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_reporter_finding_id_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reporter')),
    sa.UniqueConstraint('finding_id', name=op.f('uq_reporter_finding_id')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_reporter_secret_hash'))
    )
    op.create_table('public_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('copy_id', sa.Integer(), nullable=False),
    sa.Column('photo_id', sa.Integer(), nullable=False),
    sa.Column('alt_text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['copy_id'], ['public_copy.id'], name=op.f('fk_public_photo_copy_id_public_copy')),
    sa.ForeignKeyConstraint(['photo_id'], ['photo.id'], name=op.f('fk_public_photo_photo_id_photo')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_photo')),
    sa.UniqueConstraint('photo_id', name=op.f('uq_public_photo_photo_id'))
    )
    with op.batch_alter_table('public_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_photo_copy_id'), ['copy_id'], unique=False)



def downgrade():
    with op.batch_alter_table('public_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_public_photo_copy_id'))

    op.drop_table('public_photo')
    op.drop_table('reporter')
    with op.batch_alter_table('public_copy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_public_copy_walk_id'))

    op.drop_table('public_copy')
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_photo_finding_id'))

    op.drop_table('photo')
    with op.batch_alter_table('informed_party', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_informed_party_party_id'))

    op.drop_table('informed_party')
    with op.batch_alter_table('former_party', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_former_party_party_id'))

    op.drop_table('former_party')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_finding_id'))

    op.drop_table('event')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index('ix_finding_worklist')
        batch_op.drop_index(batch_op.f('ix_finding_walk_id'))
        batch_op.drop_index(batch_op.f('ix_finding_participant_id'))

    op.drop_table('finding')
    op.drop_table('stop')
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participant_walk_id'))

    op.drop_table('participant')
    op.drop_table('walk')
    op.drop_table('rule')
    op.drop_table('membership')
    op.drop_table('category')
    op.drop_table('area_version')
    op.drop_table('text')
    op.drop_table('setting')
    op.drop_table('person')
    op.drop_table('party')
    op.drop_table('number_series')
    op.drop_table('area')
