"""Steps in the facts of a mail as objects, which were words in one text."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

MAIL = sa.table('mail', sa.column('id', sa.Integer), sa.column('facts', sa.JSON))
NAMES = ('reference', 'step', 'owner', 'due_on')


def upgrade() -> None:
    """Go to this form."""
    change_steps(lambda step: dict(zip(NAMES, step.split(' '))) if isinstance(step, str) else step)
    with op.batch_alter_table('gap', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(), type_=sa.String(length=40), existing_nullable=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('gap', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=40), type_=sa.String(), existing_nullable=False)
    change_steps(lambda step: ' '.join(step[name] for name in NAMES) if isinstance(step, dict) else step)


def change_steps(change: Callable[[Any], Any]) -> None:
    """Change each step that a mail lists."""
    connection = op.get_bind()
    for number, facts in connection.execute(sa.select(MAIL.c.id, MAIL.c.facts)).all():
        changed = {name: list(map(change, fact)) if isinstance(fact, list) else fact for name, fact in facts.items()}
        if changed != facts:
            connection.execute(sa.update(MAIL).where(MAIL.c.id == number).values(facts=changed))
