"""The same case on the same day gives the same bytes, wherever and whenever it is run."""

import secrets
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from commands import Place, find_bag, hash_tree
from interruptions import check_no_half_bag, check_no_process_stays, kill_group, run_until
from strangers import TODAY, Stranger
from whole_runs import Run, list_arguments

pytestmark = pytest.mark.engine


LONGEST_DELAY_MS = 15_000


@pytest.fixture
def another(tmp_path: Path) -> Place:
    return Place(tmp_path / "another machine")


@pytest.fixture
def elsewhere(without_network: tuple[str, ...]) -> dict[str, Any]:
    """What is different there: network, clock, locale, seed of hashes."""
    day = datetime.fromisoformat(TODAY)
    late_on_the_day = day.replace(hour=23, minute=59, tzinfo=UTC).timestamp()
    return {
        "before": without_network,
        "SOURCE_DATE_EPOCH": str(int(late_on_the_day)),
        "PYTHONHASHSEED": "12345",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
    }


def test_another_machine_without_network_makes_the_same_bytes_also_killed_at_random_moments(
    french: Run, moved: Stranger, another: Place, elsewhere: dict[str, Any]
):
    out = another.root / "elsewhere" / "packs"
    arguments = list_arguments(moved, out)
    for _ in range(2):
        # Not seeded: each run of the tests tries other moments.
        until = time.monotonic() + secrets.randbelow(LONGEST_DELAY_MS) / 1000
        late = partial(is_past, until)
        run_until(another, arguments, late, kill_group, **elsewhere)
        check_no_process_stays(another)
        check_no_half_bag(out)
    ended = another.run(*arguments, **elsewhere)
    assert ended.code == 0, ended.err
    assert [path.name for path in out.iterdir()] == [french.bag.name]
    assert hash_tree(find_bag(out)) == hash_tree(french.bag)


def is_past(moment: float, *_: object) -> bool:
    return time.monotonic() > moment


def test_there_was_no_network(without_network: tuple[str, ...]):
    if not without_network:
        pytest.skip("this machine lets nobody take its network away (unshare --net)")
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
    ended = subprocess.run(
        [*without_network, sys.executable, "-c", reach],
        capture_output=True,
        check=False,
        text=True,
    )

    assert "unreachable" in ended.stderr
