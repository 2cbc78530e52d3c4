"""The description of the API, and what Schemathesis makes of it."""

import json
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .conftest import URL

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12


def operations(team: Any) -> list[tuple[str, dict[str, Any]]]:
    described = team.app.openapi()
    return [(f"{method.upper()} {path}", one) for path, by in described["paths"].items() for method, one in by.items()]


def test_every_operation_is_described(team: Any) -> None:
    found = operations(team)
    assert len(found) >= 22
    ids = [one["operationId"] for _, one in found]
    assert len(set(ids)) == len(ids)
    for name, one in found:
        assert one["operationId"].isalpha(), name
        assert one["description"].endswith("."), name
        assert one["tags"], name
        assert {"400", "401", "403", "404", "409", "422", "429", "503"} <= set(one["responses"]), name
        problem = one["responses"]["422"]["content"]["application/json"]["schema"]
        assert problem == {"$ref": "#/components/schemas/Problem"}, name
        assert "HTTPValidationError" not in json.dumps(one)


def test_lists_come_in_pages(team: Any) -> None:
    olga = team.client("olga")
    paged = [name for name, one in operations(team) if "after" in [p["name"] for p in one.get("parameters", ())]]
    assert len(paged) == 15
    for path, name in (("/events", "events"), ("/documents", "documents"), ("/samples", "samples"),
                       ("/accounts", "accounts"), ("/samples/open/open", "addresses"),
                       ("/lookup/types", "found")):  # fmt: skip
        whole = olga.get(f"/api/v1{path}?limit=200").json()
        assert whole["next"] is None
        rows, after = [], ""
        while True:
            page = olga.get(f"/api/v1{path}?limit=1{after}").json()
            rows += page[name]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        assert rows == whole[name]
        assert len(rows) > 1


def test_schemathesis_finds_nothing_undocumented(team: Any) -> None:
    schema = schemathesis.openapi.from_dict(team.app.openapi())
    team.gate.requests._most = 10**9  # asking often is what this does
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck), database=None,
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal tried
            tried += 1
            olga = team.client("olga")
            sent = case.as_transport_kwargs(base_url=URL)
            more = {name: sent[name] for name in ("params", "json", "content", "data") if sent.get(name) is not None}
            headers = {**olga.headers, **{k: v for k, v in (sent.get("headers") or {}).items() if k != "X-Desk-CSRF"}}
            answer = olga.request(sent["method"], sent["url"], headers=headers, **more)
            case.validate_response(answer, checks=CHECKS)
            if answer.status_code == 401:  # an account was changed, or a password
                team.clients.clear()

        ask()
    assert tried > 100
