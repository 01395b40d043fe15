"""Forking: a fork server whose worker only waits, and whose runs do what they are asked for.

Run as `python forking.py`, with the folder of the socket in the environment; a run takes its lines
of Python from CODE.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal.up.fork_protocol import FOLDER, answers
from portal.up.fork_server import ForkServer, listen, take_streams
from portal.up.kinship import end_as


@dataclass
class Forking:
    """A running fork server."""

    folder: Path
    process: "subprocess.Popen[str]"
    clients: "list[subprocess.Popen[str]]" = field(default_factory=list)

    def ask(self, code: str, **environment: str) -> "subprocess.Popen[str]":
        """Start a client that asks for a run."""
        client = subprocess.Popen(
            [sys.executable, "-m", "portal.up.flow_process"],
            env=os.environ | {FOLDER: str(self.folder), "CODE": code} | environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.clients.append(client)
        return client

    def list_running(self) -> set[str]:
        """The names of the processes that run: `baton-worker` and `baton-run`, others `python`."""
        mark, found = os.fsencode(f"{FOLDER}={self.folder}"), set()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    found.add((entry / "comm").read_text().strip())
            except OSError:
                continue  # It has ended meanwhile, or is another user's.
        return found

    def find_worker(self) -> int:
        """The process id of the worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])


@contextmanager
def start_forking(folder: Path) -> Iterator[Forking]:
    """Start a fork server, and leave nothing of it running."""
    process = subprocess.Popen(
        [sys.executable, __file__], env=os.environ | {FOLDER: str(folder)}, text=True
    )
    forking = Forking(folder, process)
    try:
        while not answers(str(folder), 10):
            assert process.poll() is None
            time.sleep(0.02)
        yield forking
    finally:
        for one in (process, *forking.clients):
            one.kill()
            one.wait()


def main() -> None:
    server = ForkServer(listen(Path(os.environ[FOLDER])))
    if server.fork_worker():
        signal.pause()
        return
    asked = server.serve()
    if isinstance(asked, int):
        end_as(asked)
    take_streams(asked)
    os.environ.clear()
    os.environ.update(asked.environment)
    exec(asked.environment["CODE"], {})  # noqa: S102 - a test says what a run does


if __name__ == "__main__":
    main()
