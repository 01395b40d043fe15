"""Kinds: an exit without a leaver, a long absence and its way back, a batch."""

from datetime import date
from pathlib import Path

import pytest
from acting import DUTY, MORNING, WARNING, Stage, open_stage
from people import ANA, BEN, CARLA, DAN, MOUSSA

from models.acting import Role
from models.case_file import CaseFile
from models.errors import InvalidInputError, NotAllowedError, WrongStateError
from models.plan import Gate
from models.words import DepartureKind
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer, submit_answers
from services.acts.changing import agree_return, cancel, name_receiver, reschedule
from services.acts.leaving import list_warnings
from services.acts.receiving import accept_all, read_back
from services.acts.signing import Comment, send_back
from services.acts.starting import start_batch, start_handover
from services.handovers.agreements import verify_sign_off
from services.handovers.gates import find_first_wait
from services.handovers.loading import get_case, get_handover
from services.handovers.materials import gather_material
from services.handovers.opening import CaseInput
from services.store import Store

pytestmark = pytest.mark.databases

BACK_ON = date(2027, 6, 7)
SAID = {f"S{number}": "so" for number in range(1, 6)}


@pytest.fixture
def without(store: Store, case: CaseFile) -> Stage:
    """Ana has died."""
    died = {"kind": DepartureKind.death, "notice_on": None, "last_working_on": date(2026, 10, 30)}
    return open_stage(store, case.model_copy(update=died))


@pytest.fixture
def absent(store: Store, case: CaseFile) -> Stage:
    """Ana is away for half a year, and Ben covers."""
    return open_stage(store, case.model_copy(update={"kind": DepartureKind.long_absence}))


def test_without_a_leaver_manager_and_peers_tell(without: Stage) -> None:
    without.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    without.answer(MOUSSA.email, WARNING)
    with without.look() as (session, handover):
        wait = find_first_wait(session, handover)
        assert wait
        assert (wait.gate, wait.owner) == (Gate.interview, "peer")
    without.answer(DAN.email, DUTY).go_on()
    assert without.get_state() == "reviewed"
    without.signed()
    with without.look() as (session, handover):
        records = gather_material(session, handover, without.now.date()).records
        assert verify_sign_off(session, handover, Role.manager)
    assert {str(record.stamp) for record in records} == {"unreviewed"}
    assert {str(record.respondent) for record in records} == {"manager", "peer"}
    without.go_on()
    without.act(BEN.email, accept_all)
    without.act(BEN.email, read_back, SAID)
    assert without.go_on().get_state() == "accepted"


def test_nobody_asks_the_dead(without: Stage) -> None:
    assert not [key for key in without.list_steps() if key in ("interview", "review_entries")]
    with pytest.raises(Exception, match="not been asked"):
        without.act(ANA.email, submit_answers)


def test_without_a_leaver_the_manager_corrects(without: Stage) -> None:
    without.answer(MOUSSA.email, WARNING).go_on()
    without.act(MOUSSA.email, send_back, Comment(text="Which bridge?"))
    without.go_on().signed().go_on()
    assert without.get_state() == "delivered"


def test_a_successor_after_a_death_begins_again(without: Stage) -> None:
    without.answer(MOUSSA.email, WARNING).go_on().signed().go_on().on(date(2027, 1, 11))
    zoe = BEN.model_copy(update={"email": "zoe@example.org", "starts_on": date(2027, 2, 1)})
    without.act(MOUSSA.email, name_receiver, zoe)
    steps = without.list_steps()
    assert (steps["zero_ask_manager"], steps["first_week_read_back"]) == ("done", "planned")
    assert without.go_on().get_state() == "delivered"


def test_the_cover_hands_back(absent: Stage) -> None:
    back = absent.act(CARLA.email, agree_return, BACK_ON)
    with absent.look() as (session, handover):
        way_back = get_handover(session, back)
        case = get_case(session, way_back)
        assert (way_back.way_back_of_id, handover.returns_on) == (handover.id, BACK_ON)
    assert (case.leaver.email, case.receiver and case.receiver.email) == (BEN.email, ANA.email)
    assert (case.kind, case.last_working_on) == ("reassignment", date(2027, 6, 4))
    with pytest.raises(WrongStateError, match=f"is already {back}"):
        absent.act(CARLA.email, agree_return, date(2027, 6, 14))


def test_a_return_is_after_the_absence(absent: Stage) -> None:
    with pytest.raises(InvalidInputError, match="is not after"):
        absent.act(CARLA.email, agree_return, date(2026, 11, 27))


def test_only_who_is_absent_comes_back(stage: Stage) -> None:
    with pytest.raises(WrongStateError, match="is not a long absence"):
        stage.act(CARLA.email, agree_return, BACK_ON)


def give(case: CaseFile, **changes: object) -> CaseInput:
    return CaseInput(case=case.model_copy(update=changes), folder=Path(), opened_at=MORNING)


def test_the_same_exit_is_opened_once(stage: Stage, case: CaseFile) -> None:
    with stage.look() as (session, _):
        hr = find_actor(session, CARLA.email)
        assert start_handover(session, hr, give(case), MORNING) == stage.reference
        other = give(case, kind=DepartureKind.retirement)
        with pytest.raises(WrongStateError, match=f"is already {stage.reference}"):
            start_handover(session, hr, other, MORNING)
    stage.act(CARLA.email, cancel)
    with stage.look() as (session, _), pytest.raises(WrongStateError, match="baton act reopen"):
        start_handover(session, hr, give(case), MORNING)


def test_only_hr_opens(stage: Stage, case: CaseFile) -> None:
    with stage.look() as (session, _), pytest.raises(NotAllowedError):
        start_handover(session, find_actor(session, MOUSSA.email), give(case), MORNING)


def test_a_batch_warns_of_receivers_who_leave(stage: Stage, case: CaseFile) -> None:
    # Ana leaves in another case, Ben in this batch.
    taken = {"leaver": BEN, "receiver": BEN.model_copy(update={"email": ANA.email})}
    cases = [case.model_copy(update={**taken, "manager": DAN}), case]
    with stage.look() as (session, _):
        warnings = list_warnings(session, cases)
    assert len(warnings) == 2
    assert "Ben" not in " ".join(warnings)


def test_a_batch_is_opened_whole_or_not_at_all(store: Store, case: CaseFile) -> None:
    bad = give(case, leaver=DAN, holidays="XX")
    with store.write() as session:
        hr = find_actor(session, add_staff(session, CARLA, Role.hr).email)
    with pytest.raises(InvalidInputError), store.write() as session:
        start_batch(session, hr, [give(case), bad], MORNING)
    with store.write() as session:
        found = start_batch(session, hr, [give(case), give(case, leaver=DAN)], MORNING)
        assert len(set(found)) == 2


def test_a_case_that_ends_abruptly_has_no_leaver_any_more(stage: Stage) -> None:
    stage.answered().on(date(2026, 11, 9))
    stage.act(CARLA.email, reschedule, date(2026, 11, 6))
    assert stage.list_steps()["review_entries"] == "not_needed"
