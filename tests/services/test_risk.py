"""Rubrics are data; what was not scored counts as the middle and is said."""

import pytest

from models.case_file import RiskScores
from models.errors import InvalidInputError
from models.question import RiskDimension
from models.record_kinds import KnowledgeArea
from models.risk import StandingBand
from models.words import Band, Depth, Mode
from services.risk import (
    get_exit_rubric,
    get_standing_rubric,
    rank_areas,
    score_exit,
    score_standing,
)


def scores_of(*values: int) -> RiskScores:
    return RiskScores.model_validate(dict(zip(RiskDimension, values, strict=True)))


@pytest.mark.parametrize(
    ("values", "total", "band", "depth"),
    [
        ((5, 5, 5, 5, 5), 25, Band.high, Depth.deep),
        ((4, 4, 4, 4, 4), 20, Band.high, Depth.deep),
        ((4, 5, 4, 2, 4), 19, Band.medium, Depth.standard),
        ((3, 3, 3, 2, 2), 13, Band.medium, Depth.standard),
        ((3, 3, 2, 2, 2), 12, Band.low, Depth.emergency),
        ((1, 1, 1, 1, 1), 5, Band.low, Depth.emergency),
    ],
)
def test_the_band_follows_the_published_totals(values, total, band, depth):
    risk = score_exit(scores_of(*values))
    assert (risk.total, risk.band, risk.depth, risk.unscored) == (total, band, depth, ())


def test_what_was_not_scored_counts_three_and_is_said():
    risk = score_exit(RiskScores(role_criticality=5, tacit_depth=5))
    assert risk.total == 5 + 5 + 3 * 3
    assert risk.scores[RiskDimension.system_risk] == 3
    assert risk.unscored == (
        RiskDimension.knowledge_concentration,
        RiskDimension.system_risk,
        RiskDimension.replacement_difficulty,
    )


@pytest.mark.parametrize(
    ("mode", "depth"),
    [
        (Mode.planned_long, Depth.deep),
        (Mode.standard, Depth.deep),
        (Mode.short, Depth.standard),
        (Mode.zero_notice, Depth.emergency),
    ],
)
def test_time_caps_the_depth(mode, depth):
    assert score_exit(scores_of(5, 5, 5, 5, 5), mode).depth is depth


def test_short_time_never_makes_it_deeper():
    assert score_exit(scores_of(1, 1, 1, 1, 1), Mode.short).depth is Depth.emergency


def test_a_depth_that_the_case_asks_for_is_kept():
    assert score_exit(scores_of(1, 1, 1, 1, 1), Mode.zero_notice, Depth.deep).depth is Depth.deep


@pytest.mark.parametrize(
    ("attrition", "position", "band"),
    [
        (5, 5, StandingBand.high_priority),
        (4, 5, StandingBand.high_priority),
        (4, 4, StandingBand.priority),
        (5, 3, StandingBand.high_importance),
        (2, 5, StandingBand.high_importance),
        (3, 3, StandingBand.important),
        (1, 1, StandingBand.important),
    ],
)
def test_the_standing_register_multiplies(attrition, position, band):
    risk = score_standing(attrition, position)
    assert (risk.total, risk.band) == (attrition * position, band)


@pytest.mark.parametrize(("attrition", "position"), [(0, 3), (6, 3), (3, 0), (3, 6)])
def test_a_factor_out_of_range_is_refused(attrition, position):
    with pytest.raises(InvalidInputError, match="from 1 to 5"):
        score_standing(attrition, position)


def area(title: str, importance: int, best: int | None, second: int | None) -> KnowledgeArea:
    return KnowledgeArea(title=title, importance=importance, best_holder=best, second_holder=second)


@pytest.mark.parametrize(
    ("importance", "best", "second", "score", "is_worth_acting"),
    [(3, 5, 3, 6, True), (3, 5, 4, 3, False), (2, 5, 1, 8, False), (5, 2, 4, 0, False)],
)
def test_an_area_is_worth_acting_from_gap_2_and_importance_3(
    importance, best, second, score, is_worth_acting
):
    (risk,) = rank_areas([area("x", importance, best, second)])
    assert (risk.score, risk.is_worth_acting) == (score, is_worth_acting)


def test_areas_come_in_the_order_of_urgency():
    areas = [
        area("shared", 5, 4, 4),
        area("unscored", 4, None, None),
        area("gap", 3, 5, 2),
        area("wide gap", 5, 5, 1),
    ]
    assert [risk.name for risk in rank_areas(areas)] == ["wide gap", "gap", "unscored", "shared"]


def test_the_rubrics_name_their_sources_and_speak_french():
    assert "Miami University" in get_exit_rubric().source
    assert "IAEA STI/PUB/1248" in get_standing_rubric().source
    for dimension in get_exit_rubric().dimensions:
        assert dimension.name.fr != dimension.name.en
