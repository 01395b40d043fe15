"""Post: the knowledge areas, how well they are covered, and how much is at risk."""

from models.outline import Block, Cell, Column, Paragraph, Table
from models.pack import AreaCoverage, PackCoverage
from models.record_kinds import KnowledgeArea
from models.words import Band
from services.packs.coverage import measure_coverage
from services.packs.fields import ELEMENTS, KIND_NAMES
from services.packs.gaps import DIMENSIONS
from services.packs.items import make_items
from services.packs.lengths import fold
from services.packs.manuscript import Manuscript, mark
from services.risk import rank_areas

BANDS = {Band.high: mark("high"), Band.medium: mark("medium"), Band.low: mark("low")}


def write_areas(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the knowledge areas, then how well each is covered."""
    areas = _get_coverage(manuscript).knowledge_areas
    unnamed = Paragraph(text=manuscript.phrases.say("No knowledge area has been named."))
    coverage = _write_coverage(areas, manuscript) if areas else unnamed
    return (*make_items(manuscript, "knowledge_area"), coverage)


def write_items_by_area(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write which item is about which knowledge area; nothing where no item names one."""
    say = manuscript.phrases.say
    kinds = [kind for kind in KIND_NAMES if kind != "knowledge_area"]
    named = [record for record in manuscript.pick(*kinds) if record.content.knowledge_area]
    if not named:
        return ()
    named.sort(key=lambda r: (fold(r.content.knowledge_area or ""), kinds.index(r.content.kind)))
    table = Table(
        caption=say("Items by knowledge area"),
        columns=(
            Column(label=say("Knowledge area"), width_percent=28),
            Column(label=say("What"), width_percent=20),
            Column(label=say("Item"), width_percent=52),
        ),
        rows=tuple(
            (
                Cell(text=record.content.knowledge_area or ""),
                Cell(text=say(KIND_NAMES[record.content.kind])),
                Cell(text=record.content.title, target=manuscript.find_target(record.id)),
            )
            for record in named
        ),
    )
    return (table,)


def write_risk(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the scores of the exit rubric; nothing where the pack has none."""
    risk, say = manuscript.pack.risk, manuscript.phrases.say
    if not risk.scores:
        return ()
    table = Table(
        caption=say(
            "{total} points in all: {band} risk", total=risk.total, band=say(BANDS[risk.band])
        ),
        columns=(
            Column(label=say("Dimension"), width_percent=75),
            Column(label=say("Score"), width_percent=25),
        ),
        rows=tuple(
            (
                Cell(text=_begin_sentence(say(DIMENSIONS.get(name, name)))),
                Cell(text=say("{number} of 5", number=score)),
            )
            for name, score in risk.scores.items()
        ),
    )
    return (table,)


def _get_coverage(manuscript: Manuscript) -> PackCoverage:
    given = manuscript.pack.coverage
    is_given = given.knowledge_areas or given.ipass
    return given if is_given else measure_coverage(manuscript.pack)


def _write_coverage(areas: tuple[AreaCoverage, ...], manuscript: Manuscript) -> Table:
    say = manuscript.phrases.say
    targets = {
        fold(record.content.title): manuscript.find_target(record.id)
        for record in manuscript.pick("knowledge_area")
    }
    lonely = _list_lonely(manuscript)
    return Table(
        caption=say("How well each area is covered"),
        columns=(
            Column(label=say("Knowledge area"), width_percent=36),
            Column(label=say("Importance"), width_percent=14),
            Column(label=say("Rests on one person"), width_percent=14),
            Column(label=say("Records"), width_percent=12),
            Column(label=say("Of judgement"), width_percent=12),
            Column(label=say("Covered"), width_percent=12),
        ),
        rows=tuple(
            (
                Cell(text=area.name, target=targets.get(fold(area.name))),
                Cell(text=say("{number} of 5", number=area.importance)),
                Cell(text=say("Yes") if fold(area.name) in lonely else ""),
                Cell(text=str(area.records)),
                Cell(text=str(area.judgement)),
                Cell(text=say("Yes") if area.covered else say("No")),
            )
            for area in areas
        ),
    )


def _list_lonely(manuscript: Manuscript) -> set[str]:
    contents = (record.content for record in manuscript.pick("knowledge_area"))
    described = [content for content in contents if isinstance(content, KnowledgeArea)]
    return {fold(risk.name) for risk in rank_areas(described) if risk.is_worth_acting}


def write_elements(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write which of the five elements of a safe handover are there."""
    say = manuscript.phrases.say
    table = Table(
        caption=say("The five elements of a safe handover (I-PASS)"),
        columns=(
            Column(label=say("Element"), width_percent=75),
            Column(label=say("There?"), width_percent=25),
        ),
        rows=tuple(
            (
                Cell(text=say(ELEMENTS.get(name, name))),
                Cell(text=say("Yes") if is_present else say("UNKNOWN")),
            )
            for name, is_present in _get_coverage(manuscript).ipass.items()
        ),
    )
    return (table,)


def _begin_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
