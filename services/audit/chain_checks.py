"""Chain checks: reads the whole chain once, and finds what is wrong with it and what guards it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.audit import AuditEvent
from models.handover import Handover
from models.outbox import SystemMark
from models.values import Value
from services.audit.chain import FIRST, compute_digest
from services.audit.heads import HEAD_MARK, Head
from services.audit.open_words import say_openly
from services.store.audit_triggers import find_trigger_faults

_AT_ONCE = 2_000
"""Rows in memory at the same time, however long the chain is."""


class Fault(Value):
    """The first event that does not hold, and what is wrong; no event where all are gone."""

    what: str
    id: int | None = None
    at: datetime | None = None
    action: str = ""

    def __str__(self) -> str:
        """Return where it is and what it is."""
        if self.at is None:
            return self.what
        action = say_openly(self.action)
        return f"event {self.id} ({self.at:%Y-%m-%d %H:%M} UTC, {action}): {self.what}"


class ChainReport(Value):
    """How many events hold, from the first on, and what is wrong with the next."""

    events: int
    fault: Fault | None = None
    newest_at: datetime | None = None
    turned_back: Fault | None = None
    """The first event that claims an earlier time than the one before it."""
    guards: tuple[str, ...] = ()
    """What is wrong with the triggers and the heads, which guard the chain."""

    def list_problems(self) -> tuple[str, ...]:
        """Return everything that is wrong, a sentence each without its full stop."""
        found = [str(fault) for fault in (self.fault, self.turned_back) if fault]
        return (*found, *self.guards)


def verify_chain(session: Session, heads: Sequence[Head] | None = None) -> ChainReport:
    """Check every event, every link, each exported head, the triggers, and that time runs forward.

    Args:
        session: a transaction that sees one state.
        heads: what was exported earlier, the oldest first; None where the file is not looked at.
    """
    guards = find_trigger_faults(session.connection())
    mark = session.get(SystemMark, HEAD_MARK)
    if heads is not None and not heads and mark is not None:
        guards += ("the exported heads are gone: put audit/heads.jsonl back from a backup",)
    known = defaultdict(list)
    for head in heads or ():
        known[head.events].append(head)
    return _follow(session, known).model_copy(update={"guards": guards})


def _follow(session: Session, known: Mapping[int, Sequence[Head]]) -> ChainReport:
    last: AuditEvent | None = None
    turned_back: Fault | None = None
    events, times = 0, _Times(session)
    for event in _stream(session):
        what = _find_wrong(event, last, known.get(events + 1, ()))
        if what:
            return ChainReport(events=events, fault=_blame(event, what), turned_back=turned_back)
        turned_back = turned_back or times.find_fault(event)
        last, events = event, events + 1
    longest = max(known, default=0)
    fault = None
    if longest > events:
        fault = _blame(
            last,
            f"at least {longest - events} events that came after it are gone, as the head of "
            f"{known[longest][0].at:%Y-%m-%d %H:%M} UTC shows",
        )
    newest_at = last.at if last else None
    return ChainReport(events=events, fault=fault, newest_at=newest_at, turned_back=turned_back)


class _Times:
    """Looks whether time runs forward, among events that have the clock of the machine."""

    def __init__(self, session: Session) -> None:
        # A run without people works at whatever day it is given.
        query = select(Handover.reference).where(col(Handover.has_people).is_(False))
        self._others = frozenset(session.exec(query))
        self._last: datetime | None = None

    def find_fault(self, event: AuditEvent) -> Fault | None:
        """Return what is wrong with the time of the event, which follows all events before."""
        if event.handover in self._others:
            return None
        before, self._last = self._last, event.at
        if before is None or event.at >= before:
            return None
        return _blame(
            event,
            f"it claims an earlier time than the event before it ({before:%Y-%m-%d %H:%M} UTC): "
            "the clock was set back, or somebody wrote it by hand",
        )


def find_first_bad(session: Session) -> AuditEvent | None:
    """Return the first event whose digest or link does not hold, None where the chain is whole."""
    fault = verify_chain(session).fault
    return session.get(AuditEvent, fault.id) if fault else None


def _stream(session: Session) -> Iterator[AuditEvent]:
    query = select(AuditEvent).order_by(col(AuditEvent.id))
    yield from session.exec(query, execution_options={"yield_per": _AT_ONCE})


def _find_wrong(event: AuditEvent, last: AuditEvent | None, heads: Sequence[Head]) -> str | None:
    if event.previous != (last.digest if last else FIRST):
        return "what came before it was removed, added or put in another order"
    if event.digest != compute_digest(event):
        return "it was changed after it was written"
    for head in heads:
        if head.digest != event.digest:
            return (
                f"it is not the event that the head of {head.at:%Y-%m-%d %H:%M} UTC ends with: "
                "the chain was written again"
            )
    return None


def _blame(event: AuditEvent | None, what: str) -> Fault:
    if event is None:
        return Fault(what=what.replace(" that came after it", ""))
    return Fault(what=what, id=event.id, at=event.at, action=event.action)
