"""Store: the database of Baton, opened, migrated and written to in one place."""

from services.store.engine import Store, open_store

__all__ = ["Store", "open_store"]
