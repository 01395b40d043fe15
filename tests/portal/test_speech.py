"""What a command says: a name from outside moves no cursor, turns no line, and is no markup."""

import ast
import json
import logging
import os
from pathlib import Path

import pytest
from commands import Place, PlaceInside

from portal.cli.listing import Listing
from portal.cli.progress import show_progress
from portal.cli.speech import clean_logs
from portal.up.log import Log
from services.progress import report_progress
from services.texts import clean_for_terminal, escape_for_terminal

CLI = Path(__file__).parents[2] / "portal" / "cli"
OBEYED = (
    *("\x1b", "\x9b", "\x07", "\x08", "\x7f", "\x00", "\x85"),
    *("\u202e", "\u202d", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"),
    *("\u200b", "\u2060", "\ufeff", "\u00ad", "\u2028", "\u2029", "\udce9", "\U000e0041"),
)
HOSTILE = f"a{''.join(OBEYED)}b"
KEPT = "Zoë Ñandú, محمد, 王小明, می\u200cخواهم, क्\u200dष, 👩\u200d💻, [red]x[/red] :smile:"


def test_what_a_terminal_obeys_is_replaced() -> None:
    for character in OBEYED:
        assert clean_for_terminal(f"a{character}b") == "a\ufffdb", ascii(character)
    assert clean_for_terminal("two\nlines\tand\rmore") == "two lines and more"


def test_words_of_every_script_stay() -> None:
    assert clean_for_terminal(KEPT) == KEPT


def test_json_says_the_same_without_what_a_terminal_obeys() -> None:
    said = json.dumps({"name": HOSTILE, "kept": KEPT}, ensure_ascii=False)
    escaped = escape_for_terminal(said)
    assert json.loads(escaped) == {"name": HOSTILE, "kept": KEPT}
    assert not set(OBEYED) & set(escaped)
    assert KEPT in escaped


def test_a_table_shows_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    table = Listing("Who")
    for name in ("[bold]B[/bold]", "[/]", "[link=https://x.example]y", ":warning:", HOSTILE):
        table.add_row(name)
    table.show()
    said = capsys.readouterr().out
    for part in ("[bold]B[/bold]", "[/]", "[link=https://x.example]y", ":warning:"):
        assert part in said
    assert not set(OBEYED) & set(said)


def test_a_hostile_name_reaches_no_terminal(inside: PlaceInside) -> None:
    name = "Evil\u202egpj.exe \u2066[/] [blink]x"
    inside.run("staff", "add", "hr@example.org", "--name", name, "--role", "hr")
    said = inside.run("staff", "list").out
    assert "[/] [blink]x" in said
    assert not set(OBEYED) & set(said)


def test_a_hostile_file_name_reaches_no_terminal(inside: PlaceInside) -> None:
    bag = inside.work / "bag"
    bag.mkdir()
    (bag / "evil\x1b]0;owned\x07\x1b[2J\u202egpj.pdf").touch()
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    os.mkdir(os.fsencode(bag) + b"/\xff")  # noqa: PTH102 - no text is this name
    ended = inside.run("verify", bag)
    assert ended.code == 1
    assert not set(OBEYED) & set(ended.out + ended.err)
    refused = inside.run("verify", "gone\x1b[31m\u202e")
    assert refused.code != 0
    assert not set(OBEYED) & set(refused.err)


@pytest.mark.processes
def test_an_error_shown_in_full_is_cleaned_too(tmp_path: Path) -> None:
    ended = Place(tmp_path).run("--debug", "show", "HO-\x1b[31m\u202e")
    assert "Traceback" in ended.err
    assert not set(OBEYED) & set(ended.err)


def test_progress_and_log_are_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress(is_quiet=False):
        report_progress("draw_documents", 0, 1, HOSTILE)
    Log(is_quiet=False).say("web", HOSTILE)
    said = capsys.readouterr().err
    assert said.count("\ufffd") == 2 * len(OBEYED)
    assert not set(OBEYED) & set(said)


def test_what_a_library_logs_is_cleaned_too() -> None:
    clean_logs()
    assert logging.lastResort is not None
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, "read %s", (HOSTILE,), None)
    said = logging.lastResort.format(record)
    assert said.startswith("read a\ufffd")
    assert not set(OBEYED) & set(said)


def test_no_command_says_anything_in_another_way() -> None:
    others = ("typer.echo", "typer.secho", "click.echo", "print", "Console", "Table")
    for path in CLI.glob("*.py"):
        if path.name in ("speech.py", "listing.py", "progress.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called not in others, f"{path.name}:{node.lineno}"
            assert not called.startswith("sys.std") or not called.endswith("write"), path.name
