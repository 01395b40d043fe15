"""A PostgreSQL of the tests' own: started by the first test that wants it, gone with the last."""

import ctypes
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from services.store import Store

_SYSTEM_USER = "postgres"
"""PostgreSQL refuses to run as root."""
_START_SECONDS = 600.0
_PR_SET_PDEATHSIG = 1


class Cluster:
    """A running server with one database that has all tables, of which the others are copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._admin = create_engine(self.make_url("postgres"), isolation_level="AUTOCOMMIT")

    def make_url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create_template(self) -> None:
        """Make the database that has all tables."""
        self.run("CREATE DATABASE template_baton")
        store = Store(self.make_url("template_baton"))
        store.migrate()
        store.close()

    @contextmanager
    def lend_database(self, template: str = "template_baton") -> Iterator[str]:
        """Give the address of a new database, which is dropped afterwards."""
        name = f"baton_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.make_url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement as the administrator."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def wait_until_it_answers(self, server: "subprocess.Popen[bytes]") -> None:
        """Return once it takes connections."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return self.run("SELECT 1")
            except OperationalError:
                assert server.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def close(self) -> None:
        """Close our own connections."""
        self._admin.dispose()


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parent.name)
    named = shutil.which("initdb")
    folders = [*reversed(installed), *([Path(named).parent] if named else [])]
    return next((one for one in folders if (one / "initdb").exists()), None)


@contextmanager
def run_cluster(programs: Path, *, is_safe: bool = False) -> Iterator[Cluster]:
    """Give a server that only this machine reaches, through a socket in a temporary folder.

    Nothing of it outlives a crash, unless it `is_safe`, which costs time.
    """
    # A path of a socket has at most 107 bytes: pytest's own folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="baton-pg-"))
    user = _SYSTEM_USER if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    initdb = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"]
    options = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run([*initdb, *options], user=user, check=True, capture_output=True)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                programs / "postgres",
                "-D",
                folder / "data",
                "-k",
                folder,
                *_list_options(is_safe=is_safe),
            ],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread of ours holds a lock
        )
    cluster = Cluster(folder)
    try:
        cluster.wait_until_it_answers(server)
        cluster.create_template()
        yield cluster
    finally:
        cluster.close()
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder)


def _list_options(*, is_safe: bool) -> list[str]:
    settings = {
        "listen_addresses": "",
        "timezone": "UTC",
        "shared_buffers": "32MB",
        "max_connections": "60",
    }
    if not is_safe:
        settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
