"""Columns of tables: what their headers say of the cells below."""

import pytest

from services.secrets.masking import mask_secrets

ROWS = "{header}\nNorth\tA-4471-x\nSouth\tB-9932-y\n"


@pytest.mark.parametrize("header", ["Site\tPassword", "Front door\tCode", "Login\tCode"])
def test_cells_below_a_header_of_secrets_are_masked(header: str) -> None:
    masked, places = mask_secrets(ROWS.format(header=header))
    assert "4471" not in masked
    assert len(places) == 2


@pytest.mark.parametrize("header", ["Site\tCode", "Commune\tCode", "Produit\tClave"])
def test_a_loose_word_alone_is_a_header_of_columns_of_all_kinds(header: str) -> None:
    text = ROWS.format(header=header)
    assert mask_secrets(text) == (text, ())


def test_empty_cells_at_the_end_of_a_row_may_be_missing() -> None:
    text = "System\tPassword\tNote\t\nBank\tTapir77x"
    assert mask_secrets(text)[0] == text.replace("Tapir77x", "[secret removed]")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("System User Password\nOld payroll ana Ocelot77x\nand all is told.", "Ocelot77x"),
        ("Equipo PIN\nCaja fuerte 4417\n", "4417"),
        ("Site Kennwort Stand\nLager Fuchs-Bau8 2026\n", "Fuchs-Bau8"),
    ],
)
def test_columns_may_be_only_blanks_apart(text: str, secret: str) -> None:
    assert mask_secrets(text)[0] == text.replace(secret, "[secret removed]")


@pytest.mark.parametrize(
    "text",
    [
        "System Owner Password Policy\nPayroll Finance Annex2b\n",
        "Equipo Serie Código\nLaptop Dell 5CG8412K7Z\n",
        "Change your password\nCall 4471 on floor 2b\n",
    ],
)
def test_other_lines_of_words_are_no_such_table(text: str) -> None:
    assert mask_secrets(text) == (text, ())


def test_a_long_text_of_such_tables_comes_back() -> None:
    text = "A Password\nab c4d5e6\n" * 10_000
    assert "c4d5e6" not in mask_secrets(text)[0]
