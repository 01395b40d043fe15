"""Notices: one line to a channel such as Teams or Slack, with reference and stage alone.

A file of its own, because notices are no mails: nobody is addressed and nothing is tried again.
"""

import logging
from collections.abc import Sequence

from pydantic import SecretStr

from services.letters.letter_facts import is_reference

logger = logging.getLogger(__name__)


def send_notice(urls: Sequence[SecretStr], reference: str, stage: str) -> int:
    """Tell every channel which stage a handover has reached; never fails.

    Returns:
        How many channels took it. Notices are a courtesy: what failed is not tried again.
    """
    if not urls or not is_reference(reference):
        return 0
    line = f"{reference}: {stage.replace('_', ' ')}"
    return sum(_tell(url.get_secret_value(), line) for url in urls)


def _tell(url: str, line: str) -> bool:
    # Loading Apprise takes a second, which only those who use it pay.
    import apprise  # noqa: PLC0415

    # Its log repeats addresses, and these hold tokens.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    channel = apprise.Apprise()
    try:
        was_told = channel.add(url) and channel.notify(body=line)
    except Exception as fault:  # noqa: BLE001 - a hundred services, each with errors of its own
        logger.warning("a notice failed (%s)", type(fault).__name__)
        return False
    if not was_told:
        logger.warning("a notice to a channel (%s) was not taken", url.partition("://")[0])
    return bool(was_told)
