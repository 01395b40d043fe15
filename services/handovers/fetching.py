"""Fetching: sources that a case names by URL, brought here by a plugin before they are listed."""

from pathlib import Path

from sqlmodel import Session

from models.handover import Handover, Source
from services.handovers.clearing import list_sources
from services.plugins import find_source

FOLDER = "fetched"


def is_url(path: str) -> bool:
    """Whether a source is named by URL and not by a path."""
    return "://" in path


def list_to_fetch(session: Session, handover: Handover) -> list[Source]:
    """Return the sources that have to be brought here."""
    return [source for source in list_sources(session, handover) if is_url(source.path)]


def fetch(source: Source, folder: Path) -> Path:
    """Bring a source here and return where it is; what cannot be had is a folder that is not there.

    Which then is listed with its reason, as a share that has gone is.
    """
    plugin = find_source(source.path)
    place = folder / str(source.position)
    missing = place / "not-fetched"
    if plugin is None:
        return missing
    place.mkdir(parents=True, exist_ok=True)
    try:
        plugin.fetch(source.path, place)
    except Exception:  # noqa: BLE001 - somebody else's code; the listing says that it is missing
        return missing
    return place
