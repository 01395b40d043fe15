"""Withdrawing: what was taken back is gone from downloads at once; else a whole edition stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import DUTY, MORNING, TIP, WARNING, Stage
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.case_file import ReceiverEntry
from models.errors import NotFoundError, WrongStateError
from models.found import FoundState
from models.harvest_rows import ContactRow
from models.outbox import OutboxEntry
from models.record import PackEdition
from models.states import HandoverState
from models.words import Audience, ReceiverRole
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import name_receiver
from services.acts.looking import FoundChoice, FoundDecision, decide
from services.acts.reviewing import (
    RecordChange,
    RecordLine,
    edit_record,
    mask_change,
    strike_out,
)
from services.acts.seeing import list_files, read_file, read_pack
from services.acts.settling import GapAnswer, answer_gap, list_gaps
from services.bags import verify_bag
from services.handovers.deliveries import gather_bag, note_deliveries, set_target, write_bags
from services.handovers.edition_files import keep_files, locate_files, staged_files
from services.handovers.editions import get_edition
from services.retention.erasing import ErasureRequest, erase_person
from tasks.rendering import draw_documents
from tasks.tending import mark_copies
from tasks.workplace import get_settings

MINE = {**TIP, "title": "Mine alone", "body": "Call her first. She is ill.", "audience": "team"}

BOTH = {MOUSSA.email: DAN.email, DAN.email: MOUSSA.email}


@pytest.fixture
def out(stage: Stage, tmp_path: Path) -> Stage:
    """Give an exit whose first edition is delivered."""
    stage.answer(ANA.email, WARNING, DUTY, TIP, MINE).answer(MOUSSA.email, TIP).go_on()
    draw(stage.reviewed().signed().go_on(), tmp_path)
    return stage


def draw(stage: Stage, data: Path) -> None:
    """Draw the newest edition, as one small file."""
    with stage.look() as (session, handover):
        edition = get_edition(session, handover, Audience.successor)
    files = {"pack.json": edition.pack_json.encode()}
    folder = locate_files(data, handover, edition)
    with staged_files(edition, folder, files) as staged, stage.store.write() as session:
        keep_files(session, edition, staged)


def list_own(stage: Stage, email: str) -> list[int]:
    """Return the numbers of what somebody wrote; a peer sees no others."""
    roles = {ANA.email: "leaver", MOUSSA.email: "manager", DAN.email: "peer"}
    lines = stage.list_records(email)
    return [line.id for line in lines if line.respondent == roles[email]]


def fetch(stage: Stage, data: Path, email: str = BEN.email) -> str:
    """Return what the receiver gets."""
    files = stage.ask(email, list_files)
    assert [file.name for file in files] == ["pack.json"]
    whole = stage.ask(email, lambda *given: read_pack(*given, data))
    one = stage.ask(email, lambda *given: read_file(*given, "pack.json", data))
    assert whole == {"pack.json": one.content}
    return str(one.content, "utf-8")


def edit(stage: Stage, title: str, **fields: str | None) -> RecordLine:
    line = next(one for one in stage.list_records(ANA.email) if one.content.title == title)
    content = line.content.model_copy(update=fields)
    change = RecordChange(record_id=line.id, revision=line.revision, content=content)
    stage.act(ANA.email, edit_record, mask_change(change))
    return line


def check_gone(stage: Stage, data: Path) -> None:
    for ask in (
        list_files,
        lambda *given: read_pack(*given, data),
        lambda *given: read_file(*given, "pack.json", data),
    ):
        with pytest.raises(WrongStateError, match=r"withdrawn.*new edition follows"):
            stage.ask(BEN.email, ask)
    with stage.look() as (session, _):
        asked = session.exec(select(OutboxEntry)).all()
    assert [one.topic for one in asked if one.event == "withdrawn"] == ["webhook"]
    assert asked[-1].topic == "run"


@pytest.mark.parametrize("audience", [Audience.manager, Audience.private])
def test_a_narrower_audience_takes_the_edition_away(
    out: Stage, tmp_path: Path, audience: Audience
) -> None:
    assert "Mine alone" in fetch(out, tmp_path)
    edit(out, "Mine alone", audience=audience)
    check_gone(out, tmp_path)
    draw(out.reviewed().signed().go_on(), tmp_path)
    assert "Mine alone" not in fetch(out, tmp_path)


@pytest.mark.parametrize("body", [None, "Call her first.", "She is ill."])
def test_a_text_that_is_cut_takes_the_edition_away(
    out: Stage, tmp_path: Path, body: str | None
) -> None:
    edit(out, "Mine alone", body=body)
    check_gone(out, tmp_path)


def test_what_is_struck_out_after_an_edit_takes_it_away(out: Stage, tmp_path: Path) -> None:
    line = edit(out, "Mine alone", body="Call her second.")
    assert "Mine alone" in fetch(out, tmp_path)
    out.act(ANA.email, strike_out, line.id)
    check_gone(out, tmp_path)


def test_what_was_delivered_is_struck_out_at_once(out: Stage, tmp_path: Path) -> None:
    (line,) = (one for one in out.list_records(ANA.email) if one.content.title == "Mine alone")
    assert "Mine alone" in fetch(out, tmp_path)
    out.act(ANA.email, strike_out, line.id)
    check_gone(out, tmp_path)


@pytest.mark.parametrize("email", [MOUSSA.email, DAN.email])
def test_who_wrote_it_strikes_it_out_of_what_was_delivered(
    stage: Stage, tmp_path: Path, email: str
) -> None:
    stage.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    stage.answer(ANA.email, TIP).answer(MOUSSA.email, MINE).answer(DAN.email, MINE).go_on()
    draw(stage.reviewed().signed().go_on(), tmp_path)
    (own,) = list_own(stage, email)
    assert len(stage.list_records(DAN.email)) == 1
    for number in (*list_own(stage, ANA.email), *list_own(stage, BOTH[email])):
        with pytest.raises(NotFoundError, match="no record"):
            stage.act(email, strike_out, number)
    stage.act(email, strike_out, own)
    check_gone(stage, tmp_path)
    assert own not in {line.id for line in stage.list_records(ANA.email)}
    draw(stage.reviewed().signed().go_on(), tmp_path)
    assert fetch(stage, tmp_path).count("Mine alone") == 1


def test_no_gap_tells_of_what_was_withdrawn(stage: Stage) -> None:
    vague = {"kind": "commitment", "title": "The loan to Zinnia"}
    stage.answer(ANA.email, vague, TIP).answer(MOUSSA.email, TIP).go_on()
    stage.reviewed().signed().go_on()
    readers = (MOUSSA.email, BEN.email)
    (gap,) = (one for one in stage.ask(BEN.email, list_gaps) if "Zinnia" in one.what)
    (line,) = (one for one in stage.list_records(ANA.email) if one.content.kind == "commitment")
    private = {**vague, "audience": "private"}
    change = RecordChange(record_id=line.id, revision=line.revision, content=private)
    stage.act(ANA.email, edit_record, mask_change(change))
    for is_next in (False, True):
        for email in readers:
            assert "Zinnia" not in str(stage.ask(email, list_gaps)), is_next
            with pytest.raises(NotFoundError):
                stage.act(email, answer_gap, GapAnswer(gap_id=gap.id, text="so"))
        if not is_next:
            stage.reviewed().signed().go_on()
    assert stage.ask(BEN.email, list_gaps) != ()


def test_what_no_edition_showed_takes_none_away(out: Stage, tmp_path: Path) -> None:
    edit(out, "Mine alone", audience=Audience.manager)
    draw(out.reviewed().signed().go_on(), tmp_path)
    edit(out, "Mine alone", audience=Audience.private)
    assert "Mine alone" not in fetch(out, tmp_path)


def test_an_edition_of_before_may_show_everything(out: Stage, tmp_path: Path) -> None:
    with out.look() as (session, _):
        for edition in session.exec(select(PackEdition)):
            edition.record_ids = None
            session.add(edition)
    edit(out, "Mine alone", audience=Audience.manager)
    check_gone(out, tmp_path)


def test_what_is_struck_out_of_the_harvest_takes_it_away(out: Stage, tmp_path: Path) -> None:
    found = {"name": "X", "email": "x@example.org", "inside": False, "sent": 1, "received": 1}
    out.find(ContactRow(handover_id=0, last_on=MORNING.date(), **found))
    choice = FoundChoice(numbers=(1,))
    out.act(ANA.email, decide, FoundDecision(choice, FoundState.struck_out))
    check_gone(out, tmp_path)
    draw(out.go_on(), tmp_path)
    assert "The bridge floods" in fetch(out, tmp_path)


def test_who_was_erased_is_gone_until_it_is_drawn_again(out: Stage, tmp_path: Path) -> None:
    with out.look() as (session, handover):
        handover.move_to(HandoverState.cancelled)
        add_staff(session, DAN, Role.records)
    with out.store.write() as session:
        erase_person(
            session, find_actor(session, DAN.email), ErasureRequest(email=ANA.email), out.now
        )
    with pytest.raises(WrongStateError, match="new edition follows"):
        fetch(out, tmp_path)


@pytest.mark.parametrize("change", [{"body": "Call her second."}, {"audience": Audience.office}])
def test_a_correction_leaves_the_last_edition_until_the_next_is_whole(
    out: Stage, tmp_path: Path, change: dict[str, str]
) -> None:
    before = fetch(out, tmp_path)
    edit(out, "Mine alone", **change)
    assert fetch(out, tmp_path) == before
    out.reviewed().signed().go_on()
    with out.look() as (session, handover):
        assert get_edition(session, handover, Audience.successor).number == 2
    assert fetch(out, tmp_path) == before
    draw(out, tmp_path)
    assert fetch(out, tmp_path) != before


def test_a_late_successor_reads_the_first_edition_while_the_second_is_drawn(
    out: Stage, tmp_path: Path
) -> None:
    before = fetch(out, tmp_path)
    late = ReceiverEntry(**DAN.model_dump(), role=ReceiverRole.successor)
    out.act(CARLA.email, name_receiver, late)
    out.go_on()
    assert fetch(out, tmp_path, DAN.email) == before


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BATON_DATA", str(tmp_path))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.usefixtures("workplace")
def test_what_was_drawn_meanwhile_publishes_nothing(out: Stage) -> None:
    edit(out, "Mine alone", audience=Audience.private)
    draw_documents.fn(out.reference)
    assert out.get_state() == "answered"


@pytest.mark.usefixtures("workplace")
def test_nothing_is_kept_of_what_was_withdrawn_once_the_next_is_whole(
    out: Stage, tmp_path: Path
) -> None:
    edit(out, "Mine alone", audience=Audience.private)
    out.reviewed().signed().go_on()
    draw_documents.fn(out.reference)
    with out.look() as (session, _):
        kept = session.exec(select(PackEdition)).all()
    assert [(one.number, "Mine alone" in one.pack_json) for one in kept] == [(2, False)]
    assert [one.name for one in (tmp_path / "packs" / out.reference).iterdir()] == ["successor-2"]
    assert "brief.pdf" in {file.name for file in out.ask(BEN.email, list_files)}


@pytest.mark.usefixtures("workplace")
def test_the_bag_says_that_it_was_withdrawn_until_the_next_replaces_it(
    out: Stage, tmp_path: Path
) -> None:
    bag = tmp_path / "bags" / out.reference
    deliver(out, tmp_path)
    edit(out, "Mine alone", body="Call her second.")
    assert mark_copies.fn() == 0
    edit(out, "Mine alone", audience=Audience.private)
    assert (mark_copies.fn(), mark_copies.fn()) == (1, 0)
    (problem,) = verify_bag(bag)
    assert (problem.name, "new one" in problem.what) == ("withdrawn.txt", True)
    draw(out.reviewed().signed().go_on(), tmp_path)
    deliver(out, tmp_path)
    assert verify_bag(bag) == ()
    assert mark_copies.fn() == 0
    assert [one.name for one in bag.parent.iterdir()] == [out.reference]


def deliver(stage: Stage, data: Path) -> None:
    with stage.look() as (session, handover):
        set_target(session, stage.reference, data / "bags")
        ready = gather_bag(session, handover, data, stage.now)
    write_bags(ready, [data / "bags"])
    with stage.look() as (session, handover):
        note_deliveries(session, handover, ready, stage.now)
