"""Auditing: what an auditor sees: who did what when, and who opened which file.

No content, and nothing of why somebody leaves or of a hold: who may know that does not audit.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import Field
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.acting import Actor
from models.audit import AuditAction, AuditEvent
from models.errors import WrongStateError
from models.handover import Handover, Person
from models.office import ROOT_OFFICE_ID
from models.values import Value
from services.acts.rights import RIGHTS, Action, check_staff, get_handover_for, list_own
from services.audit import (
    OF_NO_HANDOVER,
    append_event,
    read_heads,
    say_openly,
    verify_chain,
)
from services.handovers.edition_files import find_readable
from services.store.audit_triggers import create_audit_triggers, find_trigger_faults

PAGE = 500
"""How many events are listed at a time."""
_PERSON = "person:"
_FORMULA = ("=", "+", "-", "@")
"""What makes a spreadsheet run the text of a cell."""


class EventLine(Value):
    """One event: when, by whom, on what. `name` and `email` are empty where no person acted."""

    id: int
    at: datetime
    actor: str
    name: str = ""
    email: str = ""
    action: str
    reference: str


class EventPage(Value):
    """A page of events; `next` is the number after which the following one begins, or None."""

    events: tuple[EventLine, ...]
    next: int | None


class EventFilter(Value):
    """Which events: of one handover, from one day to another, both counted in."""

    reference: str = ""
    since: date | None = None
    until: date | None = None
    after: int = Field(default=0, ge=0, le=2**31 - 1)
    """The number of the last event that is known already."""


def list_events(session: Session, actor: Actor, wanted: EventFilter) -> EventPage:
    """Return the next events that the actor may see, the oldest first.

    Raises:
        NotAllowedError: the actor is no auditor.
    """
    check_staff(actor, Action.read_audit)
    hidden = _list_hidden(session, actor)
    found: list[AuditEvent] = []
    for event in session.exec(_select(wanted), execution_options={"yield_per": PAGE}):
        if event.handover not in hidden:
            found.append(event)
        if len(found) > PAGE:
            break
    page = found[:PAGE]
    following = page[-1].id if len(found) > PAGE else None
    return EventPage(events=tuple(_name_people(session, page)), next=following)


def list_all_events(session: Session, actor: Actor, wanted: EventFilter) -> Iterator[EventLine]:
    """Give all events that the actor may see, a page after the other.

    Raises:
        NotAllowedError: the actor is no auditor.
    """
    after: int | None = wanted.after
    while after is not None:
        page = list_events(session, actor, wanted.model_copy(update={"after": after}))
        yield from page.events
        after = page.next


def write_events(events: Iterable[EventLine]) -> Iterator[str]:
    """Give the lines of a CSV file, the headings first; no cell is a formula to a spreadsheet."""
    yield _write_row(EventLine.model_fields)
    for event in events:
        cells = event.model_dump(mode="json").values()
        yield _write_row(f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells)


class Verification(Value):
    """How many events hold, from the first on, and what is wrong; nothing where all is well."""

    events: int
    newest_at: datetime | None
    problems: tuple[str, ...]


def verify_for(session: Session, actor: Actor, data: Path) -> Verification:
    """Return whether the chain holds, for an auditor or an admin.

    Raises:
        NotAllowedError: the actor is neither.
    """
    check_staff(actor, Action.verify_audit)
    report = verify_chain(session, read_heads(data))
    return Verification(
        events=report.events, newest_at=report.newest_at, problems=report.list_problems()
    )


def put_triggers_back(session: Session, actor: Actor, now: datetime) -> None:
    """Put the triggers of the audit chain back, and note it in the chain, for an auditor or admin.

    Raises:
        NotAllowedError: the actor is neither.
        WrongStateError: they are all there.
    """
    check_staff(actor, Action.verify_audit)
    connection = session.connection()
    if not find_trigger_faults(connection):
        raise WrongStateError("the triggers of the audit chain are all there. Nothing was done.")
    create_audit_triggers(connection)
    append_event(session, now, f"{_PERSON}{actor.person_id}", AuditAction.guarded, OF_NO_HANDOVER)


def note_opened(
    session: Session, actor: Actor, reference: str, names: Iterable[str], now: datetime
) -> None:
    """Note that the actor opened files of the pack, before they are handed out."""
    handover = get_handover_for(session, actor, reference, Action.read_pack)
    edition = find_readable(session, handover)
    if edition is None:
        return
    for name in names:
        action = AuditAction.opened_file.format(name=name, edition=edition.number)
        append_event(session, now, f"{_PERSON}{actor.person_id}", action, reference)


def _select(wanted: EventFilter) -> SelectOfScalar[AuditEvent]:
    query = select(AuditEvent).where(col(AuditEvent.id) > wanted.after)
    if wanted.reference:
        query = query.where(AuditEvent.handover == wanted.reference)
    if wanted.since:
        query = query.where(AuditEvent.at >= datetime.combine(wanted.since, time.min, UTC))
    if wanted.until:
        query = query.where(AuditEvent.at <= datetime.combine(wanted.until, time.max, UTC))
    return query.order_by(col(AuditEvent.id))


def _list_hidden(session: Session, actor: Actor) -> frozenset[str]:
    """Return what the actor sees no events of: other offices, and one's own cases.

    What belongs to no handover is for an auditor of the whole organization.
    """
    offices = actor.list_offices(RIGHTS[Action.read_audit])
    elsewhere = select(Handover.reference).where(col(Handover.office_id).not_in(offices))
    own = [handover.reference for handover in list_own(session, actor.person_id)]
    whole = () if ROOT_OFFICE_ID in offices else (OF_NO_HANDOVER,)
    return frozenset((*session.exec(elsewhere), *own, *whole))


def _name_people(session: Session, events: Iterable[AuditEvent]) -> Iterator[EventLine]:
    events = list(events)
    ids = {int(event.actor.removeprefix(_PERSON)) for event in events if _is_person(event.actor)}
    people = session.exec(select(Person).where(col(Person.id).in_(ids)))
    known = {f"{_PERSON}{person.id}": person for person in people}
    for event in events:
        person = known.get(event.actor)
        yield EventLine(
            id=event.row_id,
            at=event.at,
            actor=event.actor,
            name=person.name if person else "",
            email=person.email if person else "",
            action=say_openly(event.action),
            reference=event.handover,
        )


def _is_person(actor: str) -> bool:
    return actor.startswith(_PERSON) and actor.removeprefix(_PERSON).isdigit()


def _write_row(cells: Iterable[Any]) -> str:
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow(cells)
    return row.getvalue()
