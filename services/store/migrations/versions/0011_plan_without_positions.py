"""Steps of a plan without positions: they are ordered by their days."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this form."""
    with op.batch_alter_table('plan_step', schema=None) as batch_op:
        batch_op.drop_column('position')


def downgrade() -> None:
    """Go back; the next change of the plan counts the steps again."""
    with op.batch_alter_table('plan_step', schema=None) as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=False, server_default='0'))
