"""Structured logs: one JSON object a line, of fields that cannot hold personal data."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

FIELDS: dict[str, re.Pattern[str]] = {
    "event": re.compile(r"[a-z][a-z0-9_ .-]{0,59}"),
    "reference": re.compile(r"HO-[0-9]{4}-[0-9]{1,9}"),
    "stage": re.compile(r"[a-z][a-z0-9_]{0,39}"),
    "role": re.compile(r"[a-z][a-z_]{0,29}"),
    "method": re.compile(r"[A-Z]{3,7}"),
    "route": re.compile(r"/[A-Za-z0-9_/.{}-]{0,99}"),
    "request": re.compile(r"[0-9a-f-]{8,36}"),
    "failure": re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,59}"),
}
"""What a record may carry as `extra`, and the form it must have; everything else is dropped.

`event` is a constant of the code, `route` the pattern of an address such as /handovers/{reference},
and `failure` the name of a class of errors, never its message.
"""
NUMBERS = frozenset({"count", "status", "attempts", "size_bytes", "milliseconds", "pid"})
"""What a record may carry as a number."""


def configure_logs(stream: IO[str], level: int | str = logging.INFO, part: str = "web") -> None:
    """Let this process write its log to a stream, in place of where it wrote before.

    Args:
        stream: text, such as stderr.
        level: of the least that is written.
        part: which process this is: web, worker ...
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(part))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON.

    Of records of libraries only level, place and kind of failure are kept: nobody knows what their
    messages hold.
    """

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": self._part,
            "place": f"{record.name}:{record.lineno}",
        }
        line |= dict(_list_allowed(record))
        if record.exc_info and record.exc_info[0]:
            line["failure"] = record.exc_info[0].__name__
        return json.dumps(line)


def _list_allowed(record: logging.LogRecord) -> Iterator[tuple[str, str | int | float]]:
    given = vars(record)
    for name, form in FIELDS.items():
        value = given.get(name)
        if isinstance(value, str) and form.fullmatch(value):
            yield name, str(value)
    for name in sorted(NUMBERS):
        number = given.get(name)
        if isinstance(number, int | float) and not isinstance(number, bool):
            yield name, number
