"""Answers: taken in as typed, but for secrets, which are masked before anything is stored.

Asking: whose answers a handover waits for, each with a date of its own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.case_file import AnswersFile
from models.handover import Handover, Person
from models.harvest_rows import FindingRow
from models.plan import StepAct
from models.record import Answer, Record
from models.record_kinds import RECORD, AnyRecord
from models.states import AnswerState
from models.words import FindingKind, Respondent
from services.handovers.plans import list_open_steps
from services.secrets.masking import mask_secrets


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


def add_answers(session: Session, handover: Handover, files: Sequence[AnswersFile]) -> None:
    """Write everybody's records as proposed; a secret in one becomes a finding."""
    position = 0
    for answers in files:
        answer = Answer(
            handover_id=handover.row_id,
            respondent=answers.respondent,
            name=answers.name,
            answered_on=answers.answered_on,
        )
        session.add(answer)
        session.flush()
        for number, given in enumerate(answers.records, start=1):
            position += 1
            content, has_secret = mask_record(given)
            session.add(
                Record(
                    handover_id=handover.row_id,
                    answer_id=answer.row_id,
                    position=position,
                    kind=content.kind,
                    audience=content.audience,
                    content=content,
                )
            )
            if has_secret:
                report_secret(session, answer, number)


def mask_record(content: AnyRecord) -> tuple[AnyRecord, bool]:
    """Return the record with its secrets masked, and whether it held any."""
    given = content.model_dump(by_alias=True)
    masked = {name: _mask(value) for name, value in given.items()}
    return (RECORD.validate_python(masked), True) if masked != given else (content, False)


def _mask(value: Any) -> Any:
    # Enumerations are texts too, but no typed ones.
    if type(value) is str:
        return mask_secrets(value)[0]
    if isinstance(value, tuple):
        return tuple(_mask(one) for one in value)
    return value


def report_secret(session: Session, answer: Answer, number: int) -> None:
    """Report that a record held a secret, by its place, so that its keeper is asked for."""
    finding = _make_finding(answer.handover_id, f"answers of the {answer.respondent}", number)
    finding.answer_id = answer.row_id
    session.add(finding)


def report_edited_secret(session: Session, record: Record) -> None:
    """Report that a secret was written into a record after its interview."""
    session.add(_make_finding(record.handover_id, "edited records", record.row_id))


def _make_finding(handover_id: int, path: str, number: int) -> FindingRow:
    return FindingRow(
        handover_id=handover_id,
        kind=FindingKind.secret,
        path=path,
        reason="holds a secret: say where it is kept instead",
        place=f"record {number}",
    )
