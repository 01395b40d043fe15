"""Input text: the text of a file that a person handed in, of the kind and version asked for."""

from pathlib import Path

from models.errors import InvalidInputError
from services.cases.yaml_reader import Tree
from services.texts import find_forbidden_character

LIMIT_BYTES = 5_000_000
_KINDS = {
    "baton-case": "a case file",
    "baton-answers": "an answers file",
    "baton-pack": "a pack",
}


def read_input_text(path: Path, *, what: str) -> str:
    """Return the text of a small UTF-8 file; `what` names it to a person, such as "a case file".

    Raises:
        InvalidInputError: the file is missing, no file, too large, empty or not UTF-8 text.
    """
    content = _read_bytes(path, what)
    try:
        # Universal newlines, so that a line number counts as an editor does.
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise InvalidInputError(
            f"{path.name}, line {line}: the file is not UTF-8 text: "
            "save it as UTF-8 in your editor and give it again"
        ) from fault
    if not text.strip():
        raise InvalidInputError(f"{path.name}: the file is empty: give {what} that says something")
    _refuse_control_characters(path, text)
    return text


def _refuse_control_characters(path: Path, text: str) -> None:
    position = find_forbidden_character(text)
    if position is not None:
        line = text[:position].count("\n") + 1
        raise InvalidInputError(
            f"{path.name}, line {line}: the character U+{ord(text[position]):04X} "
            "cannot stand in a text: delete it"
        )


def _read_bytes(path: Path, what: str) -> bytes:
    try:
        if path.is_dir():
            raise InvalidInputError(f"{path} is a folder: name {what} inside it")
        if not path.exists():
            raise InvalidInputError(f"{path} does not exist: name {what} that does")
        if not path.is_file():
            raise InvalidInputError(f"{path} is not a file: name {what}")
        size_bytes = path.stat().st_size
        if size_bytes > LIMIT_BYTES:
            raise InvalidInputError(
                f"{path.name} has {size_bytes:,} bytes: {what} may have {LIMIT_BYTES:,} at most"
            )
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        # ValueError is what Python says to a path that holds a NUL.
        reason = getattr(fault, "strerror", None) or "its name cannot be used"
        raise InvalidInputError(
            f"{path} cannot be read ({reason}): check its name and your rights to it"
        ) from fault


def check_format(tree: Tree, wanted: str) -> None:
    """Note a fault if the tree is another kind of file, or of a version that cannot be read.

    Nothing else is said about such a file: it would not help.
    """
    given = tree.data.get("format") if isinstance(tree.data, dict) else None
    if not isinstance(given, str) or given == wanted or ("format",) in tree.broken:
        return
    family, _, version = given.partition("/")
    wanted_family = wanted.partition("/")[0]
    if family in _KINDS and family != wanted_family:
        sentence = f'format is "{given}": this is {_KINDS[family]}, not {_KINDS[wanted_family]}'
        sentence += f': give {_KINDS[wanted_family]} ("format: {wanted}") here'
    elif family == wanted_family:
        sentence = f'format is "{given}": this version reads {wanted}: '
        sentence += "install the version of Baton that wrote it" if version else f"write {wanted}"
    else:
        sentence = f'format is "{given[:60]}": write "format: {wanted}" for {_KINDS[wanted_family]}'
    tree.add_fault(tree.get_place(("format",)).line, sentence)
    tree.broken.add(())
