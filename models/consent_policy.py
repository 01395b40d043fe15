"""Consent policy: who allows sources and how long people are asked, and what is shown unlooked at.

Sections of the policy of an office; every field has a default.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.plan import PlanOwner
from models.values import Value
from models.words import FoundKind

Roles = Annotated[tuple[PlanOwner, ...], Field(min_length=1, max_length=9)]
OwnerGroups = Annotated[tuple[Roles, ...], Field(min_length=1, max_length=3)]
"""One of the roles of each group has to say yes, each group by another person."""


class SourcesPolicy(Value):
    """When a source may be read.

    Who does not answer is reminded `reminders` times, every `workdays_between` working days; as
    many days after the last one the source stays out.
    """

    allowed_by: OwnerGroups = ((PlanOwner.leaver,),)
    without_leaver: OwnerGroups = ((PlanOwner.hr,), (PlanOwner.records, PlanOwner.km_focal_point))
    reminders: Annotated[int, Field(ge=0, le=10)] = 3
    workdays_between: Annotated[int, Field(ge=1, le=30)] = 2
    after_silence: Literal["stays_out"] = "stays_out"


class Unlooked(StrEnum):
    """What others see of something that nobody has looked at by the deadline."""

    nothing = "nothing"
    path_and_title = "path_and_title"


class FoundPolicy(Value):
    """How long the leaver has for a look at what was found, and what is shown without one."""

    look_workdays: Annotated[int, Field(ge=1, le=60)] = 5
    """At least so many working days after the harvest; longer where the plan has a later day."""
    unlooked: Mapping[FoundKind, Unlooked] = Field(
        default={
            FoundKind.document: Unlooked.path_and_title,
            FoundKind.unreadable: Unlooked.path_and_title,
        }
    )
    """By kind; a kind that is not named shows nothing."""

    def shows_title(self, kind: FoundKind) -> bool:
        """Whether what was not looked at stands in the index by path and title."""
        return self.unlooked.get(kind) is Unlooked.path_and_title
