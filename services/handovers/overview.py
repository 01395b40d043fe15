"""Overview: how far handovers are, their dated plans, and what came out of a run, in counts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import Field
from sqlmodel import Session, col, func, select

from models.acting import Role
from models.errors import TemporaryError
from models.gap import Gap
from models.handover import Handover, Post
from models.plan import Gate, PlanOwner
from models.proposal import Proposal, ProposalState
from models.record import Record
from models.states import ENDED_STATES, GapState, HandoverState, RecordState, StepState
from models.values import Value
from models.words import Audience, FindingKind
from services.handovers.agreements import find_sign_off
from services.handovers.deliveries import list_delivered
from services.handovers.editions import get_edition, get_pack, is_refused, list_refused
from services.handovers.gates import Wait, list_waits
from services.handovers.loading import get_facts, get_handover, row_to_value
from services.handovers.plans import list_plan
from services.planning import tells_why


class HandoverView(Value):
    """One handover as a list shows it: no names, no reason.

    Those who may not know why somebody leaves see the same of every kind of exit.
    """

    reference: str
    state: HandoverState
    last_working_on: date
    stage: str
    """The gate that it waits at, else its state."""
    waits_for: str | None
    due_on: date | None
    is_overdue: bool
    legal_hold: bool | None
    """None for those who may not know it."""

    @property
    def waits_at(self) -> str:
        """What an admin reads: the gate's label, `close` where only that is left, or nothing."""
        if self.waits_for:
            return Gate(self.stage).label
        return "close" if self._is_to_close else ""

    @property
    def for_whom(self) -> str:
        """Whose turn it is, by role; empty where it is nobody's."""
        return self.waits_for or (PlanOwner.manager if self._is_to_close else "")

    @property
    def _is_to_close(self) -> bool:
        # Accepted and still there: items have no owner, or gaps neither answer nor waiver.
        return self.state is HandoverState.accepted


class HandoverContents(Value):
    """What a handover holds; only commands on its own machine show this."""

    post: str
    records: int
    open_gaps: int
    open_changes: int
    """Changes of records that wait for their author's agreement."""


class SignatureView(Value):
    """The manager's signature that holds: when, and since when one who came later is there."""

    signed_at: datetime
    came_at: datetime | None


class StepView(Value):
    """A step of the plan: whose by role, due when, how far."""

    key: str
    owner: str
    due_on: date
    state: StepState
    ended_at: datetime | None
    is_late: bool = Field(exclude=True)
    """Whether it should have been done before the plan began; the API does not say so."""


def list_handovers(
    session: Session, today: date
) -> tuple[tuple[HandoverView, HandoverContents], ...]:
    """Return all handovers with what they hold, the next last working day first."""
    return _list_with_contents(session, today)


def get_contents(
    session: Session, reference: str, today: date
) -> tuple[HandoverView, HandoverContents]:
    """Return one handover with what it holds.

    Raises:
        NotFoundError: there is none of this reference.
    """
    handover = get_handover(session, reference)
    (found,) = _list_with_contents(session, today, col(Handover.id) == handover.id)
    return found


def list_under_way(session: Session, today: date) -> tuple[HandoverView, ...]:
    """Return the handovers with people that are under way, what is overdue first, then by date."""
    query = select(Handover).where(
        col(Handover.has_people), col(Handover.state).not_in(ENDED_STATES)
    )
    handovers = session.exec(query.order_by(col(Handover.reference))).all()
    views = make_views(session, handovers, today)
    return tuple(sorted(views, key=lambda one: (not one.is_overdue, one.due_on or date.max)))


def make_views(
    session: Session,
    handovers: Sequence[Handover],
    today: date,
    knowing: frozenset[int] = frozenset(),
) -> tuple[HandoverView, ...]:
    """Return how far each handover is, in their order; two queries, however many there are.

    `knowing` are the ids of those of which the reader may know why somebody leaves.
    """
    waits = list_waits(session, [one for one in handovers if one.is_running])
    views = (
        _make_view(one, next(iter(waits.get(one.row_id, ())), None), today) for one in handovers
    )
    return tuple(
        view.model_copy(update={"legal_hold": one.legal_hold}) if one.row_id in knowing else view
        for one, view in zip(handovers, views, strict=True)
    )


def list_pack_obstacles(session: Session, reference: str) -> tuple[str, ...]:
    """Return why the newest pack of a handover cannot be drawn; none where nothing stands in it."""
    handover = get_handover(session, reference)
    if not is_refused(session, handover):
        return ()
    # Imported late: it knows fonts, which take their time to load.
    from services.packs.pack_checks import list_obstacles  # noqa: PLC0415 - see above

    return list_obstacles(get_pack(get_edition(session, handover, Audience.successor)))


def list_refused_packs(session: Session) -> dict[str, tuple[str, ...]]:
    """Return by reference why packs of handovers under way cannot be drawn."""
    references = [one.reference for one in list_refused(session)]
    return {one: list_pack_obstacles(session, one) for one in references}


def find_signature(session: Session, handover: Handover) -> SignatureView | None:
    """Return the manager's signature that holds; the leaver's would tell whether there is one."""
    found = find_sign_off(session, handover, Role.manager)
    return row_to_value(found, SignatureView) if found is not None else None


def list_steps(
    session: Session, handover: Handover, *, knows_why: bool = False
) -> tuple[StepView, ...]:
    """Return the dated plan in its order, as far as the reader may know why somebody leaves."""
    return tuple(
        StepView.model_validate({name: getattr(step, name) for name in StepView.model_fields})
        for step in list_plan(session, handover)
        if knows_why or not tells_why(step.key)
    )


def _make_view(handover: Handover, wait: Wait | None, today: date) -> HandoverView:
    return HandoverView(
        reference=handover.reference,
        state=handover.state,
        last_working_on=handover.last_working_on,
        stage=wait.gate if wait else handover.state,
        waits_for=wait.owner if wait else None,
        due_on=wait.due_on if wait else None,
        is_overdue=bool(wait and wait.due_on < today),
        legal_hold=None,
    )


def _list_with_contents(
    session: Session, today: date, *where: Any
) -> tuple[tuple[HandoverView, HandoverContents], ...]:
    records = _count(Record, col(Record.state) != RecordState.struck_out)
    gaps = _count(Gap, col(Gap.state) == GapState.open)
    query = select(Handover, Post, records, gaps).join(Post).where(*where)
    query = query.order_by(col(Handover.last_working_on), col(Handover.reference))
    found = session.exec(query).all()
    changes = _count_changes(session)
    views = make_views(session, [handover for handover, *_ in found], today)
    contents = (
        HandoverContents(
            post=_say_post(post),
            records=records,
            open_gaps=gaps,
            open_changes=changes.get(handover.row_id, 0),
        )
        for handover, post, records, gaps in found
    )
    return tuple(zip(views, contents, strict=True))


def _count(table: Any, condition: Any) -> Any:
    """Return the number of a handover's rows as a column of a query over handovers."""
    of_handover = table.handover_id == col(Handover.id)
    return select(func.count(table.id)).where(of_handover, condition).scalar_subquery()


def _count_changes(session: Session) -> dict[int, int]:
    """Return by handover how many changes of records wait for their author."""
    query = select(Proposal.handover_id, func.count()).where(Proposal.state == ProposalState.open)
    return dict(session.exec(query.group_by(col(Proposal.handover_id))).all())


def _say_post(post: Post) -> str:
    said: Iterable[str] = (post.title, post.unit, post.duty_station)
    return ", ".join(filter(None, said))


class Outcome(Value):
    """What came out of a run."""

    reference: str
    edition: int
    bag: str
    records: int
    gaps: int
    documents: int
    unreadable: int
    contacts: int
    calendar: int
    open_threads: int
    private: int
    secrets: int
    unmatched: tuple[str, ...]
    """Excludes that kept nothing out."""
    seconds: float


def get_outcome(session: Session, reference: str, target: Path, seconds: float) -> Outcome:
    """Return what came out of a finished run.

    Raises:
        NotFoundError: there is no handover of this reference, or no edition of it yet.
        TemporaryError: another run at the same time took the bag elsewhere.
    """
    handover = get_handover(session, reference)
    if target not in list_delivered(session, handover):
        raise TemporaryError(
            f"another run of {reference} at the same time took its bag to another folder: "
            "run the same command again."
        )
    pack = get_pack(get_edition(session, handover, Audience.successor))
    found = get_facts(session, handover).findings
    findings = [finding.kind for finding in found]
    return Outcome(
        reference=reference,
        edition=pack.edition,
        bag=str(target / reference),
        records=len(pack.records),
        gaps=len(pack.gaps),
        documents=len(pack.documents),
        unreadable=findings.count(FindingKind.unreadable),
        contacts=len(pack.contacts),
        calendar=len(pack.calendar),
        open_threads=len(pack.open_threads),
        private=findings.count(FindingKind.private),
        secrets=findings.count(FindingKind.secret),
        unmatched=tuple(one.path for one in found if one.kind is FindingKind.unmatched),
        seconds=round(seconds, 1),
    )
