"""The same case on the same day gives the same bytes, wherever and whenever it is run."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import Place, find_bag, hash_tree
from strangers import TODAY, Stranger
from whole_runs import Run, list_arguments

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def late_on_the_day() -> str:
    """Whole seconds since 1970 of the last minute of TODAY."""
    day = datetime.fromisoformat(TODAY)
    return str(int(day.replace(hour=23, minute=59, tzinfo=UTC).timestamp()))


def test_another_machine_without_network_makes_the_same_bytes(
    french: Run,
    moved: Stranger,
    late_on_the_day: str,
    without_network: tuple[str, ...],
    tmp_path: Path,
):
    place = Place(tmp_path / "another machine")
    ended = place.run(
        *list_arguments(moved, place.root / "elsewhere" / "packs"),
        before=without_network,
        SOURCE_DATE_EPOCH=late_on_the_day,
        PYTHONHASHSEED="12345",
        TZ="Pacific/Auckland",
        LC_ALL="C",
    )

    assert ended.code == 0, ended.err
    bag = find_bag(place.root / "elsewhere" / "packs")
    assert bag.name == french.bag.name
    assert hash_tree(bag) == hash_tree(french.bag)


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
