"""Rewriting: a name as people write it, and nothing that only looks like it."""

import pytest

from models.words import Language
from services.retention.rewriting import Faded

ANA = Faded("Ana Sow", "ana.sow@example.org", "erased-1@invalid", lambda _: "a former colleague")
WILL = Faded("Will", "will@example.org", "erased-2@invalid", lambda _: "a former colleague")
WHO = "a former colleague"


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("Ask Ana Sow.", f"Ask {WHO}."),
        ("ANA  SOW, ana sow", f"{WHO}, {WHO}"),
        ("Ana\nSow's file", f"{WHO}'s file"),
        ('"Sow, Ana" <Ana.Sow@example.org>', f'"{WHO}" <erased-1@invalid>'),
        ("mailto:ana.sow@example.org.", "mailto:erased-1@invalid."),
        ("Ana Sowell, Joana Sow, Ana", "Ana Sowell, Joana Sow, Ana"),
        ("Ben Sow, Ana Diop", "Ben Sow, Ana Diop"),
        ("jana.sow@example.org", "jana.sow@example.org"),
        ("ana.sow@example.org.uk", "ana.sow@example.org.uk"),
    ],
)
def test_a_name_is_found_as_it_is_written(text: str, rewritten: str) -> None:
    assert ANA.make_rewriter(Language.en)(text) == rewritten


def test_a_single_name_is_no_ordinary_word() -> None:
    rewrite = WILL.make_rewriter(Language.en)
    assert rewrite("Will said that it will rain") == f"{WHO} said that it will rain"


def test_what_fitted_into_a_line_still_does() -> None:
    line = "x" * 490 + " Ana Sow"
    assert ANA.make_rewriter(Language.en)(line) == "x" * 490 + " …"
