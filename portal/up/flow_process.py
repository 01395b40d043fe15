"""Flow process: runs one flow for a worker and ends with it: `python -m portal.up.flow_process`.

Where the worker has a fork server, the run is forked there, with Python and Prefect loaded already;
this process passes signals on, and ends as the run does. Elsewhere it becomes the run itself.
Prefect's own command would start Python twice, keep a heartbeat whose end costs a second, and go on
when its worker was killed, beside the one that the next worker starts.
"""

import os
import signal
import socket
import sys

from portal.up import fork_protocol
from portal.up.kinship import end_as, end_with_parent
from services.umask import keep_private

_PASSED_ON = (signal.SIGTERM, signal.SIGINT)


def main() -> None:
    """Run the flow that the worker names in the environment."""
    keep_private()
    if connection := _ask_server():
        _follow(connection)
    end_with_parent()
    # Imported late: it takes seconds.
    from portal.up.flow_run import run_flow  # noqa: PLC0415 - see above

    run_flow()


def _ask_server() -> socket.socket | None:
    """Ask the fork server for the run; return where it answers, None where there is none."""
    folder = os.environ.get(fork_protocol.FOLDER)
    if not folder:
        return None
    try:
        connection = fork_protocol.connect(folder)
        # Path is not used here: it takes longer to load than all the rest.
        fork_protocol.send_request(connection, os.getcwd())  # noqa: PTH109 - see above
    except OSError:
        return None
    return connection


def _follow(connection: socket.socket) -> None:
    """End as the run ends; return where the server does not want to run it."""
    began = False
    for answer in fork_protocol.receive_answers(connection):
        if "status" in answer:
            end_as(answer["status"])
        began = True
        _pass_signals_on(answer["pid"])
    if began:
        sys.exit("the fork server has ended, and the run with it")


def _pass_signals_on(pid: int) -> None:
    for number in _PASSED_ON:
        signal.signal(number, lambda received, _frame: os.kill(pid, received))


if __name__ == "__main__":
    main()
