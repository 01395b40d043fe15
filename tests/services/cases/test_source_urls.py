"""A source that is named by URL needs a connector and an allowed host, and holds no password."""

import sys
from pathlib import Path

import pytest

from models.case_file import CaseFile, SourceEntry
from models.errors import InvalidInputError
from models.words import SourceKind
from services.cases.case_sources import Root, check_places
from services.cases.source_urls import find_host_problem, find_url_problem

HOSTS = ("files.example.org",)
REFUSED = {
    "another host": ("share://other.example.org/a", '"other.example.org" is not on the list'),
    "a host below": ("share://x.files.example.org/a", "is not on the list"),
    "a host that ends so": ("share://evilfiles.example.org/a", "is not on the list"),
    "a host before": ("share://files.example.org.evil.org/a", "is not on the list"),
    "a name that looks like the host": ("share://files.example.org@evil.org/a", "or a login"),
    "a backslash": ("share://files.example.org\\a", "no address of the form"),
    "no host": ("share:///a", "no address of the form"),
    "no address": ("share://[files.example.org/a", "no address of the form"),
    "another connector": ("smb://files.example.org/a", 'no connector for "smb"'),
    "a password": ("share://ana:Kora2020@files.example.org/a", "a password stands in"),
    "an empty name": ("share://:Kora2020@files.example.org/a", "a password stands in"),
    "an escaped password": ("share://ana:Ko%72a@files.example.org/a", "a password stands in"),
    "a token": ("share://files.example.org/a?access_token=Kora2020", "a password stands in"),
    "a token behind #": ("share://files.example.org/a#token=Kora2020", "a password stands in"),
    "a key": ("share://files.example.org/AKIAIOSFODNN7EXAMPLE", "a password stands in"),
}


@pytest.fixture(autouse=True)
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package with a connector for share://."""
    (tmp_path / "more_shares.py").write_text(
        "class Shares:\n    def fetch(self, url, folder): ...\n"
    )
    info = tmp_path / "more_shares-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: more-shares\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[baton.sources]\nshare = more_shares:Shares\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "more_shares", raising=False)


@pytest.mark.parametrize(("url", "named"), REFUSED.values(), ids=REFUSED)
def test_an_address_that_may_not_be_fetched_is_refused(url: str, named: str) -> None:
    problem = find_url_problem(url) or find_host_problem(url, HOSTS)
    assert problem is not None
    assert named in problem
    assert "Ko" not in problem
    assert "AKIA" not in problem


@pytest.mark.parametrize(
    "url",
    [
        *("share://files.example.org", "share://FILES.example.org:8443/a b".replace(" ", "%20")),
        *("SHARE://files.example.org./a", "share://files.example.org/a@b?page=2"),
    ],
)
def test_an_allowed_host_is_good_however_it_is_written(url: str) -> None:
    assert find_url_problem(url) is None
    assert find_host_problem(url, HOSTS) is None
    assert find_host_problem(url, ()) is not None


def test_every_address_of_a_list_is_named_by_its_number(tmp_path: Path, case: CaseFile) -> None:
    paths = ("a/folder", "share://files.example.org/a", "smb://files.example.org/a")
    sources = tuple(SourceEntry(kind=SourceKind.folder, path=path) for path in paths)
    named = case.model_copy(update={"sources": sources})
    with pytest.raises(InvalidInputError) as refused:
        check_places([case, named], Root(tmp_path, is_bound=True))
    (fault,) = refused.value.faults
    assert fault.startswith('cases 2, sources 3, path: no connector for "smb" is installed')


def test_a_password_in_an_address_is_not_repeated(case_lines, case_faults):
    source = "  - {kind: folder, path: 'share://ana:Kora2020@files.example.org/a'}"
    (fault,) = case_faults("\n".join([*case_lines, "sources:", source]))
    assert fault.startswith("CASE.yaml, line 8: sources 1, path: a password stands in")
    assert "Kora" not in fault
