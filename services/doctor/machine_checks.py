"""Machine checks: Python, the variables, the encoding and the clock of this machine."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.doctor.checks import PROBES, Check, judge
from services.leftovers import temporary_folder
from services.settings import list_unknown_variables

OLDEST_PYTHON = (3, 11)
# No clock is right that shows a day before this version was made.
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
_SKEW = timedelta(minutes=2)


def check_python(version: tuple[int, ...]) -> Check:
    """Return whether this Python is new enough."""
    shown, wanted = ".".join(map(str, version)), ".".join(map(str, OLDEST_PYTHON))
    problem = f"Python is {shown}: install Python {wanted} or newer, then run make again"
    return judge(f"Python {shown}", None if version >= OLDEST_PYTHON else problem)


def check_variables(environment: Mapping[str, str]) -> Check:
    """Return whether every variable BATON_... is a setting; wrong values are refused earlier."""
    unknown = list_unknown_variables(environment)
    problem = "; ".join(unknown) + " (unset it, or see docs/settings.md)" if unknown else None
    return judge("settings", problem)


def check_encoding(encoding: str) -> Check:
    """Return whether names of files may be in any script."""
    problem = (
        f"names of files are in {encoding} here: type export LC_ALL=C.UTF-8, "
        "and put it where the service is started"
    )
    return judge("UTF-8", None if encoding.lower().replace("-", "") == "utf8" else problem)


def check_clock(data: Path, now: datetime) -> Check:
    """Return whether the clock is plausible, and the same as that of the data folder's disk."""
    problem = None
    if now < _MADE_AT:
        problem = f"the clock says {now:%Y-%m-%d}: set it, for example timedatectl set-ntp true"
    else:
        skew = _measure_skew(data, now)
        if skew is not None and abs(skew) > _SKEW:
            problem = (
                f"the disk of {data} is {abs(skew)} away from the clock of this machine: "
                "set both by NTP, for example timedatectl set-ntp true"
            )
    return judge("clock", problem)


def _measure_skew(data: Path, now: datetime) -> timedelta | None:
    """Return how far a file made just now is from now; None where none can be made."""
    try:
        with temporary_folder(data, PROBES) as folder:
            (folder / "probe").touch()
            written_at = datetime.fromtimestamp((folder / "probe").stat().st_mtime, UTC)
    except OSError:
        return None  # The check of the folder says why.
    return written_at - now
