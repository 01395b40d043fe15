"""Check that the files that follow from the code are what `make docs` would write."""

import sys
from collections.abc import Iterator
from pathlib import Path

from portal.web import api_description
from services import catalogues, settings_page, state_diagrams


def list_stale() -> Iterator[Path]:
    """Yield the files that are out of date."""
    for path, text in (
        (settings_page.PAGE, settings_page.describe_settings()),
        (state_diagrams.PAGE, state_diagrams.describe_states()),
        (api_description.FILE, api_description.describe_api()),
    ):
        if path.read_text(encoding="utf-8") != text:
            yield path
    yield from filter(catalogues.list_missing, catalogues.CATALOGUES.glob("*.po"))


def main() -> int:
    """Name what is out of date."""
    stale = sorted(path.name for path in list_stale())
    said = f"out of date: {', '.join(stale)}: type make docs, and commit what it writes"
    print(said if stale else "pages: what follows from the code is as the code says")  # noqa: T201 - a report
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
