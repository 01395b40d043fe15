"""Agreements: which texts people have agreed to, and what an edit does to that."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.acting import Role
from models.handover import Handover
from models.plan import StepAct
from models.record import Answer, Record
from models.signing import SignOff, digest_signed
from models.states import AnswerState, HandoverState, RecordState
from services.handovers.part_changes import ManagerView
from services.handovers.people import list_participants
from services.handovers.plans import list_steps_of


def list_records(session: Session, handover: Handover) -> list[tuple[Record, Answer]]:
    """Return the records that stand, with whose they are, in the order of capture.

    What somebody has saved but not yet given is a draft, and nobody else's business.
    """
    query = select(Record, Answer).join(Answer, col(Record.answer_id) == col(Answer.id))
    query = query.where(
        Record.handover_id == handover.id,
        Record.state != RecordState.struck_out,
        Answer.state != AnswerState.asked,
    )
    return list(session.exec(query.order_by(col(Record.position), col(Record.id))))


def list_for_leaver(session: Session, handover: Handover) -> list[Record]:
    """Return what the leaver reviews: all but what is for the manager alone or nobody."""
    return [
        record
        for record, answer in list_records(session, handover)
        if record.is_for_leaver(answer.respondent)
    ]


def list_for_manager(
    session: Session, handover: Handover, manager_id: int | None = None
) -> list[Record]:
    """Return what the manager signs: everything that they may read, but what others keep back.

    Without `manager_id` it is the present manager.
    """
    view, reader_id = ManagerView(session, handover), manager_id or handover.manager_id
    return [
        record
        for record, answer in list_records(session, handover)
        if record.is_for_manager
        and (answer.person_id == reader_id or view.is_open(record, reader_id))
    ]


def find_sign_off(session: Session, handover: Handover, role: str) -> SignOff | None:
    """Return the signature of a role that holds, None where there is none."""
    query = select(SignOff).where(
        SignOff.handover_id == handover.id,
        SignOff.role == role,
        col(SignOff.voided_at).is_(None),
    )
    return session.exec(query.order_by(col(SignOff.id).desc())).first()


def put_signature(
    session: Session, handover: Handover, role: Role, person_id: int, now: datetime
) -> SignOff:
    """Let somebody sign the records that are theirs to sign, and the people of the handover."""
    records, people = _list_theirs(session, handover, role), list_participants(session, handover)
    for record in records:
        record.fix_text()
        session.add(record)
    for person in people:
        person.fix()
        session.add(person)
    signature = SignOff(
        handover_id=handover.row_id,
        role=role,
        person_id=person_id,
        digest=digest_signed(records, people),
        people=tuple(person.row_id for person in people),
        signed_at=now,
        came_at=_find_coming(session, handover, role),
    )
    session.add(signature)
    return signature


def void_agreements(session: Session, handover: Handover, now: datetime) -> None:
    """Void every signature after an edit: review and sign-off are open again."""
    query = select(SignOff).where(
        SignOff.handover_id == handover.id, col(SignOff.voided_at).is_(None)
    )
    for signature in session.exec(query):
        signature.voided_at = now
        session.add(signature)
    reopen_steps(session, handover, *handover.list_voided_acts(now.date()))
    handover.take_back_to(HandoverState.answered)


def reopen_steps(session: Session, handover: Handover, *acts: StepAct) -> None:
    """Let the steps that these acts complete be done again."""
    for step in list_steps_of(session, handover, *acts):
        step.reopen()
        session.add(step)


def verify_sign_off(session: Session, handover: Handover, role: str) -> bool:
    """Whether the signature that holds is over exactly the records that stand now."""
    signature = find_sign_off(session, handover, role)
    if signature is None:
        return False
    people = [one for one in list_participants(session, handover) if one.id in signature.people]
    return signature.covers(_list_signed(session, handover, signature), people)


def _list_theirs(session: Session, handover: Handover, role: Role) -> list[Record]:
    is_leaver = role is Role.leaver
    return list_for_leaver(session, handover) if is_leaver else list_for_manager(session, handover)


def _find_coming(session: Session, handover: Handover, role: Role) -> datetime | None:
    is_manager = role is Role.manager
    return ManagerView(session, handover).came_at(handover.manager_id) if is_manager else None


def _list_signed(session: Session, handover: Handover, signature: SignOff) -> list[Record]:
    if signature.role is Role.leaver:
        mine = list_for_leaver(session, handover)
        return [record for record in mine if record.leaver_agreed_at is not None]
    records = list_for_manager(session, handover, signature.person_id)
    return [record for record in records if record.state.is_signed]
