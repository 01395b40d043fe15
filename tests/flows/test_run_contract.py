"""`baton run` on cases that nobody has seen gives all that the contract says, and nothing else."""

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import bagit
import pytest
from bag_texts import (
    FILES,
    TAG_FILES,
    read_docx,
    read_everything,
    read_html,
    read_json,
    read_pages,
    read_pages_in_order,
    read_pdf,
    squeeze,
)
from commands import check_private, describe_tree
from icalendar import Calendar
from strangers import CANARIES, TYPED
from whole_runs import HOW_TOLD, Run

from models.words import DepartureKind, Language
from services.packs.manuscript import Phrases

pytestmark = pytest.mark.engine

PACK_KEYS = {
    *("format", "reference", "edition", "audience", "language", "post", "leaver", "receiver"),
    *("manager", "risk", "summary", "records", "contacts", "calendar", "documents"),
    *("open_threads", "gaps", "coverage"),
}
PART_KEYS: dict[str, set[str]] = {
    "risk": {"scores", "total", "band", "depth"},
    "summary": {"warnings", "people", "donts"},
    "records": {"id", "kind", "title", "audience", "stamp", "sources", "owner"},
    "contacts": {
        *("name", "email", "organization", "inside", "sent", "received", "last_on", "why")
    },
    "calendar": {"title", "rhythm", "next_on", "rrule"},
    "documents": {"path", "title", "type", "modified_on", "why", "duplicates"},
    "open_threads": {"subject", "with", "last_on", "why"},
    "gaps": {"kind", "what", "whom_to_ask"},
    "coverage": {"knowledge_areas", "ipass"},
}


@pytest.fixture(scope="module")
def pack(run: Run) -> dict[str, Any]:
    return json.loads((run.bag / "data" / "pack.json").read_text(encoding="utf-8"))


def test_it_ends_well_and_says_where_the_bag_is(run: Run):
    assert run.ended.code == 0, run.ended.err
    assert str(run.bag) in run.ended.out
    if HOW_TOLD[run.stranger.language]:
        assert run.ended.err == ""
    else:
        assert [line for line in run.ended.err.splitlines() if ": " not in line] == []


def test_the_bag_holds_the_files_of_the_contract_and_no_other(run: Run):
    found = {path.relative_to(run.bag).as_posix() for path in run.bag.rglob("*.*")}

    assert found == {*TAG_FILES, *(f"data/{name}" for name in FILES)}


def test_the_bagit_library_and_our_own_command_find_it_whole(run: Run):
    assert bagit.Bag(str(run.bag)).validate()
    assert run.place.run("verify", run.bag).code == 0


def test_bag_info_names_the_post_and_not_the_leaver(run: Run, pack: dict[str, Any]):
    info = bagit.Bag(str(run.bag)).info

    assert info["External-Identifier"] == pack["reference"] == run.bag.name
    assert pack["post"]["title"] in info["Post"]
    assert pack["leaver"]["name"] not in (run.bag / "bag-info.txt").read_text(encoding="utf-8")


def test_pack_json_has_every_key_of_the_contract(pack: dict[str, Any]):
    assert pack["format"] == "baton-pack/1"
    assert pack.keys() >= PACK_KEYS
    for name, keys in PART_KEYS.items():
        parts = pack[name] if isinstance(pack[name], list) else [pack[name]]
        assert parts, name
        assert all(keys <= part.keys() for part in parts), name


def test_every_text_of_every_record_is_in_every_format(run: Run):
    data = run.bag / "data"
    texts = {
        "docx": read_docx(data / "pack.docx"),
        "html": read_html(data / "pack.html"),
        "json": read_json(data / "pack.json"),
        "pdf": read_pdf(data / "pack.pdf"),
    }
    if Language(run.stranger.language).is_right_to_left:
        del texts["pdf"]  # Its lines come out in another order: see the next test.
    for name, text in texts.items():
        squeezed = squeeze(text)
        missing = [one for one in run.stranger.list_texts() if squeeze(one) not in squeezed]
        assert not missing, name


def test_every_word_of_every_record_is_in_the_pdf(run: Run):
    text = squeeze("".join(read_pages_in_order(run.bag / "data" / "pack.pdf")))
    words = {word.strip("():،؟") for text in run.stranger.list_texts() for word in text.split()}

    assert not {word for word in words if squeeze(word) not in text}


@pytest.mark.parametrize("name", ["pack.pdf", "pack.docx", "pack.html"])
def test_typed_signs_come_out_as_typed(run: Run, name: str):
    path = run.bag / "data" / name
    read = {".pdf": read_pdf, ".docx": read_docx, ".html": read_html}[path.suffix]
    text = " ".join(read(path).split())

    if run.stranger.language == "ar":
        # What stands beside letters that run from the right may stand on its other side.
        assert all(part in text for part in ("A & B", "7*7"))
    else:
        assert TYPED in text
        assert f"{run.stranger.story['phrases'][0]}: {TYPED}" in text


def test_nothing_private_excluded_secret_or_of_the_manager_is_anywhere(run: Run):
    everything = read_everything(run.bag)
    closed = [f"drive/{run.stranger.story['private_folder']}", "drive/rh", "Lettre.txt"]

    for canary in (*CANARIES.values(), *closed, run.stranger.story["private_subject"]):
        assert [where for where, text in everything.items() if canary in text] == []


def test_why_the_post_is_left_is_nowhere(run: Run):
    everything = read_everything(run.bag)
    words = [form for kind in DepartureKind for form in {kind.value, kind.value.replace("_", " ")}]

    for word in (word for word in words if word != "death"):  # A word of other words as well.
        assert [where for where, text in everything.items() if word in text.lower()] == []


def test_records_carry_a_stamp_that_says_that_nobody_looked_at_them(pack: dict[str, Any]):
    stamps = {record["respondent"]: record["stamp"] for record in pack["records"]}

    assert stamps == {"leaver": "unreviewed", "peer": "second_hand"}
    assert {record["audience"] for record in pack["records"]} == {
        *("successor", "team", "office", "network")
    }


def test_every_page_says_that_nobody_reviewed_it(run: Run):
    said = Phrases(Language(run.stranger.language)).say(
        "Unreviewed: put together by machine, not yet agreed by anybody"
    )
    for name in ("brief.pdf", "pack.pdf"):
        for page in read_pages_in_order(run.bag / "data" / name):
            assert squeeze(said) in squeeze(page)
    for name in ("brief.docx", "pack.docx"):
        with zipfile.ZipFile(run.bag / "data" / name) as archive:
            parts = "".join(archive.read(part).decode() for part in archive.namelist())
        assert said in parts


def test_the_brief_is_read_in_ten_minutes(run: Run):
    pages = read_pages(run.bag / "data" / "brief.pdf")

    assert len(pages) >= 2
    assert len("\n".join(pages).split()) <= 2_200


def test_the_calendar_holds_series_duties_and_deadlines(run: Run, pack: dict[str, Any]):
    content = (run.bag / "data" / "calendar.ics").read_bytes()
    events = {str(event["SUMMARY"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    duty, due = (
        next(one["title"] for one in pack["records"] if one["kind"] == kind)
        for kind in ("recurring_duty", "commitment")
    )

    assert {run.stranger.story["series"], run.stranger.story["single"], duty, due} <= {*events}
    assert "RRULE" in events[duty]
    assert str(events[due]["DTSTART"].dt) == "2027-05-20"


def test_documents_csv_lists_every_document_of_the_pack(run: Run, pack: dict[str, Any]):
    content = (run.bag / "data" / "documents.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))

    assert [row["path"] for row in rows] == [one["path"] for one in pack["documents"]]
    assert {"title", "type", "modified", "language", "why", "holder", "SHA-256"} <= rows[0].keys()


def test_no_file_of_the_drive_is_silently_missing(run: Run, pack: dict[str, Any]):
    drive = run.case_folder / "drive"
    given = {f"drive/{path.relative_to(drive).as_posix()}" for path in drive.rglob("*.*")}
    closed = ("drive/rh/", f"drive/{run.stranger.story['private_folder']}/")
    listed = {path for one in pack["documents"] for path in (one["path"], *one["duplicates"])}
    unreadable = {one["path"] for one in pack["documents"] if one["unreadable"]}

    assert listed == {path for path in given if not path.startswith(closed)}
    assert unreadable == {"drive/Dossiers/coupe.pdf"}


def test_contacts_are_those_who_exchange_mail_with_the_leaver(run: Run, pack: dict[str, Any]):
    story = run.stranger.story
    emails = [contact["email"] for contact in pack["contacts"]]

    assert emails == [story["partner"]["email"], story["second_partner"]["email"]]


def test_open_threads_are_the_question_and_the_promise(run: Run, pack: dict[str, Any]):
    story = run.stranger.story
    found = {thread["subject"] for thread in pack["open_threads"]}

    assert found == {story["request"]["subject"], story["promise"]["subject"]}


def test_the_calendar_of_the_pack_has_the_next_dates(run: Run, pack: dict[str, Any]):
    found = {entry["title"]: (entry["rhythm"], entry["next_on"]) for entry in pack["calendar"]}

    assert found == {
        run.stranger.story["series"]: ("weekly", "2027-04-13"),
        run.stranger.story["single"]: (None, "2027-04-22"),
    }


def test_nothing_outside_out_and_data_is_written(run: Run):
    assert describe_tree(run.case_folder) == run.before
    for folder in (run.place.home, run.place.temp, run.place.work):
        assert describe_tree(folder) == {}


def test_nobody_but_the_owner_may_look_into_the_data_folder(run: Run):
    check_private(run.place.data)


def test_prefect_and_the_log_hold_nothing_personal(run: Run):
    held = [path.read_bytes() for path in (run.place.data / "prefect").rglob("*") if path.is_file()]
    text = b"\n".join([*held, run.ended.err.encode()])

    assert b"handover" in text
    for name in run.stranger.list_names():
        forms = {name.encode(), json.dumps(name)[1:-1].encode(), name.encode("utf-16-le")}
        assert [form for form in forms if form in text] == []


@pytest.mark.parametrize("name", ["data/pack.pdf", "data/documents.csv", "bag-info.txt"])
def test_a_changed_byte_is_found_and_named(french: Run, name: str, tmp_path: Path):
    bag = tmp_path / french.bag.name
    shutil.copytree(french.bag, bag)
    content = bytearray((bag / name).read_bytes())
    content[len(content) // 2] ^= 1
    (bag / name).write_bytes(content)
    ended = french.place.run("verify", bag)

    assert (ended.code, ended.out) == (1, "")
    assert f"baton: {name}: was changed" in ended.err
