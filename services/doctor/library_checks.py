"""Engine: the versions of the libraries that matter, and whether files are read in isolation."""

from importlib.metadata import PackageNotFoundError, version

from models.errors import TemporaryError
from services.doctor.checks import Check, judge
from services.isolation.sandbox import Sandbox, SandboxFailure
from services.isolation.sandbox_protocol import Limits

# From which version on, and below which; the reasons stand in pyproject.toml.
CAPS = {
    "prefect": ("3.8.8", "4"),
    "fastapi": ("0.139", "0.151"),
    "sqlalchemy": ("2.0.14", "2.1"),
    "weasyprint": ("70.0", "70.1"),
}
_REINSTALL = "type .venv/bin/pip install --require-hashes -r requirements.lock"


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


def check_isolation() -> Check:
    """Return whether a child process can be forked, and is stopped at its limit of memory."""
    limits = Limits(memory_bytes=64 * 2**20, cpu_seconds=10, wall_seconds=10.0)
    try:
        with Sandbox(limits=limits, workers=1) as sandbox:
            small = sandbox.run("services.doctor.library_checks:take_memory", "", size_bytes=2**20)
            large = sandbox.run("services.doctor.library_checks:take_memory", "", size_bytes=2**29)
    except (TemporaryError, OSError) as fault:
        return judge("isolation", f"no process for reading files can be started: {fault}")
    return judge("isolation", _find_isolation_problem(small, large))


def take_memory(_path: str, size_bytes: int) -> int:
    """Take so much memory and return how much: a job for the sandbox."""
    return len(bytearray(size_bytes))


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
