"""Builders: materials and packs, from a few fields or from the shipped example."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from people import ANA, BEN, MOUSSA

import examples
from models.material import Material, MaterialRecord
from models.pack import Pack, PackRisk
from models.record_kinds import RECORD
from models.words import Audience
from services.cases import read_all_answers, read_case
from services.packs.compose import compose_pack

TODAY = date(2026, 11, 20)
DAKAR = Path(examples.__file__).parent / "dakar"
NAMES = {"leaver": "Ana Sow", "manager": "Moussa Ba", "peer": "Khady Faye"}


def make_material(*records: dict[str, Any], **fields: Any) -> Material:
    """Material of the cast; a record is its fields, told by the leaver unless it says who."""
    cast = {
        "reference": "HO-2026-0007",
        "today": TODAY,
        "last_working_on": date(2026, 11, 27),
        "post": {"title": "Programme officer", "unit": "Water"},
        "leaver": ANA,
        "manager": MOUSSA,
        "receiver": BEN,
        "risk": PackRisk(scores={"role_criticality": 4}),
        "records": tuple(make_record(**record) for record in records),
    }
    return Material.model_validate({**cast, **fields})


def make_record(
    respondent: str = "leaver", stamp: str = "unreviewed", **fields: Any
) -> MaterialRecord:
    """A record of the cast; its name is the respondent's."""
    return MaterialRecord(
        content=RECORD.validate_python(fields),
        respondent=respondent,
        respondent_name=NAMES[respondent],
        stamp=stamp,
    )


def make_pack(*records: dict[str, Any], **fields: Any) -> Pack:
    """The successor's pack of such material."""
    return compose_pack(make_material(*records, **fields), Audience.successor)


@cache
def read_dakar() -> Material:
    """The example's case and answers, without a harvest."""
    case = read_case(DAKAR / "CASE.yaml")
    files = read_all_answers(sorted((DAKAR / "answers").glob("*.yaml")))
    told = (
        MaterialRecord(content=one, respondent=file.respondent, respondent_name=file.name)
        for file in files
        for one in file.records
    )
    return make_material(
        post=case.post, receiver=case.receiver, records=tuple(told), reference="HO-2026-0001"
    )


def read_minimal_pack() -> Pack:
    """A pack.json of somebody else, with no more than the contract asks for."""
    return Pack.model_validate(
        {
            "format": "baton-pack/1",
            "reference": "X-1",
            "made_on": "2026-11-20",
            "post": {"title": "Clerk"},
            "manager": {"name": "Moussa Ba"},
            "records": [
                {"id": "r 1", "kind": "warning", "title": "Ice on the stairs", "if": "it freezes"},
                {"id": "2", "kind": "commitment", "title": "Salt", "due_on": "2026-11-25"},
            ],
        }
    )
