"""Ports: whether they are free, before anything is started.

A file of its own, because `baton up`, its parts and `baton doctor` ask it.
"""

import socket

from services.settings import Settings


def find_taken(settings: Settings) -> list[str]:
    """Return a sentence for each port of the system that another program has."""
    wanted = {"BATON_WEB_PORT": settings.web_port}
    if not settings.prefect_url:
        wanted["BATON_PREFECT_PORT"] = settings.prefect_port
    return [
        f"port {port} of {settings.host} is taken by another program: "
        f"stop it, or set {name} to a free port"
        for name, port in wanted.items()
        if not _is_free(settings.host, port)
    ]


def find_free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # A port whose last connections are fading away is free: the address is used again.
        with socket.create_server((host, port), family=family):
            return True
    except OSError:
        return False
