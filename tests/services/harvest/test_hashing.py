"""A file is hashed once, and again only when the file system says that it changed."""

import hashlib
import os
from pathlib import Path

from models.harvest import Finding, FoundFile
from services.harvest.source_files import Stat, hash_files
from services.harvest.walk import Reach, walk_folder


def list_files(root: Path) -> list[FoundFile]:
    return [one for one in walk_folder(root, "drive", Reach()) if isinstance(one, FoundFile)]


def test_a_new_file_is_hashed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"wells")
    ((file, sha256),) = hash_files(list_files(tmp_path), {})  # type: ignore[misc]  # no finding here
    assert (file.path, sha256) == ("drive/a.txt", hashlib.sha256(b"wells").hexdigest())


def test_a_file_with_the_same_stat_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"wells")
    (file,) = list_files(tmp_path)
    known = Stat(size_bytes=5, modified_ns=file.modified_ns, sha256="known")
    assert list(hash_files([file], {"drive/a.txt": known})) == [(file, "known")]
    os.utime(tmp_path / "a.txt", ns=(1, 1))
    assert list(hash_files(list_files(tmp_path), {"drive/a.txt": known})) != [(file, "known")]


def test_a_file_that_went_away_or_became_a_link_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"wells")
    (tmp_path / "b.txt").write_bytes(b"wells")
    files = list_files(tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").symlink_to("/etc/hostname")
    found = list(hash_files(files, {}))
    assert [one.path for one in found if isinstance(one, Finding)] == ["drive/a.txt", "drive/b.txt"]
