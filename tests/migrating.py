"""Migrating: brings a database to the form of any version, forward or back."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import create_engine

from services import store as store_package

_MIGRATIONS = Path(store_package.__file__).parent / "migrations"


def migrate_to(url: str, version: str, go: Callable[..., None] = command.upgrade) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    engine = create_engine(url)
    config.attributes["engine"] = engine
    go(config, version)
    engine.dispose()
