"""Fork server: loads Python, Prefect and the flows once, and forks the worker and every run.

Run as `python -m portal.up.fork_server worker start ...`, with the words of a worker of Prefect. It
ends with its worker, and all runs end with it. It has one thread, no connection and no event loop,
so that a forked process starts with nothing of another's.
"""

import gc
import os
import select
import signal
import socket
import sys
import tempfile
from pathlib import Path

from portal.up import fork_protocol
from portal.up.fork_protocol import Request
from portal.up.kinship import end_as, end_with_parent, take_name
from portal.up.prefect_command import run_prefect
from services.umask import keep_private

_NOTED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)
_BACKLOG = 64


def make_folder(temporary: Path) -> Path | None:
    """Return a new folder for the socket of a fork server; None where there can be none.

    Other systems than Linux do not support a fork without a new program well, and some file
    systems keep no sockets.
    """
    if sys.platform != "linux":
        return None
    folder = Path(tempfile.mkdtemp(prefix="fork-server-", dir=temporary))
    try:
        listen(folder).close()
    except OSError:
        return None
    return folder


def listen(folder: Path) -> socket.socket:
    """Return a socket that listens in a folder, for the owner of the folder alone.

    Raises:
        OSError: its file system keeps no sockets.
    """
    path = folder / fork_protocol.NAME
    # Left behind by a server that was killed.
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with fork_protocol.address(str(folder)) as place:
        listener.bind(place)
    path.chmod(0o600)
    listener.listen(_BACKLOG)
    return listener


class ForkServer:
    """Forks processes, and watches over them until the worker has ended.

    Args:
        listener: where runs are asked for.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._signals, self._signals_in = socket.socketpair()
        self._signals_in.setblocking(False)
        signal.set_wakeup_fd(self._signals_in.fileno(), warn_on_full_buffer=False)
        for number in _NOTED:
            signal.signal(number, _be_woken)
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)
        self._poll.register(self._signals, select.POLLIN)
        self._worker = 0
        self._runs: dict[int, socket.socket | None] = {}
        """By process, the connection to its client, None where that has gone."""

    def fork_worker(self) -> bool:
        """Fork the process of the worker; return whether this is it."""
        self._worker = self._fork("baton-worker")
        return not self._worker

    def serve(self) -> Request | int:
        """Fork the runs that are asked for, until the worker ends.

        Returns:
            In the process of a run what it was asked for with; in this one, once the worker has
            ended and all runs were killed, the status of the worker.
        """
        while True:
            # One at a time: what is done about it may close what the next one is about.
            (descriptor, _), *_ = self._poll.poll()
            if descriptor == self._listener.fileno():
                if request := self._accept():
                    return request
            elif descriptor == self._signals.fileno():
                status = self._heed_signals()
                if status is not None:
                    return status
            else:
                self._kill_run_of(descriptor)

    def _accept(self) -> Request | None:
        """Fork the run that a client asks for; return the request in its process."""
        connection, _ = self._listener.accept()
        request = fork_protocol.receive_request(connection)
        if request is None or not _suits(request):
            fork_protocol.close_all(request.streams if request else ())
            connection.close()
            return None
        pid = self._fork("baton-run")
        if not pid:
            connection.close()
            return request
        fork_protocol.close_all(request.streams)
        fork_protocol.send_answer(connection, pid=pid)
        self._runs[pid] = connection
        # Only that the client has gone is of interest, which is always reported.
        self._poll.register(connection, 0)
        return None

    def _fork(self, name: str) -> int:
        server = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal that came in between would reach the wrong one of the two.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _NOTED)
        pid = os.fork()
        if not pid:
            self._forget()
            # A signal to the group of the server is passed on by it, in order.
            os.setsid()
            end_with_parent(server)
            take_name(name)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return pid

    def _forget(self) -> None:
        """Keep nothing of the server in a forked process."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for held in (self._listener, self._signals, self._signals_in, *self._runs.values()):
            if held:
                held.close()
        self._runs.clear()

    def _heed_signals(self) -> int | None:
        for number in self._signals.recv(4096):
            if number != signal.SIGCHLD:
                os.kill(self._worker, number)
        return self._reap()

    def _reap(self) -> int | None:
        """Tell the clients of runs that have ended; return the status of the worker if it has."""
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return None
            code = os.waitstatus_to_exitcode(status)
            if pid == self._worker:
                self._end_runs()
                return code
            if connection := self._runs.pop(pid):
                fork_protocol.send_answer(connection, status=code)
                self._hang_up(connection)

    def _end_runs(self) -> None:
        # Before this process ends: the next worker may start them again at once.
        for pid in self._runs:
            os.kill(pid, signal.SIGKILL)
        for pid in self._runs:
            os.waitpid(pid, 0)

    def _kill_run_of(self, descriptor: int) -> None:
        for pid, connection in self._runs.items():
            if connection and connection.fileno() == descriptor:
                os.kill(pid, signal.SIGKILL)
                self._hang_up(connection)
                # Its end is noticed as that of any other.
                self._runs[pid] = None
                return

    def _hang_up(self, connection: socket.socket) -> None:
        self._poll.unregister(connection)
        connection.close()


def _suits(request: Request) -> bool:
    """Return whether the request sets no other variables that Python reads only at its start."""
    names = {name for name in (*request.environment, *os.environ) if name.startswith("PYTHON")}
    return all(request.environment.get(name) == os.environ.get(name) for name in names)


def _be_woken(_number: int, _frame: object) -> None:
    """Let Python write the signal to where `serve` looks."""


def main() -> None:
    """Serve until the worker ends, and end as it does."""
    keep_private()
    server = ForkServer(listen(Path(os.environ[fork_protocol.FOLDER])))
    # Late and in this order: a signal meanwhile is not lost, and the worker need not wait for what
    # it does not use.
    import prefect.flow_engine  # noqa: F401, PLC0415 - see above

    if server.fork_worker():
        run_prefect(*sys.argv[1:])
        return
    from portal.up import flow_run  # noqa: PLC0415 - see above

    prepared = flow_run.prepare_settings()
    # What is frozen is never touched by the collector, so runs share it with this process.
    gc.collect()
    gc.freeze()
    asked = server.serve()
    if isinstance(asked, int):
        end_as(asked)
    else:
        take_streams(asked)
        settings = flow_run.take_environment(asked.environment, asked.directory, prepared)
        flow_run.run_flow(settings)


def take_streams(request: Request) -> None:
    """Let this process speak on the streams of the client."""
    for number, descriptor in enumerate(request.streams):
        os.dup2(descriptor, number)
    fork_protocol.close_all(request.streams)


if __name__ == "__main__":
    main()
