"""One page: what to know if nothing else is read."""

from models.outline import Panel, PanelItem, Paragraph, Section, Tone
from models.pack import PackSummary, SummaryItem, SummaryPerson
from models.record_kinds import RoleCard
from services.packs.audience import say_receiver
from services.packs.items import name_teller
from services.packs.lengths import excerpt
from services.packs.manuscript import Manuscript
from services.packs.summary import summarize

PURPOSE_WORDS = 45


def write_one_page(manuscript: Manuscript) -> Section:
    """Write the one page: the role, three things on fire, three people, what not to touch."""
    summary = get_summary(manuscript)
    say = manuscript.phrases.say
    return Section(
        anchor="section-one-page",
        title=say("If you read only one page"),
        blocks=(
            Paragraph(text=_describe_post(manuscript), is_lead=True),
            Paragraph(text=_say_who(manuscript)),
            Panel(
                tone=Tone.risk,
                title=say("On fire"),
                items=tuple(_show_fire(item, manuscript) for item in summary.warnings),
                empty=say("Nobody has named anything that burns. Ask before you believe it."),
            ),
            Panel(
                tone=Tone.do_first,
                title=say("Call these people first"),
                items=tuple(_show_person(person, manuscript) for person in summary.people),
                empty=say(
                    "No contact is known yet. Begin with {name}.", name=manuscript.pack.manager.name
                ),
            ),
            Panel(
                tone=Tone.plain,
                title=say("Do not touch before you know why"),
                items=tuple(_show_dont(item, manuscript) for item in summary.donts),
                empty=say("Nobody has named anything that must be left as it is."),
            ),
        ),
        starts_page=True,
        is_one_page=True,
    )


def get_summary(manuscript: Manuscript) -> PackSummary:
    """Return the summary of the pack; a pack that came without one gets it from its records."""
    given = manuscript.pack.summary
    has_any = given.warnings or given.people or given.donts
    return given if has_any else summarize(manuscript.pack, manuscript.phrases)


def _describe_post(manuscript: Manuscript) -> str:
    for record in manuscript.pick("role_card"):
        content = record.content
        purpose = content.purpose if isinstance(content, RoleCard) else None
        if purpose or content.body:
            return excerpt(purpose or content.body or "", PURPOSE_WORDS)
    return manuscript.phrases.say("Nobody has written down yet what this post is for.")


def _say_who(manuscript: Manuscript) -> str:
    pack, say = manuscript.pack, manuscript.phrases.say
    return manuscript.phrases.write(
        _say_leaving(manuscript),
        _say_arriving(manuscript),
        say("The manager is {name}.", name=pack.manager.name),
        say(
            "Everything here is for {name} to look after, unless it says otherwise.",
            name=manuscript.owner,
        ),
    )


def _say_leaving(manuscript: Manuscript) -> str | None:
    pack, phrases = manuscript.pack, manuscript.phrases
    if not (pack.leaver and pack.last_working_on):
        return None
    name, day = pack.leaver.name, phrases.day(pack.last_working_on)
    if pack.last_working_on < pack.made_on:
        return phrases.say("The last working day of {name} was {day}.", name=name, day=day)
    return phrases.say("The last working day of {name} is {day}.", name=name, day=day)


def _say_arriving(manuscript: Manuscript) -> str:
    pack, phrases = manuscript.pack, manuscript.phrases
    receiver = pack.receiver
    if not receiver:
        return phrases.say("Nobody has been named yet to take it over.")
    name = say_receiver(pack, phrases)
    if not receiver.starts_on:
        return phrases.say("{name} takes over.", name=name)
    return phrases.say(
        "{name} takes over on {day}.", name=name, day=phrases.day(receiver.starts_on)
    )


def _show_fire(item: SummaryItem, manuscript: Manuscript) -> PanelItem:
    phrases = manuscript.phrases
    due = phrases.say("Due {day}", day=phrases.short_day(item.due_on)) if item.due_on else None
    records = [r for r in manuscript.pack.records if r.id == item.record]
    owner = next((r.owner for r in records if r.owner != manuscript.owner), None)
    told = next((name for r in records if (name := name_teller(r, phrases))), None)
    told = told and phrases.say("{kind}: {title}", kind=phrases.say("Told by"), title=told)
    return PanelItem(
        title=item.title,
        text=item.text,
        note=" · ".join(filter(None, (due, owner, told))) or None,
        target=manuscript.find_target(item.record),
    )


def _show_person(person: SummaryPerson, manuscript: Manuscript) -> PanelItem:
    return PanelItem(
        title=person.name,
        text=person.why,
        note=" · ".join(filter(None, (person.organization, person.email))) or None,
        target=manuscript.find_target(person.record),
    )


def _show_dont(item: SummaryItem, manuscript: Manuscript) -> PanelItem:
    target = manuscript.find_target(item.record)
    return PanelItem(title=item.title, text=item.text, target=target)
