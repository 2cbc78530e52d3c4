"""Who may ask: forged requests, other sites and names, forwarded headers."""

import json
from typing import Any

import pytest

from dateline.web.app import create_app
from dateline.web.gate import LocalGate

from .conftest import rows_of


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Desk-CSRF": ""},
        {"X-Desk-CSRF": "wrong"},
        {"X-Desk-CSRF": "é"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://desk.example.org.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_forged_request_changes_nothing(team: Any, decision: Any, headers: dict[str, str]) -> None:
    carl = team.client("carl")
    raw = {name.encode(): value.encode() for name, value in headers.items()}
    for path, body in (("/decisions", decision()), ("/undo", {}), ("/decisions/bulk", {"decisions": [decision()]})):
        assert carl.post(f"/api/v1{path}", json=body, headers=raw).status_code == 403
    assert rows_of(team) == []
    assert (
        carl.post("/api/v1/decisions", json=decision(), headers={"Origin": "https://desk.example.org"}).status_code
        == 201
    )


def test_the_token_of_another_session_is_no_good(team: Any, decision: Any) -> None:
    carl, cora = team.client("carl"), team.client("cora")
    answer = carl.post("/api/v1/decisions", json=decision(), headers={"X-Desk-CSRF": cora.headers["X-Desk-CSRF"]})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
def test_what_a_form_of_another_site_could_send_is_no_decision(team: Any, decision: Any, kind: str) -> None:
    headers = {"Content-Type": kind}
    assert (
        team.client("carl").post("/api/v1/decisions", content=json.dumps(decision()), headers=headers).status_code
        == 422
    )
    login = json.dumps({"name": "carl", "password": "correct horse battery"})
    assert team.nobody().post("/api/v1/login", content=login, headers=headers).status_code == 422


@pytest.mark.parametrize(
    "host", ["evil.example", "desk.example.org.evil.example", "127.0.0.1", "", "desk.example.org:1", "a b"]
)
def test_another_host_name_is_refused_before_anything_else(team: Any, host: str) -> None:
    for path in ("/", "/api/v1/me", "/static/desk.css", "/login"):
        answer = team.client("olga").get(path, headers={"Host": host, "X-Forwarded-Host": "desk.example.org"})
        assert answer.status_code == 421


def test_forwarded_headers_are_not_believed(team: Any) -> None:
    browser = team.nobody()
    for number in range(6):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        answer = browser.post("/api/v1/login", json={"name": "carl", "password": "wrong"}, headers=headers)
    assert answer.status_code == 429


def test_the_local_desk_wants_its_token_and_its_name(team: Any) -> None:
    from .conftest import Browser

    gate = LocalGate(name="me", hosts=frozenset({"desk.example.org"}))
    app = create_app(team.desk, gate)
    browser = Browser(app)
    for path in ("/", "/?token=wrong", "/?token=%00", f"/?token={gate.token[:-1]}", "/?token=%C3%A9"):
        assert browser.get(path).status_code == 401
    assert browser.get(f"/?token={gate.token}", headers={"Host": "evil.example"}).status_code == 421
    assert browser.get(f"/?token={gate.token}").status_code == 303
    assert browser.get("/").status_code == 200
    assert browser.post("/api/v1/undo", json={}).status_code == 403
    assert browser.get("/login").status_code == 404
    assert browser.get("/api/v1/accounts").status_code == 404
