"""Tokens: shown once, for a purpose and a time; the same answer to all that are not valid."""

from datetime import UTC, datetime, timedelta

import pytest
from people import CARLA
from sqlmodel import Session

from models.acting import Actor, Role, Scope
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from services.acts.actors import add_staff, get_actor
from services.store import Store
from services.tokens import (
    UnknownTokenError,
    authenticate,
    check_scope,
    create_token,
    list_tokens,
    revoke_token,
)

MONTH = timedelta(days=30)


def make_hr(session: Session) -> Actor:
    return get_actor(session, add_staff(session, CARLA, Role.hr).row_id)


def test_a_token_acts_for_its_person_and_for_what_it_is_for(store: Store):
    now = datetime.now(UTC)
    with store.write() as session:
        token = create_token(session, make_hr(session), "a", [Scope.read, Scope.read], now + MONTH)
        found, actor = authenticate(session, token, now)
    assert Role.hr in actor.offices
    assert found.scopes == (Scope.read,)
    check_scope(found, Scope.read)
    with pytest.raises(NotAllowedError, match='may not be used for "sign": it is for read'):
        check_scope(found, Scope.sign)


def test_what_does_not_hold_gets_one_answer(store: Store):
    now, said = datetime.now(UTC), set()
    with store.write() as session:
        token = create_token(session, make_hr(session), "a", [Scope.read], now + MONTH)
        for given, at in (("", now), ("baton_guess", now), (token, now + MONTH)):
            with pytest.raises(UnknownTokenError) as error:
                authenticate(session, given, at)
            said.add(str(error.value))
        (number,) = (one.row_id for one, _ in list_tokens(session))
        revoke_token(session, number, now)
        with pytest.raises(UnknownTokenError) as error:
            authenticate(session, token, now)
    assert said == {str(error.value)}


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_token_holds_for_a_year_at_most(store: Store, days: int):
    until = datetime.now(UTC) + timedelta(days=days)
    with store.write() as session, pytest.raises(InvalidInputError, match="1 to 366 days"):
        create_token(session, make_hr(session), "a", [Scope.read], until)


def test_a_token_is_for_something(store: Store):
    with store.write() as session, pytest.raises(InvalidInputError, match="a token needs a scope"):
        create_token(session, make_hr(session), "a", [], datetime.now(UTC) + MONTH)


def test_only_what_is_there_is_revoked(store: Store):
    with store.write() as session, pytest.raises(NotFoundError, match="there is no token 7"):
        revoke_token(session, 7, datetime.now(UTC))
