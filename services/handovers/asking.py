"""Asking: whose answers a handover waits for, each with a date of its own."""

from datetime import date

from sqlmodel import Session, select

from models.handover import Handover, Person
from models.plan import StepAct
from models.record import Answer
from models.states import AnswerState
from models.words import Respondent
from services.handovers.plans import list_open_steps


def ask_people(session: Session, handover: Handover) -> None:
    """Ask leaver and manager for their interviews as the plan says; a moved date moves along."""
    people = {"leaver": handover.leaver_id, "manager": handover.manager_id}
    for step in list_open_steps(session, handover, StepAct.answer):
        person_id = people.get(step.owner)
        if person_id is not None:
            ask_person(session, handover, Respondent(step.owner), person_id, step.due_on)


def ask_person(
    session: Session, handover: Handover, respondent: Respondent, person_id: int, due_on: date
) -> Answer:
    """Ask one person; who is asked already keeps what was written, with the new date."""
    answer = find_answer(session, handover, person_id) or Answer(
        handover_id=handover.row_id,
        respondent=respondent,
        name=session.get_one(Person, person_id).name,
        person_id=person_id,
        state=AnswerState.asked,
    )
    if answer.respondent is not respondent and respondent is not Respondent.peer:
        # A peer who becomes the manager answers as the manager, from what was said as a peer.
        answer.respondent, answer.state = respondent, AnswerState.asked
    if answer.state is AnswerState.asked:
        answer.due_on = due_on
    session.add(answer)
    session.flush()
    return answer


def find_answer(session: Session, handover: Handover, person_id: int) -> Answer | None:
    """Return a person's interview in this handover, None where the person was not asked."""
    query = select(Answer).where(Answer.handover_id == handover.id, Answer.person_id == person_id)
    return session.exec(query).one_or_none()
