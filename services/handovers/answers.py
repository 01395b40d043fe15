"""Answers: who is asked, and what they say, kept as typed but for secrets.

Secrets are masked before a transaction begins, as long texts take seconds: only what `mask_record`
returned can be stored.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, select

from models.case_file import AnswersFile
from models.handover import Handover
from models.harvest_rows import FindingRow
from models.plan import StepAct
from models.record import Answer, Record
from models.record_kinds import AnyRecord
from models.states import AnswerState
from models.words import FindingKind, Respondent
from services.handovers.people import get_entry
from services.handovers.plans import list_open_steps
from services.secrets.masked_values import mask_values
from services.secrets.masking import mask_secrets

_PACK = "pack"


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
        name=get_entry(session, handover, person_id).name,
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


class MaskedRecord(NamedTuple):
    """A record without its secrets, and where in it they stood."""

    content: AnyRecord
    places: tuple[str, ...]


class MaskedAnswers(NamedTuple):
    """What one person answered, and the records without their secrets."""

    file: AnswersFile
    records: tuple[MaskedRecord, ...]


def mask_record(content: AnyRecord) -> MaskedRecord:
    """Return the record with its secrets masked."""
    return mask_records([content])[0]


def mask_records(records: Sequence[AnyRecord]) -> tuple[MaskedRecord, ...]:
    """Return the records with their secrets masked; what one gives away is masked in all."""
    return tuple(MaskedRecord(one.value, one.places) for one in mask_values(records))


def mask_answers(files: Sequence[AnswersFile]) -> tuple[MaskedAnswers, ...]:
    """Return what everybody answered with its secrets masked."""
    return tuple(
        MaskedAnswers(
            file.model_copy(update={"name": mask_secrets(file.name)[0][:500]}),
            mask_records(file.records),
        )
        for file in files
    )


def tell_places(records: Sequence[MaskedRecord]) -> tuple[str, ...]:
    """Return a sentence for each record of an answer that held secrets: where, not what."""
    return tuple(
        f"record {number}: {' '.join(record.places)}"
        for number, record in enumerate(records, start=1)
        if record.places
    )


def add_answers(session: Session, handover: Handover, given: Sequence[MaskedAnswers]) -> None:
    """Write everybody's records as proposed; a secret in one becomes a finding."""
    position = 0
    for answers, records in given:
        answer = Answer(
            handover_id=handover.row_id,
            respondent=answers.respondent,
            name=answers.name,
            answered_on=answers.answered_on,
        )
        session.add(answer)
        session.flush()
        add_records(session, answer, records, position)
        position += len(records)


def add_records(
    session: Session, answer: Answer, records: Sequence[MaskedRecord], position: int
) -> None:
    """Write the records of one answer after `position`; a secret in one becomes a finding."""
    for number, (content, places) in enumerate(records, start=1):
        session.add(
            Record(
                handover_id=answer.handover_id,
                answer_id=answer.row_id,
                position=position + number,
                kind=content.kind,
                audience=content.audience,
                content=content,
            )
        )
        if places:
            # By its place, so that its keeper is asked for.
            path = f"answers of the {answer.respondent}"
            place = f"record {number}: {' '.join(places)}"
            finding = _make_finding(answer.handover_id, path, place)
            finding.answer_id = answer.row_id
            session.add(finding)


def report_edited_secret(session: Session, record: Record, places: Sequence[str]) -> None:
    """Report that a secret was written into a record after its interview, and where in it."""
    place = f"record {record.row_id}: {' '.join(places)}"
    session.add(_make_finding(record.handover_id, "edited records", place))


def report_masked_in_pack(session: Session, handover: Handover, places: Iterable[str]) -> None:
    """Report, once, that what was kept before it was looked for was masked in a pack, and where."""
    query = select(FindingRow).where(
        FindingRow.handover_id == handover.id, FindingRow.path == _PACK
    )
    told = {one.place for one in session.exec(query)}
    for place in places:
        if place not in told:
            session.add(_make_finding(handover.row_id, _PACK, place))


def _make_finding(handover_id: int, path: str, place: str) -> FindingRow:
    return FindingRow(
        handover_id=handover_id,
        kind=FindingKind.secret,
        path=path,
        reason="holds a secret: say where it is kept instead",
        place=place,
    )
