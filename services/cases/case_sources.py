"""Case sources: the places that a case names, found before anything is started.

A file of its own, because it looks at this machine, and what reads a file does not.
"""

from pathlib import Path

from models.case_file import SourceEntry
from models.words import SourceKind
from services.cases.fault_words import quote
from services.cases.source_urls import find_url_problem, has_secret, is_url
from services.cases.yaml_reader import Tree


def get_source_path(entry: SourceEntry, folder: Path) -> Path:
    """Return where a source is; `folder` is the one that the case file lies in."""
    return folder / entry.path


def check_sources(tree: Tree, folder: Path) -> None:
    """Note a fault for each source that cannot be read from: missing, or not of its kind."""
    sources = tree.data.get("sources") if isinstance(tree.data, dict) else None
    if not isinstance(sources, list):
        return
    seen: set[tuple[str, str]] = set()
    for position, source in enumerate(sources):
        given = source.get("path") if isinstance(source, dict) else None
        if not isinstance(given, str) or not given.strip():
            continue  # The model says what is wrong with it.
        kind, path = str(source.get("kind")), given.strip()
        problem = (
            "given twice: remove one" if (kind, path) in seen else _find_problem(kind, path, folder)
        )
        seen.add((kind, path))
        if problem:
            line = tree.get_place(("sources", position, "path")).line
            shown = "" if is_url(path) and has_secret(path) else f" is {quote(path)}"
            tree.add_fault(line, f"sources {position + 1}, path{shown}: {problem}")


def _find_problem(kind: str, path: str, folder: Path) -> str | None:
    if is_url(path):
        return find_url_problem(path)
    place = folder / path
    try:
        exists, is_folder = place.exists(), place.is_dir()
    except OSError as fault:
        return f"{place} cannot be read ({fault.strerror}): correct the path"
    if not exists:
        return f"{place} does not exist: correct the path, which is relative to the case file"
    return _find_unfit(kind, place, is_folder=is_folder)


def _find_unfit(kind: str, place: Path, *, is_folder: bool) -> str | None:
    if kind == SourceKind.folder and not is_folder:
        return f"{place} is a file: name the folder it lies in, or give it another kind"
    if kind == SourceKind.calendar and is_folder:
        return f"{place} is a folder: name the .ics file"
    return None
