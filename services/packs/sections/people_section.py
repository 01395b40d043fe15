"""People: whom the receiver inherits."""

from models.outline import Block, Cell, Column, Table
from models.pack import PackContact
from services.packs.items import make_item
from services.packs.manuscript import Manuscript
from services.packs.who_to_call import find_exchange, is_own, list_people

TOP = 10


def write_described(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the people whom somebody described, in the order in which to call them."""
    records = {record.id: record for record in manuscript.pick("contact")}
    ordered = [p.record for p in list_people(manuscript.pack, manuscript.phrases) if p.record]
    return tuple(make_item(records[record_id], manuscript) for record_id in ordered)


def write_others(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write who else wrote most: whom no record describes, without the leaver and co."""
    pack = manuscript.pack
    described = {find_exchange(record, pack.contacts) for record in pack.records}
    others = (one for place, one in enumerate(pack.contacts) if place not in described)
    strangers = tuple(one for one in others if not is_own(one, pack))
    return _write_contacts(strangers[:TOP], manuscript)


def write_correspondents(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write everybody with whom mail went both ways."""
    return _write_contacts(manuscript.pack.contacts, manuscript)


def _write_contacts(contacts: tuple[PackContact, ...], manuscript: Manuscript) -> tuple[Table, ...]:
    """Write correspondents as a table; a name leads to its item where there is one."""
    if not contacts:
        return ()
    pack, say = manuscript.pack, manuscript.phrases.say
    targets = {
        place: manuscript.find_target(record.id)
        for record in reversed(pack.records)
        if (place := find_exchange(record, pack.contacts)) is not None
    }
    places = {contact: place for place, contact in reversed(list(enumerate(pack.contacts)))}
    table = Table(
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
    return (table,)


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
