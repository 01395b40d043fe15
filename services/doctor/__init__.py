"""Doctor: checks this installation and says, for each problem, what to type or to set."""

import os
import sys
from datetime import datetime

from services.doctor.check import Check
from services.doctor.engine import check_isolation, check_versions
from services.doctor.machine import check_clock, check_encoding, check_python, check_variables
from services.doctor.pages import check_fonts, check_pango
from services.doctor.storage import check_database, check_folder, check_free_space
from services.settings import Settings

__all__ = ["Check", "check_installation"]


def check_installation(settings: Settings, now: datetime) -> tuple[Check, ...]:
    """Return what was checked on this machine, the basics first; `now` is an aware instant.

    The data folder is made if it is not there; beside it nothing is written.
    """
    return (
        check_python(sys.version_info[:2]),
        check_versions(),
        check_variables(os.environ),
        check_encoding(sys.getfilesystemencoding()),
        check_folder(settings.data),
        check_free_space(settings.data),
        check_clock(settings.data, now),
        check_database(settings.database_url, settings.data),
        check_isolation(),
        check_pango(),
        check_fonts(),
    )
