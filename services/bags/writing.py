"""Writing: a bag as a whole, or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

from models.errors import InvalidInputError, WrongStateError
from services.bags.manifests import (
    EDITION_LABEL,
    REFERENCE_LABEL,
    WITHDRAWN,
    BagInfo,
    is_safe,
    read_info,
    write_info,
    write_manifest,
)
from services.bags.replacing import LAST_WRITTEN, hold_place, put_in_place, sync_folder
from services.lock_watch import slow

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@slow
def write_bag(target: Path, files: Mapping[str, bytes], info: BagInfo) -> Path | None:
    """Write a BagIt 1.0 bag with SHA-512 manifests as the folder `target`.

    An older bag of the same reference is replaced in one step, after the new one is complete and
    on the disk. A kill at any moment leaves the old bag or the new one whole.

    Args:
        target: The folder of the bag; what is there must be a bag of the same reference.
        files: The payload by its path under data/, such as "pack.pdf".
        info: What bag-info.txt says.

    Returns:
        Where the older bag was put, if somebody had changed it or added files to it; else None.

    Raises:
        InvalidInputError: there is no payload, or a name that leads out of the bag.
        WrongStateError: something else is at `target`; it is left alone.
    """
    _check_names(files)
    contents = make_bag(files, info)
    with hold_place(target) as unfinished:
        _check_place(target, info.reference)
        _write_files(unfinished, contents)
        return put_in_place(target)


@slow
def mark_withdrawn(folder: Path, edition: int) -> bool:
    """Say in a bag that its edition was withdrawn; return whether that is new.

    Nothing happens where there is no such bag, or one of another edition.
    """
    info, note = folder / "bag-info.txt", folder / WITHDRAWN
    if not info.is_file() or note.exists():
        return False
    said = read_info(info.read_text(encoding="utf-8", errors="replace"))
    if said.get(EDITION_LABEL) != str(edition):
        return False
    part = note.with_name(f"{WITHDRAWN}.part")
    part.write_text(
        f"Edition {edition} was withdrawn: something in it was taken back. A new one follows.\n",
        encoding="utf-8",
    )
    part.replace(note)
    return True


def make_bag(files: Mapping[str, bytes], info: BagInfo) -> dict[str, bytes]:
    """Return every file of the bag by its path in it, in the order in which they are written."""
    payload = {f"data/{name}": files[name] for name in sorted(files)}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": write_info(info, files),
        "manifest-sha512.txt": write_manifest(payload),
    }
    return {**payload, **tags, LAST_WRITTEN: write_manifest(tags)}


def _check_names(files: Mapping[str, bytes]) -> None:
    if not files:
        raise InvalidInputError("A bag needs at least one file: compose the pack first.")
    unsafe = sorted(name for name in files if not is_safe(name))
    if unsafe:
        raise InvalidInputError(
            f'"{unsafe[0]}" cannot be the name of a file in a bag: '
            "name it by a relative path without . or .. in it."
        )


def _check_place(target: Path, reference: str) -> None:
    if not os.path.lexists(target):
        return
    found = _find_reference(target)
    if found == reference:
        return
    what = f"a bag of {found}" if found else "something that is not a bag"
    raise WrongStateError(
        f'"{target}" is {what}, so the bag of {reference} cannot be put there: '
        "move it away or choose another folder."
    )


def _find_reference(folder: Path) -> str | None:
    path = folder / "bag-info.txt"
    if folder.is_symlink() or not (folder / "bagit.txt").is_file() or not path.is_file():
        return None
    return read_info(path.read_text(encoding="utf-8", errors="replace")).get(REFERENCE_LABEL)


def _write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == LAST_WRITTEN:
            _sync_folders(folder)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    sync_folder(folder)


def _sync_folders(folder: Path) -> None:
    for below in sorted(path for path in folder.rglob("*") if path.is_dir()):
        sync_folder(below)
