"""Store: the database of Baton, opened, migrated and written to in one place."""

from sqlmodel import Session

from services.store.store import Store, get_newest_version, open_store

__all__ = ["Session", "Store", "get_newest_version", "open_store"]
