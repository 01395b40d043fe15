"""Environments: the variables of each part, set so that nothing leaves this machine."""

import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from services.outbox.prefect_api import locate_auth, read_auth
from services.settings import Settings

POOL = "baton"


def make_auth(data: Path) -> str:
    """Return Prefect's `user:password`; made once, in a file that only its owner can read."""
    place = locate_auth(data)
    if not read_auth(data):
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = place.with_name(f"{place.name}.part")
        part.touch(mode=0o600)
        part.write_text(f"baton:{secrets.token_urlsafe(32)}", encoding="utf-8")
        part.replace(place)
    return read_auth(data)


def make_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a part that talks to Prefect: the worker, its flows, deployments.

    Settings of another Prefect on this machine do not reach it.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    home, temporary = settings.data / "prefect", locate_temporary(settings.data)
    for folder in (home, temporary):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return kept | {
        "BATON_DATA": str(settings.data),
        # What a killed process leaves behind is found again, and removed at the next start.
        "TMPDIR": str(temporary),
        # Flows are started as `python -m ...` (prefect.yaml): with this very Python.
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", os.defpath))),
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": settings.get_prefect_address(),
        # The password of a Prefect elsewhere is copied from there.
        "PREFECT_API_AUTH_STRING": (read_auth if settings.prefect_url else make_auth)(
            settings.data
        ),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_LOGGING_COLORS": "false",
        # From an act to the run that goes on from it should take a second.
        "PREFECT_WORKER_QUERY_SECONDS": "0.5",
        "PREFECT_WORKER_PREFETCH_SECONDS": "1",
        "BATON_FAILURES": "kept",
    }


def make_server_environment(settings: Settings) -> Mapping[str, str]:
    """Return the environment of Prefect's server: locked, quiet, and keeping events for a week."""
    address = settings.get_address(settings.prefect_port)
    home = settings.data / "prefect"
    database = settings.prefect_database_url or f"sqlite+aiosqlite:///{home / 'prefect.db'}"
    return make_environment(settings) | {
        "PREFECT_SERVER_API_AUTH_STRING": make_auth(settings.data),
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
        # Kept in memory, a place taken when the power failed would never be free again, and no
        # run of tend would ever begin.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
            "prefect.server.concurrency.lease_storage.filesystem"
        ),
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # From wherever the browser sees them, also through a proxy.
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(_make_room_for_pages(home)),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "30",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    }


def _make_room_for_pages(home: Path) -> Path:
    """Return where Prefect copies its pages to before it serves them.

    By default that is where it is installed, where only root may write.
    """
    pages = home / "ui"
    pages.mkdir(parents=True, exist_ok=True)
    newer = pages / "v2"
    if not newer.is_symlink():
        shutil.rmtree(newer, ignore_errors=True)
        # Its newer pages call an outside host even with analytics off, and no setting keeps the
        # older ones from leading to them; where it cannot copy them, it does without.
        newer.symlink_to("kept-away")
    return pages


def locate_temporary(data: Path) -> Path:
    """Return the folder for temporary files of the parts."""
    return data / "tmp"


def clear_temporary(data: Path) -> None:
    """Remove what killed processes have left; only while no part runs."""
    shutil.rmtree(locate_temporary(data), ignore_errors=True)
