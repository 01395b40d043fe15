"""A folder is listed in order, nothing private or excluded is entered, nothing odd breaks it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.harvest import Finding, FoundFile
from services.harvest.walk import PassedOver, Reach, label_source, walk_folder


def fill(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    return root


def walk(root: Path, *excludes: str) -> list[str]:
    """What was found, one line each: the path, or the kind and the path."""
    lines = []
    for found in walk_folder(root, "drive", Reach(excludes=tuple(excludes))):
        kind = found.kind if isinstance(found, Finding) else type(found).__name__
        lines.append(found.path if isinstance(found, FoundFile) else f"{kind} {found.path}")
    return lines


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    root = fill(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "B.txt")
    assert walk(root) == ["drive/B.txt", "drive/a/b/c.txt", "drive/a/z.txt", "drive/b.txt"]


def test_a_file_comes_with_its_size_and_date(tmp_path: Path) -> None:
    os.utime(fill(tmp_path, "a.txt") / "a.txt", ns=(5, 7))
    (found,) = walk_folder(tmp_path, "drive", Reach())
    assert isinstance(found, FoundFile)
    assert (found.size_bytes, found.modified_ns) == (1, 7)


def test_private_places_are_named_at_their_top_only(tmp_path: Path) -> None:
    root = fill(tmp_path, "Ana perso/Bank/a.txt", "b/private notes.txt", "b/Private sector/c.txt")
    assert walk(root) == [
        "private drive/Ana perso",
        "drive/b/Private sector/c.txt",
        "private drive/b/private notes.txt",
    ]


def test_a_folder_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (found,) = walk_folder(tmp_path / "gone", "drive", Reach())
    assert isinstance(found, Finding)
    assert found.reason == "cannot be opened (no such file or directory)"


@pytest.mark.parametrize(
    ("glob", "left"),
    [
        ("drive/hr/**", ["excluded drive/hr", "drive/keep/HR.txt", "drive/keep/b.tmp"]),
        ("drive/HR/**", ["excluded drive/hr", "drive/keep/HR.txt", "drive/keep/b.tmp"]),
        ("hr/**", ["excluded drive/hr", "drive/keep/HR.txt", "drive/keep/b.tmp"]),
        ("**/*.tmp", ["drive/hr/a.txt", "drive/keep/HR.txt", "excluded drive/keep/b.tmp"]),
    ],
)
def test_what_the_case_excludes_is_not_entered(tmp_path: Path, glob: str, left: list[str]) -> None:
    root = fill(tmp_path, "hr/a.txt", "keep/HR.txt", "keep/b.tmp")
    assert walk(root, glob) == left


def test_links_are_said_and_not_followed(tmp_path: Path) -> None:
    root = fill(tmp_path, "drive/a.txt", "outside/b.txt") / "drive"
    (root / "loop").symlink_to(root)
    (root / "out.txt").symlink_to(tmp_path / "outside" / "b.txt")
    (root / "gone").symlink_to(root / "nothing")
    assert walk(root) == [
        "drive/a.txt",
        "unreadable drive/gone",
        "unreadable drive/loop",
        "unreadable drive/out.txt",
    ]


def test_what_programs_leave_behind_is_only_counted(tmp_path: Path) -> None:
    names = [".DS_Store", "Thumbs.db", "~$plan.docx", ".~lock.a.odt#", "desktop.ini", ".git/x"]
    root = fill(tmp_path, "a.txt", *names)
    found = list(walk_folder(root, "drive", Reach()))
    assert sum(isinstance(one, PassedOver) for one in found) == len(names)
    assert [one.path for one in found if isinstance(one, FoundFile)] == ["drive/a.txt"]


def test_a_channel_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert walk(tmp_path) == ["unreadable drive/pipe"]


def test_odd_names_come_out_as_clean_text_and_stay_apart(tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"a\xfe.txt", b"line\nbreak.txt", b"bell\x07.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    assert walk(tmp_path) == [
        "drive/a\ufffd.txt",
        "drive/a\ufffd.txt (2)",
        "drive/bell.txt",
        "drive/line break.txt",
    ]


@pytest.fixture
def few_calls() -> Iterator[int]:
    """Let no more than so many calls nest; each folder more costs as much as all above it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    yield 300
    sys.setrecursionlimit(before)


def test_a_folder_nested_deeper_than_calls_is_walked(tmp_path: Path, few_calls: int) -> None:
    folders = [tmp_path]
    for _ in range(few_calls):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    fill(folders[-1], "a.txt")
    assert walk(tmp_path) == ["drive/" + "d/" * few_calls + "a.txt"]
    # Taken away from below: the clean-up of pytest calls itself once a folder.
    (folders[-1] / "a.txt").unlink()
    for folder in reversed(folders[1:]):
        folder.rmdir()


@pytest.mark.parametrize(
    ("path", "label"), [("drive", "drive"), ("a/b", "a/b"), ("/mnt/share/x", "x"), ("a\\b", "a/b")]
)
def test_a_source_is_called_without_its_place_on_this_machine(path: str, label: str) -> None:
    assert label_source(path) == label


def test_a_name_with_a_secret_is_not_kept_and_its_place_not_opened(tmp_path: Path) -> None:
    root = fill(tmp_path, "mdp Hibou9nuit/a.txt", "mdp Hibou8nuit.txt", ".password=Kora2020")
    assert walk(root) == [
        "PassedOver drive/.password=[secret removed]",
        "secret drive/mdp [secret removed].txt",
        "secret drive/mdp [secret removed]",
    ]


def test_a_name_cannot_be_turned_around(tmp_path: Path) -> None:
    assert walk(fill(tmp_path, "fdp.\u202etxt")) == ["drive/fdp.\ufffdtxt"]


def test_a_name_in_an_old_code_page_is_read_as_its_writer_did(tmp_path: Path) -> None:
    for name in ("Privé", "Réunion"):
        folder = tmp_path / os.fsdecode(name.encode("cp1252"))
        folder.mkdir()
        (folder / "a.txt").write_text("x")
    assert walk(tmp_path) == ["private drive/Priv\ufffd", "drive/R\ufffdunion/a.txt"]


STAFF = [
    ("Personal", "Stellenplan 2026.xlsx"),
    ("Personal", "Dienstreisen", "Ordner 3.txt"),
    ("Personal", "Ordner 3.txt", "../Finanzen/a.txt", "../Beschaffung/b.txt"),
    ("Personale", "Turni marzo.xlsx"),
    ("Personale", "2026.txt", "../Contabilità/a.txt", "../Acquisti/b.txt"),
    ("Personnel", "Fiches de poste.docx"),
    ("Personnel", "Vacancies", "Org chart.pptx"),
    ("Personal", "Organigrama.pptx", "Vacantes 2026.xlsx"),
    ("Pessoal", "Quadro de lotação.xlsx"),
    ("Personal", "Fișe de post.docx"),
]
OWN = [
    ("Personal", "Fotos/a.jpg"),
    ("Personal", "Stellenplan 2026.xlsx", "Fotos/a.jpg"),
    ("Personal", "notes.txt", "../Finance/a.txt", "../Procurement/b.txt"),
    ("Personal", "passport.pdf", "../Finanzen/a.txt", "../Beschaffung/b.txt"),
    ("Personal", "diary.docx"),
    ("Personale", "Lettera a mia madre.docx", "../Contabilità/a.txt", "../Acquisti/b.txt"),
    ("Personnel", "Mes photos/a.jpg", "../Achats/a.txt", "../Logistique/b.txt"),
    ("Personnel", "2026.txt", "../Finances/a.txt", "../Logistique/b.txt"),
    ("Pessoal", "Viagem a Roma.docx"),
    ("Privat", "Stellenplan 2026.xlsx"),
]


@pytest.mark.parametrize(
    ("names", "is_open"), [(n, True) for n in STAFF] + [(n, False) for n in OWN]
)
def test_what_lies_beneath_and_beside_tells_the_staff_from_private_life(
    tmp_path: Path, names: tuple[str, ...], *, is_open: bool
) -> None:
    folder, *below = names
    # Files of a folder: names without an ending are folders.
    paths = [f"{folder}/{name}" if "." in name else f"{folder}/{name}/a.txt" for name in below]
    (tmp_path / folder).mkdir()
    found = walk(fill(tmp_path, *paths))
    assert (f"private drive/{folder}" in found) is not is_open
    assert any(line.startswith(f"drive/{folder}/") for line in found) is is_open
