"""Idempotency: the same request, sent again, gets the answer that it got, and does nothing."""

import hashlib
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.acting import ApiToken, IdempotencyKey
from models.errors import InvalidInputError
from models.values import Value

MOST_CHARACTERS = 200


class Request(Value):
    """What a request is known by: whose it is, and digests of its key and of what it says."""

    token_id: int
    key: str
    digest: str


def describe_request(token: ApiToken, key: str, what: str) -> Request:
    """Return the request of a token under a key; `what` is its method, path and body.

    Raises:
        InvalidInputError: the key is empty or too long.
    """
    if not 0 < len(key) <= MOST_CHARACTERS:
        raise InvalidInputError(f"Idempotency-Key must have 1 to {MOST_CHARACTERS} characters.")
    # People may make keys of what they have at hand, a password too: neither is kept as it is.
    return Request(token_id=token.row_id, key=_hash(key), digest=_hash(what))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def find_answer(session: Session, request: Request) -> tuple[int, dict[str, Any]] | None:
    """Return the status and the answer that the request got, None where it is new.

    Raises:
        InvalidInputError: the key was used for another request.
    """
    query = select(IdempotencyKey).where(
        IdempotencyKey.token_id == request.token_id, IdempotencyKey.key == request.key
    )
    known = session.exec(query).one_or_none()
    if known is None:
        return None
    if known.request_digest != request.digest:
        raise InvalidInputError(
            "Idempotency-Key was used for another request: give each request a key of its own."
        )
    return known.status, dict(known.response)


def keep_answer(
    session: Session, request: Request, status: int, answer: dict[str, Any], now: datetime
) -> None:
    """Keep the answer in the transaction of the act that it is about."""
    session.add(
        IdempotencyKey(
            token_id=request.token_id,
            key=request.key,
            request_digest=request.digest,
            status=status,
            response=answer,
            at=now,
        )
    )
