"""Agreements: which texts people have agreed to, and what an edit does to that."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models.acting import Role
from models.handover import Handover
from models.plan import StepAct
from models.record import Answer, Record
from models.record_kinds import AnyRecord, dump_record
from models.signing import SignOff
from models.states import AnswerState, HandoverState, RecordState, StepState
from models.words import Audience, Respondent
from services.handovers.plans import find_act, list_plan

SIGNED_STATES = frozenset(
    {
        RecordState.manager_agreed,
        RecordState.published,
        RecordState.accepted,
        RecordState.declined,
        # Past its review date, which is no edit.
        RecordState.stale,
    }
)


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
        if record.audience is not Audience.private
        and (record.audience is not Audience.manager or answer.respondent is Respondent.leaver)
    ]


def list_for_manager(session: Session, handover: Handover) -> list[Record]:
    """Return what the manager signs: everything but what somebody keeps to themselves."""
    return [
        record
        for record, _ in list_records(session, handover)
        if record.audience is not Audience.private
    ]


def digest_content(content: AnyRecord) -> str:
    """Return the SHA-256 over a record's text."""
    text = json.dumps(dump_record(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_signed(records: Iterable[Record]) -> str:
    """Return the SHA-256 over the digests of the texts that were agreed to, in their order."""
    leaves = [f"{record.id}:{record.agreed_digest}" for record in records]
    return hashlib.sha256("\n".join(leaves).encode()).hexdigest()


def find_sign_off(session: Session, handover: Handover, role: str) -> SignOff | None:
    """Return the signature of a role that holds, None where there is none."""
    query = select(SignOff).where(
        SignOff.handover_id == handover.id,
        SignOff.role == role,
        col(SignOff.voided_at).is_(None),
    )
    return session.exec(query.order_by(col(SignOff.id).desc())).first()


def void_agreements(session: Session, handover: Handover, now: datetime) -> None:
    """Void every signature after an edit: review and sign-off are open again.

    The leaver is asked to review again only for as long as the leaver is there.
    """
    query = select(SignOff).where(
        SignOff.handover_id == handover.id, col(SignOff.voided_at).is_(None)
    )
    for signature in session.exec(query):
        signature.voided_at = now
        session.add(signature)
    is_there = now.date() <= handover.last_working_on
    acts = (StepAct.review, StepAct.sign) if is_there else (StepAct.sign,)
    reopen_steps(session, handover, *acts)
    handover.take_back_to(HandoverState.answered)


def reopen_steps(session: Session, handover: Handover, *acts: StepAct) -> None:
    """Let the steps that these acts complete be done again."""
    for step in list_plan(session, handover):
        if find_act(step.key) in acts and step.state in (StepState.done, StepState.passed_over):
            step.state, step.ended_at = StepState.planned, None
            session.add(step)


def is_whole(record: Record) -> bool:
    """Whether a signed record still says what was signed, but for names that were erased."""
    return record.is_redacted or record.agreed_digest == digest_content(record.content)


def verify_sign_off(session: Session, handover: Handover, role: str) -> bool:
    """Whether the signature that holds is over exactly the records that stand now."""
    signature = find_sign_off(session, handover, role)
    if signature is None:
        return False
    signed = _list_signed(session, handover, role)
    return all(map(is_whole, signed)) and signature.digest == digest_signed(signed)


def _list_signed(session: Session, handover: Handover, role: str) -> list[Record]:
    if role == Role.leaver:
        mine = list_for_leaver(session, handover)
        return [record for record in mine if record.leaver_agreed_at is not None]
    records = list_for_manager(session, handover)
    return [record for record in records if record.state in SIGNED_STATES]
