"""The handover's own copy of each person's name and address, from today's names; what signatures cover."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

PERSON = sa.table('person', sa.column('id', sa.Integer), sa.column('name', sa.String), sa.column('email', sa.String))
HANDOVER = sa.table(
    'handover',
    *(sa.column(name, sa.Integer) for name in ('id', 'leaver_id', 'manager_id', 'receiver_id', 'hr_id')),
    sa.column('receiver_role', sa.String),
    sa.column('purged_at', sa.DateTime(timezone=True)),
)
PARTICIPANT = sa.table(
    'participant',
    *(sa.column(name, sa.Integer) for name in ('handover_id', 'person_id')),
    *(sa.column(name, sa.String) for name in ('name', 'email', 'role')),
)
OF_A_CASE = (('leaver_id', 'leaver'), ('manager_id', 'manager'), ('receiver_id', None), ('hr_id', 'hr'))
"""The columns that name people, in the order in which a person gets a role text."""
OF_ITS_PARTS = (
    ('answer', 'person_id', 'peer'),
    ('record', 'owner_id', 'owner'),
    ('sign_off', 'person_id', 'manager'),
    ('remark', 'person_id', 'manager'),
    ('read_back', 'person_id', 'receiver'),
    ('survey', 'person_id', 'receiver'),
)


def upgrade() -> None:
    """Go to this form."""
    op.create_table(
        'participant',
        sa.Column('handover_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('email', sa.String(), nullable=False),
        sa.Column('role', sa.String(), nullable=False),
        sa.Column('agreed_digest', sa.String(), nullable=True),
        sa.Column('is_redacted', sa.Boolean(), server_default='0', nullable=False),
        sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_participant_handover_id_handover')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_participant_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_participant')),
        sa.UniqueConstraint('handover_id', 'person_id', name=op.f('uq_participant_handover_id_person_id')),
    )
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participant_handover_id'), ['handover_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_participant_person_id'), ['person_id'], unique=False)
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.add_column(sa.Column('people', sa.JSON(), server_default='[]', nullable=False))
    copy_people()


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.drop_column('people')
    op.drop_table('participant')


def copy_people() -> None:
    """Copy today's names into every handover that is not purged, open or closed."""
    connection = op.get_bind()
    people = {row.id: row for row in connection.execute(sa.select(PERSON))}
    handovers = connection.execute(sa.select(HANDOVER).where(HANDOVER.c.purged_at.is_(None))).all()
    known: dict[tuple[int, int], str] = {}
    for handover in handovers:
        for column, role in OF_A_CASE:
            person_id = getattr(handover, column)
            if person_id is not None:
                known.setdefault((handover.id, person_id), role or handover.receiver_role or 'receiver')
    kept = {handover.id for handover in handovers}
    for name, column, role in OF_ITS_PARTS:
        table = sa.table(name, sa.column('handover_id', sa.Integer), sa.column(column, sa.Integer))
        for handover_id, person_id in connection.execute(sa.select(table.c.handover_id, table.c[column])):
            if handover_id in kept and person_id is not None:
                known.setdefault((handover_id, person_id), role)
    rows = [
        {'handover_id': handover_id, 'person_id': person_id, 'name': people[person_id].name,
         'email': people[person_id].email, 'role': role}
        for (handover_id, person_id), role in known.items()
    ]
    if rows:
        connection.execute(sa.insert(PARTICIPANT), rows)
