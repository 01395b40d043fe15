"""Permitting: nothing is listed or opened before notice, hold and a yes; a no takes back."""

from datetime import date, timedelta

import pytest
from acting import Stage, open_stage
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sourced import list_found, run_harvest, with_sources
from sqlmodel import col, select

from models.acting import Role
from models.case_file import CaseFile
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.found import FoundState
from models.handover import Source
from models.harvest_rows import ContactRow, Content, DocumentRow, EntryRow, FoundFileRow
from models.mail import Mail
from models.permission import Narrowing, SourcePermission
from models.plan import Gate
from models.states import HandoverState, MailState, SourceState
from models.words import DepartureKind
from services.acts.actors import add_staff
from services.acts.changing import set_legal_hold
from services.acts.closing import close_handover
from services.acts.looking import FoundChoice, FoundDecision, decide, list_found_lines
from services.acts.permitting import Allowance, allow_source, refuse_source
from services.acts.settling import tick_step
from services.acts.source_lines import SourcesView, list_source_lines
from services.handovers.gates import find_first_wait
from services.letters.handover_letters import write_letters
from services.letters.reminders import queue_digests
from services.settings import Settings
from services.store import Store
from services.tending.consent_deadlines import keep_consent
from tasks import harvest


def view(stage: Stage, email: str = ANA.email) -> SourcesView:
    seen: SourcesView = stage.ask(email, list_source_lines)
    return seen


def list_states(stage: Stage) -> list[str]:
    return [str(line.state) for line in view(stage).sources]


def check_nothing_is_read(stage: Stage) -> None:
    run_harvest(stage)
    with stage.look() as (session, _):
        for table in (FoundFileRow, Content, DocumentRow, ContactRow, EntryRow):
            assert session.exec(select(table)).all() == [], table


def test_nothing_is_read_before_notice_hold_and_yes(sourced: Stage) -> None:
    assert list_states(sourced) == ["waiting"] * 3
    check_nothing_is_read(sourced)
    sourced.act(ANA.email, tick_step, "read_notice")
    sourced.act(CARLA.email, tick_step, "check_legal_hold")
    check_nothing_is_read(sourced)
    with sourced.look() as (session, handover):
        wait = find_first_wait(session, handover)
    assert wait is not None
    assert (wait.gate, wait.owner) == (Gate.sources, "leaver")


def test_a_yes_waits_for_the_hold(sourced: Stage) -> None:
    for number in (1, 2, 3):
        sourced.act(ANA.email, allow_source, Allowance(source=number))
    assert sourced.list_steps()["read_notice"] == "done"
    assert sourced.list_steps()["allow_sources"] == "done"
    check_nothing_is_read(sourced)
    sourced.act(CARLA.email, tick_step, "check_legal_hold")
    run_harvest(sourced)
    assert list_found(sourced) >= {"plan", "Mara Voss", "Well meeting", "old"}


def test_only_what_was_allowed_is_read(sourced: Stage) -> None:
    sourced.allowed(2)
    sourced.act(ANA.email, refuse_source, 1)
    sourced.act(ANA.email, refuse_source, 3)
    run_harvest(sourced)
    assert list_found(sourced) == {"Mara Voss"}


@pytest.mark.parametrize(
    ("narrowing", "left_out"),
    [
        (Narrowing(from_on=date(2026, 2, 1)), {"old", "old budget"}),
        (
            Narrowing(until_on=date(2026, 10, 6)),
            {"Canteen concert", "Well meeting", "canteen evening"},
        ),
        (Narrowing(without=("CANTEEN",)), {"songs", "list", "canteen evening", "Canteen concert"}),
        (Narrowing(paths=("/*.txt",)), {"list"}),
        (Narrowing(labels=("work",)), {"canteen evening"}),
    ],
)
def test_a_part_is_all_that_is_read(
    sourced: Stage, narrowing: Narrowing, left_out: set[str]
) -> None:
    for line in view(sourced).sources:
        part = Narrowing() if narrowing.list_kind_faults(line.kind) else narrowing
        sourced.act(ANA.email, allow_source, Allowance(source=line.number, narrowing=part))
    sourced.act(CARLA.email, tick_step, "check_legal_hold")
    run_harvest(sourced)
    with sourced.look() as (session, _):
        kept = str([content.reading for content in session.exec(select(Content))])
        kept += str([row.path for row in session.exec(select(FoundFileRow))])
    words = {"old": "The old well.", "songs": "Words of", "list": "Who sings."}
    assert [one for one in left_out if words.get(one, one) in kept] == []
    assert "well plan" in kept


def test_two_say_yes_where_no_leaver_is_there(store: Store, case: CaseFile) -> None:
    gone = with_sources(case).model_copy(update={"kind": DepartureKind.death})
    stage = open_stage(store, gone)
    with stage.look() as (session, _):
        add_staff(session, DAN, Role.records)
    with pytest.raises(NotAllowedError, match="hr and records or km focal point"):
        stage.act(ANA.email, allow_source, Allowance(source=1))
    assert stage.act(CARLA.email, allow_source, Allowance(source=1)) is SourceState.waiting
    assert stage.act(CARLA.email, allow_source, Allowance(source=1)) is SourceState.waiting
    (line, *_) = view(stage, CARLA.email).sources
    assert line.waits_for == (Role.records, Role.km_focal_point)
    assert stage.act(DAN.email, allow_source, Allowance(source=1)) is SourceState.allowed
    with stage.look() as (session, _):
        said = session.exec(select(SourcePermission)).all()
    assert [row.role for row in said] == [Role.hr, Role.hr, Role.records]


def test_the_notice_speaks_to_the_leaver_alone(sourced: Stage) -> None:
    assert len(view(sourced).notice) == 4
    assert view(sourced, CARLA.email).notice == ()


def test_others_neither_allow_nor_see_a_leavers_words(sourced: Stage) -> None:
    secret = Narrowing(without=("my illness",))
    sourced.act(ANA.email, allow_source, Allowance(source=1, narrowing=secret))
    for email in (CARLA.email, MOUSSA.email, BEN.email):
        with pytest.raises(NotAllowedError):
            sourced.act(email, allow_source, Allowance(source=2))
    assert view(sourced).sources[0].narrowings == (secret,)
    seen = view(sourced, CARLA.email)
    assert seen.sources[0].state is SourceState.allowed
    assert "illness" not in seen.model_dump_json()
    with pytest.raises(NotFoundError, match="has no source 4"):
        sourced.act(ANA.email, allow_source, Allowance(source=4))


def test_what_was_revoked_is_gone_with_all_that_was_made_of_it(sourced: Stage) -> None:
    run_harvest(sourced.allowed())
    assert "Mara Voss" in list_found(sourced)
    sourced.act(CARLA.email, set_legal_hold, is_held=True)
    assert sourced.act(ANA.email, refuse_source, 2) is SourceState.revoked
    assert list_found(sourced) == set()
    with sourced.look() as (session, _):
        assert "Mara" not in str([one.reading for one in session.exec(select(Content))])
    run_harvest(sourced)
    assert "Mara Voss" not in list_found(sourced)
    assert "plan" in list_found(sourced)
    history = [line.state for line in view(sourced).sources[1].history]
    assert history == [SourceState.allowed, SourceState.revoked]
    with pytest.raises(WrongStateError, match="revoked already"):
        sourced.act(ANA.email, refuse_source, 2)


@pytest.mark.parametrize("is_narrowed", [True, False])
def test_no_look_waits_for_what_is_not_there(sourced: Stage, *, is_narrowed: bool) -> None:
    run_harvest(sourced.allowed())
    before = {line.title: line.number for line in sourced.ask(ANA.email, list_found_lines)}
    if is_narrowed:
        part = Narrowing(without=("canteen", "well"))
        sourced.act(ANA.email, allow_source, Allowance(source=2, narrowing=part))
    else:
        sourced.act(ANA.email, refuse_source, 2)
    run_harvest(sourced)
    shown = sourced.ask(ANA.email, list_found_lines)
    assert {line.title: line.number for line in shown}.items() < before.items()
    chosen = FoundChoice(numbers=tuple(line.number for line in shown))
    sourced.act(ANA.email, decide, FoundDecision(chosen, FoundState.kept))
    with sourced.look() as (session, handover):
        wait = find_first_wait(session, handover)
    assert wait is None or wait.gate is not Gate.found


def test_what_is_said_while_a_source_is_read_counts(sourced: Stage) -> None:
    sourced.allowed()
    batches = harvest.list_sources.fn(sourced.reference)
    sourced.act(ANA.email, refuse_source, 2)
    for numbers in batches:
        harvest.read_batch.fn(sourced.reference, numbers)
    with sourced.look() as (session, _):
        assert "Mara" not in str([one.reading for one in session.exec(select(Content))])


def test_silence_keeps_a_source_out_after_three_reminders(sourced: Stage) -> None:
    sourced.act(ANA.email, allow_source, Allowance(source=1))
    for _ in range(30):
        with sourced.look() as (session, handover):
            write_letters(session, handover, sourced.now)
            if (wait := find_first_wait(session, handover)) and wait.gate is Gate.sources:
                keep_consent(session, handover, wait, sourced.now, Settings())
        sourced.on(sourced.now.date() + timedelta(days=1))
    assert list_states(sourced) == ["allowed", "silent", "silent"]
    with sourced.look() as (session, _):
        mails = session.exec(select(Mail)).all()
    keys = [mail.key.split(":")[0] for mail in mails if mail.template == "sources_waiting"]
    assert keys == ["sources"] * 3
    assert [mail.template for mail in mails].count("notice") == 1
    assert sourced.list_steps()["allow_sources"] == "passed_over"


def test_a_silent_leaver_is_reminded_once_a_working_day_and_never_at_night(sourced: Stage) -> None:
    begin, settings = sourced.now, Settings()
    for hours in range(0, 24 * 20, 3):
        now = begin + timedelta(hours=hours)
        with sourced.look() as (session, handover):
            write_letters(session, handover, now)
            if (wait := find_first_wait(session, handover)) and wait.gate is Gate.sources:
                keep_consent(session, handover, wait, now, settings)
            queue_digests(session, now, settings)
            for mail in session.exec(select(Mail).where(col(Mail.next_try_at) <= now)):
                mail.state, mail.sent_at = MailState.sent, mail.sent_at or now
    kinds = ("notice", "sources_waiting", "digest")
    with sourced.look() as (session, handover):
        query = select(Mail.sent_at).where(
            Mail.person_id == handover.leaver_id, col(Mail.template).in_(kinds)
        )
        sent = [at for at in session.exec(query) if at]
    days = [at.date() for at in sent]
    assert len(days) > 8
    assert len(set(days)) == len(days)
    # The notice goes out when the case is opened.
    assert all(8 <= at.hour < 18 and at.weekday() < 5 for at in sent if at > begin)


def test_a_close_says_of_nothing_that_it_was_not_needed(store: Store, case: CaseFile) -> None:
    stage = open_stage(store, case).delivered().received().waived()
    with stage.look() as (session, handover):
        handover.advance_to(HandoverState.accepted)
        close_handover(session, None, stage.reference, stage.now)
        assert session.exec(select(Source)).all() == []
    steps = stage.list_steps()
    for key in ("read_notice", "check_legal_hold", "allow_sources"):
        assert steps[key] == "passed_over", key
