"""Materials: everything that packs of a handover may be composed from, out of its rows.

What the leaver struck out of the harvest is left out, in later harvests as well.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from sqlmodel import Session, select

from models.acting import Role
from models.follow_up import Missing
from models.handover import Handover
from models.harvest import HarvestFacts
from models.material import FollowUp, Material, MaterialRecord
from models.pack import PackRisk
from models.record import Record
from models.signing import StruckEntry
from models.states import RecordState
from models.words import Mode, Respondent, Stamp
from services.handovers.agreements import list_records, verify_sign_off
from services.handovers.editions import choose_number
from services.handovers.loading import get_case, get_facts, get_today
from services.handovers.people import get_entry
from services.handovers.plans import assess_risk, find_planning_day
from services.handovers.reception import is_read_back
from services.interviews.follow_ups import find_follow_ups
from services.planning import find_mode

V = TypeVar("V")


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
        is_reviewed=handover.has_people and verify_sign_off(session, handover, Role.manager),
        is_read_back=is_read_back(session, handover),
        today=today,
        language=handover.language,
        post=case.post,
        leaver=case.leaver,
        manager=case.manager,
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
        harvest=drop_struck(session, handover, get_facts(session, handover)),
        follow_ups=tuple(_list_follow_ups(records, handover)),
    )


def drop_struck(session: Session, handover: Handover, facts: HarvestFacts) -> HarvestFacts:
    """Return the facts without the entries that were struck out."""
    query = select(StruckEntry).where(StruckEntry.handover_id == handover.id)
    struck = {(entry.kind, entry.identity) for entry in session.exec(query)}
    if not struck:
        return facts

    def keep(kind: str, values: tuple[V, ...], name: Callable[[V], str]) -> tuple[V, ...]:
        return tuple(value for value in values if (kind, name(value)) not in struck)

    return facts.model_copy(
        update={
            "documents": keep("document", facts.documents, lambda one: one.path),
            "contacts": keep("contact", facts.contacts, lambda one: one.email),
            "calendar": keep("calendar", facts.calendar, lambda one: one.uid),
            "threads": keep("thread", facts.threads, lambda one: one.subject),
        }
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
