"""indexes for very many findings: one for each section of the worklist, holding nothing else

The conditions are word for word those of walks/model/worklist.py and review.py as the statements
write them, since SQLite uses such an index only where it finds the very same words.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

OPEN = "status IN ('new', 'planned', 'received', 'with_other')"
FILTERS = ['category_id', 'area_version_id']
DUE = ['responsible_party_id', 'due_on', 'received_at', 'id', *FILTERS]
AGE = ['responsible_party_id', 'received_at', 'id', *FILTERS]

PARTIAL = [
    ('ix_finding_waiting', 'finding', DUE, f"released_at IS NOT NULL AND {OPEN}"
     " AND waiting_on IN ('party') AND ((status NOT IN ('planned')) OR answered_at IS NULL)"),
    ('ix_finding_new', 'finding', DUE, "released_at IS NOT NULL AND status IN ('new')"),
    ('ix_finding_late', 'finding', DUE,
     f"released_at IS NOT NULL AND {OPEN} AND answered_at IS NULL"),
    ('ix_finding_coordinator', 'finding', DUE, f"{OPEN} AND waiting_on IN ('coordinator')"),
    ('ix_finding_uncertain', 'finding', AGE, f"{OPEN} AND certain IS 0"),
    ('ix_finding_planned', 'finding', DUE, "released_at IS NOT NULL AND status IN ('planned')"),
    ('ix_finding_done', 'finding', AGE, "released_at IS NOT NULL"
     " AND (status NOT IN ('new', 'planned', 'received', 'with_other', 'withdrawn'))"),
    ('ix_finding_under_way', 'finding', AGE, "released_at IS NULL"
     " AND status IN ('new', 'noted', 'planned', 'received', 'with_other')"),
    ('ix_finding_unread', 'finding', ['released_at', 'id'], "reviewed_at IS NULL"
     " AND released_at IS NOT NULL AND (source NOT IN ('round'))"
     " AND (status NOT IN ('duplicate', 'not_a_case', 'withdrawn'))"),
    ('ix_finding_reviewed', 'finding', ['reviewed_at', 'id'], "reviewed_at IS NOT NULL"),
    ('ix_public_copy_new_answer', 'public_copy', ['finding_id'], "new_answer IS 1"),
]
WHOLE = [
    ('ix_public_copy_area_id_public_copy_id', 'public_copy', ['area_id', 'id']),
    ('ix_public_copy_category_id_public_copy_id', 'public_copy', ['category_id', 'id']),
    ('ix_public_copy_status_public_copy_id', 'public_copy', ['status', 'id']),
    ('ix_public_copy_answered_at_public_copy_id', 'public_copy', ['answered_at', 'id']),
    ('ix_informed_party_party_id_finding_id', 'informed_party', ['party_id', 'finding_id']),
    ('ix_walk_starts_at_walk_id', 'walk', ['starts_at', 'id']),
]
OLD = [
    ('ix_finding_worklist', 'finding', ['responsible_party_id', 'status', 'received_at']),
    ('ix_informed_party_party_id', 'informed_party', ['party_id']),
]


def upgrade():
    for name, table, _columns in OLD:
        op.drop_index(name, table)
    for name, table, columns in WHOLE:
        op.create_index(name, table, columns)
    for name, table, columns, where in PARTIAL:
        postgresql = where.replace('IS 0', 'IS false').replace('IS 1', 'IS true')
        op.create_index(name, table, columns, sqlite_where=sa.text(where),
                        postgresql_where=sa.text(postgresql))


def downgrade():
    for name, table, *_rest in [*PARTIAL, *WHOLE]:
        op.drop_index(name, table)
    for name, table, columns in OLD:
        op.create_index(name, table, columns)
