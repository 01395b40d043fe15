"""API description: docs/openapi.json, written from the routes themselves by `make docs`.

A test fails when the file is out of date. A program of its own, which nothing imports.
"""

import json
import tempfile
from pathlib import Path

from portal.web.app import create_app
from services.settings import Settings

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def describe_api() -> str:
    """Return the description of the API as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder)))
        app.state.store.close()
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(describe_api(), encoding="utf-8")
