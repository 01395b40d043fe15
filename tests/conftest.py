"""What every test may ask for: the cast, a case, a database of its own."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from models.case_file import AnswersFile, CaseFile, PostEntry
from models.words import DepartureKind
from services.handovers.opening import CaseInput
from services.store import Store

# The cast (people.py) is imported by name from every test.
sys.path.insert(0, str(Path(__file__).parent))

from lock_guard import guard_lock
from people import ANA, BEN, MOUSSA
from postgres import Cluster, find_programs, run_cluster
from quick_databases import quicken_databases

guard_lock()
quicken_databases()

# How long something takes on a busy machine is no matter of tests: bench/ measures it. The same
# code gets the same examples, so that red means that somebody broke something; with
# HYPOTHESIS_SEARCH=1 others are looked for.
settings.register_profile(
    "baton",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="HYPOTHESIS_SEARCH" not in os.environ,
)
settings.load_profile("baton")

TODAY = datetime(2026, 11, 20, tzinfo=UTC)


DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file of SQLite with all tables; the others are copies of it."""
    path = tmp_path_factory.mktemp("template") / "baton.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give a running PostgreSQL."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with run_cluster(programs) as cluster:
        yield cluster


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give an empty database with its tables: SQLite, and PostgreSQL for the mark `databases`."""
    with ExitStack() as stack:
        if getattr(request, "param", "sqlite") == "sqlite":
            shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "baton.db")
            url = f"sqlite:///{tmp_path}/baton.db"
        else:
            url = stack.enter_context(request.getfixturevalue("cluster").lend_database())
        store = Store(url)
        yield store
        store.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer a choice of databases for the tests that have a store."""
    parser.addoption(
        "--databases",
        choices=("sqlite", "marked", "all"),
        default="marked",
        help="SQLite alone, both for tests marked `databases` (default), or both for all.",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is about the database itself on each database that we support."""
    wanted = metafunc.config.getoption("--databases")
    is_marked = metafunc.definition.get_closest_marker("databases") is not None
    for name in ("store", "empty_url"):
        if name in metafunc.fixturenames and (
            wanted == "all" or (wanted == "marked" and is_marked)
        ):
            metafunc.parametrize(name, DATABASES, indirect=True)


@pytest.fixture
def case() -> CaseFile:
    """Give Ana's case, without sources."""
    return CaseFile(
        format="baton-case/1",
        leaver=ANA,
        post=PostEntry(title="Programme officer", unit="Water", duty_station="Dakar"),
        kind=DepartureKind.reassignment,
        notice_on=date(2026, 10, 1),
        last_working_on=date(2026, 11, 27),
        manager=MOUSSA,
        receiver=BEN,
    )


@pytest.fixture
def answers() -> AnswersFile:
    """Give what Ana answered."""
    return AnswersFile.model_validate(
        {
            "format": "baton-answers/1",
            "respondent": "leaver",
            "name": "Ana Sow",
            "records": [
                {"kind": "warning", "title": "Tranche two is frozen", "if": "late", "then": "call"},
                {"kind": "lesson", "title": "The bridge at Kolda", "audience": "manager"},
            ],
        }
    )


@pytest.fixture
def given(case: CaseFile, answers: AnswersFile, tmp_path: Path) -> CaseInput:
    """Give the whole input of a run without people."""
    return CaseInput(case=case, answers=(answers,), folder=tmp_path, opened_at=TODAY)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out PostgreSQL where SQLite alone is wanted; begin with what takes longest.

    Then both workers end at the same time.
    """
    if config.getoption("--databases") == "sqlite":
        left_out = [item for item in items if "cluster" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("engine") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of a file, or of a folder with one server, to one worker: they share it.

    The mark `xdist_group` is for that, but pytest-xdist 3.8 is not heard by pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByShare(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return str(Path(file).parent) if file.startswith("tests/services/outbox") else file

    return ByShare(config, log)
