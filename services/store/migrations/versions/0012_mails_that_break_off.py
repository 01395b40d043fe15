"""Whether the mail server breaks off at a mail, so that it holds up no other."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this form."""
    column = sa.Column('breaks_off', sa.String(length=40), server_default='no', nullable=False)
    with op.batch_alter_table('mail') as batch_op:
        batch_op.add_column(column)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('mail') as batch_op:
        batch_op.drop_column('breaks_off')
