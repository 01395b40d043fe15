"""The leaver's word: what a leaver hid or refused holds, also when others move the last day."""

from datetime import date

import pytest
from acting import Stage, open_stage
from people import ANA, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.case_file import CaseFile, SourceEntry
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.found import FoundState
from models.harvest_rows import ContactRow, DocumentRow
from models.permission import Narrowing
from models.record import PackEdition
from models.states import SourceState
from services.acts.actors import add_staff
from services.acts.changing import cancel, reopen, reschedule
from services.acts.closing import close_handover
from services.acts.looking import FoundChoice, FoundDecision, decide, list_found_lines
from services.acts.permitting import Allowance, allow_source
from services.acts.permitting import refuse_source as refuse
from services.acts.source_lines import SourcesView, list_source_lines
from services.handovers.permissions import list_narrowings
from services.store import Store

YES = Allowance(source=1)
CANTEEN = Narrowing(without=("canteen",))


def list_titles(stage: Stage, email: str) -> list[str]:
    return [line.title for line in stage.ask(email, list_found_lines)]


@pytest.fixture
def hidden(store: Store, case: CaseFile) -> Stage:
    """Ana has marked one thing private and struck out another; a third she has not looked at."""
    days = {"sent": 1, "received": 1, "last_on": date(2026, 10, 1), "inside": False}
    stage = open_stage(store, case).find(
        ContactRow(handover_id=0, name="Zeno", email="zeno@example.net", **days),
        ContactRow(handover_id=0, name="Mara", email="mara@example.net", **days),
        DocumentRow(handover_id=0, path="d/y", title="Plan", sha256="b", type="txt", size_bytes=1),
    )
    for number, state in ((1, FoundState.private), (2, FoundState.struck_out)):
        stage.act(ANA.email, decide, FoundDecision(FoundChoice(numbers=(number,)), state))
    return stage


def test_no_manager_makes_the_leaver_go(hidden: Stage) -> None:
    for day in (date(2026, 11, 2), date(2026, 11, 1)):
        with pytest.raises(NotAllowedError, match="nobody is left to ask"):
            hidden.act(MOUSSA.email, reschedule, day)
    hidden.act(MOUSSA.email, reschedule, date(2026, 11, 20))
    with pytest.raises(NotAllowedError, match="the leaver's to look at first"):
        hidden.ask(MOUSSA.email, list_found_lines)


def test_who_looks_instead_sees_nothing_that_the_leaver_hid(hidden: Stage) -> None:
    hidden.act(CARLA.email, reschedule, hidden.now.date())
    assert list_titles(hidden, MOUSSA.email) == ["Plan"]
    for number in (1, 2):
        keep = FoundDecision(FoundChoice(numbers=(number,)), FoundState.kept)
        with pytest.raises(NotFoundError):
            hidden.act(MOUSSA.email, decide, keep)


def test_the_same_last_day_once_more_brings_no_leaver_back(hidden: Stage) -> None:
    for _ in range(2):
        hidden.act(CARLA.email, reschedule, hidden.now.date())
    assert list_titles(hidden, MOUSSA.email) == ["Plan"]


@pytest.fixture
def sourced(store: Store, case: CaseFile) -> Stage:
    """Give an exit with one source, in which Dan of records could be the second to say yes."""
    with store.write() as session:
        add_staff(session, DAN, Role.records)
    source = SourceEntry(kind="folder", path="drive")
    return open_stage(store, case.model_copy(update={"sources": (source,)}))


def go(stage: Stage) -> None:
    stage.act(CARLA.email, reschedule, stage.now.date())


@pytest.mark.parametrize("is_first_allowed", [True, False])
def test_a_leavers_no_holds_where_no_leaver_is(sourced: Stage, *, is_first_allowed: bool) -> None:
    if is_first_allowed:
        sourced.act(ANA.email, allow_source, YES)
    sourced.act(ANA.email, refuse, 1)
    go(sourced)
    for email in (CARLA.email, DAN.email):
        with pytest.raises(NotAllowedError, match="the leaver said no"):
            sourced.act(email, allow_source, YES)


def test_a_part_that_the_leaver_drew_holds_and_stays_unseen(sourced: Stage) -> None:
    sourced.act(ANA.email, allow_source, Allowance(source=1, narrowing=CANTEEN))
    go(sourced)
    sourced.act(CARLA.email, refuse, 1)
    assert sourced.act(CARLA.email, allow_source, YES) is SourceState.waiting
    assert sourced.act(DAN.email, allow_source, YES) is SourceState.allowed
    with sourced.look() as (session, handover):
        (drawn,) = list_narrowings(session, handover).values()
    assert CANTEEN in drawn
    seen: SourcesView = sourced.ask(CARLA.email, list_source_lines)
    assert "canteen" not in seen.model_dump_json()


def test_a_leaver_who_is_called_gone_still_says_no(sourced: Stage) -> None:
    sourced.act(ANA.email, allow_source, YES)
    go(sourced)
    assert sourced.act(ANA.email, refuse, 1) is SourceState.revoked
    with pytest.raises(NotAllowedError):
        sourced.act(ANA.email, allow_source, YES)


def close(stage: Stage) -> None:
    with stage.look() as (session, _):
        close_handover(session, None, stage.reference, stage.now)


def test_a_yes_is_taken_back_after_the_close(sourced: Stage) -> None:
    sourced.allowed().delivered().received().waived()
    close(sourced)
    assert sourced.act(ANA.email, refuse, 1) is SourceState.revoked
    with sourced.look() as (session, _):
        assert [one.withdrawn_at for one in session.exec(select(PackEdition))] == [sourced.now]
    # The case runs once more, for an edition without it, and can be closed as it was.
    assert sourced.go_on().get_state() == "accepted"
    with sourced.look() as (session, _):
        assert [one.number for one in session.exec(select(PackEdition))] == [1, 2]
    close(sourced.waived())
    with pytest.raises(WrongStateError, match="nothing more is read"):
        sourced.act(ANA.email, allow_source, YES)


def test_a_yes_is_taken_back_after_the_exit_was_called_off(sourced: Stage) -> None:
    sourced.allowed().delivered()
    sourced.act(CARLA.email, cancel)
    assert sourced.act(ANA.email, refuse, 1) is SourceState.revoked
    assert sourced.get_state() == "cancelled"
    sourced.act(CARLA.email, reopen)
    assert sourced.get_state() == "signed"
