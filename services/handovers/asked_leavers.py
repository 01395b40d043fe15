"""Asked leavers: who is asked in a handover with people, and so is read nowhere else meanwhile.

A file of its own: a run without people takes its case file for the permission, and a form its
proposals from what that names; both ask here first.
"""

from sqlmodel import Session, col, select

from models.case_file import CaseFile
from models.errors import WrongStateError
from models.handover import Handover
from models.harvest import HarvestFacts
from models.plan import Gate
from models.states import ENDED_STATES, HandoverState
from services.handovers.found_filter import keep_shown
from services.handovers.gates import find_wait
from services.handovers.loading import get_facts
from services.handovers.people import find_person


def check_nobody_is_asked(session: Session, case: CaseFile) -> None:
    """Check that no handover with people is under way in which this leaver says what is read.

    Raises:
        WrongStateError: one is.
    """
    asked = _find_asked(session, case)
    if asked is not None:
        raise WrongStateError(
            f"{case.leaver.email} leaves in {asked.reference}, with people in it, and says there "
            "what may be read: baton run reads nothing of it. Go on there, or give another "
            "BATON_DATA for a rehearsal."
        )


def find_shown_facts(session: Session, case: CaseFile) -> HarvestFacts | None:
    """Return what others may see of a leaver's sources; None where no such leaver is asked.

    Nothing for as long as the look at what was found is not over.
    """
    asked = _find_asked(session, case)
    if asked is None:
        return None
    is_early = asked.state.is_before(HandoverState.harvested)
    if is_early or find_wait(session, asked, Gate.found) is not None:
        return HarvestFacts()
    return keep_shown(session, asked, get_facts(session, asked))


def _find_asked(session: Session, case: CaseFile) -> Handover | None:
    person = find_person(session, case.leaver.email)
    if person is None:
        return None
    query = select(Handover).where(
        Handover.leaver_id == person.id,
        col(Handover.has_people),
        col(Handover.state).not_in(ENDED_STATES),
    )
    return session.exec(query.order_by(col(Handover.id).desc())).first()
