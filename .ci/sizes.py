"""Sizes: no file over 300 lines, no function over 40, no test over 30.

Below services/ no name twice, and under 60 lines only what says why it is a file of its own.
docs/architecture.md says so, docs/decisions/0010-rooms.md why.
"""

import ast
import subprocess
import sys
from pathlib import Path

FILE_LINES, FUNCTION_LINES, TEST_LINES = 300, 40, 30
SHORT_LINES = 60
GENERATED = "services/store/migrations/versions/"


def check_file(path: Path) -> list[str]:
    """Return one sentence for each thing in the file that is over its limit."""
    source = path.read_text(encoding="utf-8")
    lines = source.count("\n")
    over = [f"{path}: {lines} lines, the limit is {FILE_LINES}"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = TEST_LINES if node.name.startswith("test_") else FUNCTION_LINES
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > limit:
                over.append(f"{path}:{node.lineno}: {node.name} has {size} lines, not {limit}")
    return over


def find_same_names(paths: list[Path]) -> list[str]:
    """Return one sentence for each name that two files below services/ have."""
    rooms: dict[str, list[str]] = {}
    for path in paths:
        if path.parts[0] == "services" and path.name != "__init__.py":
            rooms.setdefault(path.name, []).append(str(path.parent))
    return [
        f"{name} is in {' and '.join(found)}: a file name is used once below services/"
        for name, found in sorted(rooms.items())
        if len(found) > 1
    ]


def find_short(paths: list[Path]) -> list[str]:
    """Return one sentence for each short file below services/ without a reason; a format is one."""
    return [
        f"{path}: under {SHORT_LINES} lines; its docstring says why it is a file of its own"
        for path in paths
        if path.parts[0] == "services"
        and path.parts[1] != "formats"
        and path.name != "__init__.py"
        and (source := path.read_text(encoding="utf-8")).count("\n") < SHORT_LINES
        and "of its own" not in (ast.get_docstring(ast.parse(source)) or "")
    ]


def main() -> int:
    """Check every Python file that git knows or could know."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],  # noqa: S607 - git of the PATH
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [Path(line) for line in listed.stdout.splitlines() if not line.startswith(GENERATED)]
    paths = sorted(path for path in paths if path.exists())
    over = [sentence for path in paths for sentence in check_file(path)]
    over += find_same_names(paths) + find_short(paths)
    print("\n".join(over) or f"sizes: {len(paths)} files within their limits")  # noqa: T201 - a report
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
