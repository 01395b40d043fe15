"""Tables: imports every table, so that the metadata is whole wherever migrations run.

A file of its own: opening the store to read does not load all tables.
"""

from sqlmodel import SQLModel

from models import (
    acting,
    audit,
    gap,
    handover,
    harvest_rows,
    mail,
    outbox,
    reception,
    record,
    signing,
)

METADATA = SQLModel.metadata
TABLE_MODULES = (
    acting,
    audit,
    gap,
    handover,
    harvest_rows,
    mail,
    outbox,
    reception,
    record,
    signing,
)
