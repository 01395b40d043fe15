"""Progress: reports how far a step is to its listeners (the terminal, a log, Prefect).

A file of its own, because services and tasks report by it, and it knows no listener.
"""

import logging

_LOGGER = logging.getLogger("baton.progress")


def report_progress(step: str, done: int, total: int | None = None, note: str = "") -> None:
    """Report how far a step is.

    Args:
        step: key of the step, such as `read_files`; the listener knows its wording.
        done: how many are done.
        total: of how many; None while that is unknown.
        note: counts in words; never a name, a title or a path.
    """
    _LOGGER.info(
        "%s %s%s", step, done, f"/{total}" if total is not None else "",
        extra={"step": step, "done": done, "total": total, "note": note},
    )  # fmt: skip
