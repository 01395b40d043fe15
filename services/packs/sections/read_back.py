"""Read-back: the receiver says it in own words, and takes over item by item."""

from models.outline import Block, Cell, Column, FormQuestion, Heading, Paragraph, Section, Table
from models.pack import PackRecord
from models.record_kinds import TAKEN_OVER
from services.packs.fields import KIND_NAMES
from services.packs.manuscript import Manuscript


def write_read_back(manuscript: Manuscript) -> Section:
    """Write the read-back as it stands in the pack: to be filled by hand or in the form."""
    say = manuscript.phrases.say
    blocks: list[Block] = [*write_synthesis(manuscript)]
    records = manuscript.pick(*TAKEN_OVER)
    if records:
        blocks.append(Heading(anchor="section-acceptance", title=say("Item by item")))
        blocks.append(_write_checklist(records, manuscript))
    blocks += write_missing(manuscript)
    return Section(
        anchor="section-read-back",
        number=9,
        title=say("Say it back"),
        lead=say(
            "A handover is complete when the receiver has said it back in own words. Fill this in "
            "within the first week, here or in the form that comes with the pack, and go through "
            "it with {name}.",
            name=manuscript.pack.manager.name,
        ),
        blocks=tuple(blocks),
        starts_page=True,
    )


def write_brief_end(manuscript: Manuscript) -> Section:
    """Write what the reader of the brief does next."""
    say = manuscript.phrases.say
    text = say(
        "Read the sections of the pack that concern your first weeks. Then close it, fill in the "
        "read-back form in your own words, and go through it with {name}.",
        name=manuscript.pack.manager.name,
    )
    return Section(
        anchor="section-read-back",
        number=9,
        title=say("Say it back"),
        blocks=(Paragraph(text=text),),
    )


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


def _write_checklist(records: tuple[PackRecord, ...], manuscript: Manuscript) -> Table:
    say = manuscript.phrases.say
    return Table(
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


def write_form(manuscript: Manuscript) -> tuple[Section, ...]:
    """Write the form of its own: own words, item by item, the pack itself, who and when."""
    say = manuscript.phrases.say
    acceptance = write_acceptance(manuscript)
    return (
        Section(
            anchor="section-own-words",
            number=1,
            title=say("In your own words"),
            lead=say(
                "Close the pack first. Write what you remember; {name} reads it with you.",
                name=manuscript.pack.manager.name,
            ),
            blocks=write_synthesis(manuscript),
        ),
        Section(
            anchor="section-acceptance",
            number=2,
            title=say("Item by item"),
            lead=say(
                "Take over, decline or ask. What you decline goes back to {name}.",
                name=manuscript.pack.manager.name,
            ),
            blocks=acceptance
            or (Paragraph(text=say("The pack names nothing that has to be taken over.")),),
        ),
        Section(
            anchor="section-pack",
            number=3,
            title=say("The pack itself"),
            blocks=write_missing(manuscript),
        ),
        Section(
            anchor="section-signed",
            number=4,
            title=say("Who and when"),
            blocks=write_signature(manuscript),
        ),
    )
