"""Office policies: a profile holds for an office and all below it; a wrong file is one sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from each import each

from models.case_file import CaseFile
from models.errors import InvalidInputError
from models.office_policy import OfficePolicy
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.offices.office_policies import (
    get_default_policy,
    get_office_policy,
    read_profile,
    set_profile,
)
from services.offices.office_tree import OfficeEntry, add_office
from services.store import Store

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
STRICT = OfficePolicy(format="baton-office-policy/1", url_hosts=("files.example.org",))


def write_profile(data: Path, text: str, name: str = "strict") -> None:
    (data / "profiles").mkdir(exist_ok=True)
    (data / "profiles" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_the_shipped_profile_lets_no_host_in() -> None:
    assert get_default_policy().url_hosts == ()


def test_a_profile_of_ones_own_is_read_from_the_data_folder(tmp_path: Path) -> None:
    write_profile(tmp_path, "format: baton-office-policy/1\nurl_hosts: [Files.Example.org]\n")
    assert read_profile("strict", tmp_path) == STRICT


@each(
    ("text", "part"),
    [
        ("format: baton-office-policy/1\nurl_host: [a.org]\n", 'unknown key "url_host"'),
        ("format: baton-office-policy/1\nurl_hosts: ['https://a.org/']\n", "a host alone"),
        ("format: baton-office-policy/1\nurl_hosts: ['*']\n", "a host alone"),
        ("format: baton-office-policy/1\nurl_hosts: ['a..org']\n", "a host alone"),
        ("url_hosts: []\n", "format is missing"),
        ("", "is empty"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, part: str) -> None:
    write_profile(tmp_path, text)
    with pytest.raises(InvalidInputError) as refused:
        read_profile("strict", tmp_path)
    assert len(refused.value.faults) == 1
    assert part in str(refused.value)


@each("name", ["missing", "../../etc/passwd", "/etc/passwd", "A b", ""])
def test_a_name_without_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInputError, match=r"no (profile|name of a profile)"):
        read_profile(name, tmp_path)


@pytest.mark.databases
def test_the_nearest_profile_up_the_tree_holds(store: Store, case: CaseFile) -> None:
    case = case.model_copy(update={"office": "kolda"})
    given = CaseInput(case=case, folder=Path(), opened_at=NOW)
    with store.write() as session:
        for key, parent in {"dakar": "root", "kolda": "dakar"}.items():
            add_office(session, OfficeEntry(key=key, name=key, parent=parent), NOW)
        handover = get_handover(session, open_handover(session, prepare_case(given)))
        assert get_office_policy(session, handover) == get_default_policy()
        set_profile(session, "dakar", ("strict", STRICT), NOW)
        assert get_office_policy(session, handover) == STRICT
        set_profile(session, "kolda", ("default", get_default_policy()), NOW)
        assert get_office_policy(session, handover) == get_default_policy()
        set_profile(session, "kolda", None, NOW)
        assert get_office_policy(session, handover) == STRICT
