"""Who took which part over, changes that wait for an author, and when a record was written."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this form."""
    op.create_table(
        'part_change',
        sa.Column('handover_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=40), nullable=False),
        sa.Column('old_id', sa.Integer(), nullable=False),
        sa.Column('new_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('is_same_person', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_part_change_handover_id_handover')),
        sa.ForeignKeyConstraint(['old_id'], ['person.id'], name=op.f('fk_part_change_old_id_person')),
        sa.ForeignKeyConstraint(['new_id'], ['person.id'], name=op.f('fk_part_change_new_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_part_change')),
    )
    op.create_table(
        'proposal',
        sa.Column('handover_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('record_id', sa.Integer(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('places', sa.JSON(), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_proposal_handover_id_handover')),
        sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_proposal_record_id_record')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['person.id'], name=op.f('fk_proposal_proposed_by_id_person')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_proposal_decided_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    )
    for table, *columns in (('part_change', 'handover_id'), ('proposal', 'handover_id', 'record_id', 'state')):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fallback_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_handover_fallback_id'), ['fallback_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_handover_fallback_id_person'), 'person', ['fallback_id'], ['id'])
    with op.batch_alter_table('record', schema=None) as batch_op:
        batch_op.add_column(sa.Column('written_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('shown_to_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_record_shown_to_id_person'), 'person', ['shown_to_id'], ['id'])
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.add_column(sa.Column('came_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.drop_column('came_at')
    with op.batch_alter_table('record', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_record_shown_to_id_person'), type_='foreignkey')
        batch_op.drop_column('shown_to_id')
        batch_op.drop_column('written_at')
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_handover_fallback_id_person'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_handover_fallback_id'))
        batch_op.drop_column('fallback_id')
    op.drop_table('proposal')
    op.drop_table('part_change')
