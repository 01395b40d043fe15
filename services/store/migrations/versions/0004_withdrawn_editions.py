"""Which records an edition holds, and when it was withdrawn."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this form. What an edition of before holds nobody knows: it may hold every record."""
    with op.batch_alter_table('pack_edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('record_ids', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('pack_edition', schema=None) as batch_op:
        batch_op.drop_column('withdrawn_at')
        batch_op.drop_column('record_ids')
