"""What was read of a file is given under its SHA-256 only while the file still has it."""

import os
from pathlib import Path

import pytest

from models.words import SourceKind
from services.harvest.source_files import hash_file, list_source
from services.harvest.source_readers import READERS, is_busy, open_sandbox, read_contents
from services.harvest.walk import Reach, make_gate
from services.isolation.sandbox_protocol import BUSY, Limits
from services.item_rules import ItemRules


@pytest.mark.parametrize("change", ["none", "grow", "leave"])
def test_a_file_that_changed_since_it_was_hashed_waits_for_the_next_run(
    tmp_path: Path, change: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("first words")
    place = os.fsencode(file)
    sha256 = hash_file(place)
    if change == "grow":
        file.write_text("first words and more")
    elif change == "leave":
        file.unlink()
    with open_sandbox(workers=1, limits=Limits(), folder=tmp_path / "cache") as sandbox:
        read = dict(read_contents(SourceKind.folder, {sha256: place}, sandbox))
    assert [content["text"] for content in read.values()] == (
        ["first words"] if change == "none" else []
    )


def test_what_is_kept_out_of_a_mailbox_is_not_read(tmp_path: Path) -> None:
    mail = "From: Ana Sow <ana.sow@example.org>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n"
    for name in ("Inbox/1.eml", "HR/2.eml", "Private/3.eml", "Inbox/4.eml"):
        (tmp_path / "mail" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mail" / name).write_text(f"{mail}Subject: {name}\n\nThe text.\n")
    place, globs = tmp_path / "mail", ("mail/HR/**", "4.eml")
    ((_, sha256),) = list_source(SourceKind.mailbox, "mail", place, Reach(excludes=globs), {}).files
    gate = make_gate(Reach(excludes=globs), place, "mail")
    rules = {sha256: ItemRules(is_kept_out=gate)}
    with open_sandbox(workers=1, limits=Limits(), folder=tmp_path / "cache") as sandbox:
        places = {sha256: os.fsencode(place)}
        ((_, read),) = read_contents(SourceKind.mailbox, places, sandbox, rules=rules)
    assert [message["subject"] for message in read["messages"]] == ["Inbox/1.eml"]
    ((_, other),) = list_source(
        SourceKind.mailbox, "mail", place, Reach(excludes=globs[:1]), {}
    ).files
    assert other != sha256


@pytest.mark.parametrize("kind", [SourceKind.folder, SourceKind.calendar])
def test_a_file_that_only_the_clock_ended_is_listed_as_busy(
    tmp_path: Path, kind: SourceKind
) -> None:
    place = tmp_path / "a.ics"
    os.mkfifo(place)  # A process that opens it waits for ever, as on a machine that gives no turn.
    with open_sandbox(workers=1, limits=Limits(wall_seconds=0.1), folder=tmp_path) as sandbox:
        ((_, reading),) = read_contents(kind, {"0" * 64: os.fsencode(place)}, sandbox)
    assert is_busy(reading)
    assert BUSY.reason in str(reading)
    assert READERS[kind].choose_version(reading) != READERS[kind].version
