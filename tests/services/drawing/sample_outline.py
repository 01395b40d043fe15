"""A rich document of an invented exit: every kind of block, long tables, hostile texts."""

from models.outline import (
    Cell,
    Column,
    FormQuestion,
    Heading,
    InterviewQuestion,
    Item,
    LabelledText,
    Outline,
    Panel,
    PanelItem,
    Paragraph,
    Section,
    Table,
    Tone,
    Unknown,
)
from models.words import Language

TYPED = "A & B <b> {{ 7*7 }} \\\\srv01\\finance\\__FINAL__.docx &amp; 5 < 6"
"""Must come out character by character as it is here."""

HOSTILE = (
    '<link rel=attachment href="file:///etc/passwd"><img src="http://attack.example/x.png">'
    '<script>alert(1)</script> ![x](file:///etc/passwd) [y](javascript:alert(1)) "/><svg onload=x>'
)


def labelled(**texts: str | tuple[str, ...]) -> tuple[LabelledText, ...]:
    return tuple(
        LabelledText(
            label=label.replace("_", " "), texts=(text,) if isinstance(text, str) else text
        )
        for label, text in texts.items()
    )


FIRES = (
    PanelItem(
        title="Tranche two is frozen if the narrative report slips",
        text="The donor desk freezes the payment on the 11th. Call, then write.",
        note="Due 10 December 2026 · Ana Sow until 27 November, then you",
        target="warning-1",
    ),
    PanelItem(
        title="The pump tender in Thiès has one valid bid",
        text="Procurement wants to cancel; the rains do not wait.",
        note="Committee on 3 December · Fatou Ndiaye",
        target="item-2",
    ),
    PanelItem(title="Two boreholes fail the fluoride test", note="Results on paper only"),
)
PEOPLE = (
    PanelItem(
        title="Moussa Ba, manager",
        text="Knows why the second partner was kept.",
        note="moussa.ba@example.org",
    ),
    PanelItem(title="Ingrid Solheim, donor desk", note="ingrid@donor.example"),
    PanelItem(title="Cheikh Fall, district engineer", note="by phone only, mornings"),
)
PROHIBITIONS = (
    PanelItem(
        title="The exchange-rate sheet, before the audit is over",
        text="It looks wrong; the auditors agreed to it in writing.",
    ),
    PanelItem(title="The monthly call on Thursday 16:00, even if it seems empty"),
)


def make_panel(tone: Tone, title: str, items: tuple[PanelItem, ...]) -> Panel:
    return Panel(tone=tone, title=title, empty="Nothing.", items=items)


def make_one_page() -> Section:
    return Section(
        anchor="one-page",
        title="The post on one page",
        lead=(
            "You run the water and sanitation grants of the Dakar office: three partners, "
            "**USD 4.2 million** over two years, and one donor who reads every line."
        ),
        is_one_page=True,
        starts_page=True,
        blocks=(
            make_panel(Tone.risk, "Three things on fire", FIRES),
            make_panel(Tone.plain, "Three people to call", PEOPLE),
            make_panel(Tone.know_how, "What not to touch", PROHIBITIONS),
        ),
    )


def make_items(section: int, count: int) -> tuple[Item, ...]:
    tones = [Tone.risk, Tone.do_first, Tone.decision, Tone.know_how]
    tones = [tone for one in tones for tone in (one, Tone.plain)][:-1]
    return tuple(
        Item(
            anchor=f"item-{section}-{number}",
            tone=tones[number % len(tones)],
            kind="Warning" if number % 7 == 0 else "Work in flight",
            title=f"Quarterly report of partner {number} to the donor desk",
            body=(
                "The partner sends figures *late* and in its own format. Ask for the raw sheet, "
                "not for the summary:\n\n- the summary rounds the number of users\n- the raw "
                "sheet names the **boreholes** that failed\n\nThe donor reads table 4 first."
            ),
            fields=labelled(
                Official_status="On track.",
                Real_status="Two weeks late; the district has not signed the list of sites.",
                Next_action=(
                    "Call the district engineer.",
                    "Get the list signed.",
                    "Send table 4.",
                ),
            ),
            notes=labelled(
                Ask="Moussa Ba, moussa.ba@example.org",
                Where="`\\\\srv01\\programme\\reports\\2026\\Q3\\partner-report_v2 FINAL.xlsx`",
                Due="10 December 2026",
            ),
            stamp="Second-hand: told by the manager." if number % 5 == 0 else None,
            is_urgent=number % 7 == 0,
        )
        for number in range(count)
    )


def make_table(rows: int) -> Table:
    folders = ("Budget", "Reports", "Tenders", "Correspondence")
    return Table(
        caption=f"Documents in the order of their use ({rows})",
        columns=(
            Column(label="Path", width_percent=46, is_code=True),
            Column(label="Title", width_percent=26),
            Column(label="Changed", width_percent=12),
            Column(label="Why it matters", width_percent=16),
        ),
        rows=tuple(
            (
                Cell(
                    text=f"drive/Programme/{folders[n % 4]}/2026/file_{n:04d} FINAL v{n % 5}.docx"
                ),
                Cell(text=f"Monitoring figures, site {n}", target="warning-1" if n == 3 else None),
                Cell(text=f"{1 + n % 28} Oct 2026"),
                Cell(text="Edited by you alone" if n % 3 else "Read every week"),
            )
            for n in range(rows)
        ),
    )


def make_warning() -> Item:
    return Item(
        anchor="warning-1",
        tone=Tone.risk,
        kind="Warning",
        title="Tranche two is frozen if the narrative report slips",
        body="It happened in 2024: *eleven days* of silence, then a letter to headquarters.",
        fields=labelled(
            If="the report is later than the 10th",
            Then="call the donor desk first, and only then write",
            Early_signs=("the desk asks twice for the same table", "no answer on a Monday"),
        ),
        notes=labelled(
            Ask="Ingrid Solheim", Due="10 December 2026", Source="Interview, 10 November 2026"
        ),
        is_urgent=True,
    )


def make_written_in() -> Table:
    details = ("Due: *10 December*", "To: A & B")
    return Table(
        caption="What we found",
        columns=(Column(label="Found", width_percent=62), Column(label="Keep", width_percent=38)),
        rows=((Cell(text="Report <2026>", details=details), Cell(text="☐")),),
        is_form=True,
    )


def make_form() -> Section:
    return Section(
        anchor="read-back",
        number=9,
        title="Read it back",
        lead="Say in your own words what you took over. Ten minutes; nobody grades it.",
        starts_page=True,
        blocks=(
            FormQuestion(
                key="R1", question="What breaks first, and when?", hint="One or two lines.", lines=4
            ),
            FormQuestion(
                key="R2",
                question="Do you accept the item *Tranche two*?",
                choices=("Yes", "No", "Not yet: something is missing"),
                lines=2,
            ),
            FormQuestion(key="R3", question="What did you look for and not find?", lines=6),
            InterviewQuestion(
                key="1_role",
                question="1.  What of *this* <b>is written</b> nowhere?",
                facts=("3 min · Who reads it: the team", "Why we ask: _nobody_ else knows."),
                prompts=("[Say](javascript:alert(1)) who knows it.", "Say since when."),
                placeholder="…",
                ways_out=("I do not know", "Does not apply"),
            ),
            make_written_in(),
        ),
    )


def make_outline(
    language: Language = Language.en, *, name: str = "pack", items: int = 9, rows: int = 40
) -> Outline:
    return Outline.model_validate(
        {
            "name": name,
            "language": language,
            "title": "Programme officer, Water and sanitation",
            "subtitle": "Briefing pack for the successor",
            "reference": "HO-2026-0007",
            "edition": "Edition 1, 20 November 2026",
            "classification": "Internal: for the successor and the manager",
            "notice": "Nobody has reviewed this yet: it was made from files and answers alone.",
            "facts": labelled(
                Post="Programme officer, Water and sanitation, Dakar",
                From="Ana Sow, last working day 27 November 2026",
                To="Ben Diop, successor, from 7 December 2026",
                Manager="Moussa Ba",
            ),
            "contents_title": "Contents",
            "page_label": "Page {page} of {pages}",
            "about": "What the successor needs to know about the post.",
            "author": "Programme officer, Water and sanitation",
            "created_at": "2026-11-20T09:30:00Z",
            "sections": make_sections(items, rows),
        }
    )


def make_typed() -> Section:
    return Section(
        anchor="typed",
        number=2,
        title=f"Typed: {TYPED}",
        blocks=(
            Paragraph(text=TYPED, is_lead=True),
            Heading(anchor="hostile", title="Hostile texts"),
            Item(anchor="hostile-1", kind="Lesson", title=HOSTILE, body=HOSTILE),
            Item(
                anchor="typed-1",
                kind="Process",
                title=TYPED,
                body=f"1. {TYPED}\n7. `{TYPED}`\n",
            ),
            Paragraph(text="| Site | Users |\n|---|--:|\n| Thiès | 1,200 |\n| Mbour | 950 |"),
            Heading(anchor="code", title="Commands"),
            Paragraph(
                text="```\nmount //srv01/finance /mnt\n```\n\n> Ask twice.\n\nSee https://example.org/a_b_c."
            ),
        ),
    )


def make_sections(items: int, rows: int) -> tuple[Section, ...]:
    return (
        make_one_page(),
        Section(
            anchor="warnings",
            number=1,
            title="Warnings and deadlines of the next 30 days",
            lead="Read these before your first coffee. Each says what to do **if** it happens.",
            starts_page=True,
            blocks=(
                make_warning(),
                *make_items(1, items),
                Unknown(
                    label="Contingency",
                    what="Nobody said what happens if the rains come early.",
                    ask="Moussa Ba, moussa.ba@example.org",
                ),
            ),
        ),
        make_typed(),
        Section(
            anchor="documents",
            number=6,
            title="Systems and documents",
            starts_page=True,
            blocks=(make_table(rows),),
        ),
        make_form(),
    )
