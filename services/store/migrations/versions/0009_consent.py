"""Permissions to read sources, and what was decided of what the harvest found."""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

STRUCK = sa.table('struck_entry', *(sa.column(name) for name in ('id', 'handover_id', 'kind', 'identity')))
FOUND = sa.table('found_item', *(sa.column(name) for name in ('handover_id', 'number', 'kind', 'identity', 'content', 'state')))
THREAD = sa.table('open_thread', *(sa.column(name) for name in ('handover_id', 'subject', 'quote', 'message_id', 'is_promise')))
STEP = sa.table('plan_step', *(sa.column(name) for name in ('handover_id', 'key', 'state', 'ended_at')))
HANDOVER = sa.table('handover', *(sa.column(name) for name in ('id', 'state', 'has_people')))


def upgrade() -> None:
    """Go to this form: what was struck out stays so; a yes of before is asked for again."""
    op.create_table('source_permission',
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('narrowing', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_source_permission_handover_id_handover')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_source_permission_person_id_person')),
    sa.ForeignKeyConstraint(['source_id'], ['source.id'], name=op.f('fk_source_permission_source_id_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source_permission'))
    )
    with op.batch_alter_table('source_permission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_source_permission_handover_id'), ['handover_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_permission_source_id'), ['source_id'], unique=False)
    op.create_table('found_item',
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_found_item_decided_by_person')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_found_item_handover_id_handover')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_found_item')),
    sa.UniqueConstraint('handover_id', 'kind', 'identity', name=op.f('uq_found_item_handover_id_kind_identity')),
    sa.UniqueConstraint('handover_id', 'number', name=op.f('uq_found_item_handover_id_number'))
    )
    with op.batch_alter_table('found_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_found_item_handover_id'), ['handover_id'], unique=False)
    with op.batch_alter_table('source', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=40), server_default='waiting', nullable=False))
        batch_op.add_column(sa.Column('listed_for', sa.String(), server_default='', nullable=False))
    keep_struck()
    ask_again()
    with op.batch_alter_table('struck_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_struck_entry_handover_id'))
    op.drop_table('struck_entry')


def downgrade() -> None:
    """Go back: what was struck out or marked private stays struck out."""
    op.create_table('struck_entry',
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_struck_entry_handover_id_handover')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_struck_entry'))
    )
    with op.batch_alter_table('struck_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_struck_entry_handover_id'), ['handover_id'], unique=False)
    connection = op.get_bind()
    gone = sa.select(FOUND).where(FOUND.c.state.in_(('struck_out', 'private')))
    for row in connection.execute(gone.order_by(FOUND.c.handover_id, FOUND.c.number)).mappings().all():
        kind, identity = row['kind'], row['identity']
        if kind in ('thread', 'promise'):
            kind, identity = 'thread', identity.split('\n')[1]
        connection.execute(sa.insert(STRUCK).values(handover_id=row['handover_id'], kind=kind, identity=identity))
    with op.batch_alter_table('source', schema=None) as batch_op:
        batch_op.drop_column('listed_for')
        batch_op.drop_column('state')
    with op.batch_alter_table('found_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_found_item_handover_id'))
    op.drop_table('found_item')
    with op.batch_alter_table('source_permission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_source_permission_source_id'))
        batch_op.drop_index(batch_op.f('ix_source_permission_handover_id'))
    op.drop_table('source_permission')


def keep_struck() -> None:
    """Write what was struck out as a decision; a subject stands for each thread that had it."""
    connection = op.get_bind()
    written: dict[int, set[tuple[str, str]]] = {}
    for row in connection.execute(sa.select(STRUCK).order_by(STRUCK.c.id)).mappings().all():
        known = written.setdefault(row['handover_id'], set())
        for kind, identity in list_identities(row):
            if (kind, identity) not in known:
                known.add((kind, identity))
                connection.execute(sa.insert(FOUND).values(
                    handover_id=row['handover_id'], number=len(known), kind=kind,
                    identity=identity, content='', state='struck_out',
                ))


def list_identities(row: sa.RowMapping) -> list[tuple[str, str]]:
    """Return what names the struck entry now."""
    if row['kind'] != 'thread':
        identity = row['identity']
        return [(row['kind'], identity.casefold() if row['kind'] == 'contact' else identity)]
    same = (THREAD.c.handover_id == row['handover_id']) & (THREAD.c.subject == row['identity'])
    return [
        (
            'promise' if thread['is_promise'] else 'thread',
            '\n'.join((thread['message_id'] or '', thread['subject'], thread['quote'] or '')),
        )
        for thread in op.get_bind().execute(sa.select(THREAD).where(same)).mappings()
    ]


def ask_again() -> None:
    """Ask for a yes in every case that has not been harvested: a ticked step named no source."""
    before = sa.select(HANDOVER.c.id).where(
        HANDOVER.c.has_people == sa.true(), HANDOVER.c.state.in_(('opened', 'planned'))
    )
    op.get_bind().execute(
        sa.update(STEP)
        .where(STEP.c.handover_id.in_(before), STEP.c.key.in_(('allow_sources', 'zero_allow_sources')))
        .values(state='planned', ended_at=None)
    )
