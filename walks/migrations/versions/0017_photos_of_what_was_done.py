"""photos that came with an answer"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.add_column(sa.Column('event_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_photo_event_id'), ['event_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_photo_event_id_event'), 'event', ['event_id'], ['id'])


def downgrade():
    # Nothing is lost: what was done hangs on the finding then, beside what was noted.
    op.execute(
        "UPDATE photo SET finding_id = (SELECT finding_id FROM event WHERE event.id = photo.event_id)"
        " WHERE event_id IS NOT NULL"
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_photo_event_id_event'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_photo_event_id'))
        batch_op.drop_column('event_id')
