"""A run for every case under way, so that the steps and numbers of this version come to it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

HANDOVER = sa.table('handover', *(sa.column(name) for name in ('id', 'reference', 'state', 'has_people')))
OUTBOX = sa.table(
    'outbox',
    *(sa.column(name, sa.String) for name in ('topic', 'handover', 'event')),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ('created_at', 'next_try_at')),
    sa.column('attempts', sa.Integer),
)


def upgrade() -> None:
    """Ask for a run of each; one that has nothing to do ends at the gate where it waits."""
    under_way = sa.select(HANDOVER.c.reference, HANDOVER.c.state).where(
        HANDOVER.c.has_people == sa.true(), HANDOVER.c.state.not_in(('closed', 'cancelled'))
    )
    now = datetime.now(UTC)
    entry = {'topic': 'run', 'created_at': now, 'next_try_at': now, 'attempts': 0}
    connection = op.get_bind()
    for reference, state in connection.execute(under_way.order_by(HANDOVER.c.id)).all():
        connection.execute(sa.insert(OUTBOX).values(handover=reference, event=state, **entry))


def downgrade() -> None:
    """Go back; a run that was asked for does no harm."""
