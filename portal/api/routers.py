"""Routers: where the parts of the API begin, and what all of their operations may answer."""

from fastapi import APIRouter

from portal.errors import RESPONSES


def make_router(tag: str, below: str = "") -> APIRouter:
    """Return a router for a part of the API; its routes serve as they are in every application."""
    return APIRouter(prefix=f"/api/v1{below}", tags=[tag], responses=RESPONSES)
