"""Settings page: docs/settings.md, written from the settings themselves."""

from enum import Enum
from pathlib import Path

from services.settings import PREFIX, Settings

_HEAD = """\
# Settings

Baton is set by variables of the environment; it reads no settings file. A variable that is empty
counts as not set. `baton doctor` says which ones are wrong, misspelt or missing, and what to type.

| variable | default | what it is for |
|---|---|---|
"""
_TAIL = """
This page is written by `python -m services.settings_page`; a test tells when it is out of date.
"""
PAGE = Path(__file__).parents[1] / "docs" / "settings.md"


def describe_settings() -> str:
    """Return the page as Markdown."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = str(default.value if isinstance(default, Enum) else default)
        is_told = field.default_factory is not None or shown == ""
        rows.append(
            f"| `{PREFIX}{name.upper()}` | {'see right' if is_told else f'`{shown}`'} "
            f"| {field.description} |\n"
        )
    return _HEAD + "".join(rows) + _TAIL


if __name__ == "__main__":
    PAGE.write_text(describe_settings(), encoding="utf-8")
