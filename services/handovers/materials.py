"""Materials: everything that packs of a handover may be composed from, out of its rows.

What was found in the leaver's sources is in it only as far as others may see it.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.acting import Role
from models.follow_up import Missing
from models.handover import Handover
from models.material import FollowUp, Material, MaterialRecord
from models.pack import PackRisk, PackSignature
from models.record import Record
from models.states import RecordState
from models.words import Mode, Respondent, Stamp
from services.handovers.agreements import find_sign_off, list_records, verify_sign_off
from services.handovers.editions import choose_number
from services.handovers.found_filter import keep_shown
from services.handovers.loading import get_case, get_facts, get_today
from services.handovers.people import get_entry
from services.handovers.plans import assess_risk, find_planning_day
from services.handovers.reception import is_read_back
from services.interviews.follow_ups import find_follow_ups
from services.planning import find_mode

_LACKING = {missing.value for missing in Missing}


def gather_material(session: Session, handover: Handover, now: date) -> Material:
    """Return what packs are composed from; there is no exit reason in it."""
    case = get_case(session, handover)
    today = get_today(handover, now)
    records = tuple(_list_records(session, handover))
    planned_on = find_planning_day(handover, case, now)
    risk = assess_risk(case, planned_on)
    return Material(
        reference=handover.reference,
        edition=choose_number(session, handover),
        is_allowed_by_case=not handover.has_people,
        is_reviewed=handover.has_people and verify_sign_off(session, handover, Role.manager),
        is_read_back=is_read_back(session, handover),
        today=today,
        language=handover.language,
        post=case.post,
        leaver=case.leaver,
        manager=case.manager,
        signature=_find_signature(session, handover),
        receiver=case.receiver,
        # By who is there, and not by why they leave, which a pack must not tell.
        can_ask_leaver=find_mode(case, planned_on) is not Mode.zero_notice,
        last_working_on=case.last_working_on,
        risk=PackRisk(
            scores=case.risk.model_dump(exclude_none=True),
            total=risk.total,
            band=risk.band,
            depth=risk.depth,
        ),
        records=records,
        harvest=keep_shown(session, handover, get_facts(session, handover)),
        follow_ups=tuple(_list_follow_ups(records, handover)),
    )


def _find_signature(session: Session, handover: Handover) -> PackSignature | None:
    signed = find_sign_off(session, handover, Role.manager) if handover.has_people else None
    if signed is None:
        return None
    return PackSignature(
        name=get_entry(session, handover, signed.person_id).name,
        signed_on=signed.signed_at.date(),
        came_on=signed.came_at.date() if signed.came_at else None,
    )


def _list_records(session: Session, handover: Handover) -> Iterator[MaterialRecord]:
    for record, answer in list_records(session, handover):
        yield MaterialRecord(
            content=record.content,
            respondent=answer.respondent,
            respondent_name=answer.name,
            stamp=_stamp(record),
            owner=_find_owner(session, handover, record),
        )


def _stamp(record: Record) -> Stamp:
    if record.state is RecordState.stale:
        return Stamp.stale
    # Verified is what leaver and manager agreed to; the manager alone makes nothing first-hand.
    is_verified = record.state.is_signed and record.leaver_agreed_at is not None
    return Stamp.verified if is_verified else Stamp.unreviewed


def _find_owner(session: Session, handover: Handover, record: Record) -> str | None:
    return get_entry(session, handover, record.owner_id).name if record.owner_id else None


def _list_follow_ups(records: tuple[MaterialRecord, ...], handover: Handover) -> Iterator[FollowUp]:
    """Yield what the interview left vague; what a record lacks is a gap of its own kind."""
    for record in records:
        is_leavers = record.respondent is Respondent.leaver
        for found in find_follow_ups(record.content, handover.language):
            if found.reason not in _LACKING:
                yield FollowUp(
                    question=found.question,
                    audience=record.content.audience,
                    # The leaver is asked for as long as that can be: the pack knows until when.
                    whom_to_ask=None if is_leavers else record.respondent_name,
                )
