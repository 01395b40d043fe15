"""Wall play: whatever odd acts come in whatever order, the kind of exit is not to be seen."""

from pathlib import Path
from typing import Any

import pytest
from wall import KNOWING, World, make_case
from wall_play import FIRST, Act, draw_acts, play

pytestmark = pytest.mark.slow

KINDS = ("resignation", "dismissal", "long_absence")
COUNTED = ("/audit/", "metrics", "outbox")
"""What says that somebody did something, and not what."""


def list_differences(seen: dict[str, dict[str, Any]], is_apart: dict[str, bool]) -> list[str]:
    first = seen[KINDS[0]]
    return [
        f"{kind}, {name}, {what}"
        for kind, by_name in seen.items()
        for name in first
        for what in first[name].keys() | by_name[name].keys()
        if first[name].get(what) != by_name[name].get(what)
        and not (is_apart[kind] and what.startswith(COUNTED))
    ]


@pytest.mark.parametrize("seed", [4, 6])
def test_no_odd_act_tells_the_kind(seed: int, tmp_path: Path, migrated_file: Path) -> None:
    acts = list(draw_acts(seed))
    worlds = (World(tmp_path / kind, migrated_file, make_case(kind), FIRST) for kind in KINDS)
    plays = [play(world, acts) for world in worlds]
    is_apart, done = dict.fromkeys(KINDS, False), 0
    for act in acts:
        seen = dict(zip(KINDS, (next(one) for one in plays), strict=True))
        if isinstance(act, Act):
            codes = [next(iter(seen[kind][act.name].values()))[0] for kind in KINDS]
            done += codes[0] < 300
            if act.name in KNOWING:
                # They see the kind; that they got their way in one alone is seen by nobody else.
                for kind, code in zip(KINDS, codes, strict=True):
                    is_apart[kind] |= (code < 300) != (codes[0] < 300)
                continue
        assert list_differences(seen, is_apart) == [], act
    assert done >= 8
