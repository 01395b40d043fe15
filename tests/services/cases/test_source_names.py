"""A source is an address, a place or neither, however it is spelled; a login never passes."""

import json
from pathlib import Path
from urllib.parse import quote as escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case_file import CaseFile, SourceEntry
from models.errors import InvalidInputError
from models.words import SourceKind
from services.cases.case_sources import Root, check_places
from services.cases.fault_words import quote
from services.cases.source_names import NO_ADDRESS, TELLS_TOO_MUCH, fold_url, read_form

LOGINS = [
    *("http:/ana:Kora@host/a", "https:ana:Kora@host", "https:\\\\ana:Kora@host", "ana:Kora@host/a"),
    *("\\\\ana:Kora@host\\share", "https：//ana:Kora@host", "https://ana%3AKora@x.org"),
    *("https://ana%253AKora@x.org", "davs://Kora@x.org", "https:/Kora@x.org", "//Kora@host/share"),
    *(
        "https://ana\u200b:\u200bKora\u200b@x.org",
        "ana：Kora＠host",
        "ana꞉Kora@host",
        "Ana@x.org:Kora@host",
    ),
    *("drive/ana:Kora@host", "https∶∕∕ana:Kora@host", "mailto:ana:Kora@host", ":Kora@host"),
    *(
        "https://x.org/a?password=Kora",
        "https://x.org/a?sig=Kora",
        "https://x.org/#access_token=Kora",
    ),
    *("https://x.org/a?page=2&X-Amz-Signature=Kora", "https://x.org/a;clientSecret=Kora"),
    *("https://x.org/a?sv=1%26sig%3DKora", "http:/x.org?rlkey=Kora", "drive?senha=Kora"),
    *("https://x.org/a;jsessionid=Kora", "https://x.org/?q=password%3DKora"),
    # Nobody reads on for as often as something was escaped.
    *(f"Budget %{'25' * 40}41", f"Budget {'%3' * 40}5"),
]
ADDRESSES = [
    *("http:/x.org/a", "www.example.org/a", "mailto:ana@x.org", "file:/etc", "\\\\host\\share"),
    *("git@host.org:a/b", "https:\\x.org", "C:\\Users\\ana", "ana: Kora@host", "ana:Ko/ra@host"),
]
MALFORMED = [
    "https：//x.org/a",
    "https://",
    "see https://x.org",
    "https://x.org:ab/a",
    "h\u200bttps://x.org",
]
ORDINARY = [
    *(
        "mail/ana@example.org",
        "Export 12:30",
        "a b/c",
        "Q&A #3",
        "50% done",
        "Budget = 2027; draft",
    ),
    *(
        "ملفات",
        "Écoles/Réunion",
        "key figures",
        "passwords policy",
        "x@y",
        "../shared",
        "notes?.txt",
    ),
    *(
        "Budget#key=figures",
        "R&D=2027",
    ),
]
DOUBTFUL = ["Export:12", "12:30/ana@example.org", "www.example.org", "drive\\mail"]


def list_faults(path: str, root: Root, case: CaseFile) -> tuple[str, ...]:
    source = SourceEntry(kind=SourceKind.folder, path=path)
    try:
        check_places([case.model_copy(update={"sources": (source,)})], root)
    except InvalidInputError as refused:
        return refused.faults
    return ()


@pytest.mark.parametrize("path", LOGINS)
def test_a_login_is_no_source_and_is_not_repeated(
    path: str, tmp_path: Path, case: CaseFile
) -> None:
    assert read_form(path).fault == TELLS_TOO_MUCH
    # Also where somebody made a place of that name.
    (tmp_path / path.lstrip("/")).mkdir(parents=True)
    for is_bound in (True, False):
        (fault,) = list_faults(path, Root(tmp_path, is_bound), case)
        assert fault == f"sources 1, path: {TELLS_TOO_MUCH}."


@pytest.mark.parametrize("path", LOGINS)
def test_a_case_file_repeats_no_login(path: str, case_lines, case_faults) -> None:
    source = f"  - {{kind: folder, path: {json.dumps(path)}}}"
    faults = case_faults("\n".join([*case_lines, "sources:", source]))
    assert faults == (f"CASE.yaml, line 8: sources 1, path: {TELLS_TOO_MUCH}",)


def test_a_login_in_the_place_of_anything_else_is_not_repeated(case_lines, case_faults) -> None:
    login = "'https://ana:Kora@host'"
    lines = [*case_lines, f"sources: [{login}, {{kind: {login}, path: drive, {login}: 2}}]"]
    faults = case_faults("\n".join([*lines, f"depth: {login}", f"holidays: {login}"]))
    assert len(faults) >= 5
    assert "Kora" not in str(faults)


@pytest.mark.parametrize("shown", ["https://ana:Ko/ra@host", "ana:Ko/ra@host", "x ana:Kora@host"])
def test_what_may_be_a_login_is_not_shown(shown: str) -> None:
    assert quote(shown) == '"[secret removed]"'
    assert quote("mailto:ana@example.org") == '"mailto:ana@example.org"'


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("is_bound", [True, False])
def test_what_reads_like_an_address_is_not_taken_for_a_folder(
    path: str, is_bound: bool, tmp_path: Path, case: CaseFile
) -> None:
    (fault,) = list_faults(path, Root(tmp_path, is_bound), case)
    assert "reads like an address" in fault or "outside" in fault
    # In doubt it holds a login.
    assert fault.startswith("sources 1, path: this ")


@pytest.mark.parametrize("path", MALFORMED)
def test_an_address_with_odd_signs_is_none(path: str, tmp_path: Path, case: CaseFile) -> None:
    assert list_faults(path, Root(tmp_path, is_bound=True), case) == (
        f"sources 1, path: {NO_ADDRESS}.",
    )


@pytest.mark.parametrize("path", ["a\0b", "a\nb", "a\ud800b"])
def test_a_sign_that_no_name_has_is_refused(path: str) -> None:
    assert "a character that no name has" in (read_form(path).fault or "")


@pytest.mark.parametrize("path", ORDINARY)
def test_an_ordinary_name_may_come_later(path: str, tmp_path: Path, case: CaseFile) -> None:
    root = tmp_path / "root"
    root.mkdir()
    expected = 1 if path.startswith("..") else 0
    assert len(list_faults(path, Root(root, is_bound=True), case)) == expected


@pytest.mark.parametrize("path", [*ORDINARY, *DOUBTFUL])
@pytest.mark.parametrize("is_bound", [True, False])
def test_a_place_that_is_there_is_taken(
    path: str, is_bound: bool, tmp_path: Path, case: CaseFile
) -> None:
    root = tmp_path / "a" / "root"
    root.mkdir(parents=True)
    (root / path).mkdir(parents=True)
    expected = int(is_bound and path.startswith(".."))
    assert len(list_faults(path, Root(root, is_bound), case)) == expected


WORD = st.text("abcxyzÄß日0189._-", min_size=1, max_size=8)
SECRET = st.text("abcXYZ0189!$%*+=~.,'", min_size=1, max_size=12).map(lambda word: f"Kora{word}")
BEGIN = st.sampled_from(
    ["", "https://", "HTTP:/", "davs:", "smb:\\\\", "\\\\", "//", "https：//", "x/"]
)
SPELL = st.sampled_from(
    [
        str,
        lambda text: text.replace(":", "：").replace("@", "＠"),
        lambda text: text.replace(":", "%3A"),
        lambda text: text.replace("@", "%40").replace("/", "\\"),
        lambda text: escape(escape(text)),
        "\u200b".join,
        lambda text: text.replace(":", ":\ufe0f").replace("@", "\u2060@"),
    ]
)


@given(begin=BEGIN, name=WORD, secret=SECRET, host=WORD, spell=SPELL)
def test_no_spelling_of_a_login_passes(begin, name, secret, host, spell) -> None:
    path = spell(f"{begin}{name}:{secret}@{host}/a")
    assert read_form(path).fault == TELLS_TOO_MUCH
    assert "Kora" not in quote(path)


@given(
    words=st.lists(
        st.text("abcÄß日 019@._-()[]#,'&+", min_size=1, max_size=12), min_size=1, max_size=4
    )
)
def test_no_name_without_a_colon_is_closed(words) -> None:
    assert read_form("/".join(words)).fault is None


@given(st.text(max_size=60))
def test_any_text_has_a_form(text) -> None:
    form = read_form(text)
    assert form == read_form(text)
    assert form.fault is None or "\n" not in form.fault


@pytest.mark.parametrize(
    "other",
    [
        *("HTTPS://X.org/a/b/", "https://x.org:443/a/b", "https://x.org./a/b"),
        *("https://x.org/a/./b", "https://x.org/c/../a/b", "https://x.org//a/%62"),
    ],
)
def test_all_spellings_of_one_url_are_one_place(other: str) -> None:
    assert fold_url(other) == fold_url("https://x.org/a/b")


@pytest.mark.parametrize(
    "other", ["https://x.org/A", "https://x.org:8443/a", "https://x.org/a?b", "https://x.org/a#b"]
)
def test_another_url_is_another_place(other: str) -> None:
    assert fold_url(other) != fold_url("https://x.org/a")
