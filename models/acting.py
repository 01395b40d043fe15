"""Acting: who may act, in which role, with which key."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Keyed, enum_column, instant_column, value_column
from models.office import office_column
from models.values import Value


class Role(StrEnum):
    """What a person is to a handover (the first four), or in the organization."""

    leaver = "leaver"
    manager = "manager"
    receiver = "receiver"
    peer = "peer"
    hr = "hr"
    km_focal_point = "km_focal_point"
    records = "records"
    admin = "admin"
    auditor = "auditor"


STAFF_ROLES = (Role.hr, Role.km_focal_point, Role.records, Role.admin, Role.auditor)


class Scope(StrEnum):
    """What a token may be used for; what its person may do bounds it further."""

    open = "open"
    read = "read"
    answer = "answer"
    agree = "agree"
    sign = "sign"
    accept = "accept"
    cancel = "cancel"
    download = "download"


class Actor(Value):
    """Who acts; staff roles hold in offices, and not where the actor has a part in the case."""

    person_id: int
    offices: Mapping[Role, frozenset[int]] = {}
    """The offices in which each staff role holds: where it was given, and all below."""

    def list_roles_in(self, office_id: int) -> frozenset[Role]:
        """Return the staff roles that hold in an office."""
        return frozenset(role for role, offices in self.offices.items() if office_id in offices)

    def list_offices(self, roles: Collection[Role]) -> frozenset[int]:
        """Return the offices in which any of these staff roles holds."""
        return frozenset[int]().union(*(self.offices.get(role, frozenset()) for role in roles))


class StaffMember(SQLModel, table=True):
    """A person's role in an office, and in all below it."""

    __tablename__: ClassVar[str] = "staff_member"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    role: Role = Field(sa_column=Column(enum_column(Role).type, primary_key=True))
    office_id: int = office_column(primary_key=True)


class ApiToken(Keyed, table=True):
    """A key of a person for scripts; only its SHA-256 is kept."""

    __tablename__: ClassVar[str] = "api_token"

    person_id: int = Field(foreign_key="person.id", index=True)
    sha256: str = Field(unique=True)
    label: str
    scopes: tuple[Scope, ...] = Field(sa_column=value_column(tuple[Scope, ...]))
    created_at: datetime = Field(sa_column=instant_column())
    expires_at: datetime = Field(sa_column=instant_column())
    revoked_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))


class IdempotencyKey(Keyed, table=True):
    """An answer that was given once, given again when the same request comes again."""

    __tablename__: ClassVar[str] = "idempotency_key"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    token_id: int = Field(foreign_key="api_token.id")
    key: str
    request_digest: str
    status: int
    response: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=instant_column())
