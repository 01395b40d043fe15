"""Engine server: Prefect's API as a child process that ends with the run it serves.

Run as `python -m portal.up.engine_server SOCKET`, with the number of a socket that it inherits. It
says "ready", and ends when its standard input does, as happens when its parent is killed.
"""

import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from models.errors import TemporaryError
from portal.up.garbage import collect_beside
from services.destinations import open_data_file
from services.umask import keep_private

if TYPE_CHECKING:
    import uvicorn

_LONGEST_SECONDS = 3600.0
"""A server that has not started by then never will."""
_END_SECONDS = 5
_VARIABLES = {
    "PREFECT_UI_ENABLED": "0",
    # Kinds of blocks are for pages, which this server has not; to write them takes half a second.
    # The server of `baton up` writes them at its own start.
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "0",
    # As Prefect's own temporary server has it: no services that watch for late or lost runs.
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


def enclose_prefect(home: Path) -> None:
    """Let Prefect, in this process and in those it starts, keep to this folder and this machine.

    Settings of some other Prefect on this machine do not reach it.
    """
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    # Only this process and those it starts know it: others on this machine reach the port as well.
    password = f"baton:{secrets.token_urlsafe(32)}"
    os.environ |= {
        "PREFECT_HOME": str(home),
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Baton's own lines say it better; Prefect's would say each thing twice.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }


class Server:
    """A server that is starting or has started."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        self._said: IO[str] = process.stdout
        self._is_ready = False
        self.address = address

    def wait_until_ready(
        self, tell: Callable[[], None] | None = None, patience_seconds: float = 60.0
    ) -> None:
        """Wait until the server answers. On a busy machine that may take minutes.

        Args:
            tell: is called whenever the wait has been so long, so that a person knows why.
            patience_seconds: how long that is.

        Raises:
            TemporaryError: the server ended before it answered.
        """
        if self._is_ready:
            return
        began = time.monotonic()
        while not select.select([self._said], [], [], patience_seconds)[0]:
            if time.monotonic() - began > _LONGEST_SECONDS:
                break
            if tell:
                tell()
        else:
            self._is_ready = bool(self._said.readline())
            if self._is_ready:
                return
        raise TemporaryError(
            "Prefect's embedded server did not start: look at the free space of the data folder "
            "and at prefect/server.log in it, then run the same command again."
        )


@contextmanager
def run_server(log: Path) -> Iterator[Server]:
    """Start a server, and end it with the block; its complaints go to the file `log`.

    Does not wait until the server answers.

    Raises:
        InvalidInputError: there can be no such file.
    """
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        open_data_file(log, "wb") as complaints,
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "portal.up.engine_server", str(listener.fileno())],
            env=os.environ | _VARIABLES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            pass_fds=[listener.fileno()],
            # Ctrl-C in a terminal is for the run, which still has to report its end to the server.
            start_new_session=True,
        ) as process,
    ):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        # Only the child has it now: once the server has ended, connections are refused.
        listener.close()
        try:
            yield Server(process, address)
        except KeyboardInterrupt:
            process.kill()
            raise
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def main() -> None:
    """Serve until the standard input ends."""
    keep_private()
    # Before Prefect is loaded, which takes a sixth less without collecting.
    collect_beside()
    listener = socket.socket(fileno=int(sys.argv[1]))
    threading.Thread(target=_watch_parent, daemon=True).start()
    _make_server().run(sockets=[listener])


def _make_server() -> "uvicorn.Server":
    # Imported late: the parent needs this module, but not what a server needs.
    import uvicorn  # noqa: PLC0415 - see above

    class SpeakingServer(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            sys.stdout.write("ready\n")
            sys.stdout.flush()

    config = uvicorn.Config(
        "prefect.server.api.server:create_app",
        factory=True,
        log_level="error",
        lifespan="on",
        # Otherwise the end waits for clients that keep their connections open.
        timeout_graceful_shutdown=0,
    )
    return SpeakingServer(config)


def _watch_parent() -> None:
    sys.stdin.read()
    # Before it has started this ends it at once, afterwards in good order.
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_END_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
