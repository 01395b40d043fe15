"""Settings page: docs/settings.md, written from the settings themselves.

A program of its own (`make docs`), which nothing imports.
"""

from datetime import time
from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo

from services.door_settings import DoorSettings
from services.settings import PREFIX, Settings

_HEAD = """\
# Settings

Baton is set by variables of the environment; it reads no settings file. A variable that is empty
counts as not set. `baton doctor` says which ones are wrong, misspelt or missing, and what to type.

| variable | default | what it is for |
|---|---|---|
"""
_TAIL = """
This page is written by `make docs`; a test fails when it is out of date.
"""
PAGE = Path(__file__).parents[1] / "docs" / "settings.md"


def describe_settings() -> str:
    """Return the page as Markdown."""
    doors = DoorSettings.model_fields
    fields = {name: field for name, field in Settings.model_fields.items() if name not in doors}
    rows = [
        f"| `{PREFIX}{name.upper()}` | {_show_default(field)} | {field.description} |\n"
        for name, field in (fields | doors).items()
    ]
    return _HEAD + "".join(rows) + _TAIL


def _show_default(field: FieldInfo) -> str:
    default = field.default
    if field.default_factory is not None or not default or not str(default):
        return "see right"
    if isinstance(default, time):
        return f"`{default:%H:%M}`"
    return f"`{default.value if isinstance(default, Enum) else default}`"


if __name__ == "__main__":
    PAGE.write_text(describe_settings(), encoding="utf-8")
