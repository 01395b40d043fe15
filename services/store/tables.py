"""Tables: imports every table, so that the metadata is whole wherever migrations run."""

from sqlmodel import SQLModel

from models import handover, harvested, record

METADATA = SQLModel.metadata
TABLE_MODULES = (handover, harvested, record)
