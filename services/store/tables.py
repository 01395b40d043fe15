"""Tables: imports every table, so that the metadata is whole wherever migrations run.

A file of its own: opening the store to read does not load all tables.
"""

from sqlmodel import SQLModel

from models import (  # noqa: F401 - to import them is what makes the tables known
    acting,
    audit,
    found,
    gap,
    handover,
    harvest_rows,
    mail,
    office,
    outbox,
    participant,
    permission,
    proposal,
    reception,
    record,
    signing,
)

METADATA = SQLModel.metadata
