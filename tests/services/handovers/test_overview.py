"""Overview: a list costs the database the same number of statements, however long it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acting import MORNING, open_stage
from people import BEN, CARLA, MOUSSA
from sqlalchemy import event
from sqlmodel import Session

from models.case_file import CaseFile
from models.errors import TemporaryError
from services.acts.actors import find_actor
from services.acts.seeing import list_views
from services.handovers.deliveries import set_target
from services.handovers.overview import get_outcome, list_handovers, list_under_way
from services.store import Store

TODAY = MORNING.date()
LISTS: dict[str, Callable[[Session], Any]] = {
    "baton list": lambda session: list_handovers(session, TODAY),
    "portfolio": lambda session: list_under_way(session, TODAY),
    "API, HR": lambda session: list_for(session, CARLA.email),
    "API, receiver": lambda session: list_for(session, BEN.email),
}


def list_for(session: Session, email: str, start: int = 0) -> Any:
    return list_views(session, find_actor(session, email), TODAY, start).handovers


@contextmanager
def count_statements(session: Session) -> Iterator[list[str]]:
    """Give the statements that the session sends from here on."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def open_many(store: Store, case: CaseFile, first: int, last: int) -> None:
    for number in range(first, last):
        post = case.post.model_copy(update={"title": f"Officer {number}"})
        day = case.last_working_on + timedelta(days=number)
        open_stage(store, case.model_copy(update={"post": post, "last_working_on": day}))


def measure(store: Store, name: str) -> tuple[int, int]:
    """Return how many handovers a list has, and how many statements it took."""
    with store.read() as session, count_statements(session) as sent:
        return len(LISTS[name](session)), len(sent)


def test_a_list_of_twenty_asks_as_often_as_one_of_two(store: Store, case: CaseFile) -> None:
    open_many(store, case, 0, 2)
    of_two = {name: measure(store, name) for name in LISTS}
    open_many(store, case, 2, 20)
    of_twenty = {name: measure(store, name) for name in LISTS}
    assert {name: count for name, (count, _) in of_two.items()} == dict.fromkeys(LISTS, 2)
    assert of_twenty == {name: (20, asked) for name, (_, asked) in of_two.items()}
    assert max(asked for _, asked in of_twenty.values()) <= 9


def test_a_page_says_where_the_next_one_begins(store: Store, case: CaseFile) -> None:
    open_many(store, case, 0, 3)
    with store.read() as session:
        actor = find_actor(session, MOUSSA.email)
        first, second = (list_views(session, actor, TODAY, start, 2) for start in (0, 2))
        everything = list_for(session, CARLA.email)
    assert (len(first.handovers), first.next) == (2, 2)
    assert (len(second.handovers), second.next) == (1, None)
    listed = [view.reference for view in (*first.handovers, *second.handovers)]
    assert [view.reference for view in everything] == listed


def test_a_bag_that_a_run_beside_took_elsewhere_is_not_reported(
    store: Store, case: CaseFile, tmp_path: Path
) -> None:
    reference = open_stage(store, case).reference
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for target in (mine, theirs):
        (target / reference).mkdir(parents=True)
        with store.write() as session:
            set_target(session, reference, target)

    with store.read() as session, pytest.raises(TemporaryError, match="another folder"):
        get_outcome(session, reference, mine, 1.0)
