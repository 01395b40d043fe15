"""Notices: one line to a channel such as Teams or Slack, with reference and stage alone.

A file of its own, because notices are no mails: nobody is addressed and nothing is tried again.
"""

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from services.letters.letter_facts import is_reference
from services.outside_calls import OverLimitError, within

logger = logging.getLogger(__name__)

_SECONDS = 15.0
_START_SECONDS = 30.0
_MEMORY_BYTES = 1 << 30


def send_notices(
    urls: Sequence[SecretStr], events: Iterable[tuple[str, str]], seconds: float = _SECONDS
) -> int:
    """Tell every channel which stages handovers have reached; never fails.

    It is done in a process of its own: the library bounds neither how long a channel takes nor how
    much it answers.

    Args:
        urls: the channels.
        events: a reference and a stage each.
        seconds: how long one channel may take for one line.

    Returns:
        How many were taken. Notices are a courtesy: what failed is not tried again.
    """
    lines = [f"{ref}: {stage.replace('_', ' ')}" for ref, stage in events if is_reference(ref)]
    if not urls or not lines:
        return 0
    asked = {"urls": [url.get_secret_value() for url in urls], "lines": lines, "seconds": seconds}
    longest = _START_SECONDS + seconds * len(urls) * len(lines)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "services.letters.notices"],
            input=json.dumps(asked), capture_output=True, text=True, timeout=longest, check=True,
        )  # fmt: skip
        failures = json.loads(ended.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        logger.warning("notices could not be sent (%s)", type(fault).__name__)
        return 0
    for failure in failures:
        logger.warning("a notice %s", failure)
    return len(urls) * len(lines) - len(failures)


def _tell_all(asked: Mapping[str, Any]) -> list[str]:
    """Tell every channel every line; return what went wrong, without an address."""
    # Its log repeats addresses, and these hold tokens.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    late: set[str] = set()
    failures = [
        _try(url, line, asked["seconds"], late) for line in asked["lines"] for url in asked["urls"]
    ]
    return [failure for failure in failures if failure]


def _try(url: str, line: str, seconds: float, late: set[str]) -> str:
    """Tell one channel one line; return what went wrong, empty where nothing did."""
    if url in late:
        return "was not sent, as the one before it was late"
    try:
        was_told = within(seconds, lambda: _tell(url, line))
    except OverLimitError as fault:
        late.add(url)
        return f"failed ({fault})"
    except Exception as fault:  # noqa: BLE001 - a hundred services, each with errors of its own
        return f"failed ({type(fault).__name__})"
    return "" if was_told else f"to a channel ({url.partition('://')[0]}) was not taken"


def _tell(url: str, line: str) -> bool:
    # Loading Apprise takes a second, which only those who use it pay.
    import apprise  # noqa: PLC0415

    channel = apprise.Apprise()
    return bool(channel.add(url) and channel.notify(body=line))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    said = _tell_all(json.loads(sys.stdin.read()))
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()
    # Whatever is late is not waited for.
    os._exit(0)
