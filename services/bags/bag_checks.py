"""Bag checks: whether a bag is whole and unchanged, offline and without leaving its folder."""

import hashlib
import os
import re
import stat
from pathlib import Path

from models.errors import InvalidInputError
from services.bags.manifests import (
    ALGORITHMS,
    OXUM_LABEL,
    WITHDRAWN,
    Problem,
    ProblemKind,
    read_info,
    read_manifest,
)

MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9-]+)\.txt")
VERSION = re.compile(r"(0\.9[3-7]|1\.0)")
WAY_OUT = "get a fresh copy of the bag from where it was delivered."


def verify_bag(folder: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a bag, file by file; nothing: it is whole.

    Links are reported and never followed; a path in a manifest that leads out of the folder is
    reported and never read.

    Raises:
        InvalidInputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InvalidInputError(f'"{folder}" is not a folder: name the folder of a delivered bag.')
    root = folder.resolve()
    files, problems = _list_files(root)
    declared = _check_declaration(root, files)
    if declared:
        return (declared,)
    for is_tag in (False, True):
        problems += _check_manifests(root, files, is_tag=is_tag)
    problems = problems or _check_oxum(files)
    if WITHDRAWN in files:
        what = "says that this edition was withdrawn: ask for the new one, and delete this."
        problems.append(Problem(kind=ProblemKind.withdrawn, name=WITHDRAWN, what=what))
    unique = {(problem.name, problem.kind, problem.what): problem for problem in problems}
    return tuple(unique[key] for key in sorted(unique))


def _list_files(root: Path) -> tuple[dict[str, Path], list[Problem]]:
    """Return the regular files by their path in the bag, and a problem for everything else."""
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    waiting = [root]
    while waiting:
        for path in _list_folder(waiting.pop(), root, problems):
            name = _get_name(path, root)
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                waiting.append(path)
            elif stat.S_ISREG(mode):
                files[name] = path
            else:
                what = "is a link or a device, not a file: it is not read."
                problems.append(Problem(kind=ProblemKind.unsafe, name=name, what=what))
    return files, problems


def _list_folder(folder: Path, root: Path, problems: list[Problem]) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as fault:
        what = f"cannot be listed ({fault.strerror}), so what is in it cannot be checked."
        name = _get_name(folder, root)
        problems.append(Problem(kind=ProblemKind.unreadable, name=name, what=what))
        return []


def _get_name(path: Path, root: Path) -> str:
    # A name on the disk may not be UTF-8: what cannot be read of it is replaced.
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")


def _check_declaration(root: Path, files: dict[str, Path]) -> Problem | None:
    if "bagit.txt" not in files:
        what = f"is not a bag (it has no bagit.txt): {WAY_OUT}"
        return Problem(kind=ProblemKind.not_a_bag, name=root.name, what=what)
    said = read_info(files["bagit.txt"].read_text(encoding="utf-8", errors="replace"))
    version, encoding = said.get("BagIt-Version", ""), said.get("Tag-File-Character-Encoding", "")
    if VERSION.fullmatch(version) and encoding.upper() == "UTF-8":
        return None
    what = f'declares BagIt version "{version}" in "{encoding}", which cannot be checked: {WAY_OUT}'
    return Problem(kind=ProblemKind.not_a_bag, name="bagit.txt", what=what)


def _check_manifests(root: Path, files: dict[str, Path], *, is_tag: bool) -> list[Problem]:
    names = [
        name for name in files if (match := MANIFEST.fullmatch(name)) and bool(match[1]) == is_tag
    ]
    if not names:
        name = f"{'tag' if is_tag else ''}manifest-sha512.txt"
        what = f"is missing, so nothing says which files belong to the bag: {WAY_OUT}"
        return [Problem(kind=ProblemKind.missing, name=name, what=what)]
    problems: list[Problem] = []
    for name in names:
        problems += _check_manifest(root / name, files, is_tag=is_tag)
    return problems


def _check_manifest(manifest: Path, files: dict[str, Path], *, is_tag: bool) -> list[Problem]:
    name = manifest.name
    algorithm = name.removesuffix(".txt").partition("-")[2]
    if algorithm not in ALGORITHMS:
        what = f'uses digests of the kind "{algorithm}", which cannot be checked.'
        return [Problem(kind=ProblemKind.damaged, name=name, what=what)]
    digests, problems = read_manifest(name, manifest.read_bytes(), algorithm)
    for path, digest in sorted(digests.items()):
        found = _check_file(path, files.get(path), digest, algorithm)
        problems += [found] if found else []
    covered = {path for path in files if _is_covered(path, is_tag=is_tag)}
    problems += [
        Problem(kind=ProblemKind.added, name=path, what=f"is not in {name}: it was added later.")
        for path in sorted(covered - digests.keys())
    ]
    return problems


def _is_covered(path: str, *, is_tag: bool) -> bool:
    if is_tag:
        return not path.startswith(("data/", "tagmanifest-")) and path != WITHDRAWN
    return path.startswith("data/")


def _check_file(name: str, path: Path | None, digest: str, algorithm: str) -> Problem | None:
    if path is None:
        return Problem(kind=ProblemKind.missing, name=name, what="is missing.")
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, algorithm).hexdigest()
    except OSError as fault:
        what = f"cannot be read ({fault.strerror}), so it cannot be checked."
        return Problem(kind=ProblemKind.unreadable, name=name, what=what)
    if found == digest:
        return None
    return Problem(kind=ProblemKind.changed, name=name, what=f"was changed ({algorithm} differs).")


def _check_oxum(files: dict[str, Path]) -> list[Problem]:
    """Compare the size of the payload with bag-info.txt: finds manifests that were rewritten."""
    path = files.get("bag-info.txt")
    said = read_info(path.read_text(encoding="utf-8", errors="replace")) if path else {}
    if OXUM_LABEL not in said:
        return []
    payload = [file for name, file in files.items() if name.startswith("data/")]
    found = f"{sum(file.lstat().st_size for file in payload)}.{len(payload)}"
    if found == said[OXUM_LABEL]:
        return []
    what = f"says that the payload is {said[OXUM_LABEL]} (bytes.files), but it is {found}."
    return [Problem(kind=ProblemKind.damaged, name="bag-info.txt", what=what)]
