"""Risk: the rubrics as data, and what they say of an exit, of a position, of a knowledge area."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.question import RiskDimension, Wording
from models.values import LineText, Value
from models.words import Band, Depth, Mode

Score = Annotated[int, Field(ge=1, le=5)]


class StandingBand(StrEnum):
    """Bands of the standing register, most urgent first."""

    high_priority = "high_priority"
    priority = "priority"
    high_importance = "high_importance"
    important = "important"


class Scale(Value):
    """One thing that is scored, and what the scores mean; 1, 3 and 5 always have an anchor."""

    name: Wording
    anchors: dict[Score, Wording]

    @model_validator(mode="after")
    def _ends_and_middle(self) -> Self:
        if not {1, 3, 5} <= set(self.anchors):
            raise ValueError("anchors lack 1, 3 or 5: say what each of them means")
        return self


class Dimension(Scale):
    """One dimension of the exit rubric."""

    key: RiskDimension


class BandRule(Value):
    """From which total on a band holds, and which interview it asks for."""

    band: Band
    from_total: int
    depth: Depth


class DepthLimit(Value):
    """What a mode leaves time for."""

    mode: Mode
    at_most: Depth


class ExitRubric(Value):
    """templates/rubrics/exit.yaml."""

    format: Literal["baton-exit-rubric/1"]
    source: LineText
    unscored_counts: Score
    dimensions: tuple[Dimension, ...]
    bands: tuple[BandRule, ...]
    limits: tuple[DepthLimit, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if [dimension.key for dimension in self.dimensions] != list(RiskDimension):
            raise ValueError(f"dimensions must be, in this order: {', '.join(RiskDimension)}")
        _check_bands([rule.from_total for rule in self.bands], lowest=len(RiskDimension))
        return self


class StandingBandRule(Value):
    """From which product on a band of the standing register holds."""

    band: StandingBand
    from_total: int


class AreaRule(Value):
    """From where on a knowledge area is worth acting on."""

    act_from_gap: int
    act_from_importance: Score


class StandingRubric(Value):
    """templates/rubrics/standing.yaml."""

    format: Literal["baton-standing-rubric/1"]
    source: LineText
    attrition: Scale
    position: Scale
    bands: tuple[StandingBandRule, ...]
    areas: AreaRule

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _check_bands([rule.from_total for rule in self.bands], lowest=1)
        return self


class ExitRisk(Value):
    """What the exit rubric says. `scores` has every dimension, the unscored ones as they count."""

    scores: dict[RiskDimension, Score]
    total: int
    band: Band
    depth: Depth
    unscored: tuple[RiskDimension, ...] = ()


class StandingRisk(Value):
    """What the standing register says of one position."""

    attrition: Score
    position: Score
    total: int
    band: StandingBand


class AreaRisk(Value):
    """How urgent it is to pass one knowledge area on.

    `gap` is None, and `score` 0, where the best or the second-best holder was not scored.
    """

    name: str
    importance: Score
    gap: int | None
    score: int
    is_worth_acting: bool


def _check_bands(totals: list[int], *, lowest: int) -> None:
    if totals != sorted(set(totals), reverse=True) or not totals or totals[-1] != lowest:
        raise ValueError(
            f"bands begin at {totals}: write them from the highest down, the last from {lowest}"
        )
