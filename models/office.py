"""Office: a place of the organization; offices are a tree with one root.

Staff roles, such as HR, hold in an office and in all below it.
"""

from typing import ClassVar

from sqlmodel import Field

from models.columns import Keyed, value_column
from models.office_policy import OfficePolicy

ROOT_OFFICE_ID = 1
"""The root: the migration makes it, and whatever belongs to no other office belongs to it."""


class Office(Keyed, table=True):
    """A place of the organization, such as a country office."""

    __tablename__: ClassVar[str] = "office"

    key: str = Field(unique=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    """The office above; None for the root."""
    profile: str | None = None
    """The name of its policy profile; None where that of the office above holds."""
    policy: OfficePolicy | None = Field(
        default=None, sa_column=value_column(OfficePolicy, nullable=True)
    )
    """What the profile said when the office was given it."""


def office_column(*, primary_key: bool = False) -> int:
    """Return the column for the office that a row belongs to; the root by default."""
    column: int = Field(
        default=ROOT_OFFICE_ID,
        foreign_key="office.id",
        primary_key=primary_key,
        index=not primary_key,
        sa_column_kwargs={"server_default": str(ROOT_OFFICE_ID)},
    )
    return column
