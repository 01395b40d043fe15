"""Proposing: nobody changes, or shows to more people, what somebody else wrote."""

from datetime import date
from typing import Any

import pytest
from acting import TIP, WARNING, Stage
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.audit import AuditEvent
from models.case_file import PersonEntry
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.mail import Mail
from models.states import HandoverState
from models.words import Audience
from services.acts.actors import find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import cancel
from services.acts.proposing import (
    ProposalView,
    agree_to_change,
    list_proposals,
    name_fallback,
    refuse_change,
)
from services.acts.reviewing import (
    RecordChange,
    RecordLine,
    edit_record,
    mask_change,
    strike_out,
)
from services.acts.seeing import get_progress
from services.handovers.overview import list_handovers
from services.letters.handover_letters import write_letters
from services.tending.deadlines import end_changes

FOR_MANAGER = {**TIP, "title": "Between us", "audience": "manager"}
AFTER = date(2026, 12, 14)


def find(stage: Stage, email: str, title: str) -> RecordLine:
    (found,) = [line for line in stage.list_records(email) if line.content.title == title]
    return found


def change(stage: Stage, email: str, title: str, /, **fields: Any) -> int:
    """Let somebody change a record as far as they may; return the revision that it has then."""
    line = find(stage, email, title)
    content = type(line.content).model_validate(line.content.model_dump(by_alias=True) | fields)
    change = RecordChange(record_id=line.id, revision=line.revision, content=content)
    return int(stage.act(email, edit_record, mask_change(change)))


def list_changes(stage: Stage, email: str, *, is_all: bool = False) -> tuple[ProposalView, ...]:
    with stage.store.read() as session:
        actor = find_actor(session, email)
        return list_proposals(session, actor, stage.reference, stage.now, is_all=is_all)


def count_waiting(stage: Stage, email: str) -> tuple[int, int, int]:
    """Return how many changes a list counts, and how many are told to a person: of all, of one."""
    with stage.look() as (session, _):
        (_, contents), *_ = list_handovers(session, stage.now.date())
        progress = get_progress(
            session, find_actor(session, email), stage.reference, stage.now.date()
        )
    told = find(stage, email, "Between us").changes_for_you
    return contents.open_changes, progress.changes_for_you, told


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Ana told her manager something, between them."""
    stage.answer(ANA.email, WARNING, FOR_MANAGER)
    return stage.answer(MOUSSA.email, {**TIP, "title": "Ask the driver"}).go_on()


@pytest.mark.parametrize("audience", ["successor", "team", "office", "network", "private"])
def test_a_manager_changes_no_audience_of_the_leavers(told: Stage, audience: str) -> None:
    assert change(told, MOUSSA.email, "Between us", audience=audience) == 1
    assert find(told, ANA.email, "Between us").content.audience is Audience.manager
    (waiting,) = list_changes(told, ANA.email)
    assert (waiting.is_yours_to_decide, str(waiting.after.audience)) == (True, audience)
    assert [one.is_yours_to_decide for one in list_changes(told, MOUSSA.email)] == [False]


def test_a_text_stays_as_it_was_written_until_its_author_agrees(told: Stage) -> None:
    told.reviewed().signed()
    assert change(told, MOUSSA.email, WARNING["title"], then="swim") == 1
    assert find(told, MOUSSA.email, WARNING["title"]).content.then == WARNING["then"]
    (waiting,) = list_changes(told, ANA.email)
    assert told.act(ANA.email, agree_to_change, waiting.id) == 2
    assert find(told, ANA.email, WARNING["title"]).content.then == "swim"
    assert told.list_steps()["approve"] == "planned"
    assert list_changes(told, ANA.email) == ()


def test_a_leaver_changes_nothing_that_the_manager_wrote(told: Stage) -> None:
    assert change(told, ANA.email, "Ask the driver", title="Ask nobody") == 1
    (waiting,) = list_changes(told, MOUSSA.email)
    told.act(MOUSSA.email, refuse_change, waiting.id)
    assert find(told, MOUSSA.email, "Ask the driver").revision == 1
    with pytest.raises(NotFoundError):
        told.act(MOUSSA.email, refuse_change, waiting.id)


def test_ones_own_record_is_changed_at_once(told: Stage) -> None:
    assert change(told, ANA.email, "Between us", audience="private") == 2
    assert change(told, MOUSSA.email, "Ask the driver", audience="network") == 2
    assert list_changes(told, ANA.email) == list_changes(told, MOUSSA.email) == ()


@pytest.mark.parametrize("act", [agree_to_change, refuse_change])
def test_who_proposes_does_not_decide(told: Stage, act: Any) -> None:
    change(told, MOUSSA.email, "Between us", audience="network")
    (waiting,) = list_changes(told, ANA.email)
    for who in (MOUSSA, BEN):
        with pytest.raises(NotFoundError, match="no change"):
            told.act(who.email, act, waiting.id)


def test_a_change_of_what_was_edited_since_is_refused(told: Stage) -> None:
    change(told, MOUSSA.email, "Between us", audience="network")
    (waiting,) = list_changes(told, ANA.email)
    change(told, ANA.email, "Between us", body="More of it")
    with pytest.raises(WrongStateError, match="edited record"):
        told.act(ANA.email, agree_to_change, waiting.id)


def test_a_later_proposal_replaces_the_first(told: Stage) -> None:
    for audience in ("team", "network"):
        change(told, MOUSSA.email, "Between us", audience=audience)
    assert [str(one.after.audience) for one in list_changes(told, ANA.email)] == ["network"]


def test_after_the_last_day_it_stays_as_it_was_left(told: Stage) -> None:
    change(told, MOUSSA.email, "Between us", audience="team")
    (waiting,) = list_changes(told, ANA.email)
    told.on(AFTER)
    with pytest.raises(WrongStateError, match="named nobody"):
        change(told, MOUSSA.email, "Between us", audience="network")
    for who in (ANA, MOUSSA):
        with pytest.raises(NotFoundError):
            told.act(who.email, agree_to_change, waiting.id)


def test_after_the_last_day_whom_the_leaver_named_decides(told: Stage) -> None:
    told.act(ANA.email, name_fallback, DAN)
    change(told, MOUSSA.email, "Between us", audience="team")
    assert list_changes(told, DAN.email) == ()
    told.on(AFTER)
    (waiting,) = list_changes(told, DAN.email)
    assert told.act(DAN.email, agree_to_change, waiting.id) == 2


def test_a_fallback_who_proposes_does_not_decide(told: Stage) -> None:
    told.act(ANA.email, name_fallback, MOUSSA)
    told.on(AFTER)
    with pytest.raises(WrongStateError, match="named nobody"):
        change(told, MOUSSA.email, "Between us", audience="network")


def test_only_the_leaver_names_a_fallback_who_is_not_hr(told: Stage) -> None:
    for who in (CARLA, ANA):
        with pytest.raises(InvalidInputError):
            told.act(ANA.email, name_fallback, PersonEntry(**who.model_dump()))


def test_a_peer_keeps_what_they_said(told: Stage) -> None:
    told.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    told.answer(DAN.email, {**TIP, "title": "From a peer"})
    for who in (ANA, MOUSSA):
        assert change(told, who.email, "From a peer", title="Not so") == 1
    assert len(list_changes(told, DAN.email)) == 2


def test_who_decides_gets_a_mail_and_the_chain_an_event(told: Stage) -> None:
    change(told, MOUSSA.email, "Between us", audience="network")
    with told.look() as (session, handover):
        write_letters(session, handover, told.now)
        write_letters(session, handover, told.now)
        query = select(Mail.person_id).where(Mail.template == "change_proposed")
        assert session.exec(query).all() == [handover.leaver_id]
        events = session.exec(select(AuditEvent.action)).all()
    assert events[-1] == "proposed a change of a record"


def test_what_waits_is_counted_where_its_author_looks(told: Stage) -> None:
    assert count_waiting(told, ANA.email) == (0, 0, 0)
    change(told, MOUSSA.email, "Between us", audience="network")
    assert count_waiting(told, ANA.email) == (1, 1, 1)
    assert count_waiting(told, MOUSSA.email) == (1, 0, 0)


def test_author_and_proposer_read_it_also_once_it_is_over(told: Stage) -> None:
    change(told, MOUSSA.email, "Between us", body="In other words")
    (waiting,) = list_changes(told, ANA.email)
    told.on(AFTER)
    assert [one.is_yours_to_decide for one in list_changes(told, ANA.email)] == [False]
    told.on(date(2026, 11, 20)).act(ANA.email, refuse_change, waiting.id)
    told.act(CARLA.email, cancel)
    for who, is_yours in ((ANA, False), (MOUSSA, True)):
        assert list_changes(told, who.email) == ()
        (one,) = list_changes(told, who.email, is_all=True)
        assert (one.state, one.after.body, one.is_yours) == ("refused", "In other words", is_yours)
    assert list_changes(told, BEN.email, is_all=True) == ()


def test_who_proposed_reads_nothing_that_its_author_took_back(told: Stage) -> None:
    change(told, MOUSSA.email, "Between us", audience="network")
    change(told, ANA.email, "Between us", body="Not for him", audience="private")
    assert [one.before for one in list_changes(told, MOUSSA.email)] == [None]
    assert "Not for him" in str(list_changes(told, ANA.email)[0].before)


def test_nobody_decides_on_what_is_struck_out(told: Stage) -> None:
    change(told, MOUSSA.email, WARNING["title"], then="swim")
    told.act(ANA.email, strike_out, find(told, ANA.email, WARNING["title"]).id)
    assert list_changes(told, ANA.email) == ()
    (one,) = list_changes(told, MOUSSA.email, is_all=True)
    assert one.state == "refused"


def lapse(stage: Stage) -> int:
    with stage.look() as (session, _):
        return end_changes(session, stage.now)


def check_lapsed(stage: Stage) -> None:
    for email in (ANA.email, MOUSSA.email):
        assert list_changes(stage, email) == ()
        (ended,) = list_changes(stage, email, is_all=True)
        assert (ended.state, "stays as its author left it" in ended.note) == ("lapsed", True)
    with pytest.raises(NotFoundError):
        stage.act(ANA.email, agree_to_change, ended.id)


def test_a_change_that_nobody_may_decide_on_any_more_lapses(told: Stage) -> None:
    change(told, MOUSSA.email, WARNING["title"], then="swim")
    assert lapse(told.on(date(2026, 11, 27))) == 0
    assert [one.note for one in list_changes(told, ANA.email)] == [""]
    assert lapse(told.on(AFTER)) == 1
    assert lapse(told) == 0
    check_lapsed(told)
    assert find(told, ANA.email, WARNING["title"]).content.then == WARNING["then"]
    with told.look() as (session, _):
        actions = session.exec(select(AuditEvent.action)).all()
    assert actions[-1] == "1 changes of records lapsed"


def test_a_change_waits_for_the_fallback_and_not_for_one_who_proposed_it(told: Stage) -> None:
    told.act(ANA.email, name_fallback, DAN)
    change(told, MOUSSA.email, WARNING["title"], then="swim")
    assert lapse(told.on(AFTER)) == 0
    told.act(DAN.email, refuse_change, list_changes(told, DAN.email)[0].id)
    assert lapse(told) == 0


@pytest.mark.parametrize(("state", "count"), [("closed", 1), ("cancelled", 0)])
def test_a_change_lapses_with_the_close_and_waits_where_it_may_be_reopened(
    told: Stage, state: str, count: int
) -> None:
    change(told, MOUSSA.email, WARNING["title"], then="swim")
    with told.look() as (session, handover):
        handover.state = HandoverState(state)
        session.add(handover)
    assert lapse(told) == count
