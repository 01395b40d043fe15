"""Leaving: who goes before they have acted for another exit; said by post, never by name."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from models.acting import Actor, Role
from models.addresses import fold_address
from models.case_file import CaseFile, is_same_name
from models.handover import Handover, Person, Post
from models.participant import Participant
from models.record import Record
from models.states import ENDED_STATES

_ACTS_FOR = timedelta(days=90)
"""After the last day of an exit its people act for so long: the last survey is at day 90."""
_ITEM_OWNER = "owner of items"


@dataclass(frozen=True)
class _Exit:
    """An exit by what others of it matter to: addresses by part, and the leaver's last day."""

    post: str
    leaver: str
    last_on: date
    parts: Mapping[str, str | None]
    owners: frozenset[str] = frozenset()
    shown_as: str = "another exit"
    names: Mapping[str, str] = field(default_factory=dict)
    """What it calls people, by their addresses."""

    def list_parts_of(self, address: str) -> list[str]:
        """Return the parts that an address has in it, without the leaver's."""
        named = [part for part, theirs in self.parts.items() if theirs == address]
        return [*named, _ITEM_OWNER] if address in self.owners else named

    def is_same_as(self, other: "_Exit") -> bool:
        return (self.leaver, self.post, self.last_on) == (other.leaver, other.post, other.last_on)


def list_warnings(
    session: Session, cases: Iterable[CaseFile], actor: Actor | None = None
) -> tuple[str, ...]:
    """Return a sentence for each who leaves, or has to act twice, when these exits are opened.

    Those who leave in the same batch count, and those whose handover is running. References are
    named only of cases that the actor administers.
    """
    new = [_read_case(case) for case in cases]
    running = [
        one
        for one in _list_running(session, actor)
        if not any(one.is_same_as(each) for each in new)
    ]
    found: dict[str, None] = {}
    for one in new:
        others = [other for other in (*new, *running) if other is not one]
        found |= dict.fromkeys(_warn_of_leaving(one, others))
        found |= dict.fromkeys(_warn_of_two_posts(one, others))
        found |= dict.fromkeys(_warn_of_one_mailbox(one, others))
        found |= dict.fromkeys(_warn_of_own_parts(one, running))
    return tuple(found)


def list_warnings_of(session: Session, handover: Handover, actor: Actor) -> tuple[str, ...]:
    """Return the same for a handover that is running, also for those named in it since."""
    people = {handover.manager_id, handover.receiver_id, handover.hr_id}
    people |= _list_owners(session, [handover.row_id]).get(handover.row_id, set())
    matters = or_(
        col(Handover.leaver_id).in_(people - {None}),
        col(Handover.receiver_id).in_({handover.receiver_id} - {None}),
    )
    own = _list_running(session, actor, Handover.id == handover.id)
    others = _list_running(session, actor, Handover.id != handover.id, matters)
    return tuple(
        sentence
        for one in own
        for sentence in (*_warn_of_leaving(one, others), *_warn_of_two_posts(one, others))
    )


def _warn_of_leaving(one: _Exit, others: Sequence[_Exit]) -> Iterator[str]:
    """Warn of those who have a part in an exit and leave before they have acted."""
    for other in others:
        if other.last_on <= one.last_on + _ACTS_FOR:
            for part in one.list_parts_of(other.leaver):
                yield f'the {part} for "{one.post}" is leaving too. {_advise(part)}'


def _warn_of_own_parts(one: _Exit, running: Sequence[_Exit]) -> Iterator[str]:
    """Warn of the parts that the leaver of a new exit has in those that are running."""
    for other in running:
        if one.last_on <= other.last_on + _ACTS_FOR:
            for part in other.list_parts_of(one.leaver):
                yield (
                    f'who leaves "{one.post}" is the {part} for "{other.post}" ({other.shown_as}). '
                    f"{_advise(part)}"
                )


def _warn_of_two_posts(one: _Exit, others: Sequence[_Exit]) -> Iterator[str]:
    receiver = one.parts["receiver"]
    for other in others:
        if receiver is not None and receiver == other.parts["receiver"]:
            yield (
                f'the receiver for "{one.post}" receives "{other.post}" as well '
                f"({other.shown_as}). Name another one, or agree on who does what."
            )


def _warn_of_one_mailbox(one: _Exit, others: Sequence[_Exit]) -> Iterator[str]:
    for other in others:
        for address, name in one.names.items():
            if address in other.names and not is_same_name(name, other.names[address]):
                yield (
                    f'the address {address} in the exit from "{one.post}" stands for another '
                    f"person in {other.shown_as}: the person who signs in with it sees both."
                )


def _advise(part: str) -> str:
    if part == _ITEM_OWNER:
        return "Give the items to somebody who stays: baton act give-items."
    return "Name somebody who stays."


def _read_case(case: CaseFile) -> _Exit:
    named = {Role.manager: case.manager, Role.receiver: case.receiver}
    people = [one for one in (case.leaver, *named.values()) if one is not None]
    return _Exit(
        post=case.post.title,
        leaver=fold_address(case.leaver.email),
        last_on=case.last_working_on,
        parts={role: fold_address(one.email) if one else None for role, one in named.items()},
        names={fold_address(one.email): one.name for one in people},
    )


def _list_running(session: Session, actor: Actor | None, *where: Any) -> list[_Exit]:
    query = select(Handover, Post.title).join(Post, col(Post.id) == col(Handover.post_id))
    query = query.where(col(Handover.has_people), col(Handover.state).not_in(ENDED_STATES), *where)
    found = session.exec(query.order_by(col(Handover.reference))).all()
    ids = [one.row_id for one, _ in found]
    owners = _list_owners(session, ids)
    addresses = _list_addresses(session, [one for one, _ in found], owners)
    names = _list_names(session, ids)
    return [
        _Exit(
            post=title,
            leaver=addresses[one.leaver_id],
            last_on=one.last_working_on,
            parts={
                Role.manager: addresses[one.manager_id],
                Role.receiver: addresses.get(one.receiver_id),
                Role.hr: addresses.get(one.hr_id),
            },
            owners=frozenset(addresses[owner] for owner in owners.get(one.row_id, ())),
            shown_as=one.reference if _may_name(actor, one) else "another exit",
            names=names.get(one.row_id, {}),
        )
        for one, title in found
    ]


def _may_name(actor: Actor | None, handover: Handover) -> bool:
    return actor is not None and Role.hr in actor.list_roles_in(handover.office_id)


def _list_owners(session: Session, handovers: Collection[int]) -> dict[int, set[int]]:
    query = select(Record.handover_id, Record.owner_id).where(
        col(Record.handover_id).in_(handovers), col(Record.owner_id).is_not(None)
    )
    owners: dict[int, set[int]] = {}
    for handover_id, owner_id in session.exec(query.distinct()):
        if owner_id is not None:
            owners.setdefault(handover_id, set()).add(owner_id)
    return owners


def _list_addresses(
    session: Session, handovers: Iterable[Handover], owners: Mapping[int, set[int]]
) -> dict[int | None, str]:
    people: set[int | None] = set().union(*owners.values())
    for one in handovers:
        people |= {one.leaver_id, one.manager_id, one.receiver_id, one.hr_id}
    query = select(Person.id, Person.email).where(col(Person.id).in_(people - {None}))
    return dict(session.exec(query).all())


def _list_names(session: Session, handovers: Collection[int]) -> dict[int, dict[str, str]]:
    query = select(Participant.handover_id, Person.email, Participant.name).join(Person)
    names: dict[int, dict[str, str]] = {}
    for handover_id, email, name in session.exec(
        query.where(col(Participant.handover_id).in_(handovers))
    ):
        names.setdefault(handover_id, {})[email] = name
    return names
