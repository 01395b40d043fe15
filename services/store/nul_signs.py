"""NUL signs: PostgreSQL keeps no text with the sign U+0000, which broken files are full of.

The sign becomes the replacement character on its way in, on every database, so that one odd mail
subject neither fails a harvest nor makes packs differ.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event

_NUL, _REPLACEMENT = "\0", "\ufffd"


def replace_nul_signs(engine: Engine) -> None:
    """Let the engine replace NUL signs in whatever is given to its statements."""
    event.listen(engine, "before_cursor_execute", _replace, retval=True)


def _replace(
    _connection: Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    _context: Any,
    _many: Any,
) -> tuple[str, Any]:
    return statement, _clean(parameters)


def _clean(given: Any) -> Any:
    if isinstance(given, str):
        return given.replace(_NUL, _REPLACEMENT)
    if isinstance(given, dict):
        return {name: _clean(value) for name, value in given.items()}
    if isinstance(given, (list, tuple)):
        return type(given)(_clean(value) for value in given)
    return given
