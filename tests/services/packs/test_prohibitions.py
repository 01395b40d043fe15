"""Prohibitions: orders, not stories."""

import pytest
from each import each

from services.packs.summary import find_prohibition


@each(
    "text",
    [
        "Do not commission the pump.",
        "It is old. Don’t touch the valve.",
        "Partners may not buy cars.",
        "Ne pas toucher à la vanne.",
        "Jamais un jeudi.",
        "No abrir la puerta.",
        "Nunca en jueves.",
        "Не трогать кран.",
        "Нельзя ездить в четверг.",
        "不要在星期四出差。",
        "لا تفتح الصمام.",
    ],
)
def test_orders_that_forbid_are_found(text: str) -> None:
    assert find_prohibition(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The tank never fills before noon.",
        "She did not come.",
        "Nobody has asked legal in writing.",
        "On n'a rien payé en mars, et personne ne vient.",
        "No hay agua en abril.",
        "Насос сломан, и никто не приехал.",
    ],
)
def test_stories_are_not(text: str) -> None:
    assert find_prohibition(text) is None


def test_the_sentence_alone_is_taken_without_markdown() -> None:
    text = "1. **Never** press `reset` twice. Then wait."

    assert find_prohibition("- " + text[3:]) == "Never press reset twice."
