"""Columns: how values that SQL does not know are kept: enumerations, value models, instants."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Column, DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# SQLite can change a constraint only by its name, so that each must have one.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Keyed(SQLModel):
    """Base of tables whose rows have a number of their own."""

    id: int | None = Field(default=None, primary_key=True)

    @property
    def row_id(self) -> int:
        """The number of a row that the database has seen."""
        if self.id is None:
            raise ValueError(f"this {type(self).__name__} has not been stored yet")
        return self.id


def enum_column(
    kind: type[StrEnum],
    *,
    nullable: bool = False,
    index: bool = False,
    default: StrEnum | None = None,
) -> Column[Any]:
    """Return a column that holds one of the words of `kind`; any other is refused on its way in.

    `default` is what rows get that were there before the column was.
    """
    # Plain text in the database: a new word is not a migration.
    words = Enum(kind, native_enum=False, length=40, name=kind.__name__)
    return Column(words, nullable=nullable, index=index, server_default=default)


class ValueJSON(TypeDecorator[Any]):
    """A value (frozen model, tuple, mapping) as JSON, validated on the way in and out."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        # Made once for each column: making one costs more than reading a hundred values.
        return TypeAdapter(self.kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - named as in the base
        """Return JSON-ready data."""
        if value is None:
            return None
        return self._adapter.dump_python(value, mode="json", by_alias=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - named as in the base
        """Return the value as it was put in."""
        return None if value is None else self._adapter.validate_python(value)


def value_column(kind: Any, *, nullable: bool = False, default: str | None = None) -> Column[Any]:
    """Return a column that holds a value of `kind` as JSON.

    `default` is the JSON that rows get that were there before the column was.
    """
    return Column(ValueJSON(kind), nullable=nullable, server_default=default)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - named as in the base
        """Return the instant in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"the instant {value} has no time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - named as in the base
        """Return the instant, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant_column(*, nullable: bool = False) -> Column[Any]:
    """Return a column that holds an aware instant."""
    return Column(Instant(), nullable=nullable)
