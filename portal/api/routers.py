"""Routers: where the parts of the API begin, and what all of their operations may answer."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.routing import APIRoute

from portal.errors import RESPONSES


def make_router(tag: str, below: str = "") -> APIRouter:
    """Return a router for a part of the API; its routes serve as they are in every application."""
    return APIRouter(
        prefix=f"/api/v1{below}", tags=[tag], responses=RESPONSES, route_class=_StrictRoute
    )


class _StrictRequest(Request):
    """A request whose body says each thing once: of two excludes one would be lost in silence."""

    async def json(self) -> Any:
        """Return the body.

        Raises:
            HTTPException: an object of it has a key twice.
        """
        return json.loads(await self.body(), object_pairs_hook=_take_once)


class _StrictRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return answer


def _take_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for key, value in pairs:
        if key in taken:
            fault = f'the key "{key[:100]}" stands twice in one object: give it once.'
            raise HTTPException(422, fault)
        taken[key] = value
    return taken
