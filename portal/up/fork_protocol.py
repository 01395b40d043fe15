"""Fork protocol: how the process that a worker starts asks the fork server for a run.

The client connects, sends a request with its three standard streams, and gets two answers: the
number of the forked process, and later the status that it ended with. It closes the connection to
have the process killed. Everything here is light: the client starts once for each run.
"""

import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

FOLDER = "BATON_FORK_SERVER"
"""The variable that names the folder of the socket; not set where there is no fork server."""
NAME = "socket"
_STREAMS = (0, 1, 2)
_CHUNK_BYTES = 65_536
_SECONDS = 10.0
"""How long the server waits for the request of a client that has connected."""


class Request(NamedTuple):
    """What a run is started with. `streams` are open descriptors."""

    environment: dict[str, str]
    directory: str
    streams: Sequence[int]


def connect(folder: str, seconds: float | None = None) -> socket.socket:
    """Return a connection to the server that listens in a folder.

    Args:
        folder: where its socket is.
        seconds: how long each step may take; without it a full queue is waited for.

    Raises:
        OSError: no server listens there, or its queue is full.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(seconds)
    with address(folder) as place:
        connection.connect(place)
    return connection


def answers(folder: str, seconds: float) -> bool:
    """Return whether a server listens in the folder and is not stuck."""
    try:
        with connect(folder, seconds) as connection:
            # A client that wants nothing is hung up on.
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(1) == b""
    except OSError:
        return False


def send_request(connection: socket.socket, directory: str) -> None:
    """Ask for a run in this process's environment, that speaks on this process's streams.

    Raises:
        OSError: the server has gone.
    """
    asked = {"environment": dict(os.environ), "directory": directory}
    frame = json.dumps(asked).encode() + b"\n"
    sent = socket.send_fds(connection, [frame], _STREAMS)
    if rest := frame[sent:]:
        connection.sendall(rest)


def receive_request(connection: socket.socket) -> Request | None:
    """Return what a client asks for, None where it wants nothing or has gone."""
    connection.settimeout(_SECONDS)
    frame, streams = b"", []
    try:
        while not frame.endswith(b"\n"):
            chunk, descriptors, _, _ = socket.recv_fds(connection, _CHUNK_BYTES, len(_STREAMS))
            streams += descriptors
            if not chunk:
                raise ConnectionError
            frame += chunk
        connection.settimeout(None)
        asked = json.loads(frame)
        return Request(asked["environment"], asked["directory"], streams)
    except (OSError, ValueError, LookupError, TypeError):
        # Also what is no request at all: the runs of others go on.
        close_all(streams)
        return None


def send_answer(connection: socket.socket, **answer: int) -> None:
    """Send a client `pid` or `status`; do nothing if it has gone."""
    try:
        connection.sendall(json.dumps(answer).encode() + b"\n")
    except OSError:
        return


def receive_answers(connection: socket.socket) -> Iterator[Mapping[str, int]]:
    """Yield what the server answers, until it hangs up."""
    with suppress(ConnectionError), connection.makefile("rb") as lines:
        for line in lines:
            yield json.loads(line)


def close_all(descriptors: Sequence[int]) -> None:
    """Close descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)


@contextmanager
def address(folder: str) -> Iterator[str]:
    """Give a short address of the socket: the path of a data folder may be longer than allowed.

    Raises:
        OSError: there is no such folder.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{NAME}"
    finally:
        os.close(descriptor)
