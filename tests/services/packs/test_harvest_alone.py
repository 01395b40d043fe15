"""What the documents say where nobody has answered, and only the harvest speaks."""

from builders import make_pack

from models.harvest import HarvestedContact, HarvestedEntry, HarvestedThread, HarvestFacts
from models.outline import Item, Outline, Paragraph, Table
from services.packs.outline import outline_brief

FACTS = HarvestFacts(
    contacts=(
        HarvestedContact(
            name="Zoe Low",
            email="zoe@x.example",
            inside=False,
            sent=3,
            received=4,
            last_on="2026-11-01",
            rank=1,
        ),
    ),
    calendar=(
        HarvestedEntry(uid="1", title="Friday call", next_on="2026-11-27", rrule="FREQ=WEEKLY"),
        HarvestedEntry(uid="2", title="Farewell", next_on="2026-11-27"),
    ),
    threads=(HarvestedThread(subject="Clause 14", with_whom=("Zoe Low",), last_on="2026-11-18"),),
)


def read_section(outline: Outline, anchor: str) -> tuple[list[str], list[str]]:
    """The paragraphs of a section, and the first words of each row of its tables."""
    blocks = next(part.blocks for part in outline.sections if part.anchor == anchor)
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return texts, [row[1].text if anchor == "section-year" else row[0].text for row in rows]


def test_the_brief_shows_what_was_found_where_nobody_answered() -> None:
    brief = outline_brief(make_pack(harvest=FACTS))

    assert read_section(brief, "section-people") == ([], ["Zoe Low"])
    assert read_section(brief, "section-work") == (
        ["Nobody has described work under way. This mail shows what somebody counts on:"],
        ["Clause 14"],
    )
    assert read_section(brief, "section-year") == (
        ["Nobody has described a duty that comes back. The calendar shows these series:"],
        ["Friday call"],
    )


def test_it_says_so_where_nothing_was_found_either() -> None:
    brief = outline_brief(make_pack())

    assert read_section(brief, "section-work") == (["No work under way is known."], [])
    assert read_section(brief, "section-year") == (["No duty that comes back is known."], [])


def test_who_says_i_is_known_in_the_brief_too() -> None:
    told = {"kind": "warning", "title": "Ice", "then": "I salt.", "respondent": "manager"}
    brief = outline_brief(make_pack(told))
    (item,) = (b for part in brief.sections for b in part.blocks if isinstance(b, Item))

    assert [text.texts for text in item.notes] == [("Moussa Ba (manager)",)]
