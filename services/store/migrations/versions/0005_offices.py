"""Offices: a tree of places, to which persons, staff roles and handovers belong."""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

STAFF = sa.table('staff_member', sa.column('person_id', sa.Integer), sa.column('role', sa.String))
OFFICE = sa.table('office', sa.column('key', sa.String), sa.column('name', sa.String))


def upgrade() -> None:
    """Go to this form: everything that is there belongs to the root."""
    op.create_table('office',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('profile', sa.String(), nullable=True),
    sa.Column('policy', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['office.id'], name=op.f('fk_office_parent_id_office')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office')),
    sa.UniqueConstraint('key', name=op.f('uq_office_key'))
    )
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_office_parent_id'), ['parent_id'], unique=False)
    # The first row of a new table has the number 1 in every database.
    op.bulk_insert(OFFICE, [{'key': 'root', 'name': 'Organization'}])
    for table in ('person', 'handover'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('office_id', sa.Integer(), server_default='1', nullable=False))
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_office_id_office'), 'office', ['office_id'], ['id'])
            batch_op.create_index(batch_op.f(f'ix_{table}_office_id'), ['office_id'], unique=False)
    make_staff('person_id', 'role', 'office_id')


def downgrade() -> None:
    """Go back."""
    make_staff('person_id', 'role')
    for table in ('handover', 'person'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f'ix_{table}_office_id'))
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_office_id_office'), type_='foreignkey')
            batch_op.drop_column('office_id')
    op.drop_table('office')


def make_staff(*key: str) -> None:
    """Make the table of staff roles again with this primary key: no database changes one in place."""
    rows = op.get_bind().execute(sa.select(STAFF).distinct()).mappings().all()
    op.drop_table('staff_member')
    columns: list[sa.Column[Any] | sa.Constraint] = [
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_staff_member_person_id_person')),
        sa.PrimaryKeyConstraint(*key, name=op.f('pk_staff_member')),
    ]
    if 'office_id' in key:
        columns += [
            sa.Column('office_id', sa.Integer(), server_default='1', nullable=False),
            sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_staff_member_office_id_office')),
        ]
    op.create_table('staff_member', *columns)
    if rows:
        op.bulk_insert(STAFF, [dict(row) for row in rows])
