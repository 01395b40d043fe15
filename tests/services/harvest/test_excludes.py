"""An excluded place stays closed however a person spells it; what fits nothing is told."""

import os
import unicodedata
from pathlib import Path

import pytest

from models.case_file import CaseFile
from models.errors import InvalidInputError
from models.harvest import Finding
from models.words import FindingKind, SourceKind
from services.harvest.exclude_checks import check_excludes
from services.harvest.excludes import Excludes
from services.harvest.source_files import find_unmatched, list_source
from services.harvest.walk import Reach

SOURCE = "exports/2026/drive"
KEPT = {f"{SOURCE}/plan.txt", f"{SOURCE}/Budget/HR costs.txt", f"{SOURCE}/Budget/notes.txt"}
HR = "HR [2026] #1"
NAMES = (HR, "HR", "Réunions RH", "Women’s union", "!first", "a{b,c}", "R&D  notes")
SPELLINGS = {
    "HR": [
        *("drive/HR/**", "hr/**", "./drive/HR/**", r"drive\HR\**", "HR", "hr", "HR/", "HR/**"),
        *("HR/*", "HR/*.*", "/HR", "/HR/", "./HR", r".\HR", "HR//", "**/HR", "**/HR/**", "*/HR"),
        *("drive/HR", "drive/HR/", "drive//HR//", "drive/./HR", "drive/Budget/../HR", "  drive/HR"),
        *("drive/HR  ", "\u00a0drive/HR", "drive/ HR", "drive/HR\u200b", "\ufeffdrive/HR"),
        *(
            "2026/drive/HR",
            f"{SOURCE}/HR",
            f"{SOURCE}/HR/**",
            f"./{SOURCE}/HR/**/*",
            "exports/*/*/HR",
        ),
        *("exports/**/HR", "exports/*/drive/HR/**", "exports/2026/*/HR", f"{SOURCE}/H?", "[H]R"),
        *("drive/[Hh][Rr]/**", "[!x]R", "drive/{HR,Legal}", "{HR,Legal}/**", '"drive/HR"', "'HR'"),
        *("“drive/HR”", "`HR`", "drive／HR", "ＨＲ", "{folder}/exports/2026/drive/HR"),
        *("file://{folder}/exports/2026/drive/HR", "{link}/2026/drive/HR/**", "../drive/HR"),
        *(
            "DRIVE/hr/**",
            "drive/HR/x.txt",
            "drive/HR/*.txt",
            "drive/**/x.txt",
            "x.txt",
            "*.txt/../HR",
        ),
        *(
            "exports/*/*/HR",
            "*.txt/../HR",
            "drive/*/x.txt",
            "hr/x.*",
            r"drive\HR\x.txt",
            "HR/**/x.txt",
        ),
    ],
    HR: [
        *(HR, f"{HR}/**", f"drive/{HR}/**", f"./drive/{HR}", rf"drive\{HR}\**", HR.lower()),
        *(r"drive/HR \[2026\] \#1", f"{SOURCE}/{HR}/", "HR [[]2026[]] #1", "drive/HR ?2026? #*"),
        *("#1*/../HR [2026] #1", "HR [0-9]2026] #1".replace("[0-9]", "["), "*#1", "drive/*#1/**"),
    ],
    "Réunions RH": [
        *(unicodedata.normalize("NFD", "drive/Réunions RH/**"), "drive/Réunions\u00a0RH"),
        *("RÉUNIONS RH", "drive/Réunions  RH/**", "Réunions*", "drive/R*RH"),
    ],
    "Women’s union": ["Women's union", "drive/Women's union/**", "women´s union"],
    "!first": ["!first", "drive/!first/**", r"\!first"],
    "a{b,c}": ["a{b,c}", "drive/a{b,c}/**"],
    "R&D  notes": ["R&D notes", "drive/R&D  notes", "drive/r&d*"],
}


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    for path in (*KEPT, *(f"{SOURCE}/{name}/x.txt" for name in NAMES)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "exports")
    return tmp_path


def list_files(folder: Path, *globs: str, kind: SourceKind = SourceKind.folder) -> set[str]:
    listing = list_source(kind, SOURCE, (folder / SOURCE).resolve(), Reach(excludes=globs), {})
    assert set(globs) == set(listing.matched)
    return {file.path for file, _ in listing.files}


def test_more_than_forty_five_spellings_are_tried() -> None:
    assert sum(map(len, SPELLINGS.values())) > 45


@pytest.mark.parametrize(
    ("name", "glob"), [(name, glob) for name, globs in SPELLINGS.items() for glob in globs]
)
def test_an_excluded_place_is_not_opened(case_folder: Path, name: str, glob: str) -> None:
    written = glob.replace("{folder}", str(case_folder)).replace("{link}", f"{case_folder}/link")
    found = list_files(case_folder, written)
    assert f"{SOURCE}/{name}/x.txt" not in found
    assert found >= KEPT


@pytest.mark.parametrize(
    "glob", ["exports", "exports/**", "drive", "*", "**", ".", SOURCE, "{folder}", "2026/drive/*"]
)
def test_a_source_can_be_excluded_as_a_whole(case_folder: Path, glob: str) -> None:
    assert list_files(case_folder, glob.replace("{folder}", str(case_folder))) == set()


@pytest.mark.parametrize("path", ["drive/HR", "drive/HR/x.txt", "alias"])
def test_what_is_excluded_is_not_opened_as_a_source_of_its_own(tmp_path: Path, path: str) -> None:
    (tmp_path / "drive" / "HR").mkdir(parents=True)
    (tmp_path / "drive" / "HR" / "x.txt").write_text("x")
    (tmp_path / "alias").symlink_to(tmp_path / "drive" / "HR")
    place = (tmp_path / path).resolve()
    listing = list_source(SourceKind.folder, path, place, Reach(excludes=("drive/HR/**",)), {})
    assert listing.files == ()
    assert [finding.kind for finding in listing.findings] == [FindingKind.excluded]


@pytest.mark.parametrize("kind", [SourceKind.mailbox, SourceKind.calendar])
def test_a_mailbox_and_a_calendar_can_be_excluded(tmp_path: Path, kind: SourceKind) -> None:
    (tmp_path / "mail.mbox").write_text("x")
    listing = list_source(
        kind, "mail.mbox", tmp_path / "mail.mbox", Reach(excludes=("./mail.mbox",)), {}
    )
    assert (listing.files, listing.matched) == ((), ("./mail.mbox",))


@pytest.mark.parametrize(
    "glob",
    ["drive/H", "driv/HR", "HRR", "[z]R", "[z-a]R", "#HR", "!HR", "drive/HR, drive/x", "x/HR"],
)
def test_what_fits_nothing_is_told(case_folder: Path, glob: str) -> None:
    listing = list_source(
        SourceKind.folder, SOURCE, case_folder / SOURCE, Reach(excludes=(glob, "HR")), {}
    )
    assert [one.path for one in find_unmatched([glob, "HR"], listing.matched)] == [glob]


def make_case(*globs: str) -> CaseFile:
    return CaseFile.model_validate(
        {
            "format": "baton-case/1",
            "leaver": {"name": "Ana Sow", "email": "ana.sow@example.org"},
            "post": {"title": "Programme officer"},
            "kind": "resignation",
            "last_working_on": "2026-11-27",
            "manager": {"name": "Moussa Ba", "email": "moussa.ba@example.org"},
            "sources": [{"kind": "folder", "path": SOURCE}],
            "exclude": globs,
        }
    )


def test_a_case_is_not_opened_with_an_exclude_that_fits_nothing(case_folder: Path) -> None:
    check_excludes(make_case("HR", "*.txt"), case_folder)
    with pytest.raises(InvalidInputError) as caught:
        check_excludes(make_case("HR", "drive/RH/**", "hr"), case_folder, "CASE.yaml")
    (fault,) = caught.value.faults
    assert fault.startswith('CASE.yaml: exclude 2 is "drive/RH/**": nothing')


def test_below_a_place_that_is_closed_anyway_nothing_is_missing(case_folder: Path) -> None:
    (case_folder / SOURCE / "Private" / "Bank").mkdir(parents=True)
    check_excludes(make_case("drive/Private/Bank/**", "drive/HR/**", "drive/HR/x/y"), case_folder)
    check_excludes(make_case("drive", "drive/HR"), case_folder)


def test_a_source_that_is_kept_out_whole_hides_no_misspelled_exclude(case_folder: Path) -> None:
    (case_folder / "mail.mbox").write_text("", encoding="utf-8")
    sources = [{"kind": "mailbox", "path": "mail.mbox"}, {"kind": "folder", "path": SOURCE}]
    globs = ["mail.mbox", "drive/HRR"]
    case = CaseFile.model_validate(make_case(*globs).model_dump() | {"sources": sources})
    with pytest.raises(InvalidInputError, match="exclude 2"):
        check_excludes(case, case_folder)
    matched = [
        glob
        for source in case.sources
        for glob in list_source(
            source.kind, source.path, case_folder / source.path, Reach(excludes=case.exclude), {}
        ).matched
    ]
    assert [one.path for one in find_unmatched(globs, matched)] == ["drive/HRR"]


def test_a_name_of_many_stars_is_compared_in_no_time(tmp_path: Path) -> None:
    excludes = Excludes(["*a" * 100 + "b", "/".join(["*"] * 60) + "/b"], tmp_path, "drive")
    assert not excludes.has("/".join(["a" * 200] * 30))


def test_a_path_of_many_depths_is_compared_in_no_time(tmp_path: Path) -> None:
    excludes = Excludes([f"{'**/a/' * 50}**/*b", f"{'*a/a/' * 50}*b"], tmp_path, "drive")
    assert not excludes.has("a/" * 300 + "c")
    assert excludes.has("a/" * 300 + "ab")


def test_a_name_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.txt")).write_text("x")
    listing = list_source(SourceKind.folder, "drive", tmp_path, Reach(excludes=("a?.txt",)), {})
    assert [type(one) for one in listing.findings] == [Finding]
