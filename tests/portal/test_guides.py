"""The guides: every command that a page shows is one that Baton understands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from each import each

from portal.cli.app import app

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def list_commands() -> Iterator[tuple[str, str]]:
    for page in sorted(DOCS.glob("*.md")):
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                command = (
                    line.partition(" #")[0].partition(" >")[0].strip().removeprefix(".venv/bin/")
                )
                if command.startswith("baton ") and "|" not in command:
                    yield page.name, command


@each(("page", "line"), [*list_commands()])
def test_a_command_of_a_page_is_understood(page: str, line: str):
    command, words = app, shlex.split(line)[1:]
    context = None
    while hasattr(command, "commands"):
        name, *words = words
        context = command.make_context(name, [], parent=context, resilient_parsing=True)
        command = command.commands[name]
    # A word too many, an unknown option or one left out is refused here.
    assert command.make_context(command.name, words, parent=context) is not None


def test_the_guides_show_commands():
    assert {page for page, _ in list_commands()} >= {
        f"guide-{role}.md" for role in ("admin", "hr", "leaver", "manager", "receiver")
    }
