"""No pack is drawn that holds what its readers may not see, or a secret; nothing is quoted."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from models.errors import InvalidInputError
from models.pack import Pack, dump_pack
from models.record import PackEdition
from models.states import HandoverState
from models.words import Audience
from services.doctor.record_checks import check_records
from services.handovers.editions import get_edition, note_refused
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.handovers.overview import list_pack_obstacles, list_refused_packs
from services.packs.pack_checks import (
    check_drawn,
    check_pack,
    list_obstacles,
    list_texts,
    mask_pack,
)
from services.packs.pack_files import draw_pack_files
from services.settings import Settings
from services.store import Store
from services.tending.running import is_behind

SECRET = "the password is Kora#2020"


def make_pack(audience: str = "network", **parts: Any) -> Pack:
    records = [{"id": "tip-01", "kind": "tip", "title": "A tip", "audience": "network"}]
    return Pack.model_validate(
        {
            "reference": "HO-2026-0001",
            "audience": audience,
            "made_on": "2026-11-20",
            "post": {"title": "Clerk"},
            "manager": {"name": "Moussa Ba"},
            "records": records,
        }
        | parts
    )


def find_faults(pack: Pack) -> tuple[str, ...]:
    with pytest.raises(InvalidInputError) as caught:
        check_pack(pack)
    return caught.value.faults


def make_record(audience: str, **fields: Any) -> dict[str, Any]:
    return {"id": "warning-01", "kind": "warning", "title": "ICE", "audience": audience} | fields


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.private])
@pytest.mark.parametrize("of_record", list(Audience))
def test_a_record_narrower_than_its_pack_stops_it(audience: Audience, of_record: Audience) -> None:
    pack = make_pack(audience, records=[make_record(of_record)])
    if audience.may_see(of_record):
        check_pack(pack)
        return
    (fault,) = find_faults(pack)
    assert fault.startswith("record warning-01 (warning) is ")
    assert "ICE" not in fault


LISTED = {
    "contacts": {"name": "Aissata Ndiaye"},
    "calendar": {"title": "Coordination"},
    "documents": {"path": "a.txt", "title": "Plan"},
    "open_threads": {"subject": "Plan"},
    "gaps": {"kind": "risk", "what": "Plan"},
}


@pytest.mark.parametrize("name", list(LISTED))
@pytest.mark.parametrize("audience", ["private", "manager"])
def test_what_is_listed_with_a_narrower_audience_stops_it(name: str, audience: str) -> None:
    pack = make_pack("successor", **{name: [LISTED[name] | {"audience": audience}]})
    (fault,) = find_faults(pack)
    assert fault.startswith(f"{name.replace('_', ' ')} 1 is ")
    check_pack(make_pack("successor", **{name: [LISTED[name] | {"audience": "network"}]}))
    item = {"title": "ICE", "name": "ICE", "audience": audience}
    for part in ("warnings", "people", "donts"):
        (fault,) = find_faults(make_pack("successor", summary={part: [item]}))
        assert fault.startswith(f"summary, {part} 1 is ")


PARTS = {
    "post": {"title": "ICE"},
    "leaver": {"name": "ICE"},
    "receiver": {"name": "ICE"},
    "manager": {"name": "ICE"},
    "signature": {"name": "ICE", "signed_on": "2026-11-20"},
    "risk": {"total": 3},
    "summary": {},
    "coverage": {},
}


@pytest.mark.parametrize("name", list(PARTS))
@pytest.mark.parametrize("audience", ["private", "manager"])
def test_a_part_of_the_cover_with_a_narrower_audience_stops_it(name: str, audience: str) -> None:
    part = PARTS[name]
    (fault,) = find_faults(make_pack("successor", **{name: part | {"audience": audience}}))
    assert fault.startswith(f"{name} is ")
    check_pack(make_pack("successor", **{name: part | {"audience": "network"}}))
    area = {"name": "ICE", "audience": audience}
    (fault,) = find_faults(make_pack("successor", coverage={"knowledge_areas": [area]}))
    assert fault.startswith("knowledge area 1 is ")


def test_a_record_says_its_audience_once() -> None:
    content = make_record("network")
    own = {"id": content.pop("id")}
    assert make_pack(records=[own | {"content": content}]).records
    with pytest.raises(ValueError, match="audience stands beside content"):
        make_pack(records=[own | {"content": content, "audience": "private"}])


def test_a_body_that_is_the_secret_of_its_title_stops_it() -> None:
    record = make_record("network", title="Password of the scanner", body="Kestrel-Harbour-7719")
    pack = make_pack(records=[record])
    (fault,) = find_faults(pack)
    assert fault.startswith("record warning-01 (warning), body: ")
    check_pack(mask_pack(pack))
    check_pack(make_pack(records=[record | {"title": "Where the scanner stands"}]))


def test_no_pack_is_private() -> None:
    assert "private" in find_faults(make_pack("private"))[0]


FOUND = {
    "contacts": [{"name": "Aissata Ndiaye"}],
    "calendar": [{"title": "Board"}],
    "documents": [{"path": "a.txt", "title": "A"}],
    "open_threads": [{"subject": "Budget"}],
    "risk": {"scores": {"system_risk": 3}},
}


@pytest.mark.parametrize("audience", ["team", "office", "network"])
@pytest.mark.parametrize("part", FOUND)
def test_what_was_found_is_for_the_successor(audience: str, part: str) -> None:
    assert (
        "for the audience successor" in find_faults(make_pack(audience, **{part: FOUND[part]}))[0]
    )
    check_pack(make_pack("successor", **{part: FOUND[part]}))
    check_pack(make_pack("manager", **{part: FOUND[part]}))


def test_the_one_page_says_nothing_of_records_that_are_not_there() -> None:
    line = {"title": "ICE", "record": "warning-09"}
    (fault,) = find_faults(make_pack(summary={"warnings": [line]}))
    assert fault.startswith("summary, warnings 1 comes from record warning-09")


SECRETS = {
    "record tip-01 (tip), body": {
        "records": [{"id": "tip-01", "kind": "tip", "title": "T", "body": SECRET}]
    },
    "record tip-01 (tip), sources": {
        "records": [{"id": "tip-01", "kind": "tip", "title": "T", "sources": ["a.txt", SECRET]}]
    },
    "summary, warnings": {"summary": {"warnings": [{"title": "T", "text": SECRET}]}},
    "contacts 1, why": {"contacts": [{"name": "A", "why": SECRET}]},
    "calendar 2, with_whom": {
        "calendar": [{"title": "A"}, {"title": "B", "with_whom": ["A", SECRET]}]
    },
    "documents 1, duplicates": {
        "documents": [{"path": "a", "title": "A", "duplicates": ["AKIAIOSFODNN7EXAMPLE"]}]
    },
    "open threads 1, subject": {"open_threads": [{"subject": SECRET}]},
    "gaps 1, what": {"gaps": [{"kind": "follow_up", "what": SECRET}]},
    "coverage, knowledge_areas": {"coverage": {"knowledge_areas": [{"name": SECRET}]}},
    "coverage, ipass": {"coverage": {"ipass": {SECRET: True}}},
    "post, unit": {"post": {"title": "Clerk", "unit": SECRET}},
    "receiver, name": {"receiver": {"name": SECRET}},
}


@pytest.mark.parametrize(("place", "part"), SECRETS.items(), ids=SECRETS)
def test_a_secret_stops_it_wherever_it_stands(place: str, part: dict[str, Any]) -> None:
    pack = make_pack("successor", **part)
    (fault,) = find_faults(pack)
    assert fault.startswith(f"{place}: it holds a secret")
    assert "Kora" not in fault
    assert "AKIA" not in fault
    masked = mask_pack(pack)
    check_pack(masked)
    assert "[secret removed]" in masked.model_dump_json()


def test_every_text_is_looked_at() -> None:
    parts = {name: value for part in SECRETS.values() for name, value in part.items()}
    pack = make_pack("successor", **parts)
    texts = [text for _, text in list_texts(pack)]
    assert sum("Kora" in text for text in texts) == pack.model_dump_json().count("Kora")


def test_nothing_is_drawn_of_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is private"):
        draw_pack_files(make_pack(records=[make_record("private")]), tmp_path / "cache")
    assert list(tmp_path.iterdir()) == []


def test_a_character_that_no_font_draws_is_named_with_its_place(tmp_path: Path) -> None:
    pack = make_pack("successor", receiver={"name": "\U00012000 Diop"})
    with pytest.raises(InvalidInputError) as caught:
        draw_pack_files(pack, tmp_path / "cache")
    (fault,) = caught.value.faults
    assert fault.startswith("receiver, name")
    assert "U+12000 CUNEIFORM SIGN A" in fault
    assert list_obstacles(pack)[0].startswith("receiver, name")


@pytest.mark.parametrize("character", ["\U00020bb7", "\u3447", "\U0002a6a5"])
def test_it_is_named_with_its_word_in_its_record_first(character: str) -> None:
    word = f"{character}田"
    records = [{"id": "tip-01", "kind": "tip", "title": "Desk", "body": f"Ask {word} there"}]
    line = {"title": f"Call {word}", "record": "tip-01"}
    pack = make_pack("successor", records=records, summary={"warnings": [line]})
    with pytest.raises(InvalidInputError) as caught:
        check_drawn(pack, {character})
    (fault,) = caught.value.faults
    assert fault.startswith(f'record tip-01 (tip), body, in "{word}" and in 1 other place: ')
    assert f"U+{ord(character):04X} CJK UNIFIED IDEOGRAPH" in fault
    contacts = [{"name": word}, {"name": word}]
    with pytest.raises(InvalidInputError, match="in 2 other places: no font"):
        check_drawn(make_pack("successor", records=records, contacts=contacts), {character})


def test_no_name_turns_the_sentence_in_which_it_stands(tmp_path: Path) -> None:
    pack = make_pack("successor", manager={"name": "Ana \u202egpj.exe"})
    files, _ = draw_pack_files(pack, tmp_path / "cache")
    page = files["pack.html"].decode()
    assert page.count("\u202e") == page.count("\u202egpj.exe\u202c") > 0
    assert "\u202c" not in files["pack.json"].decode()


def make_edition(handover_id: int, composed_at: datetime) -> PackEdition:
    pack = make_pack("successor", leaver={"name": "\U00012000"})
    return PackEdition(
        handover_id=handover_id,
        number=1,
        audience=Audience.successor,
        sha256="0" * 64,
        pack_json=dump_pack(pack),
        composed_at=composed_at,
    )


def test_a_refused_edition_is_not_drawn_again_and_again(
    store: Store, given: CaseInput, tmp_path: Path
) -> None:
    prepared = prepare_case(given)
    with store.write() as session:
        reference = open_handover(session, prepared)
        handover = get_handover(session, reference)
        edition = make_edition(handover.row_id, given.opened_at)
        handover.state = HandoverState.composed
        session.add(edition)
        session.flush()
        assert is_behind(session, handover, None)
        note_refused(session, handover, edition, given.opened_at)
        session.flush()
        assert not is_behind(session, handover, None)
    with store.read() as session:
        (obstacle,) = list_pack_obstacles(session, reference)
        assert list_refused_packs(session) == {reference: (obstacle,)}
    assert obstacle.startswith("leaver, name")
    settings = Settings(data=tmp_path / "data", database_url=store.url)
    (told,) = [
        one for one in check_records(settings, given.opened_at, is_up=False) if one.name == "packs"
    ]
    assert obstacle in told.hint
    with store.write() as session:
        handover = get_handover(session, reference)
        edition = get_edition(session, handover, Audience.successor)
        edition.sha256 = "1" * 64
        session.flush()
        assert is_behind(session, handover, None)
