"""Tables: imports every table, so that the metadata is whole wherever migrations run."""

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
