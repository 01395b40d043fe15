"""Agreeing: who reviews, reads and signs which record, and what an edit voids; no database."""

from datetime import UTC, date, datetime

import pytest

from models.acting import Role
from models.errors import WrongStateError
from models.gap import Gap
from models.handover import Handover
from models.plan import StepAct
from models.record import Answer, Record
from models.record_kinds import RECORD
from models.signing import SignOff, digest_signed
from models.states import GapState, HandoverState, RecordState
from models.words import Audience, GapKind, Respondent

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TIP = {"kind": "tip", "title": "Call the donor first"}
WRITER, READER, RECEIVER = 1, 2, 3


def make_record(state: RecordState = RecordState.proposed, **fields: str) -> Record:
    content = RECORD.validate_python(TIP | fields)
    return Record(
        id=7,
        handover_id=1,
        answer_id=1,
        position=1,
        kind="tip",
        audience=content.audience,
        content=content,
        state=state,
    )


def make_signed() -> Record:
    record = make_record()
    record.agree(NOW)
    record.sign()
    return record


@pytest.mark.parametrize(
    ("audience", "respondent", "is_leavers", "is_managers"),
    [
        ("private", "leaver", False, False),
        ("manager", "leaver", True, True),
        ("manager", "peer", False, True),
        ("successor", "peer", True, True),
    ],
)
def test_who_reviews_and_who_signs(
    audience: str, respondent: str, is_leavers: bool, is_managers: bool
) -> None:
    record = make_record(audience=audience)
    assert record.is_for_leaver(Respondent(respondent)) is is_leavers
    assert record.is_for_manager is is_managers


@pytest.mark.parametrize(
    ("audience", "reader", "roles", "may"),
    [
        ("private", WRITER, set(), True),
        ("private", READER, {Role.manager}, False),
        ("manager", READER, {Role.manager}, True),
        ("manager", READER, {Role.leaver}, False),
        ("team", READER, {Role.leaver}, True),
    ],
)
def test_who_may_read_a_record(audience: str, reader: int, roles: set[Role], may: bool) -> None:
    answer = Answer(handover_id=1, respondent=Respondent.peer, name="Dan", person_id=WRITER)
    record = make_record(audience=audience)
    assert record.may_be_read(answer, reader, frozenset(roles)) is may


def test_a_signature_holds_until_a_text_changes_but_for_an_erased_name() -> None:
    record = make_signed()
    signature = SignOff(role=Role.manager, digest=digest_signed([record]), signed_at=NOW)
    assert signature.covers([record])
    record.content = RECORD.validate_python(TIP | {"title": "Call somebody first"})
    assert not signature.covers([record])
    record.is_redacted = True
    assert signature.covers([record])


def test_an_edit_voids_what_was_agreed_to() -> None:
    record = make_signed()
    new = RECORD.validate_python(TIP | {"audience": "team"})
    assert record.rewrite(new)
    assert (record.state, record.revision) == (RecordState.proposed, 2)
    assert (record.leaver_agreed_at, record.agreed_digest) == (None, None)
    assert record.audience is Audience.team
    assert not record.rewrite(new)


def test_what_is_sent_back_is_agreed_to_again_and_what_nobody_agreed_to_stays() -> None:
    record = make_record()
    record.send_back()
    assert record.state is RecordState.proposed
    record.agree(NOW)
    record.send_back()
    assert (record.state, record.leaver_agreed_at) == (RecordState.proposed, None)


def test_what_is_agreed_or_signed_is_struck_out_once_and_voids_it() -> None:
    assert not make_record().strike_out()
    assert make_record(RecordState.leaver_agreed).strike_out()
    record = make_signed()
    assert record.strike_out()
    with pytest.raises(WrongStateError):
        record.strike_out()


def test_an_item_has_an_owner_once_accepted_and_none_once_declined() -> None:
    record = make_record(RecordState.published)
    record.accept(RECEIVER)
    assert record.owner_id == RECEIVER
    record.decline("not mine")
    assert (record.owner_id, record.declined_because) == (None, "not mine")
    record.offer_again()
    assert record.state.is_offered


def test_states_that_are_signed_begin_with_the_managers_agreement() -> None:
    signed = [state for state in RecordState if state.is_signed]
    assert signed == ["manager_agreed", "published", "accepted", "declined", "stale"]


def test_an_edit_asks_the_leaver_again_only_while_the_leaver_is_there() -> None:
    handover = Handover(last_working_on=date(2026, 11, 27), state=HandoverState.published)
    assert handover.list_voided_acts(date(2026, 11, 27)) == (StepAct.review, StepAct.sign)
    assert handover.list_voided_acts(date(2026, 11, 28)) == (StepAct.sign,)
    handover.take_back_to(HandoverState.answered)
    assert handover.state is HandoverState.answered
    handover.take_back_to(HandoverState.signed)
    assert handover.state is HandoverState.answered


def test_a_waiver_ends_the_day_after_and_an_answer_cannot_be_waived() -> None:
    gap = Gap(handover_id=1, key="k", kind=GapKind.risk, what="Not scored")
    gap.waive("later", date(2026, 12, 1), READER, NOW)
    assert not gap.has_outlived_waiver(date(2026, 12, 1))
    assert gap.has_outlived_waiver(date(2026, 12, 2))
    gap.open_again()
    gap.answer_with("4 of 5", READER, NOW)
    assert (gap.state, gap.is_settled_by_edition) == (GapState.answered, False)
    with pytest.raises(WrongStateError, match="has been answered"):
        gap.waive("later", date(2026, 12, 1), READER, NOW)
