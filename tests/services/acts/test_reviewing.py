"""Reviewing: the leaver reads every entry first; an edit voids what was agreed to."""

from datetime import date

import pytest
from acting import DUTY, TIP, WARNING, Stage, tell
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.harvest_rows import FindingRow
from models.signing import SignOff
from models.states import HandoverState
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import cancel
from services.acts.proposing import agree_to_change, name_fallback
from services.acts.receiving import accept_all
from services.acts.reviewing import (
    RecordChange,
    RecordLine,
    Revision,
    agree,
    agree_all,
    edit_record,
    mask_change,
    strike_out,
)
from services.handovers.agreements import find_sign_off, verify_sign_off
from services.handovers.materials import gather_material
from services.handovers.reception import list_undecided


def find(stage: Stage, email: str, title: str) -> RecordLine:
    return next(line for line in stage.list_records(email) if line.content.title == title)


def edit(stage: Stage, email: str, line: RecordLine, **fields: str) -> int:
    content = line.content.model_copy(update=fields)
    change = RecordChange(record_id=line.id, revision=line.revision, content=content)
    return int(stage.act(email, edit_record, mask_change(change)))


def holds(stage: Stage, role: Role) -> bool:
    with stage.look() as (session, handover):
        return verify_sign_off(session, handover, role)


def test_the_last_agreement_completes_the_review(stage: Stage) -> None:
    stage.answered()
    for line in stage.list_records(ANA.email):
        assert stage.list_steps()["review_entries"] == "planned"
        stage.act(ANA.email, agree, Revision(record_id=line.id, revision=line.revision))
    assert stage.list_steps()["review_entries"] == "done"
    assert holds(stage, Role.leaver)
    assert stage.act(ANA.email, agree_all) == 0


def test_nothing_is_reviewed_while_somebody_answers(stage: Stage) -> None:
    stage.answer(ANA.email, WARNING)
    (line,) = stage.list_records(ANA.email)
    for act, *given in ((agree_all,), (agree, Revision(record_id=line.id, revision=1))):
        with pytest.raises(WrongStateError, match="waiting for the interview"):
            stage.act(ANA.email, act, *given)


def test_a_secret_that_is_written_in_later_is_masked_and_reported(stage: Stage) -> None:
    stage.answered()
    line = find(stage, ANA.email, WARNING["title"])
    edit(stage, ANA.email, line, then="the password: Tr0ub4dor&3 opens it")
    kept = find(stage, ANA.email, WARNING["title"])
    assert "Tr0ub4dor" not in kept.content.model_dump_json()
    with stage.look() as (session, _):
        (finding,) = session.exec(select(FindingRow))
        assert (finding.kind, finding.place) == (
            "secret",
            f"record {line.id}: A password in line 1 of then.",
        )
        assert "Tr0ub4dor" not in finding.model_dump_json()


def test_striking_out_early_completes_no_review(stage: Stage) -> None:
    stage.answer(ANA.email, WARNING)
    (line,) = stage.list_records(ANA.email)
    stage.act(ANA.email, strike_out, line.id)
    assert stage.list_steps()["review_entries"] == "planned"
    assert stage.list_records(ANA.email) == ()


def test_who_agrees_says_to_which_text(stage: Stage) -> None:
    stage.answered()
    line = find(stage, ANA.email, WARNING["title"])
    assert edit(stage, ANA.email, line, title="The bridge is gone") == 2
    old = Revision(record_id=line.id, revision=1)
    with pytest.raises(WrongStateError, match="edited record"):
        stage.act(ANA.email, agree, old)
    with pytest.raises(WrongStateError, match="edited record"):
        edit(stage, ANA.email, line, title="The bridge stands")
    stage.act(ANA.email, agree, old.model_copy(update={"revision": 2}))
    with pytest.raises(WrongStateError):
        stage.act(ANA.email, agree, old.model_copy(update={"revision": 2}))


def test_another_kind_is_another_record(stage: Stage) -> None:
    stage.answered()
    line = find(stage, ANA.email, WARNING["title"])
    change = RecordChange(record_id=line.id, revision=1, content=tell(TIP)[0].content)
    with pytest.raises(InvalidInputError, match="is a warning"):
        stage.act(ANA.email, edit_record, mask_change(change))


def test_a_secret_in_an_edit_is_masked(stage: Stage) -> None:
    stage.answered()
    line = find(stage, ANA.email, TIP["title"])
    edit(stage, ANA.email, line, body="password: hunter2-Xy9!")
    assert "hunter2" not in str(find(stage, ANA.email, TIP["title"]).content)


def test_an_edit_voids_the_review(stage: Stage) -> None:
    stage.answered().reviewed()
    edit(stage, ANA.email, find(stage, ANA.email, TIP["title"]), body="first thing")
    steps = stage.list_steps()
    assert (steps["review_entries"], stage.get_state()) == ("planned", "answered")
    assert not holds(stage, Role.leaver)
    assert stage.act(ANA.email, agree_all) == 1
    assert holds(stage, Role.leaver)


@pytest.mark.parametrize("is_published", [False, True])
def test_an_edit_voids_the_signature(stage: Stage, is_published: bool) -> None:
    stage.answered().reviewed().signed()
    if is_published:
        stage.go_on()
    assert holds(stage, Role.manager)
    edit(stage, ANA.email, find(stage, ANA.email, TIP["title"]), body="first thing")
    assert not holds(stage, Role.manager)
    steps = stage.list_steps()
    assert (steps["review_entries"], steps["approve"]) == ("planned", "planned")
    assert stage.go_on().get_state() == "answered"
    stage.reviewed().signed().go_on()
    assert (holds(stage, Role.manager), stage.get_state()) == (True, "delivered")


def test_an_edited_item_is_taken_over_again(stage: Stage) -> None:
    stage.delivered().received()
    assert stage.list_steps()["accept"] == "done"
    edit(stage, ANA.email, find(stage, ANA.email, DUTY["title"]), purpose="money")
    stage.reviewed().signed().go_on()
    assert stage.list_steps()["accept"] == "planned"
    with stage.look() as (session, handover):
        assert len(list_undecided(session, handover)) == 1
    stage.act(BEN.email, accept_all)
    assert stage.list_steps()["accept"] == "done"


def test_after_the_last_day_nobody_asks_the_leaver(stage: Stage) -> None:
    stage.delivered().act(ANA.email, name_fallback, BEN)
    stage.on(date(2026, 12, 14))
    edit(stage, MOUSSA.email, find(stage, MOUSSA.email, TIP["title"]), body="first thing")
    stage.act(BEN.email, agree_to_change, 1)
    steps = stage.list_steps()
    assert (steps["review_entries"], steps["approve"]) == ("done", "planned")
    stage.signed().go_on()
    with stage.look() as (session, handover):
        records = gather_material(session, handover, stage.now.date()).records
    stamps = {record.content.title: str(record.stamp) for record in records}
    assert (stamps[TIP["title"]], stamps[WARNING["title"]]) == ("unreviewed", "verified")


def test_what_is_struck_out_reaches_no_pack(stage: Stage) -> None:
    stage.answered()
    stage.act(ANA.email, strike_out, find(stage, ANA.email, DUTY["title"]).id)
    stage.reviewed()
    stage.act(ANA.email, strike_out, find(stage, ANA.email, TIP["title"]).id)
    assert holds(stage, Role.leaver)
    with stage.look() as (session, handover):
        records = gather_material(session, handover, stage.now.date()).records
        signatures = session.exec(select(SignOff.voided_at)).all()
    assert [record.content.title for record in records] == [WARNING["title"], "Ask the driver"]
    assert [voided is None for voided in signatures] == [False, True]


def test_what_is_signed_is_struck_out_and_signed_again_without(stage: Stage) -> None:
    stage.answered().reviewed().signed()
    line = find(stage, ANA.email, TIP["title"])
    stage.act(ANA.email, strike_out, line.id)
    assert not holds(stage, Role.manager)
    stage.reviewed().signed().go_on()
    assert holds(stage, Role.manager)
    with stage.look() as (session, handover):
        records = gather_material(session, handover, stage.now.date()).records
    titles = [record.content.title for record in records]
    assert titles
    assert TIP["title"] not in titles
    with pytest.raises(NotFoundError):
        stage.act(ANA.email, strike_out, line.id)


def test_what_is_for_one_alone_others_do_not_see(stage: Stage) -> None:
    stage.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    stage.answer(DAN.email, {**TIP, "title": "Peer to manager", "audience": "manager"})
    stage.answer(ANA.email, {**TIP, "title": "My own", "audience": "private"})
    stage.answer(MOUSSA.email, {**TIP, "title": "For me", "audience": "manager"}).go_on()
    titles = {line.content.title for line in stage.list_records(ANA.email)}
    assert titles == {"My own"}
    titles = {line.content.title for line in stage.list_records(MOUSSA.email)}
    assert titles == {"Peer to manager", "For me"}
    private = find(stage, ANA.email, "My own")
    with pytest.raises(NotFoundError):
        edit(stage, MOUSSA.email, private, title="Mine now")
    with pytest.raises(NotFoundError):
        stage.act(ANA.email, strike_out, find(stage, MOUSSA.email, "For me").id)


def test_both_signatures_hold_over_what_each_may_see(stage: Stage) -> None:
    stage.answer(ANA.email, WARNING)
    stage.answer(MOUSSA.email, {**TIP, "audience": "manager"}).go_on().reviewed().signed()
    assert holds(stage, Role.leaver)
    assert holds(stage, Role.manager)


def test_nothing_brings_a_cancelled_case_back_but_reopening(stage: Stage) -> None:
    stage.answered().reviewed()
    line = find(stage, ANA.email, TIP["title"])
    same = RecordChange(record_id=line.id, revision=1, content=line.content)
    stage.act(CARLA.email, cancel)
    for email, act, *given in (
        (ANA.email, strike_out, line.id),
        (ANA.email, agree_all),
        (
            MOUSSA.email,
            edit_record,
            mask_change(same),
        ),
    ):
        with pytest.raises(WrongStateError, match="is cancelled"):
            stage.act(email, act, *given)
    assert stage.get_state() == "cancelled"


def test_a_manager_who_strikes_out_does_not_sign_for_the_leaver(stage: Stage) -> None:
    stage.answer(ANA.email, TIP).answer(MOUSSA.email, WARNING).go_on()
    leavers, managers = (line.id for line in stage.list_records(ANA.email))
    stage.act(ANA.email, agree, Revision(record_id=leavers, revision=1))
    stage.act(MOUSSA.email, strike_out, managers)
    with stage.look() as (session, handover):
        assert find_sign_off(session, handover, Role.leaver) is None
    assert stage.reviewed().get_state() is HandoverState.reviewed
