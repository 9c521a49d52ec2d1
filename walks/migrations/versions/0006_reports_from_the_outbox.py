"""a resident's sealed report: an entry without walk and participant"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.alter_column('walk_id', existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column('participant_id', existing_type=sa.INTEGER(), nullable=True)


def downgrade():
    op.execute("DELETE FROM entry WHERE walk_id IS NULL")
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.alter_column('participant_id', existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column('walk_id', existing_type=sa.INTEGER(), nullable=False)
