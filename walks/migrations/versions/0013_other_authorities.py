"""which parties are other authorities, and references by which findings are found"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('party', sa.Column('other_authority', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE party SET other_authority = true WHERE slug = 'polisen'")
    referred = sa.text("reference != ''")
    op.create_index(
        'ix_finding_reference',
        'finding',
        ['reference'],
        unique=False,
        sqlite_where=referred,
        postgresql_where=referred,
    )


def downgrade():
    op.drop_index('ix_finding_reference', table_name='finding')
    op.drop_column('party', 'other_authority')
