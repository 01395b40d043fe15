"""Doctor: checks this installation and says, for each problem, what to type or to set."""

import os
import sys
from datetime import UTC, datetime

from services.backups.databases import find_kind, locate_sqlite
from services.doctor.checks import Check
from services.doctor.database_checks import (
    check_database,
    check_folder,
    check_free_space,
    check_pages,
    check_restore,
    check_rights,
)
from services.doctor.library_checks import (
    check_fonts,
    check_isolation,
    check_pango,
    check_plugins,
    check_versions,
)
from services.doctor.machine_checks import (
    check_clock,
    check_encoding,
    check_python,
    check_variables,
)
from services.doctor.record_checks import check_records
from services.doctor.running_checks import check_mail, check_running, is_up
from services.settings import Settings

__all__ = ["Check", "check_installation"]


def check_installation(settings: Settings, now: datetime) -> tuple[Check, ...]:
    """Return what was checked on this machine, the basics first; `now` is an aware instant.

    The data folder is made if it is missing; nothing else is written. A mail server is
    connected to, and no mail is sent.
    """
    return (
        check_python(sys.version_info[:2]),
        check_versions(),
        check_plugins(),
        check_variables(os.environ),
        check_encoding(sys.getfilesystemencoding()),
        check_folder(settings.data),
        check_rights(settings),
        check_free_space(settings.data),
        # The clock of the machine, also where `now` is that of a rehearsal.
        check_clock(settings.data, datetime.now(UTC)),
        *_check_database(settings, now),
        check_isolation(),
        check_pango(),
        check_fonts(),
        check_running(settings),
        check_mail(settings),
    )


def _check_database(settings: Settings, now: datetime) -> tuple[Check, ...]:
    url = settings.database_url
    unfinished = check_restore(settings.data)
    if unfinished:
        return (unfinished,)
    checks = [check_database(url, settings.data)]
    if find_kind(url) == "sqlite" and locate_sqlite(url).exists():
        checks.append(check_pages(locate_sqlite(url)))
    if not all(check.is_ok for check in checks):
        return tuple(checks)
    return (*checks, *check_records(settings, now, is_up=is_up(settings.data)))
