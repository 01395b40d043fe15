"""Whole runs: `baton run` on a stranger's case, and what became of the folders around it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from commands import Ended, Place, find_bag
from strangers import Stranger

HOW_TOLD = {"fr": (), "es": ("--json",), "ar": ("--quiet",)}
"""Options for what a run says, another one for each language."""


@dataclass(frozen=True)
class Run:
    """A run that ended, and what the folders around it looked like before."""

    place: Place
    ended: Ended
    stranger: Stranger
    before: dict[str, tuple[int, int, str]]

    @property
    def bag(self) -> Path:
        assert self.ended.code == 0, self.ended.err
        return find_bag(self.place.out)

    @property
    def case_folder(self) -> Path:
        return self.stranger.case.parent


def list_arguments(stranger: Stranger, out: Path) -> list[object]:
    """What `baton` is given to run a stranger's case."""
    answers = [word for path in stranger.answers for word in ("--answers", path)]
    return ["run", stranger.case, *answers, "--out", out]


def move_case(run: Run, folder: Path) -> Stranger:
    """Copy the stranger's case of a run to a folder that is not there, with its times of change."""
    shutil.copytree(run.case_folder, folder)
    stranger = run.stranger
    answers = [folder / path.name for path in stranger.answers]
    return Stranger(stranger.story, folder / "CASE.yaml", answers, stranger.records)


def copy_machine(run: Run, root: Path) -> Place:
    """The machine of a run with all that it knows, and nothing of its output."""
    place = Place(root)
    shutil.copytree(run.place.data, place.data)
    return place
