"""Failures: what a step says of its failure to Prefect, and where the whole of it is kept.

A sentence for a person may quote a file, a name or an answer; Prefect shows everything to anybody
who reaches it. A worker therefore keeps the whole in a file of the data folder, and gives Prefect
its number.
"""

import functools
import os
import traceback
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from models.errors import HandoverError, TemporaryError

P = ParamSpec("P")
R = TypeVar("R")

FOLDER = "failures"
IS_WATCHED = "BATON_FAILURES"
"""Set where Prefect is a server of many; a run on one's own terminal says its errors as such."""


class StepFailedError(HandoverError):
    """A step failed; its number says where the reason is kept."""


class StepDelayedError(TemporaryError):
    """A step could not reach something, and is tried again."""


def keep_private(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function, which fails with a number where Prefect is watched by others."""

    @functools.wraps(function)
    def run(*given: P.args, **named: P.kwargs) -> R:
        if os.environ.get(IS_WATCHED) is None:
            return function(*given, **named)
        try:
            return function(*given, **named)
        except Exception as error:  # noqa: BLE001 - whatever it was, Prefect gets its kind alone
            number = keep_failure(Path(os.environ["BATON_DATA"]), error)
            kind = StepDelayedError if isinstance(error, TemporaryError) else StepFailedError
            # Without its cause, whose text Prefect would log.
            raise kind(
                f"{type(error).__name__}; the reason is in the data folder, {FOLDER}/{number}.txt"
            ) from None

    return run


def keep_failure(data: Path, error: Exception) -> str:
    """Write the whole failure to a file that its owner alone may read; return its number."""
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = uuid.uuid4().hex[:12]
    path = folder / f"{number}.txt"
    path.touch(mode=0o600)
    path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return number
