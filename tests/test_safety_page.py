"""The safety page: each fault that it names has a test that exists."""

import ast
import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_PAGE = (_ROOT / "docs/safety.md").read_text(encoding="utf-8")
_ROWS = [line for line in _PAGE.splitlines() if line.startswith("|")]
_NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+\.py)::(\w+)`", _PAGE)))


def test_every_fault_names_a_test() -> None:
    bare = [row for row in _ROWS if "::" not in row]
    assert [
        row for row in bare if row not in ("| must never happen | shown by |", "|---|---|")
    ] == []


@pytest.mark.parametrize(("path", "name"), _NAMED)
def test_a_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((_ROOT / path).read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in functions, f"{path} has no test {name}: correct docs/safety.md"
