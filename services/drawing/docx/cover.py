"""Cover: the first page of a pack, and the masthead of a brief."""

from services.drawing.docx.draft import Draft
from services.drawing.docx.elements import TEXT_WIDTH, Element, make_paragraph
from services.drawing.docx.grids import CellStyle, make_cell, make_grid, make_row
from services.drawing.docx.passages import write_texts

BAND = CellStyle(tint="0B3D63", margins={"left": 454, "right": 454, "top": 454, "bottom": 454})
TITLE_BAND = BAND.model_copy(update={"stands": "bottom", "margins": {**BAND.margins, "top": 0}})
TITLE_HEIGHT = 5400
LABEL_WIDTH = 2438
FACT = CellStyle(
    rules=dict.fromkeys(("top", "bottom"), (4, "C9CED3", "single")),
    margins={"top": 91, "bottom": 96, "right": 142},
)
WARNING = CellStyle(rules={"left": (24, "E08A00", "single")}, margins={"left": 170})


def write_cover(draft: Draft) -> list[Element]:
    """Return the cover: post and kind of document on a band, edition, facts, who may read it."""
    outline = draft.outline
    reference = [make_paragraph("CoverReference", draft.write(outline.reference))]
    title = [
        make_paragraph("Title", draft.write(outline.title)),
        make_paragraph("Subtitle", draft.write(outline.subtitle)),
    ]
    band = [
        make_row([make_cell(reference, TEXT_WIDTH, BAND)]),
        make_row([make_cell(title, TEXT_WIDTH, TITLE_BAND)], height=TITLE_HEIGHT),
    ]
    written = [
        make_grid(draft, (TEXT_WIDTH,), band),
        make_paragraph("Edition", draft.write(outline.edition)),
        *_write_facts(draft),
        make_paragraph("Classification", draft.write(outline.classification)),
    ]
    if outline.notice:
        notice = make_cell(
            [make_paragraph("Normal", draft.write(outline.notice))], TEXT_WIDTH, WARNING
        )
        written += [
            make_paragraph("Gap", ()),
            make_grid(draft, (TEXT_WIDTH - 30,), [make_row([notice])], indent=30),
        ]
    return written


def write_masthead(draft: Draft) -> list[Element]:
    """Return the head of a document that has no cover: it stands above the first section."""
    outline = draft.outline
    said = f"{outline.reference} · {outline.edition}"
    return [
        make_paragraph("Small", draft.write(outline.subtitle)),
        make_paragraph("MastheadTitle", draft.write(outline.title)),
        make_paragraph("Small", draft.write(said)),
        make_paragraph("Gap", ()),
        *_write_small_facts(draft),
        make_paragraph("Gap", ()),
    ]


def count_masthead_lines(draft: Draft) -> int:
    """Return how high the masthead is, in lines of text."""
    return 6 + (len(draft.outline.facts) + 1) // 2


def _write_facts(draft: Draft) -> list[Element]:
    width = TEXT_WIDTH - LABEL_WIDTH
    rows = [
        make_row(
            [
                make_cell(
                    [make_paragraph("FieldLabel", draft.write(fact.label))], LABEL_WIDTH, FACT
                ),
                make_cell(
                    _write_value(draft, fact.texts, "Normal", is_plain=fact.is_plain), width, FACT
                ),
            ]
        )
        for fact in draft.outline.facts
    ]
    return [make_grid(draft, (LABEL_WIDTH, width), rows)] if rows else []


def _write_small_facts(draft: Draft) -> list[Element]:
    """Write two facts a row: a brief has no page to give away."""
    label, value = 1474, TEXT_WIDTH // 2 - 1474
    style = CellStyle(margins={"right": 142, "bottom": 20})
    facts = draft.outline.facts
    rows = []
    for start in range(0, len(facts), 2):
        cells = []
        for fact in facts[start : start + 2]:
            cells += [
                make_cell([make_paragraph("NoteLabel", draft.write(fact.label))], label, style),
                make_cell(
                    _write_value(draft, fact.texts, "Note", is_plain=fact.is_plain), value, style
                ),
            ]
        if len(cells) == 2:
            cells.append(make_cell([make_paragraph("Gap", ())], label + value, style, columns=2))
        rows.append(make_row(cells))
    return [make_grid(draft, (label, value, label, value), rows)] if rows else []


def _write_value(
    draft: Draft, texts: tuple[str, ...], style: str, *, is_plain: bool
) -> list[Element]:
    if is_plain:
        return [make_paragraph(style, draft.write(text)) for text in texts]
    return write_texts(draft, texts, style, width=TEXT_WIDTH // 2)
