"""Calls: every request is one transaction of one person, done once however often it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Path, Request, Security
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from models.acting import Actor, ApiToken, Scope
from models.errors import InvalidInputError
from portal.acting import By, export_head
from portal.doors import IS_HEAD, TOKEN
from services.acts.beside import find_beside
from services.clock import read_now
from services.handovers.gates import load_rules
from services.idempotency import describe_request, find_answer, keep_answer
from services.secrets.masked_values import Masked, mask_value
from services.settings import Settings
from services.store import Session, Store
from services.tokens import authenticate, check_scope, find_token

V = TypeVar("V", bound=BaseModel)
_BEARER = HTTPBearer(auto_error=False, description="A token that `baton token create` made.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="The same key with the same request does nothing again and gives the same "
        "answer.",
    ),
]
Reference = Annotated[
    str, Path(pattern=r"^HO-[0-9]{4}-[0-9]{4,6}$", examples=["HO-2026-0007"], max_length=20)
]
_NOTHING = (b"", b"{}", b"null")
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Call:
    """One request: where it came in, with which token, and under which key."""

    request: Request
    key: str | None = None

    @property
    def store(self) -> Store:
        """The database."""
        store: Store = self.request.app.state.store
        return store

    @property
    def is_head(self) -> bool:
        """Whether only the head of the answer is sent."""
        return bool(self.request.scope.get(IS_HEAD))

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        settings: Settings = self.request.app.state.settings
        return settings


def get_call(request: Request, _bearer: Bearer) -> Call:
    """Return a request that changes nothing; the door has let its token in."""
    return Call(request)


async def get_keyed_call(request: Request, _bearer: Bearer, idempotency_key: Key = None) -> Call:
    """Return a request that changes something; the door has let its token in.

    Raises:
        InvalidInputError: it says something to an act that reads nothing: it would be lost.
    """
    reads_it = request.scope["route"].body_field is not None
    if not reads_it and (await request.body()).strip() not in _NOTHING:
        raise InvalidInputError("this act takes no body: send it without one.")
    return Call(request, idempotency_key)


Reading = Annotated[Call, Depends(get_call)]
Acting = Annotated[Call, Depends(get_keyed_call)]


def read(call: Call, scope: Scope, work: Callable[[By], Any]) -> Any:
    """Return what the actor may see."""
    with call.store.read() as session:
        _, actor = _authenticate(call, session, scope)
        return work(By(session, actor, read_now(call.settings), call.settings))


def act(
    call: Call,
    scope: Scope,
    work: Callable[[By], Any],
    body: BaseModel | None = None,
    masked: Sequence[str] = (),
) -> JSONResponse:
    """Do something in one transaction, and answer with what it gives, or that it is done.

    `masked` are the places at which secrets were taken out of the body: the answer tells them.

    Raises:
        InvalidInputError: the body holds characters that no database can keep.
    """
    said = jsonable_encoder(body) if body is not None else None
    _check_characters(said)
    load_rules()
    with call.store.write() as session:
        token, actor = _authenticate(call, session, scope)
        what = f"{call.request.method} {call.request.url.path} {said}"
        wanted = describe_request(token, call.key, what) if call.key else None
        known = find_answer(session, wanted) if wanted else None
        if known:
            return JSONResponse(known[1], known[0])
        now = read_now(call.settings)
        answer = jsonable_encoder(work(By(session, actor, now, call.settings)) or {"done": True})
        answer |= {"masked": list(masked)} if masked else {}
        if wanted:
            keep_answer(session, wanted, 200, answer, now)
    export_head(call.store, call.settings)
    return JSONResponse(answer)


def act_on(
    call: Call, scope: Scope, typed: V, work: Callable[[By, Masked[V]], Any]
) -> JSONResponse:
    """Do something with what was typed, without its secrets; the answer tells where they stood."""
    reference = call.request.path_params.get("reference", "")
    kept = read(call, scope, lambda by: find_beside(by.session, reference, typed))
    masked = mask_value(typed, kept)
    return act(call, scope, lambda by: work(by, masked), typed, masked.places)


def find_person(store: Store, token: str) -> int:
    """Return whose token it is, without the writers' lock: strangers keep nobody waiting.

    Raises:
        UnknownTokenError: it is not valid.
    """
    with store.read() as session:
        return find_token(session, token, _read_real_clock()).person_id


def _authenticate(call: Call, session: Session, scope: Scope) -> tuple[ApiToken, Actor]:
    # Again, in this very transaction: it may have been revoked meanwhile.
    given = getattr(call.request.state, TOKEN, "")
    token, actor = authenticate(session, given, _read_real_clock())
    check_scope(token, scope)
    return token, actor


def _read_real_clock() -> datetime:
    # Whether a token holds is a matter of the real clock, also in a rehearsal.
    return datetime.now(UTC)


def _check_characters(said: Any) -> None:
    if isinstance(said, str):
        if "\0" in said or any("\ud800" <= character <= "\udfff" for character in said):
            raise InvalidInputError("the body holds characters that are not text: remove them.")
    elif isinstance(said, Mapping):
        for name, value in said.items():
            _check_characters(name)
            _check_characters(value)
    elif isinstance(said, list | tuple):
        for value in said:
            _check_characters(value)
