"""Coverage: how well each knowledge area and each I-PASS element is covered."""

from models.pack import AreaCoverage, Pack, PackCoverage
from models.record_kinds import (
    Commitment,
    KnowledgeArea,
    RecurringDuty,
    RoleCard,
    WarningRecord,
    WorkInFlight,
)
from services.packs.lengths import fold

IMPORTANCE_UNSAID = 3
IMPORTANT_FROM = 4


def is_important(area: AreaCoverage) -> bool:
    """Whether an area matters so much that it may not stay without judgement."""
    return area.importance >= IMPORTANT_FROM


def measure_coverage(pack: Pack, *, is_read_back: bool = False) -> PackCoverage:
    """Return the coverage of a pack from its records.

    An area is covered once a record of judgement (decision, warning, lesson, process) is about it.
    """
    return PackCoverage(
        knowledge_areas=tuple(_measure_area(pack, name) for name in _list_areas(pack)),
        ipass={
            "illness_severity": _has(pack, KnowledgeArea),
            "patient_summary": _has(pack, RoleCard),
            "action_list": _has(pack, Commitment, WorkInFlight, RecurringDuty),
            "situation_awareness": any(
                isinstance(record.content, WarningRecord) and bool(record.content.then)
                for record in pack.records
            ),
            "synthesis_by_receiver": is_read_back,
        },
    )


def _has(pack: Pack, *kinds: type) -> bool:
    return any(isinstance(record.content, kinds) for record in pack.records)


def _list_areas(pack: Pack) -> tuple[str, ...]:
    """Return the names of areas: the described ones first, then those that records only name."""
    described = [r.content.title for r in pack.records if isinstance(r.content, KnowledgeArea)]
    named = [r.content.knowledge_area for r in pack.records if r.content.knowledge_area]
    spellings: dict[str, str] = {}
    for name in (*described, *named):
        spellings.setdefault(fold(name), name)
    return tuple(spellings.values())


def _measure_area(pack: Pack, name: str) -> AreaCoverage:
    key = fold(name)
    about = [
        record.content
        for record in pack.records
        if fold(record.content.knowledge_area or "") == key
        and not isinstance(record.content, KnowledgeArea)
    ]
    described = [
        record.content.importance
        for record in pack.records
        if isinstance(record.content, KnowledgeArea) and fold(record.content.title) == key
    ]
    judgement = sum(content.is_judgement for content in about)
    return AreaCoverage(
        name=name,
        importance=max(described, default=IMPORTANCE_UNSAID),
        records=len(about),
        judgement=judgement,
        covered=judgement > 0,
    )
