"""Sweeping: what killed processes left in the data folder, and files that nobody may have any more.

Whatever leaves something clears it away itself when it is done again; this is for what never is.

A file of its own, because it goes through the leftovers of five rooms that know nothing of it.
"""

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.bags import put_right
from services.handovers.deliveries import list_bags
from services.handovers.edition_files import list_withdrawn_files
from services.leftovers import remove_left_folders, remove_old_files
from services.letters.posts import UNFINISHED
from services.store import Store

_FAILURES_KEPT = timedelta(days=90)
_MAIL_WRITTEN = timedelta(days=1)
"""After so long nobody writes a mail any more."""


def sweep(store: Store, data: Path, failures: Path, mails: Path | None) -> None:
    """Remove what is left over.

    Args:
        store: the database.
        data: the data folder.
        failures: the folder of the reasons of failed steps, which may quote names.
        mails: the folder that mails are written to, where there is one.
    """
    # By the real clock, in which files are written.
    now = datetime.now(UTC)
    remove_old_files(failures, now - _FAILURES_KEPT)
    if mails is not None:
        remove_old_files(mails, now - _MAIL_WRITTEN, UNFINISHED.format("*"))
    for folder in (data / "packs").glob("*"):
        remove_left_folders(folder, ".*")
    with store.read() as session:
        bags, withdrawn = list_bags(session), list_withdrawn_files(session, data)
    for bag in bags:
        # A disk that is not there now, or may not be written to, is no reason to stop.
        with suppress(OSError):
            put_right(bag)
    for folder in withdrawn:
        shutil.rmtree(folder, ignore_errors=True)
