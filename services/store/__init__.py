"""Store: the database of Baton, opened, migrated and written to in one place."""

from services.store.store import Store, get_newest_version, open_store

__all__ = ["Store", "get_newest_version", "open_store"]
