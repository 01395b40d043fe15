"""Workplace: what every task works with: the settings, the store and the clock."""

from datetime import datetime
from functools import cache

from models.errors import TemporaryError
from services.backups.restore_journal import is_unfinished
from services.clock import read_now
from services.handovers.gates import load_rules
from services.settings import Settings
from services.store import Store, open_store


@cache
def get_settings() -> Settings:
    """Return the settings of this process."""
    return Settings()


def get_store() -> Store:
    """Return the store that the settings name, with its tables up to date."""
    load_rules()
    if is_unfinished(get_settings().data):
        raise TemporaryError(
            "a restore has begun and not ended: any command of baton on the machine of the data "
            "folder ends it."
        )
    return open_store(get_settings().database_url)


def now() -> datetime:
    """Return the present instant, UTC; in a rehearsal the one that it has been set to."""
    return read_now(get_settings())
