"""Databases: PostgreSQL for what is measured on both kinds, the server that the tests start."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

NOT_THERE = "not measured: PostgreSQL is not installed here"


@contextmanager
def lend_postgresql() -> Iterator[str | None]:
    """Give the address of a database with all tables, None where no server can be had.

    While it is lent, the environment names it, and one for Prefect beside it: whatever is started
    meanwhile uses both.
    """
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    postgres = import_module("postgres")
    programs = postgres.find_programs()
    if programs is None:
        yield None
        return
    # With the safety of a real server: what is answered is on the disk.
    with (
        postgres.run_cluster(programs, is_safe=True) as cluster,
        cluster.lend_database() as ours,
        cluster.lend_database(template="template1") as prefects,
    ):
        named = {
            "BATON_DATABASE_URL": ours,
            "BATON_PREFECT_DATABASE_URL": prefects.replace("+psycopg", "+asyncpg"),
        }
        with patch.dict(os.environ, named):
            yield ours
