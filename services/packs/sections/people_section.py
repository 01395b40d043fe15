"""People: whom the receiver inherits."""

from models.outline import Block, Cell, Column, Heading, Paragraph, Section, Table
from models.pack import PackContact
from services.packs.items import make_item
from services.packs.manuscript import Manuscript
from services.packs.who_to_call import find_exchange, is_own, list_people

TOP = 10


def write_people(manuscript: Manuscript) -> Section:
    """Write the people: those whom somebody described, then who else wrote most."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(_write_described(manuscript))
    others = list_others(manuscript)
    if others and blocks:
        blocks.append(
            Heading(anchor="section-others", title=say("Others with whom much was exchanged"))
        )
    if others:
        blocks.append(write_contacts(others[:TOP], manuscript))
    if not blocks:
        blocks.append(Paragraph(text=say("Nobody has named a contact, and no mail was read.")))
    return Section(
        anchor="section-people",
        number=2,
        title=say("People to inherit"),
        lead=say("Write to them in your first week, before they have to look for you."),
        blocks=tuple(blocks),
    )


def _write_described(manuscript: Manuscript) -> list[Block]:
    records = {record.id: record for record in manuscript.pick("contact")}
    ordered = [p.record for p in list_people(manuscript.pack, manuscript.phrases) if p.record]
    return [make_item(records[record_id], manuscript) for record_id in ordered]


def list_others(manuscript: Manuscript) -> tuple[PackContact, ...]:
    """Return the correspondents whom no record describes, in their rank, without leaver and co."""
    pack = manuscript.pack
    described = {find_exchange(record, pack.contacts) for record in pack.records}
    others = (one for place, one in enumerate(pack.contacts) if place not in described)
    return tuple(one for one in others if not is_own(one, pack))


def write_contacts(contacts: tuple[PackContact, ...], manuscript: Manuscript) -> Table:
    """Write correspondents as a table; a name leads to its item where there is one."""
    pack, say = manuscript.pack, manuscript.phrases.say
    targets = {
        place: manuscript.find_target(record.id)
        for record in reversed(pack.records)
        if (place := find_exchange(record, pack.contacts)) is not None
    }
    places = {contact: place for place, contact in reversed(list(enumerate(pack.contacts)))}
    return Table(
        caption=say("Correspondents, by real exchange"),
        columns=(
            Column(label=say("Name"), width_percent=28),
            Column(label=say("Address"), width_percent=26, is_code=True),
            Column(label=say("Messages"), width_percent=11),
            Column(label=say("Last"), width_percent=13),
            Column(label=say("About"), width_percent=22),
        ),
        rows=tuple(
            _write_row(contact, targets.get(places[contact]), manuscript) for contact in contacts
        ),
    )


def _write_row(
    contact: PackContact, target: str | None, manuscript: Manuscript
) -> tuple[Cell, ...]:
    phrases = manuscript.phrases
    where = phrases.say("Own organization") if contact.inside else contact.organization
    exchanged = contact.sent + contact.received
    return (
        Cell(text=", ".join(filter(None, (contact.name, where))), target=target),
        Cell(text=contact.email or ""),
        Cell(text=str(exchanged) if exchanged else ""),
        Cell(text=phrases.short_day(contact.last_on) if contact.last_on else ""),
        Cell(text=contact.why or ""),
    )
