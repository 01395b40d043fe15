"""Commands: `baton` in a place where everything that it writes shows.

As a process of its own, or inside this one, which takes a hundredth of the time.
"""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from portal.cli.app import run_command

OPEN = ("sh", "-c", 'umask 000; exec "$@"', "sh")
"""Words that run a command where everything that is made is open to everybody."""
BATON = Path(sys.executable).with_name("baton")
LONGEST_SECONDS = 1_200
"""So that a command that hangs fails its test instead of stopping all of them."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> Any:
        """What it said as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Place:
    """A machine's worth of folders: home, temporary folder, data folder, working folder."""

    root: Path

    def __post_init__(self) -> None:
        for folder in (self.home, self.temp, self.work):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def temp(self) -> Path:
        return self.root / "temp"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def out(self) -> Path:
        return self.root / "out"

    def make_environment(self) -> dict[str, str]:
        """What a command sees: the places, and of ours only where programs are found."""
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        places = {"HOME": self.home, "TMPDIR": self.temp, "BATON_DATA": self.data}
        return kept | {name: str(place) for name, place in places.items()}

    def start(
        self,
        *arguments: object,
        before: tuple[str, ...] = (),
        stderr: IO[str] | int = subprocess.PIPE,
        **environment: str,
    ) -> "subprocess.Popen[str]":
        """Start the command in a process group of its own; nothing of our environment reaches it.

        Args:
            arguments: of `baton`.
            before: words of a command line that runs it, such as `unshare`.
            stderr: where its complaints go; a pipe that nobody reads would stop it.
            environment: variables to set besides.
        """
        return subprocess.Popen(
            [*before, BATON, *map(str, arguments)],
            cwd=self.work,
            env=self.make_environment() | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: object, before: tuple[str, ...] = (), **environment: str) -> Ended:
        """Run the command to its end."""
        with self.start(*arguments, before=before, **environment) as process:
            try:
                out, err = process.communicate(timeout=LONGEST_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return Ended(process.returncode, out, err)


@dataclass(frozen=True)
class PlaceInside(Place):
    """A place whose commands run inside this process.

    Without what `main` does: no --debug, no Ctrl-C. What child processes say does not show.
    """

    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: object, before: tuple[str, ...] = (), **environment: str) -> Ended:
        assert not before, "there is no other program inside"
        with self.patch.context() as patch, set_environment(self.make_environment() | environment):
            patch.setattr(tempfile, "tempdir", None)
            patch.chdir(self.work)
            self.capture.readouterr()
            code = run_command([*map(str, arguments)], is_debug=False)
            said = self.capture.readouterr()
        return Ended(code, said.out, said.err)


@contextmanager
def set_environment(environment: dict[str, str]) -> Iterator[None]:
    """Let this process see these variables alone, and afterwards again what it saw before."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def find_bag(out: Path) -> Path:
    """The one bag of a folder."""
    (bag,) = out.iterdir()
    return bag


def describe_tree(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Each file and folder below with its time of change, its mode and its SHA-256."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        digest = hashlib.sha256(content).hexdigest()
        found[path.relative_to(folder).as_posix()] = (status.st_mtime_ns, status.st_mode, digest)
    return found


def hash_tree(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def list_rights(folder: Path) -> Iterator[tuple[str, int]]:
    """The rights of a folder and of all that is below it, by path."""
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        if not stat.S_ISLNK(status.st_mode):
            yield str(path.relative_to(folder)), stat.S_IMODE(status.st_mode)


def check_private(folder: Path) -> None:
    """Check that files are 0600 and folders 0700."""
    wrong = {
        name: oct(mode)
        for name, mode in list_rights(folder)
        if mode != (0o700 if (folder / name).is_dir() else 0o600)
    }
    assert wrong == {}


def list_processes(place: Place) -> dict[int, str]:
    """The processes that were started for a place, by number, with their names and command lines.

    What was forked has the command line of its parent, and a name of its own.
    """
    mark = os.fsencode(place.root)
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes():
                words = (entry / "cmdline").read_bytes().split(b"\0")
                line = b" ".join(words).decode(errors="replace").strip()
                name = (entry / "comm").read_text().strip()
                found[int(entry.name)] = line and f"{name}: {line}"
        except OSError:
            continue  # It has ended meanwhile, or is another user's.
    return {number: words for number, words in found.items() if words}
