"""Risk: how much an exit, a position or a knowledge area puts at stake, and how deep to ask."""

from collections.abc import Iterable
from functools import cache
from typing import Literal

from models.case_file import RiskScores
from models.errors import InvalidInputError
from models.question import RiskDimension
from models.record_kinds import KnowledgeArea
from models.risk import AreaRisk, BandRule, ExitRisk, ExitRubric, StandingRisk, StandingRubric
from models.words import Depth, Mode
from services.data_files import read_data_file


@cache
def get_exit_rubric() -> ExitRubric:
    """Return the rubric for exits.

    Raises:
        InvalidInputError: the data file is wrong.
    """
    return read_data_file(ExitRubric, "rubrics/exit.yaml")


@cache
def get_standing_rubric() -> StandingRubric:
    """Return the rubric for looking ahead.

    Raises:
        InvalidInputError: the data file is wrong.
    """
    return read_data_file(StandingRubric, "rubrics/standing.yaml")


def score_exit(
    scores: RiskScores,
    mode: Mode = Mode.standard,
    depth: Literal["auto"] | Depth = "auto",
    rubric: ExitRubric | None = None,
) -> ExitRisk:
    """Return total, band and depth of an exit; what was not scored counts as the middle.

    A depth that the case asks for is kept; "auto" follows the band, as far as `mode` leaves time.
    Source: Miami University, Knowledge Gap Analysis Scoring Rubric, 2026.
    """
    rubric = rubric or get_exit_rubric()
    given: dict[RiskDimension, int | None] = {
        key: getattr(scores, key.value) for key in RiskDimension
    }
    counted = {key: score or rubric.unscored_counts for key, score in given.items()}
    total = sum(counted.values())
    rule = next(rule for rule in rubric.bands if total >= rule.from_total)
    return ExitRisk(
        scores=counted,
        total=total,
        band=rule.band,
        depth=_choose_depth(rubric, rule, mode) if depth == "auto" else depth,
        unscored=tuple(key for key, score in given.items() if score is None),
    )


def score_standing(attrition: int, position: int) -> StandingRisk:
    """Return how urgent a position is before anybody gives notice.

    Raises:
        InvalidInputError: a factor is not from 1 to 5.

    Source: IAEA STI/PUB/1248; bands as commonly cited.
    """
    for name, factor in (("attrition", attrition), ("position", position)):
        if not 1 <= factor <= 5:
            raise InvalidInputError(f"{name} is {factor}: give a whole number from 1 to 5")
    total = attrition * position
    rule = next(rule for rule in get_standing_rubric().bands if total >= rule.from_total)
    return StandingRisk(attrition=attrition, position=position, total=total, band=rule.band)


def rank_areas(areas: Iterable[KnowledgeArea]) -> tuple[AreaRisk, ...]:
    """Return the knowledge areas, the one to pass on first at the top.

    Unscored ones follow the scored ones that are worth acting on, the weightiest first.
    """
    risks = (_score_area(area) for area in areas)
    return tuple(
        sorted(
            risks,
            key=lambda risk: (
                not risk.is_worth_acting,
                risk.gap is not None,
                -risk.score,
                -risk.importance,
                risk.name,
            ),
        )
    )


def _choose_depth(rubric: ExitRubric, rule: BandRule, mode: Mode) -> Depth:
    order = list(Depth)
    depths = [limit.at_most for limit in rubric.limits if limit.mode is mode]
    return min((rule.depth, *depths), key=order.index)


def _score_area(area: KnowledgeArea) -> AreaRisk:
    rule = get_standing_rubric().areas
    best, second = area.best_holder, area.second_holder
    gap = None if best is None or second is None else max(best - second, 0)
    is_large = gap is not None and gap >= rule.act_from_gap
    return AreaRisk(
        name=area.title,
        importance=area.importance,
        gap=gap,
        score=(gap or 0) * area.importance,
        is_worth_acting=is_large and area.importance >= rule.act_from_importance,
    )
