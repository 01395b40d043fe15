"""Play: how long a whole exit takes that six people play against `baton up`."""

import io
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from examples.play import main


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what was measured, and the number."""
    told, began = io.StringIO(), time.monotonic()
    with redirect_stdout(told):
        code = main([str(folder / "play")])
    if code:
        raise RuntimeError(f"the play ended with {code}: {told.getvalue()}")
    seconds = time.monotonic() - began
    yield (
        "an exit of six months, played by six people over the API, start and stop included",
        (f"{seconds:.0f} s"),
    )
