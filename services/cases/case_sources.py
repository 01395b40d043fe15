"""Case sources: the places that a case names, found before anything is started.

A file of its own, because it looks at this machine, and what reads a file does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from models.case_file import CaseFile, SourceEntry
from models.errors import InvalidInputError
from models.words import SourceKind
from services.cases.fault_words import quote
from services.cases.source_names import TELLS_TOO_MUCH, fold_url, is_url, read_form
from services.cases.source_urls import find_url_problem, has_secret
from services.cases.yaml_reader import Tree
from services.lock_watch import slow

_LIKE_AN_ADDRESS = (
    "this reads like an address, and no place of this name is there: correct it, or export what "
    "is there to a folder and name that folder"
)
_MISSING = "does not exist: correct the path, which is relative to the case file"
_OUTSIDE = "this is outside the folder for sources: name a place inside it"


LONGEST = 500
"""Characters that the path of a source may have, as the model of a case says."""


class Root(NamedTuple):
    """Where the paths of sources begin. `is_bound`: they must not lead out, and may come later."""

    folder: Path
    is_bound: bool = False


def get_source_path(entry: SourceEntry, folder: Path) -> Path:
    """Return where a source is; `folder` is the one that the case file lies in."""
    return folder / entry.path


def check_sources(tree: Tree, folder: Path) -> None:
    """Note a fault for each source that cannot be read from: missing, or not of its kind."""
    sources = tree.data.get("sources") if isinstance(tree.data, dict) else None
    if not isinstance(sources, list):
        return
    named = {
        position: (str(source.get("kind")), path.strip())
        for position, source in enumerate(sources)
        # The model says what is wrong with others.
        if isinstance(source, dict) and isinstance(path := source.get("path"), str)
        if len(path.strip()) <= LONGEST
    }
    for position, sentence in _list_faults(named.items(), Root(folder)):
        tree.add_fault(tree.get_place(("sources", position, "path")).line, sentence)


@slow
def check_places(cases: Sequence[CaseFile], root: Root) -> None:
    """Check the sources of cases that no file named, outside any transaction.

    Raises:
        InvalidInputError: a sentence for each source that is refused; none quotes a secret.
    """
    faults = []
    for number, case in enumerate(cases, start=1):
        named = enumerate((source.kind.value, source.path) for source in case.sources)
        where = f"cases {number}, " if len(cases) > 1 else ""
        faults += [f"{where}{sentence}." for _, sentence in _list_faults(named, root)]
    if faults:
        raise InvalidInputError(faults)


def look_at(place: Path) -> tuple[bool | None, str | None]:
    """Return whether a place is a folder, None where nothing is there; and why it is unknown."""
    try:
        return place.is_dir() if place.stat() else None, None
    except FileNotFoundError:
        return None, None
    except OSError as fault:
        return None, (fault.strerror or "unknown reason").lower()
    except ValueError:
        return None, "a character that no name has"


def _list_faults(
    named: Iterable[tuple[int, tuple[str, str]]], root: Root
) -> Iterator[tuple[int, str]]:
    """Yield by position what is wrong with a source, given by its kind and path."""
    seen: set[tuple[str, str]] = set()
    for position, (kind, path) in named:
        if not path:
            continue
        form, is_telling = read_form(path), has_secret(path)
        problem = TELLS_TOO_MUCH if is_telling else _find_problem(kind, path, root)
        if problem is None:
            key = kind, _name_place(path, root)
            problem = "given twice: remove one" if key in seen else None
            seen.add(key)
        if problem:
            # Of what reads like an address only a part may be shown, and the problem says it.
            is_shown = not (is_telling or form.is_url or form.is_doubtful)
            shown = f" is {quote(path)}" if is_shown else ""
            yield position, f"sources {position + 1}, path{shown}: {problem}"


def _name_place(path: str, root: Root) -> str:
    """Return the same for all spellings of one place."""
    return fold_url(path) if is_url(path) else str((root.folder / path).resolve())


def _find_problem(kind: str, path: str, root: Root) -> str | None:
    form = read_form(path)
    if form.fault or form.is_url:
        return form.fault or find_url_problem(path)
    place = root.folder / path
    if root.is_bound and not _is_inside(place, root.folder):
        return _OUTSIDE
    is_folder, problem = look_at(place)
    if problem:
        return f"this cannot be read ({problem}): correct the path, or open the place to Baton"
    if is_folder is None and form.is_doubtful:
        return _LIKE_AN_ADDRESS
    if is_folder is None:
        return None if root.is_bound else f"{place} {_MISSING}"
    return _find_unfit(kind, place.name, is_folder=is_folder)


def _is_inside(place: Path, root: Path) -> bool:
    try:
        return place.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        # Links in a circle, or a character that no file system takes.
        return False


def _find_unfit(kind: str, name: str, *, is_folder: bool) -> str | None:
    if kind == SourceKind.folder and not is_folder:
        return f"{name} is a file: name the folder it lies in, or give it another kind"
    if kind == SourceKind.calendar and is_folder:
        return f"{name} is a folder: name the .ics file"
    return None
