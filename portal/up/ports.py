"""Ports: whether they are free, before anything is started."""

import socket

from models.errors import InvalidInputError
from services.settings import Settings


def check_ports(settings: Settings) -> None:
    """Check that the ports of the system are free.

    Raises:
        InvalidInputError: one is taken; all that are, in one go.
    """
    wanted = {"BATON_WEB_PORT": settings.web_port}
    if not settings.prefect_url:
        wanted["BATON_PREFECT_PORT"] = settings.prefect_port
    faults = [
        f"port {port} of {settings.host} is taken by another program: "
        f"stop it, or set {name} to a free port"
        for name, port in wanted.items()
        if not _is_free(settings.host, port)
    ]
    if faults:
        raise InvalidInputError(faults)


def find_free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # A port whose last connections are fading away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
