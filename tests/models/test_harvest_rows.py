"""Harvest rows: each table keeps its value whole, and beside it only whose row it is."""

import pytest

from models.harvest_rows import VALUES

OWN_COLUMNS = {"id", "handover_id", "source_id", "answer_id", "sha256"}


@pytest.mark.parametrize("table", VALUES, ids=lambda table: table.__tablename__)
def test_a_table_has_the_columns_of_its_value(table: type) -> None:
    columns, fields = set(table.model_fields), set(VALUES[table].model_fields)
    assert fields <= columns
    assert columns - fields <= OWN_COLUMNS
