"""Editions: packs as they were composed, and what publishing one means.

`write_pack` takes long and runs outside any transaction; `keep_edition` then keeps what it wrote.
The files that are drawn from an edition are those of edition_files.py.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.errors import NotFoundError
from models.handover import FinishedStep, Handover
from models.pack import LOOK, Pack, PackGap, dump_pack
from models.plan import StepAct
from models.record import PackEdition, Record
from models.states import ENDED_STATES, HandoverState, RecordState
from models.words import Audience
from services.handovers.agreements import list_records, reopen_steps
from services.handovers.plans import end_steps, finish_step, is_finished, list_open_steps
from services.handovers.reception import keep_gaps, list_undecided
from services.lock_watch import slow

_REFUSED = "refused_without_secrets"
"""An older version refused a pack for a secret that is masked now: that refusal does not count."""

EDITION_OF_A_DRAFT = 1
"""Without people nothing is published: what is made again is the same edition."""


class WrittenPack(NamedTuple):
    """A pack as its pack.json, with the SHA-256 of that text."""

    number: int
    audience: Audience
    text: str
    sha256: str


@slow
def write_pack(pack: Pack) -> WrittenPack:
    """Return the pack as its pack.json."""
    text = dump_pack(pack)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return WrittenPack(pack.edition, pack.audience, text, digest)


def keep_edition(session: Session, handover: Handover, pack: WrittenPack) -> None:
    """Keep the pack as the edition of its number; the same pack changes nothing."""
    newest = find_edition(session, handover, pack.audience)
    is_same = newest is not None and newest.number == pack.number
    edition = (newest if is_same else None) or PackEdition(
        handover_id=handover.row_id,
        number=pack.number,
        audience=pack.audience,
        pack_json=pack.text,
        sha256=pack.sha256,
    )
    edition.pack_json, edition.sha256 = pack.text, pack.sha256
    edition.record_ids = tuple(
        record.row_id
        for record, _ in list_records(session, handover)
        if pack.audience.may_see(record.audience)
    )
    session.add(edition)


def keep_masked(
    session: Session, handover: Handover, edition: PackEdition, pack: WrittenPack
) -> bool:
    """Keep an edition without its secrets; return False where there is another one by now."""
    newest = get_edition(session, handover, edition.audience)
    if newest.sha256 != edition.sha256:
        return False
    newest.pack_json, newest.sha256 = pack.text, pack.sha256
    session.add(newest)
    return True


def withdraw_from_editions(
    session: Session, handover: Handover, record: Record, now: datetime, *, is_cut: bool = False
) -> bool:
    """Withdraw every edition that shows the record to people who may not see it any more.

    Called by each act after it changed the record, in the same transaction: nobody gets such an
    edition from then on. One that is only corrected stays readable until the next one is whole.

    Args:
        session: the transaction of the act.
        handover: whose record it is.
        record: the record as it is now.
        now: when.
        is_cut: whether its text says less than before.

    Returns:
        Whether an edition was withdrawn.
    """
    is_gone = is_cut or record.state is RecordState.struck_out
    return withdraw_editions(
        session,
        handover,
        now,
        lambda one: one.may_show(record) and (is_gone or not one.audience.may_see(record.audience)),
    )


def withdraw_editions(
    session: Session, handover: Handover, now: datetime, shows: Callable[[PackEdition], bool]
) -> bool:
    """Withdraw the editions that show what was taken back; return whether there was one."""
    query = select(PackEdition).where(
        PackEdition.handover_id == handover.id, col(PackEdition.withdrawn_at).is_(None)
    )
    shown = [edition for edition in session.exec(query) if shows(edition)]
    for edition in shown:
        edition.withdrawn_at = now
        session.add(edition)
    return bool(shown)


def is_edition_due(handover: Handover) -> bool:
    """Whether a pack is to be composed: always for a draft, with people only of what is signed."""
    return not handover.has_people or handover.state is HandoverState.signed


def choose_number(session: Session, handover: Handover) -> int:
    """Return the number of the edition that is composed now: with people the next one."""
    if not handover.has_people:
        return EDITION_OF_A_DRAFT
    newest = find_edition(session, handover, Audience.successor)
    return newest.number + 1 if newest else EDITION_OF_A_DRAFT


def find_edition(session: Session, handover: Handover, audience: Audience) -> PackEdition | None:
    """Return the newest edition of the handover for an audience."""
    query = select(PackEdition).where(
        PackEdition.handover_id == handover.id, PackEdition.audience == audience
    )
    return session.exec(query.order_by(col(PackEdition.number).desc())).first()


def get_edition(session: Session, handover: Handover, audience: Audience) -> PackEdition:
    """Return the newest edition of the handover for an audience.

    Raises:
        NotFoundError: nothing has been composed for it yet.
    """
    edition = find_edition(session, handover, audience)
    if edition is None:
        raise NotFoundError(
            f"{handover.reference} has no pack for the {audience} yet: "
            f"baton show {handover.reference} says how far it is."
        )
    return edition


def get_pack(edition: PackEdition) -> Pack:
    """Return the pack as it was composed."""
    return Pack.model_validate_json(edition.pack_json)


def note_refused(session: Session, handover: Handover, edition: PackEdition, now: datetime) -> None:
    """Note that an edition cannot be drawn as it is: no run is asked for until there is another."""
    finish_step(session, handover, _REFUSED, f"{edition.sha256} {LOOK}", now)


def is_refused(session: Session, handover: Handover) -> bool:
    """Whether the newest edition was refused, and a person has to change what it says."""
    edition = find_edition(session, handover, Audience.successor)
    return edition is not None and is_finished(
        session, handover, _REFUSED, f"{edition.sha256} {LOOK}"
    )


def list_refused(session: Session) -> list[Handover]:
    """Return the handovers under way whose newest edition was refused."""
    noted = select(FinishedStep.handover_id).where(FinishedStep.step == _REFUSED)
    query = select(Handover).where(
        col(Handover.id).in_(noted), col(Handover.state).not_in(ENDED_STATES)
    )
    handovers = session.exec(query.order_by(col(Handover.reference)))
    return [one for one in handovers if is_refused(session, one)]


def publish(session: Session, handover: Handover, gaps: Iterable[PackGap], now: datetime) -> None:
    """Take what is signed as published, and the gaps of the edition as the open ones.

    What was accepted from an earlier edition stays accepted.
    """
    for record, _ in list_records(session, handover):
        if record.state is RecordState.manager_agreed:
            record.move_to(RecordState.published)
            session.add(record)
    session.flush()
    if list_undecided(session, handover):
        # An item that was edited has to be taken over again.
        reopen_steps(session, handover, StepAct.accept)
    keep_gaps(session, handover, gaps, now)
    end_steps(session, list_open_steps(session, handover, StepAct.publish), now)
    due = [
        step
        for step in list_open_steps(session, handover, StepAct.redate)
        if step.due_on <= now.date()
    ]
    end_steps(session, due, now)
