"""Triggers that let an audit event be added at the end of the chain and nowhere else."""

from alembic import op

from services.store.audit_triggers import create_audit_triggers

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this form."""
    create_audit_triggers(op.get_bind())


def downgrade() -> None:
    """Go back; the older version works with them as well."""
