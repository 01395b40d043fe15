"""Answers: taken in as typed, but for secrets, which are masked before anything is stored."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.case_file import AnswersFile
from models.handover import Handover
from models.harvested import FindingRow
from models.record import Answer, Record
from models.record_kinds import RECORD, AnyRecord
from models.words import FindingKind
from services.harvest.secrets import mask_secrets


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
