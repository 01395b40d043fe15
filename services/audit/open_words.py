"""Open words: an event as those read it who need not know why somebody leaves.

A file of its own: the list of events and the check of the chain say them alike.
"""

from models.audit import AuditAction
from services.planning import tells_why

_UNTOLD = "changed the case"
_TELLING = frozenset({AuditAction.held, AuditAction.released, AuditAction.agreed_on_return})
_TICKED = AuditAction.ticked.format(key="")


def say_openly(action: str) -> str:
    """Return what was done, and no more than that the case changed where that would tell why."""
    is_telling = action.startswith(_TICKED) and tells_why(action.removeprefix(_TICKED))
    return _UNTOLD if is_telling or action in _TELLING else action
