"""Holders: the leaver under every spelling, other people once, programs never."""

import pytest
from each import each

from models.case_file import PersonEntry
from models.harvest import Extraction
from services.harvest.holders import (
    LeaverNames,
    is_sole_editor,
    list_authors,
    list_holders,
    list_name_endings,
)

ANA = LeaverNames(PersonEntry(name="Ana Sow", email="ana.sow@example.org"))
JOSE = LeaverNames(
    PersonEntry(name="José María Núñez Ortiz", email="jnunez@example.org"),
)


def write(*authors: str, modified_by: str | None = None) -> Extraction:
    return Extraction(sha256="0", type="docx", authors=authors, modified_by=modified_by)


@each(
    "name",
    [
        *("Ana Sow", "SOW, Ana", "Sow Ana", "ana sow", "A. Sow", "Sow A.", "asow", "ana.sow", "AS"),
        *("ANA_SOW", "EXAMPLE\\ana.sow", "Ana Sow (WASH)", "Ana Sow <ana.sow@example.org>"),
        *("ana.sow@example.org", "ANA.SOW@EXAMPLE.ORG", "Ana", "Ana Fatou Sow", "sow.ana"),
    ],
)
def test_the_leaver_under_every_spelling(name: str) -> None:
    assert ANA.include(name)
    assert list_holders(write(name), (name,), ANA) == ()


@pytest.mark.parametrize(
    "name",
    ["Sow", "Ana Diop", "Fatou Sow", "Anabel Sow", "ana.sow@family.example", "B. Sow", "Ana Sowe"],
)
def test_somebody_else(name: str) -> None:
    assert list_holders(write(name), (), ANA) == (name,)


@pytest.mark.parametrize(
    "name", ["Jose Maria Nunez Ortiz", "José Núñez", "Núñez Ortiz, José", "JNUNEZ", "J. Ortiz"]
)
def test_accents_and_second_names_do_not_matter(name: str) -> None:
    assert JOSE.include(name)


def test_authors_of_one_field_are_separated() -> None:
    content = write("Sow, Ana", "Luis Carvalho, Ben Diop and Omar Tall; Diop, Ben")
    assert list_authors(content, ANA) == ("Ana Sow", "Luis Carvalho", "Ben Diop", "Omar Tall")


def test_the_last_editor_and_those_it_was_mailed_to_hold_it_too() -> None:
    content = write("Ana Sow", modified_by="Moussa Ba")
    assert list_holders(content, ("Ben Diop", "BA, Moussa"), ANA) == ("Moussa Ba", "Ben Diop")


@pytest.mark.parametrize(
    "name", ["openpyxl", "Microsoft Office User", "Utilisateur", "HP", "Canon iR-ADV", "user 1", ""]
)
def test_programs_and_printers_are_nobody(name: str) -> None:
    assert list_authors(write(name), ANA) == ()
    assert is_sole_editor(write("Ana Sow", modified_by=name), ANA)
    assert not is_sole_editor(write(name), ANA)


def test_sole_is_who_wrote_and_edited_alone() -> None:
    assert is_sole_editor(write("SOW, Ana", modified_by="asow"), ANA)
    assert not is_sole_editor(write("Ana Sow", modified_by="Moussa Ba"), ANA)
    assert not is_sole_editor(write(), ANA)


def test_names_at_the_end_of_file_names_are_words_and_initials_of_full_names() -> None:
    assert list_name_endings(["Ana Sow", "Sample Author 1", "info"]) >= {"ana", "sow", "as"}
    assert not list_name_endings(["Sample Author 1", "info"]) & {"1", "info"}
