"""Shared places: sources of an exit that another leaver is asked about as well.

A yes is a leaver's own, and opens the whole place that the case names. Where two exits name one
place, or one inside the other, the yes of one leaver opens what may be the other's: HR is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.acting import Actor, Role
from models.handover import Handover, Source
from models.states import ENDED_STATES
from services.cases.source_names import fold_url, is_url

_NAMED = 3
"""Exits that a sentence names; the others it counts."""


class _Named(NamedTuple):
    """A source that a running exit names."""

    position: int
    path: str
    location: str
    reference: str
    leaver_id: int
    office_id: int

    @property
    def place(self) -> PurePath:
        """What is the same where the same would be opened."""
        return PurePath(fold_url(self.path) if is_url(self.path) else self.location)


def list_shared_places(
    session: Session, references: Iterable[str], actor: Actor
) -> tuple[str, ...]:
    """Return a sentence for each source of these handovers that another leaver's case names too.

    References are named only of cases that the actor administers.
    """
    wanted = set(references)
    every = _list_named(session)
    at, below = _index(every)
    warnings = []
    for one in every:
        if one.reference not in wanted:
            continue
        above = (other for place in (one.place, *one.place.parents) for other in at.get(place, ()))
        same = (*above, *below.get(one.place, ()))
        others = [other for other in same if other.leaver_id != one.leaver_id]
        if others:
            warnings.append(_warn(one, others, actor))
    return tuple(warnings)


def _list_named(session: Session) -> list[_Named]:
    query = select(Source.position, Source.path, Source.location, Handover).join(Handover)
    query = query.where(col(Handover.has_people), col(Handover.state).not_in(ENDED_STATES))
    rows = session.exec(query.order_by(col(Handover.reference), col(Source.position)))
    return [
        _Named(position, path, location, one.reference, one.leaver_id, one.office_id)
        for position, path, location, one in rows
    ]


def _index(
    every: Iterable[_Named],
) -> tuple[Mapping[PurePath, list[_Named]], Mapping[PurePath, list[_Named]]]:
    """Return the sources by their place, and by each folder above it."""
    at: dict[PurePath, list[_Named]] = defaultdict(list)
    below: dict[PurePath, list[_Named]] = defaultdict(list)
    for one in every:
        at[one.place].append(one)
        for place in one.place.parents:
            below[place].append(one)
    return at, below


def _warn(one: _Named, others: list[_Named], actor: Actor) -> str:
    may_name = [other for other in others if Role.hr in actor.list_roles_in(other.office_id)]
    shown = [f"source {other.position + 1} of {other.reference}" for other in may_name[:_NAMED]]
    more = len(others) - len(shown)
    theirs = ", ".join([*shown, f"{more} of other exits"] if more else shown)
    return (
        f"source {one.position + 1} of {one.reference} is, holds or lies in what another leaver is "
        f"asked about too ({theirs}): the yes of either opens it. If it is not for both, let the "
        "one say no whose it is not (baton act refuse)."
    )
