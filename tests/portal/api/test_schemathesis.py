"""Schemathesis asks the API, from its own description, what nobody thought of: never a 500."""

import json
import os
from dataclasses import dataclass
from typing import Any

import pytest
from api_people import ApiPerson, enter_all, open_client
from hypothesis import HealthCheck, given, settings
from people import ANA, BEN, MOUSSA

from portal.web.api_description import FILE, describe_api
from portal.web.app import create_app
from services.settings import Settings

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
"""For each operation; `make bench` takes many more."""
BODY = {
    "format": "baton-case/1",
    "leaver": ANA.model_dump(),
    "post": {"title": "Programme officer"},
    "kind": "reassignment",
    "last_working_on": "2099-02-27",
    "manager": MOUSSA.model_dump(),
    "receiver": BEN.model_dump(exclude_none=True),
}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ApiPerson]:
    app = create_app(Settings(data=tmp_path_factory.mktemp("api")))
    client = open_client(app)
    return enter_all(client, app.state.store)


@dataclass(frozen=True)
class Api:
    """The API as it describes itself, and what has to hold for every answer."""

    described: Any
    checks: list[Any]


@pytest.fixture(scope="module")
def api(people: dict[str, ApiPerson]) -> Api:
    # Loaded when it is used: it takes seconds, which every collection of tests would pay for.
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    app = people["carla"].client.app
    return Api(
        schemathesis.openapi.from_asgi(
            "/api/v1/openapi.json",
            app,
            headers={"Authorization": f"Bearer {people['carla'].token}", "Host": "localhost"},
        ),
        [
            not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        ],
    )


@pytest.fixture(scope="module")
def reference(people: dict[str, ApiPerson]) -> str:
    (reference,) = people["carla"].post("/handovers", BODY).json()["references"]
    return reference


OPERATIONS = [
    (path, method.upper())
    for path, methods in json.loads(FILE.read_text(encoding="utf-8"))["paths"].items()
    for method in methods
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda word: word.strip("/"))
def test_whatever_is_asked_is_answered_as_described(
    api: Api, people: dict[str, ApiPerson], reference: str, path: str, method: str
):
    # Not through its plug-in: schemathesis 4.32 does not know the items of pytest 9.2.
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=api.described[path][method].as_strategy())
    def ask(case: Any) -> None:
        if "reference" in (case.path_parameters or {}):
            case.path_parameters["reference"] = reference
        for name in ("carla", "ana"):
            headers = {"Authorization": f"Bearer {people[name].token}", "Host": "localhost"}
            response = case.call(headers=headers)
            case.validate_response(response, checks=api.checks)

    ask()


def test_the_description_in_docs_is_current():
    assert FILE.read_text(encoding="utf-8") == describe_api()
