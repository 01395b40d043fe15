"""Acting: an exit with people that a test plays act by act, with a clock of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from people import ANA, BEN, CARLA, MOUSSA
from sqlmodel import Session

from models.acting import Actor, Role
from models.case_file import CaseFile, PersonEntry
from models.handover import Handover, HandoverPart
from models.plan import Gate, StepAct
from models.record_kinds import RECORD
from models.states import HandoverState
from models.words import Audience
from services.acts.actors import add_staff, find_actor
from services.acts.answering import save_answers, submit_answers
from services.acts.beside import find_beside
from services.acts.looking import FoundText, FoundTitle, finish_look
from services.acts.permitting import Allowance, allow_source
from services.acts.receiving import (
    ReadBackTexts,
    Refusal,
    SurveyAnswers,
    accept_all,
    answer_survey,
    read_back,
)
from services.acts.reviewing import RecordLine, agree_all, list_records
from services.acts.settling import (
    GapAnswer,
    Ownership,
    Transfer,
    Waiver,
    list_gaps,
    tick_step,
    waive_gap,
)
from services.acts.signing import Comment, sign
from services.acts.source_lines import SourceLine, list_source_lines
from services.acts.starting import start_handover
from services.handovers.answers import MaskedRecord, ask_people, mask_records
from services.handovers.edition_files import keep_files, locate_files, staged_files
from services.handovers.editions import (
    get_edition,
    is_edition_due,
    keep_edition,
    publish,
    write_pack,
)
from services.handovers.found_items import number_found
from services.handovers.gates import find_wait
from services.handovers.harvesting import end_harvest
from services.handovers.loading import get_handover
from services.handovers.look_steps import open_look
from services.handovers.materials import gather_material
from services.handovers.opening import CaseInput
from services.handovers.plans import end_steps, list_open_steps, list_plan, write_plan
from services.packs.compose import compose_pack
from services.packs.pack_files import draw_pack_files
from services.secrets.masked_values import Masked, mask_value
from services.store import Store

MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)
WARNING = {"kind": "warning", "title": "The bridge floods", "if": "it rains", "then": "go round"}
DUTY = {"kind": "recurring_duty", "title": "The donor report", "rhythm": "monthly"}
TIP = {"kind": "tip", "title": "Call the donor first"}
_FREE_TEXTS = (
    ReadBackTexts,
    Refusal,
    SurveyAnswers,
    GapAnswer,
    Waiver,
    Comment,
    Ownership,
    Transfer,
    FoundText,
    FoundTitle,
)
_BEFORE = {
    Gate.found: HandoverState.harvested,
    Gate.interview: HandoverState.answered,
    Gate.review: HandoverState.reviewed,
    Gate.sign_off: HandoverState.signed,
}
_AFTER = {Gate.acceptance: HandoverState.accepted, Gate.evaluation: HandoverState.accepted}


def tell(*records: dict[str, Any]) -> tuple[MaskedRecord, ...]:
    """Return records from their fields, as acts take them."""
    return mask_records([RECORD.validate_python(record) for record in records])


def give(session: Session, reference: str, typed: Any) -> Masked[Any]:
    """Return a text that holds no secret as a door gives it to an act."""
    beside = find_beside(session, reference, typed)
    return Masked(typed, beside=beside, cleaned=tuple(one.text for one in beside))


def list_of_sources(session: Session, actor: Actor, reference: str) -> tuple[SourceLine, ...]:
    """Return the sources of a handover as their leaver sees them."""
    return list_source_lines(session, actor, reference).sources


def publish_pack(store: Store, reference: str, now: datetime, data: Path | None = None) -> None:
    """Do what the flow does between the signature and the bag; drawn only where `data` is given."""
    with store.write() as session:
        handover = get_handover(session, reference)
        assert find_wait(session, handover, Gate.sign_off) is None
        handover.advance_to(HandoverState.signed)
    with store.read() as session:
        material = gather_material(session, handover, now.date())
    pack = compose_pack(material, Audience.successor)
    written = write_pack(pack)
    with store.write() as session:
        keep_edition(session, handover, written)
        session.flush()
        edition = get_edition(session, handover, Audience.successor)
    files = draw_pack_files(pack, data / "cache")[0] if data else {}
    folder = locate_files(data or Path(), handover, edition)
    with staged_files(edition, folder, files) as staged, store.write() as session:
        handover = get_handover(session, reference)
        if files:
            keep_files(session, edition, staged)
        publish(session, handover, pack.gaps, now)
        handover.advance_to(HandoverState.delivered)


@dataclass
class Stage:
    """One exit and its people. Each step returns the stage, so that they can be said in a row."""

    store: Store
    reference: str
    now: datetime = MORNING

    def on(self, day: date) -> "Stage":
        """Let it be the morning of another day."""
        self.now = datetime.combine(day, time(9), tzinfo=UTC)
        return self

    def act(self, email: str, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Let a person act now, in one transaction."""
        if act is read_back:
            given = (ReadBackTexts(texts=given[0]),)
        given = tuple(map(self._mask, given))
        with self.store.write() as session:
            actor = find_actor(session, email)
            return act(session, actor, self.reference, *given, self.now, **named)

    def _mask(self, typed: Any) -> Any:
        """Mask a text beside what is kept, as the doors do."""
        if not isinstance(typed, _FREE_TEXTS):
            return typed
        with self.store.read() as session:
            beside = find_beside(session, self.reference, typed)
        return mask_value(typed, beside)

    def ask(self, email: str, question: Callable[..., Any]) -> Any:
        """Return what a person gets to see."""
        with self.store.read() as session:
            return question(session, find_actor(session, email), self.reference)

    @contextmanager
    def look(self) -> Iterator[tuple[Session, Handover]]:
        """Give the rows, to read or to set up."""
        with self.store.write() as session:
            yield session, get_handover(session, self.reference)

    def get_state(self) -> HandoverState:
        with self.look() as (_, handover):
            return handover.state

    def list_steps(self) -> dict[str, str]:
        """Return the state of each step of the plan by its key."""
        with self.look() as (session, handover):
            return {step.key: str(step.state) for step in list_plan(session, handover)}

    def list_records(self, email: str) -> tuple[RecordLine, ...]:
        with self.store.read() as session:
            return list_records(session, find_actor(session, email), self.reference, self.now)

    def answer(self, email: str, *records: dict[str, Any]) -> "Stage":
        self.act(email, save_answers, tell(*records))
        self.act(email, submit_answers)
        return self

    def answered(self) -> "Stage":
        """Let leaver and manager answer."""
        self.answer(ANA.email, WARNING, DUTY, TIP)
        return self.answer(MOUSSA.email, {**TIP, "title": "Ask the driver"}).go_on()

    def reviewed(self) -> "Stage":
        self.act(ANA.email, agree_all)
        return self.go_on()

    def signed(self) -> "Stage":
        self.act(MOUSSA.email, sign)
        return self

    def delivered(self) -> "Stage":
        """Bring it from its start to the receiver."""
        return self.answered().reviewed().signed().go_on()

    def received(self) -> "Stage":
        return self.taken_over().go_on()

    def taken_over(self) -> "Stage":
        """Let the receiver take everything over and say what it was worth."""
        self.act(BEN.email, read_back, {f"S{number}": "My own words" for number in range(1, 6)})
        self.act(BEN.email, accept_all)
        for day in (7, 30, 90):
            self.act(BEN.email, answer_survey, SurveyAnswers(day=day, used="all of it"))
        return self

    def waived(self, until: date = date(2027, 6, 1)) -> "Stage":
        """Let the manager waive every gap that is open."""
        for gap in self.ask(MOUSSA.email, list_gaps):
            if gap.state == "open":
                self.act(
                    MOUSSA.email, waive_gap, Waiver(gap_id=gap.id, reason="not now", until=until)
                )
        return self

    def allowed(self, *sources: int) -> "Stage":
        """Let HR check the hold, and the leaver say yes to these sources, or to all of them."""
        keys = (key for key in ("check_legal_hold", "zero_secure") if key in self.list_steps())
        for key in keys:
            self.act(CARLA.email, tick_step, key)
        for number in sources or [one.number for one in self.ask(ANA.email, list_of_sources)]:
            self.act(ANA.email, allow_source, Allowance(source=number))
        return self

    def looked(self) -> "Stage":
        """Let the leaver look at what was found, and keep it."""
        self.act(ANA.email, finish_look)
        return self.go_on()

    def find(self, *rows: HandoverPart) -> "Stage":
        """Let the harvest have found these rows."""
        with self.look() as (session, handover):
            for row in rows:
                row.handover_id = handover.row_id
                session.add(row)
            number_found(session, handover)
            open_look(session, handover, self.now)
        return self

    def go_on(self) -> "Stage":
        """Do what a run of the flow does, but for reading sources, drawing and the bag."""
        with self.look() as (session, handover):
            write_plan(session, handover, self.now)
            ask_people(session, handover)
            handover.advance_to(HandoverState.planned)
            if find_wait(session, handover, Gate.sources):
                return self
            handover.advance_to(HandoverState.harvested)
            end_harvest(session, handover, self.now)
            if not _pass(session, handover, _BEFORE):
                return self
            is_due = is_edition_due(handover)
        if is_due:
            publish_pack(self.store, self.reference, self.now)
        with self.look() as (session, handover):
            if is_due:
                end_steps(session, list_open_steps(session, handover, StepAct.deliver), self.now)
            _pass(session, handover, _AFTER)
        return self


def _pass(session: Session, handover: Handover, gates: dict[Gate, HandoverState]) -> bool:
    for gate, state in gates.items():
        if find_wait(session, handover, gate):
            return False
        handover.advance_to(state)
    return True


def open_stage(
    store: Store,
    case: CaseFile,
    now: datetime = MORNING,
    hr: PersonEntry = CARLA,
    folder: Path = Path(),
) -> Stage:
    """Let Carla of HR open the case, and the flow take it to its first gate."""
    with store.write() as session:
        add_staff(session, hr, Role.hr)
        given = CaseInput(case=case, folder=folder, opened_at=now)
        reference = start_handover(session, find_actor(session, hr.email), given, now)
    return Stage(store, reference, now).go_on()
