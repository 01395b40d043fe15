"""Form as an outline: a questionnaire as a document to fill in on screen or on paper."""

from collections.abc import Iterator

from models.outline import (
    Cell,
    Column,
    InterviewQuestion,
    LabelledText,
    Outline,
    Paragraph,
    Section,
    Table,
)
from models.questionnaire import FittedQuestion, Questionnaire
from models.words import Respondent
from services.interviews.form import (
    ProposalGroup,
    count_lines,
    describe_proposal,
    find_notice,
    list_form_facts,
    list_intro,
    list_proposals,
    list_sessions,
)
from services.interviews.form_labels import Labels, get_labels

_DOTS = "." * 28


def outline_questionnaire(form: Questionnaire) -> Outline:
    """Return the questionnaire as a document; it has no reference, for there is no handover yet."""
    labels = get_labels(form.language)
    facts = list_form_facts(form, labels)
    return Outline(
        name="questionnaire",
        language=labels.language,
        title=form.post,
        subtitle=labels.text("title"),
        facts=tuple(LabelledText(label=name, texts=(said,), is_plain=True) for name, said in facts),
        page_label="{page}",
        author="Baton",
        created_at=form.made_on.isoformat(),
        sections=tuple(_list_sections(form, labels)),
    )


def _list_sections(form: Questionnaire, labels: Labels) -> Iterator[Section]:
    others = "" if form.respondent is Respondent.leaver else "_others"
    intro = "\n".join(f"- {line}" for line in list_intro(form, labels))
    yield Section(
        anchor="start",
        title=labels.text("before_you_start"),
        lead=find_notice(form, labels),
        blocks=(Paragraph(text=intro),),
    )
    if form.proposals:
        yield Section(
            anchor="found",
            title=labels.text("found_title"),
            lead=labels.text("found_lead_second_hand" if others else "found_lead"),
            blocks=tuple(_write_proposals(group, labels) for group in list_proposals(form)),
        )
    for number, session in enumerate(list_sessions(form, labels), start=1):
        yield Section(
            anchor=f"session-{number}",
            title=session.title,
            blocks=tuple(_write_question(question, labels) for question in session.questions),
            starts_page=number > 1,
        )
    thanks = labels.text(f"thanks{others}")
    yield Section(
        anchor="thanks", title=labels.text("thanks_title"), blocks=(Paragraph(text=thanks),)
    )


def _write_proposals(group: ProposalGroup, labels: Labels) -> Table:
    choice = Cell(text=f"☐ {labels.text('keep')}   ☐ {labels.text('strike_out')}")
    return Table(
        caption=labels.kind_of_many(group.kind),
        columns=(
            Column(label=labels.text("found_title"), width_percent=62),
            Column(label=labels.text("your_note"), width_percent=38),
        ),
        rows=tuple(
            (Cell(text=record.title, details=tuple(describe_proposal(record, labels))), choice)
            for record in group.records
        ),
        is_form=True,
    )


def _write_question(question: FittedQuestion, labels: Labels) -> InterviewQuestion:
    minutes = labels.text("question_minutes", minutes=question.minutes)
    readers = labels.audience(question.audience)
    return InterviewQuestion(
        key=f"{question.number}_{question.id}",
        question=f"{question.number}.  {question.text}",
        facts=(
            f"{minutes} · {labels.text('pair', name=labels.text('readers'), value=readers)}",
            labels.text("pair", name=labels.text("why"), value=question.why),
        ),
        prompts=question.prompts,
        placeholder=labels.text("write_here"),
        lines=count_lines(question),
        ways_out=(
            labels.text("do_not_know"),
            f"{labels.text('ask_instead')} {_DOTS}",
            labels.text("not_applicable"),
        ),
    )
