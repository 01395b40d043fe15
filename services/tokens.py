"""Tokens: keys with which scripts act for a person; shown once, kept as a digest."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.acting import Actor, ApiToken, Scope
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.handover import Person
from services.acts.actors import get_actor

MOST_DAYS = 366
_PREFIX = "baton_"


class UnknownTokenError(NotAllowedError):
    """The token is missing, unknown, expired or revoked: the same answer for all of them."""


def create_token(
    session: Session, actor: Actor, label: str, scopes: Sequence[Scope], expires_at: datetime
) -> str:
    """Make a token for the actor and return it: it cannot be shown again.

    Raises:
        InvalidInputError: no scope is given, or it would hold for more than a year.
    """
    now = datetime.now(expires_at.tzinfo)
    if not scopes:
        raise InvalidInputError(f"a token needs a scope: {', '.join(Scope)} are there.")
    if not now < expires_at <= now + timedelta(days=MOST_DAYS):
        raise InvalidInputError(f"a token holds for 1 to {MOST_DAYS} days: choose a day in that.")
    token = _PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiToken(
            person_id=actor.person_id,
            sha256=_digest(token),
            label=label,
            scopes=tuple(dict.fromkeys(scopes)),
            created_at=now,
            expires_at=expires_at,
        )
    )
    return token


def find_token(session: Session, token: str, now: datetime) -> ApiToken:
    """Return the token that holds now.

    Raises:
        UnknownTokenError: it is not valid.
    """
    # The digest is what is compared: how long that takes says nothing about the token.
    query = select(ApiToken).where(ApiToken.sha256 == _digest(token))
    found = session.exec(query).one_or_none()
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        raise UnknownTokenError(
            "this token is not valid (unknown, expired or revoked): "
            "ask for one that baton token create makes."
        )
    return found


def authenticate(session: Session, token: str, now: datetime) -> tuple[ApiToken, Actor]:
    """Return the token and who acts with it.

    Raises:
        UnknownTokenError: it is not valid.
    """
    found = find_token(session, token, now)
    return found, get_actor(session, found.person_id)


def check_scope(token: ApiToken, scope: Scope) -> None:
    """Check what a token may be used for.

    Raises:
        NotAllowedError: not for this.
    """
    if scope not in token.scopes:
        raise NotAllowedError(
            f'this token may not be used for "{scope}": it is for {", ".join(token.scopes)}.'
        )


def list_tokens(session: Session) -> list[tuple[ApiToken, Person]]:
    """Return all tokens that hold or held, each with whose it is, the newest first."""
    return list(
        session.exec(select(ApiToken, Person).join(Person).order_by(col(ApiToken.id).desc()))
    )


def revoke_token(session: Session, number: int, now: datetime) -> None:
    """Revoke a token for good.

    Raises:
        NotFoundError: there is none of this number.
    """
    token = session.get(ApiToken, number)
    if token is None:
        raise NotFoundError(f"there is no token {number}: baton token list shows those there are.")
    token.revoked_at = token.revoked_at or now
    session.add(token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
