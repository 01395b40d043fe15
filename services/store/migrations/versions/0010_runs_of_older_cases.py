"""A run for every case under way, so that the steps and numbers of this version come to it."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

HANDOVER = sa.table(
    'handover',
    *(sa.column(name) for name in ('id', 'reference', 'state', 'has_people')),
    sa.column('opened_at', sa.DateTime(timezone=True)),
)
OUTBOX = sa.table(
    'outbox',
    *(sa.column(name, sa.String) for name in ('topic', 'handover', 'event')),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ('created_at', 'next_try_at')),
    sa.column('attempts', sa.Integer),
)


def upgrade() -> None:
    """Ask for a run of each; one that has nothing to do ends at the gate where it waits."""
    under_way = sa.select(HANDOVER.c.reference, HANDOVER.c.state, HANDOVER.c.opened_at).where(
        HANDOVER.c.has_people == sa.true(), HANDOVER.c.state.not_in(('closed', 'cancelled'))
    )
    connection = op.get_bind()
    # Due at once by any clock, also one that is set for a rehearsal.
    for reference, state, at in connection.execute(under_way.order_by(HANDOVER.c.id)).all():
        entry = {'topic': 'run', 'event': state, 'created_at': at, 'next_try_at': at, 'attempts': 0}
        connection.execute(sa.insert(OUTBOX).values(handover=reference, **entry))


def downgrade() -> None:
    """Go back; a run that was asked for does no harm."""
