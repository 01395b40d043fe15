"""Errors: the one file that knows HTTP codes; every error is JSON with one sentence a fault."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from models.errors import (
    HandoverError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    TemporaryError,
    WrongStateError,
)
from services.cases.fault_words import explain
from services.texts import clean_for_terminal
from services.tokens import UnknownTokenError

_CODES: tuple[tuple[type[HandoverError], int, str], ...] = (
    (UnknownTokenError, 401, "unknown_token"),
    (NotFoundError, 404, "not_found"),
    (WrongStateError, 409, "wrong_state"),
    (NotAllowedError, 403, "not_allowed"),
    (InvalidInputError, 422, "invalid_input"),
    (TemporaryError, 503, "temporary"),
)
_RETRY_SECONDS = "5"
MOST_FAULTS = 20
"""So many faults are named in one answer."""
_MOST_CHARACTERS = 1_000
"""So long a fault is shown; what it quotes may be a whole body."""
_LOG = logging.getLogger("baton.web")


class Fault(BaseModel):
    """What went wrong: sentences that a person may see, and a word for a script."""

    kind: str
    faults: list[str]


RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": Fault, "description": "The body is no JSON, or the name asked for is not ours."},
    401: {"model": Fault, "description": "The token is missing or not valid."},
    403: {"model": Fault, "description": "The token or the person may not do this."},
    404: {"model": Fault, "description": "There is no such thing, or not for this person."},
    405: {"model": Fault, "description": "The address knows no such method."},
    408: {"model": Fault, "description": "The request did not come in time."},
    409: {"model": Fault, "description": "The thing is there, but this cannot happen to it now."},
    413: {"model": Fault, "description": "The body is too large."},
    422: {"model": Fault, "description": "What was given is wrong; nothing was written."},
    429: {"model": Fault, "description": "Too much in a minute; Retry-After says when again."},
    503: {"model": Fault, "description": "A part could not be reached; try again."},
}
"""What every operation may answer besides what it is for."""


_NO_JSON = "the body is no JSON: send one object as application/json."


def answer_errors(app: FastAPI) -> None:
    """Let the application answer every error with a sentence and the right code."""
    app.add_exception_handler(HandoverError, _answer_handover_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(Exception, _answer_unforeseen)


def say(code: int, kind: str, faults: Sequence[str]) -> JSONResponse:
    """Return an error with its first faults, cleaned, and how many more there are."""
    headers = {"Retry-After": _RETRY_SECONDS} if code == 503 else {}
    if code == 401:
        headers["WWW-Authenticate"] = "Bearer"
    shown = [_shorten(clean_for_terminal(fault)) for fault in faults[:MOST_FAULTS]]
    if more := len(faults) - len(shown):
        shown.append(f"and {more:,} more: correct these first.")
    return JSONResponse(Fault(kind=kind, faults=shown).model_dump(), code, headers)


def say_too_often(seconds: int) -> JSONResponse:
    """Return that the same request is welcome after so many seconds."""
    response = say(429, "too_often", [f"this is too much in a minute: try again in {seconds} s."])
    response.headers["Retry-After"] = str(seconds)
    return response


def answer(error: HandoverError, *, is_page: bool = False) -> JSONResponse:
    """Return an error of ours; a page that wants a token lets the browser ask for it."""
    for kind, code, word in _CODES:
        if isinstance(error, kind):
            faults = error.faults if isinstance(error, InvalidInputError) else (str(error),)
            response = say(code, word, faults)
            if code == 401 and is_page:
                response.headers["WWW-Authenticate"] = 'Basic realm="Baton", charset="UTF-8"'
            return response
    return say(500, "unforeseen", [str(error)])


def _shorten(fault: str) -> str:
    return fault if len(fault) <= _MOST_CHARACTERS else f"{fault[:_MOST_CHARACTERS]}…"


def _answer_handover_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HandoverError)  # noqa: S101 - as it was registered
    return answer(error)


def _answer_invalid_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as it was registered
    details = error.errors()
    if any(map(_is_unread, details)):
        return say(400, "request", [_NO_JSON])
    return say(422, "invalid_input", [_say_detail(one) for one in details])


def _is_unread(one: ErrorDetails) -> bool:
    """Whether a body is no JSON, or does not say that it is some: then it is bytes to the end."""
    return one["type"] == "json_invalid" or (
        tuple(one["loc"]) == ("body",) and isinstance(one["input"], bytes)
    )


def _say_detail(one: ErrorDetails) -> str:
    where = ".".join(map(str, one["loc"]))
    if one["type"] == "missing":
        return f"{where} is missing: give it."
    if one["type"] == "extra_forbidden":
        return f"{where} is not known here: /api/v1/openapi.json says what this takes."
    if one["type"] == "value_error":
        return f"{where}: {one['msg'].removeprefix('Value error, ')}"
    value = one.get("ctx", {}).get("tag", one["input"])
    return f"{where} is {explain([one], str(one['loc'][-1]), value)}"


def _answer_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as it was registered
    # What the library says of a body it cannot parse names no way out.
    detail = _NO_JSON if error.status_code == 400 else str(error.detail)
    response = say(error.status_code, "request", [detail])
    response.headers.update(error.headers or {})
    return response


def _answer_unforeseen(_request: Request, error: Exception) -> Response:
    # The last resort: a person never sees a traceback; the log has it for the administrator.
    _LOG.error("unforeseen", exc_info=error)
    return say(500, "unforeseen", ["this should not have happened; nothing was written."])
