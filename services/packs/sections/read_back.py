"""Read-back: what the receiver answers in own words, and takes over item by item."""

from models.outline import Cell, Column, FormQuestion, Table
from models.record_kinds import TAKEN_OVER
from services.packs.fields import KIND_NAMES
from services.packs.manuscript import Manuscript


def write_synthesis(manuscript: Manuscript) -> tuple[FormQuestion, ...]:
    """Write the questions that are answered in own words."""
    say = manuscript.phrases.say
    questions = (
        (say("What is this post for, and what may you decide alone?"), None, 4),
        (
            say("Which three things burn most, and what will you do about each?"),
            say("In your own words, without looking at the one page."),
            6,
        ),
        (say("What will you do on your first three days?"), None, 4),
        (say("What is most likely to go wrong, and what do you do then?"), None, 4),
        (say("What will you leave as it is until you know more, and why?"), None, 4),
    )
    return tuple(
        FormQuestion(key=f"S{number}", question=question, hint=hint, lines=lines)
        for number, (question, hint, lines) in enumerate(questions, start=1)
    )


def write_acceptance(manuscript: Manuscript) -> tuple[FormQuestion, ...]:
    """Write one question for each item that is taken over or declined."""
    say = manuscript.phrases.say
    choices = (say("I take it over"), say("I decline it"), say("I have a question"))
    return tuple(
        FormQuestion(
            key=manuscript.anchors[record.id],
            question=say(
                "{kind}: {title}",
                kind=say(KIND_NAMES[record.content.kind]),
                title=record.content.title,
            ),
            lines=1,
            choices=choices,
        )
        for record in manuscript.pick(*TAKEN_OVER)
    )


def write_missing(manuscript: Manuscript) -> tuple[FormQuestion, ...]:
    """Write the questions about the pack itself."""
    say = manuscript.phrases.say
    return (
        FormQuestion(key="P1", question=say("What is missing?"), lines=4),
        FormQuestion(key="P2", question=say("What is wrong or out of date?"), lines=3),
    )


def write_signature(manuscript: Manuscript) -> tuple[FormQuestion, ...]:
    """Write the questions who filled the form in, and when."""
    say = manuscript.phrases.say
    return (
        FormQuestion(key="N1", question=say("Name"), lines=1),
        FormQuestion(key="N2", question=say("Date"), lines=1),
    )


def write_checklist(manuscript: Manuscript) -> tuple[Table, ...]:
    """Write the items that are taken over as a table to tick by hand."""
    records, say = manuscript.pick(*TAKEN_OVER), manuscript.phrases.say
    if not records:
        return ()
    table = Table(
        caption=say("What is taken over"),
        columns=(
            Column(label=say("Item"), width_percent=55),
            Column(label=say("I take it over"), width_percent=15),
            Column(label=say("I decline it"), width_percent=15),
            Column(label=say("I have a question"), width_percent=15),
        ),
        rows=tuple(
            (
                Cell(text=record.content.title, target=manuscript.find_target(record.id)),
                *(Cell(text="☐") for _ in range(3)),
            )
            for record in records
        ),
    )
    return (table,)
