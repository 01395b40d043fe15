"""Doors: layers around an application that look at a request before anything else does.

They see the name under which it is asked for and the token, in this order, before the body is read.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from models.errors import HandoverError
from portal.errors import answer, say, say_too_often
from portal.limits import Limiter, name_address
from services.door_settings import ANY_HOST, normalize_host
from services.tokens import UnknownTokenError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PAGES = frozenset({"/", "/metrics"})
"""What a browser asks for: it cannot send a token, but it can ask for a password, which is one."""
PERSON, TOKEN = "person", "token"
"""Under these names the state of a request holds whose it is."""
IS_HEAD = "is_head"
"""Under this name the scope of a request says that only the head of the answer is sent."""


class HostDoor:
    """Refuses a request under a name that is not ours, such as another site's that points here."""

    def __init__(self, app: Application, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer 400."""
        if scope["type"] == "lifespan" or self._is_ours(Headers(scope=scope).getlist("host")):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            fault = (
                "this name is not one of this installation: ask for it by its own, or name it in "
                "BATON_ALLOWED_HOSTS."
            )
            await say(400, "unknown_host", [fault])(scope, receive, send)

    def _is_ours(self, named: list[str]) -> bool:
        if ANY_HOST in self._hosts:
            return True
        return len(named) == 1 and normalize_host(named[0]) in self._hosts


class HeadDoor:
    """Answers HEAD as GET, without the body."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        # A copy: the server reads from its own that no body is to follow.
        inner = {**scope, "method": "GET", IS_HEAD: True}

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(inner, receive, send_head)
        if "route" in inner:
            scope["route"] = inner["route"]


class TokenDoor:
    """Lets in who has a token, without reading the body of anybody else.

    Args:
        app: what is behind the door.
        find_person: returns whose token it is, by the id of the person.
        failures: how often an address may be wrong.
        writes: how often a person may change something.
    """

    def __init__(
        self,
        app: Application,
        find_person: Callable[[str], int],
        failures: Limiter,
        writes: Limiter,
    ) -> None:
        self._app = app
        self._find_person = find_person
        self._failures = failures
        self._writes = writes

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on with its token and person in its state, or answer 401 or 429."""
        if scope["type"] != "http" or not _is_guarded(scope["path"]):
            await self._app(scope, receive, send)
            return
        token = _find_token(scope)
        try:
            person = await run_in_threadpool(self._find_person, token)
        except UnknownTokenError as error:
            wait = self._failures.take(name_address((scope.get("client") or ("",))[0]))
            refusal = say_too_often(wait) if wait else answer(error, is_page=_is_page(scope))
            await refusal(scope, receive, send)
            return
        except HandoverError as error:
            await answer(error)(scope, receive, send)
            return
        wait = 0 if scope["method"] in _SAFE else self._writes.take(person)
        if wait:
            await say_too_often(wait)(scope, receive, send)
            return
        scope.setdefault("state", {}).update({TOKEN: token, PERSON: person})
        await self._app(scope, receive, send)


def _is_guarded(path: str) -> bool:
    return path in _PAGES or path == "/api" or path.startswith("/api/")


def _is_page(scope: Message) -> bool:
    return scope["path"] in _PAGES


def _find_token(scope: Message) -> str:
    kind, _, given = Headers(scope=scope).get("authorization", "").strip().partition(" ")
    if kind.lower() == "bearer":
        return given.strip()
    # Not for the API: a browser would send it along with what another site makes it ask for.
    if kind.lower() == "basic" and _is_page(scope):
        try:
            return base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
