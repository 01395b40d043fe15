"""Rights: every act by every role, in a case of one's own and in a foreign one."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NoReturn

import pytest
from acting import TIP, Stage, give, open_stage, tell
from each import each
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import Session

from models.acting import Actor, Role
from models.case_file import CaseFile, PersonEntry, ReceiverEntry
from models.errors import HandoverError, NotAllowedError, NotFoundError
from models.handover import Person
from services.acts import (
    answering,
    changing,
    closing,
    correcting,
    looking,
    permitting,
    proposing,
    receiving,
    reviewing,
    settling,
    signing,
    source_lines,
)
from services.acts.actors import add_staff, find_actor
from services.acts.rights import Action, check_staff, list_visible
from services.acts.seeing import get_progress, read_pack
from services.handovers.people import keep_person
from services.store import Store

KHADY = PersonEntry(name="Khady Faye", email="khady.faye@example.org")
STAFF = {
    Role.hr: CARLA,
    Role.km_focal_point: PersonEntry(name="Kim Mori", email="kim@example.org"),
    Role.records: PersonEntry(name="Rosa Vega", email="rosa@example.org"),
    Role.admin: PersonEntry(name="Adam Oto", email="adam@example.org"),
    Role.auditor: PersonEntry(name="Aude Petit", email="aude@example.org"),
}
CAST = {Role.leaver: ANA, Role.manager: MOUSSA, Role.receiver: BEN, Role.peer: KHADY, **STAFF}
OTHERS = {
    "leaver": PersonEntry(name="Lena Other", email="lena@example.net"),
    "manager": PersonEntry(name="Max Other", email="max@example.net"),
    "receiver": ReceiverEntry(name="Rob Other", email="rob@example.net"),
}
DAY = date(2026, 11, 27)
_NEW = reviewing.RecordChange(record_id=1, revision=1, content=tell(TIP)[0].content)
_TEXT = reviewing.mask_change(_NEW)
Try = Callable[[Session, Actor, str, datetime], object]


def _see(question: Callable[..., object]) -> Try:
    return lambda session, who, reference, _now: question(session, who, reference)


ACTS: dict[Action, tuple[str, Try]] = {
    Action.see_progress: (
        "leaver manager receiver peer hr km_focal_point records admin auditor",
        lambda s, who, ref, now: get_progress(s, who, ref, now.date()),
    ),
    Action.see_sources: ("leaver hr km_focal_point records", _see(source_lines.list_source_lines)),
    Action.allow_source: ("leaver", lambda *at: permitting.refuse_source(*at[:3], 1, at[3])),
    Action.see_found: ("leaver", _see(looking.list_found_lines)),
    Action.decide_found: ("leaver", looking.finish_look),
    Action.answer: ("leaver manager peer", answering.submit_answers),
    Action.ask_peer: (
        "manager km_focal_point hr",
        lambda s, who, ref, now: answering.ask_peer(
            s, who, ref, answering.PeerRequest(name="Pat", email="pat@example.org"), now
        ),
    ),
    Action.read_records: ("leaver manager peer km_focal_point", reviewing.list_records),
    Action.review: ("leaver", reviewing.agree_all),
    Action.edit_record: (
        "leaver manager",
        lambda s, who, ref, now: reviewing.edit_record(s, who, ref, _TEXT, now),
    ),
    Action.strike_out: ("leaver manager peer", lambda *a: reviewing.strike_out(*a[:3], 1, a[3])),
    Action.see_changes: ("leaver manager receiver peer", proposing.list_proposals),
    Action.decide_change: (
        "leaver manager receiver peer",
        lambda *at: proposing.refuse_change(*at[:3], 1, at[3]),
    ),
    Action.name_fallback: ("leaver", lambda *at: proposing.name_fallback(*at[:3], DAN, at[3])),
    Action.show_record: ("leaver peer", lambda *at: proposing.show_record(*at[:3], 1, at[3])),
    Action.sign: ("manager", signing.sign),
    Action.send_back: (
        "manager",
        lambda s, who, ref, now: signing.send_back(
            s, who, ref, give(s, ref, signing.Comment(text="?")), now
        ),
    ),
    Action.read_pack: (
        "leaver manager receiver km_focal_point",
        lambda s, who, ref, _: read_pack(s, who, ref, _no_data()),
    ),
    Action.read_back: (
        "receiver",
        lambda s, who, ref, now: receiving.read_back(
            s, who, ref, give(s, ref, receiving.ReadBackTexts(texts={"S1": "so"})), now
        ),
    ),
    Action.accept: ("receiver", receiving.accept_all),
    Action.answer_survey: (
        "receiver",
        lambda s, who, ref, now: receiving.answer_survey(
            s, who, ref, give(s, ref, receiving.SurveyAnswers(day=7)), now
        ),
    ),
    Action.read_gaps: ("manager leaver receiver km_focal_point", _see(settling.list_gaps)),
    Action.answer_gap: (
        "manager leaver receiver km_focal_point",
        lambda s, who, ref, now: settling.answer_gap(
            s, who, ref, give(s, ref, settling.GapAnswer(gap_id=1, text="so")), now
        ),
    ),
    Action.waive_gap: (
        "manager",
        lambda s, who, ref, now: settling.waive_gap(
            s, who, ref, give(s, ref, settling.Waiver(gap_id=1, reason="so", until=DAY)), now
        ),
    ),
    Action.assign_owner: (
        "manager",
        lambda s, who, ref, now: settling.assign_owner(
            s, who, ref, give(s, ref, settling.Ownership(record_id=1, person=DAN)), now
        ),
    ),
    Action.tick_step: (
        "leaver manager receiver hr km_focal_point records",
        lambda s, who, ref, now: settling.tick_step(s, who, ref, _find_own_step(s, who, ref), now),
    ),
    Action.name_receiver: (
        "manager hr",
        lambda s, who, ref, now: changing.name_receiver(s, who, ref, BEN, now),
    ),
    Action.reschedule: (
        "manager hr",
        lambda s, who, ref, now: changing.reschedule(s, who, ref, DAY, now),
    ),
    Action.reassign: (
        "hr",
        lambda s, who, ref, now: changing.reassign(
            s, who, ref, changing.Replacement(role=Role.manager, person=DAN), now
        ),
    ),
    Action.cancel: ("hr", changing.cancel),
    Action.reopen: ("hr", changing.reopen),
    Action.hold: (
        "hr records",
        lambda s, who, ref, now: changing.set_legal_hold(s, who, ref, now, is_held=True),
    ),
    Action.agree_return: (
        "hr",
        lambda s, who, ref, now: changing.agree_return(s, who, ref, DAY, now),
    ),
    Action.correct_person: (
        "leaver manager receiver peer hr",
        lambda s, who, ref, _now: correcting.list_people(s, who, ref),
    ),
    Action.close: ("hr km_focal_point", closing.close_handover),
}
"""Each act, and by whom it may be done: written down here a second time, on purpose."""
_OF_THE_ORGANIZATION = {
    Action.start: {Role.hr, Role.km_focal_point},
    Action.erase: {Role.records, Role.admin},
    Action.purge: {Role.records, Role.admin},
    Action.verify_audit: {Role.auditor, Role.admin},
    Action.read_audit: {Role.auditor},
    Action.see_metrics: {Role.hr, Role.km_focal_point, Role.records, Role.admin, Role.auditor},
}


def _no_data() -> Any:
    """No file is looked for where there is no edition."""
    return None


def _find_own_step(session: Session, actor: Actor, _reference: str) -> str:
    """Return a step that is for the actor to tick."""
    owned = {
        ANA.email: "read_notice",
        MOUSSA.email: "score_risk",
        BEN.email: "rate_own_level",
        STAFF[Role.km_focal_point].email: "choose_depth",
        STAFF[Role.records].email: "check_legal_hold",
    }
    return owned.get(session.get_one(Person, actor.person_id).email, "remind")


class UndoError(Exception):
    """Ends a transaction whose changes are not wanted."""


def undo() -> NoReturn:
    raise UndoError


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Stage]]:
    """Ana's case with everybody in it, and a case of others in the same organization."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('rights')}/baton.db")
    store.migrate()
    case = CaseFile.model_validate(
        {
            "format": "baton-case/1",
            "leaver": ANA,
            "post": {"title": "Programme officer"},
            "kind": "reassignment",
            "notice_on": "2026-10-01",
            "last_working_on": DAY,
            "manager": MOUSSA,
            "receiver": BEN,
        }
    )
    mine, foreign = open_stage(store, case), open_stage(store, case.model_copy(update=OTHERS))
    with store.write() as session:
        keep_person(session, DAN)
        for role, who in STAFF.items():
            add_staff(session, who, role)
    mine.act(MOUSSA.email, answering.ask_peer, answering.PeerRequest(**KHADY.model_dump()))
    yield mine, foreign
    store.close()


def attempt(stage: Stage, who: PersonEntry, action: Action) -> HandoverError | None:
    """Let somebody try an act, and undo it; return what was said against it."""
    try:
        with stage.store.write() as session:
            ACTS[action][1](session, find_actor(session, who.email), stage.reference, stage.now)
            undo()
    except UndoError:
        return None
    except HandoverError as error:
        return error


def is_stranger(refusal: HandoverError | None) -> bool:
    return isinstance(refusal, NotFoundError) and "there is no handover" in str(refusal)


def test_every_act_is_tried() -> None:
    assert set(ACTS) | set(_OF_THE_ORGANIZATION) == set(Action)


@each("role", CAST)
@each("action", ACTS)
def test_people_with_a_part_may_do_what_the_table_says(
    cases: tuple[Stage, Stage], action: Action, role: Role
) -> None:
    refusal = attempt(cases[0], CAST[role], action)
    may = role in ACTS[action][0].split()
    assert isinstance(refusal, NotAllowedError) is not may, refusal
    assert not is_stranger(refusal)


@each("action", ACTS)
def test_a_case_of_others_is_not_there(cases: tuple[Stage, Stage], action: Action) -> None:
    assert is_stranger(attempt(cases[0], DAN, action))
    for who in (ANA, MOUSSA, BEN, KHADY):
        assert is_stranger(attempt(cases[1], who, action))


@each("role", STAFF)
@each("action", ACTS)
def test_an_office_holds_in_every_case(
    cases: tuple[Stage, Stage], action: Action, role: Role
) -> None:
    refusal = attempt(cases[1], STAFF[role], action)
    assert isinstance(refusal, NotAllowedError) is not (role in ACTS[action][0].split())


@each("role", Role)
@each("action", _OF_THE_ORGANIZATION)
def test_what_belongs_to_no_case_needs_an_office(action: Action, role: Role) -> None:
    actor = Actor(person_id=1, offices={role: frozenset({1})})
    if role in _OF_THE_ORGANIZATION[action]:
        check_staff(actor, action)
    else:
        with pytest.raises(NotAllowedError):
            check_staff(actor, action)


def test_a_list_shows_what_one_has_a_part_in(cases: tuple[Stage, Stage]) -> None:
    mine, foreign = cases
    with mine.store.read() as session:

        def seen(who: PersonEntry) -> set[str]:
            visible = list_visible(session, find_actor(session, who.email))
            return {handover.reference for handover in visible}

        assert seen(DAN) == set()
        assert seen(ANA) == seen(BEN) == seen(KHADY) == {mine.reference}
        assert seen(CARLA) == {mine.reference, foreign.reference}
