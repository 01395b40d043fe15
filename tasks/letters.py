"""Letters: the mails and invitations that follow from where a handover stands."""

from services.handovers.reading import get_handover
from services.mail.handover_letters import write_letters as write
from tasks.step import step
from tasks.workplace import get_store, now


@step("write letters of")
def write_letters(reference: str) -> int:
    """Queue the mails that are due now, each once ever; return how many were new."""
    with get_store().write() as session:
        return write(session, get_handover(session, reference), now())
