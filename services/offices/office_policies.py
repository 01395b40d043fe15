"""Office policies: which policy profile holds for a handover, and giving one to an office."""

from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from models.audit import AuditAction
from models.errors import InvalidInputError
from models.handover import Handover
from models.office import Office
from models.office_policy import OfficeKey, OfficePolicy
from services.cases.input_text import read_input_text
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from services.data_files import read_data_file
from services.offices.office_tree import get_office, list_upwards, note
from templates import TEMPLATES

_SHIPPED = "policies/profiles"
_NAME: TypeAdapter[str] = TypeAdapter(OfficeKey)


def get_office_policy(session: Session, handover: Handover) -> OfficePolicy:
    """Return the policy of a handover's office: its own profile, else that of the next above."""
    for office_id in list_upwards(session, handover.office_id):
        policy = session.get_one(Office, office_id).policy
        if policy is not None:
            return policy
    return get_default_policy()


@cache
def get_default_policy() -> OfficePolicy:
    """Return the shipped policy, which holds where no office up to the root has a profile."""
    return read_data_file(OfficePolicy, f"{_SHIPPED}/default.yaml")


def read_profile(name: str, data: Path) -> OfficePolicy:
    """Return a policy profile: the installation's own in the data folder, else the shipped one.

    Raises:
        InvalidInputError: there is none of this name, or the file is wrong; a sentence a fault.
    """
    try:
        _NAME.validate_python(name)
    except ValidationError:
        raise InvalidInputError(
            f'"{name}" is no name of a profile: write small letters, digits, _ and -.'
        ) from None
    own = data / "profiles" / f"{name}.yaml"
    if own.is_file():
        text = read_input_text(own, what="a policy profile")
        return build_value(OfficePolicy, read_yaml(text, str(own)))
    if not (TEMPLATES / _SHIPPED / f"{name}.yaml").is_file():
        raise InvalidInputError(
            f'there is no profile "{name}": put it into {own}, as docs/offices.md explains.'
        )
    return read_data_file(OfficePolicy, f"{_SHIPPED}/{name}.yaml")


def set_profile(
    session: Session, key: str, profile: tuple[str, OfficePolicy] | None, now: datetime
) -> None:
    """Give an office a profile by its name, as it was read; None: that of the office above holds.

    What the profile says is kept in the database: every process of the installation sees the same,
    and a file that is changed or lost afterwards changes nothing before it is given again.

    Raises:
        NotFoundError: there is no such office.
    """
    office = get_office(session, key)
    office.profile, office.policy = profile or (None, None)
    session.add(office)
    session.flush()
    said = office.profile or "of the office above"
    note(session, now, AuditAction.gave_profile, key=key, profile=said)
