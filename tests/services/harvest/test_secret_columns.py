"""Columns of tables: what their heads say of the cells below."""

import pytest

from services.harvest.secrets import mask_secrets

ROWS = "{head}\nNorth\tA-4471-x\nSouth\tB-9932-y\n"


@pytest.mark.parametrize("head", ["Site\tPassword", "Front door\tCode", "Login\tCode"])
def test_cells_below_a_head_of_secrets_are_masked(head: str) -> None:
    masked, places = mask_secrets(ROWS.format(head=head))
    assert "4471" not in masked
    assert len(places) == 2


@pytest.mark.parametrize("head", ["Site\tCode", "Commune\tCode", "Produit\tClave"])
def test_a_loose_word_alone_heads_columns_of_all_kinds(head: str) -> None:
    text = ROWS.format(head=head)
    assert mask_secrets(text) == (text, ())
