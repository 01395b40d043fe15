"""Form as DOCX: a questionnaire to fill in on screen or on paper."""

from collections.abc import Iterable

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH

from models.questionnaire import FittedQuestion, Questionnaire
from models.words import Respondent
from services.interviews import docx_parts as parts
from services.interviews.form import (
    ProposalGroup,
    count_lines,
    describe_proposal,
    find_notice,
    list_head,
    list_intro,
    list_proposals,
    list_sessions,
)
from services.interviews.form_labels import Labels, get_labels

_TEXT_WIDTH_MM = parts.PAGE_WIDTH_MM - 2 * parts.MARGIN_MM
_LINE_MM = 5.5
_DOTS = "." * 28


def draw_docx(form: Questionnaire) -> bytes:
    """Return the questionnaire as a DOCX file; the same questionnaire gives the same bytes."""
    labels = get_labels(form.language)
    title = labels.text("title")
    document = parts.start_document(labels.language, title, form.post, form.made_on)
    _add_footer(document, f"{title} · {form.post}")
    _add_opening(document, form, labels)
    for group in list_proposals(form):
        _add_proposals(document, group, labels)
    for index, session in enumerate(list_sessions(form, labels)):
        heading = document.add_heading(session.title, 1)
        heading.paragraph_format.page_break_before = index > 0
        for question in session.questions:
            _add_question(document, question, labels)
    document.add_heading(labels.text("thanks_title"), 1)
    is_leaver = form.respondent is Respondent.leaver
    document.add_paragraph(labels.text("thanks" if is_leaver else "thanks_others"))
    return parts.save_document(document)


def _add_footer(document: DocxDocument, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Small"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    parts.add_text(paragraph, f"{text} · ")
    parts.add_page_number(paragraph)


def _add_opening(document: DocxDocument, form: Questionnaire, labels: Labels) -> None:
    document.add_paragraph(labels.text("title"), style="Title")
    document.add_paragraph(form.post, style="Subtitle")
    notice = find_notice(form, labels)
    if notice:
        document.add_paragraph(notice)
    table = parts.add_table(document, (45, _TEXT_WIDTH_MM - 45), has_columns=False)
    for name, value in list_head(form, labels):
        label, said = parts.add_row(table)
        parts.add_text(label.paragraphs[0], name, color=parts.GREY)
        parts.add_text(said.paragraphs[0], value, bold=True)
    document.add_heading(labels.text("before_you_start"), 1)
    _add_bullets(document, list_intro(form, labels))
    if form.proposals:
        document.add_heading(labels.text("found_title"), 1)
        is_leaver = form.respondent is Respondent.leaver
        lead = "found_lead" if is_leaver else "found_lead_second_hand"
        document.add_paragraph(labels.text(lead))


def _add_bullets(document: DocxDocument, lines: Iterable[str]) -> None:
    for line in lines:
        document.add_paragraph(line, style="List Bullet")


def _add_proposals(document: DocxDocument, group: ProposalGroup, labels: Labels) -> None:
    document.add_heading(labels.kind_of_many(group.kind), 2)
    table = parts.add_table(document, (_TEXT_WIDTH_MM * 0.62, _TEXT_WIDTH_MM * 0.38))
    left, right = parts.add_row(table, is_header=True)
    parts.add_text(left.paragraphs[0], labels.text("found_title"), bold=True)
    parts.add_text(right.paragraphs[0], labels.text("your_note"), bold=True)
    for record in group.records:
        left, right = parts.add_row(table, min_height_mm=12)
        parts.add_text(left.paragraphs[0], record.title, bold=True)
        for line in describe_proposal(record, labels):
            parts.add_text(left.add_paragraph(style="Cell"), line)
        choice = f"☐ {labels.text('keep')}   ☐ {labels.text('strike_out')}"
        parts.add_text(right.paragraphs[0], choice, color=parts.GREY)


def _add_question(document: DocxDocument, question: FittedQuestion, labels: Labels) -> None:
    heading = document.add_heading("", 2)
    parts.add_text(heading, f"{question.number}.  ", color=parts.ACCENT)
    parts.add_text(heading, question.text)
    facts = (
        labels.text("question_minutes", minutes=question.minutes),
        labels.text("pair", name=labels.text("readers"), value=labels.audience(question.audience)),
    )
    document.add_paragraph(" · ".join(facts), style="Small")
    why = labels.text("pair", name=labels.text("why"), value=question.why)
    document.add_paragraph(why, style="Small")
    _add_bullets(document, question.prompts)
    table = parts.add_table(document, (_TEXT_WIDTH_MM,))
    (cell,) = parts.add_row(table, min_height_mm=_LINE_MM * count_lines(question))
    cell.paragraphs[0].paragraph_format.keep_with_next = True
    key = f"{question.number}_{question.id}"
    placeholder = labels.text("write_here")
    parts.add_field(cell.paragraphs[0], key, question.text, placeholder, question.number)
    choices = (
        f"☐ {labels.text('do_not_know')}",
        f"☐ {labels.text('ask_instead')} {_DOTS}",
        f"☐ {labels.text('not_applicable')}",
    )
    document.add_paragraph("      ".join(choices), style="Choices")
