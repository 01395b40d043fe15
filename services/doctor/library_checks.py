"""Library checks: versions, plugins, isolation; and what draws pages, Pango and the fonts."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from models.errors import TemporaryError
from services.doctor.checks import Check, judge
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import Limits, SandboxFailure
from services.plugins import list_broken
from templates import TEMPLATES

# From which version, and below which; pyproject.toml gives the reasons.
CAPS = {
    "prefect": ("3.8.8", "4"),
    "fastapi": ("0.139", "0.151"),
    "sqlalchemy": ("2.0.14", "2.1"),
    "weasyprint": ("70.0", "70.1"),
}
_REINSTALL = "type .venv/bin/pip install --require-hashes -r requirements.lock"
FONTS = TEMPLATES / "packs" / "fonts"
NEEDED_FONTS = (
    "NotoSans-Regular.ttf",
    "NotoSans-Italic.ttf",
    "NotoSans-SemiBold.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansSC-Regular.ttf",
)
_BEGINNINGS = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_DRAW = "import weasyprint; weasyprint.HTML(string='<p>probe').write_pdf()"
_INSTALL_PANGO = (
    "type apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 as root "
    "(macOS: brew install pango; elsewhere: install Pango 1.44 or newer)"
)


def check_versions() -> Check:
    """Return whether the libraries are those that Baton was tried with."""
    problems = [problem for name in CAPS if (problem := find_version_problem(name))]
    text = f"{'; '.join(problems)}: {_REINSTALL}" if problems else None
    return judge("versions of Prefect and its companions", text)


def find_version_problem(name: str, found: str | None = None) -> str | None:
    """Return what is wrong with the version of a library; `found` instead of the installed one."""
    oldest, below = CAPS[name]
    try:
        found = found or version(name)
    except PackageNotFoundError:
        return f"{name} is not installed"
    if _as_numbers(oldest) <= _as_numbers(found) < _as_numbers(below):
        return None
    return f"{name} is {found}, and must be {oldest} or newer and older than {below}"


def check_plugins() -> Check:
    """Return whether every plugin that is installed can be loaded."""
    return judge("plugins", "; ".join(list_broken()) or None)


def check_isolation() -> Check:
    """Return whether a child process can be forked, and is stopped at its limit of memory."""
    limits = Limits(memory_bytes=64 * 2**20, cpu_seconds=10)
    try:
        with Sandbox(limits=limits, workers=1) as sandbox:
            small = sandbox.run("services.isolation.trial:take_memory", size_bytes=2**20)
            large = sandbox.run("services.isolation.trial:take_memory", size_bytes=2**29)
    except (TemporaryError, OSError) as fault:
        return judge("isolation", f"no process for reading files can be started: {fault}")
    return judge("isolation", _find_isolation_problem(small, large))


def _find_isolation_problem(small: object, large: object) -> str | None:
    if isinstance(small, SandboxFailure):
        return (
            f"a child process that reads a file fails ({small.reason}): "
            "run Baton on Linux or macOS, and lift limits such as ulimit -v or ulimit -u"
        )
    if not isinstance(large, SandboxFailure):
        return (
            "a child process may take more memory than it is allowed: "
            "run Baton where RLIMIT_AS holds, as it does on Linux"
        )
    return None


def _as_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers a version begins with: "3.8.8rc1" gives 3, 8, 8."""
    numbers = []
    for part in text.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def check_pango() -> Check:
    """Return whether a page can be drawn; tried in a child process, which may fail as it likes."""
    try:
        drawn = subprocess.run(  # noqa: S603 - this Python and a constant text
            [sys.executable, "-c", _DRAW], capture_output=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return judge("Pango", f"a page could not be drawn ({type(fault).__name__}): try it again")
    if drawn.returncode == 0:
        return judge("Pango", None)
    said = drawn.stderr.decode(errors="replace").strip().splitlines()
    return judge("Pango", f"WeasyPrint says: {said[-1] if said else 'nothing'}: {_INSTALL_PANGO}")


def check_fonts(folder: Path = FONTS) -> Check:
    """Return whether the fonts that come with the product are there and whole."""
    broken = [name for name in NEEDED_FONTS if not _is_font(folder / name)]
    problem = (
        f"{', '.join(broken)} in {folder} cannot be used: install Baton again "
        "(in a clone: git checkout -- templates/packs/fonts)"
    )
    return judge("fonts", problem if broken else None)


def _is_font(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _BEGINNINGS
    except OSError:
        return False
