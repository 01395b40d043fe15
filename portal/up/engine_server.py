"""Server: Prefect's API as a child process that ends with the run it serves, however that ends.

Run as `python -m portal.up.engine_server`: it says its port, then "ready",
and goes when its standard input ends, as it does where its parent was killed.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import TemporaryError

if TYPE_CHECKING:
    import uvicorn

_START_SECONDS = 120
_END_SECONDS = 5
_ENVIRONMENT = {
    "PREFECT_UI_ENABLED": "0",
    # As Prefect's own temporary server has it: no services that watch for late or lost runs.
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


class Server:
    """A server that is starting or has started."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._timer = threading.Timer(_START_SECONDS, process.kill)
        self._timer.daemon = True
        self._timer.start()
        self.address = f"http://127.0.0.1:{self._read_line()}/api"

    def wait_until_ready(self) -> None:
        """Wait until it answers.

        Raises:
            TemporaryError: it did not start in time.
        """
        self._read_line()
        self._timer.cancel()

    def _read_line(self) -> str:
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not line:
            raise TemporaryError(
                "Prefect's embedded server did not start: look at the load of this machine and at "
                "the free space of the data folder, then run the same command again."
            )
        return line


@contextmanager
def run_server(log: Path) -> Iterator[Server]:
    """Start a server, and end it with the block; what it complains of goes to the file `log`.

    Raises:
        TemporaryError: it did not start.
    """
    with (
        log.open("wb") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "portal.up.engine_server"],
            env=os.environ | _ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            # Ctrl-C in a terminal is for the run, which still has to tell the server of its end.
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Server(process)
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
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    _say(str(listener.getsockname()[1]))
    threading.Thread(target=_watch_parent, daemon=True).start()
    _make_server().run(sockets=[listener])


def _make_server() -> "uvicorn.Server":
    # Imported late, so that the parent need not wait for the port, nor load it for itself.
    import uvicorn  # noqa: PLC0415 - see above

    class SpeakingServer(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _say("ready")

    config = uvicorn.Config(
        "prefect.server.api.server:create_app",
        factory=True,
        log_level="error",
        lifespan="on",
        # Clients that keep their connections open would else be waited for.
        timeout_graceful_shutdown=0,
    )
    return SpeakingServer(config)


def _watch_parent() -> None:
    sys.stdin.read()
    # Before it has started this ends it at once, afterwards in good order.
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_END_SECONDS)
    os._exit(1)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
