"""Letters: the mails and invitations that follow from where a handover stands."""

from services.handovers.loading import get_handover
from services.letters.handover_letters import write_letters as write
from services.letters.sending import send_mails
from tasks.step import step
from tasks.workplace import get_settings, get_store, now


@step("write letters of")
def write_letters(reference: str) -> int:
    """Queue the mails that are due now, each once ever, and send what waits; return the new ones.

    A mail that cannot go out now stays queued: `tend` tries again.
    """
    with get_store().write() as session:
        count = write(session, get_handover(session, reference), now())
    send_mails(get_store(), get_settings(), now())
    return count
