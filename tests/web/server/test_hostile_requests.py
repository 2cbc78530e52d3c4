"""What is asked: injection, traversal, bombs, bodies that do not end; and what every answer forbids."""

import asyncio
from itertools import product
from typing import Any

import pytest

from dateline.web.gate import Guard, LocalGate

from .conftest import quoted, rows_of

BOUND = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


INJECTIONS = (
    "'",
    "' OR '1'='1",
    "'; DROP TABLE decisions; --",
    "\\",
    "%",
    "_",
    '"',
    "a*",
    "?",
    "$1",
    "é\u0301",
    "\ufffd",
)


SQL_PATHS = (
    "/api/v1/events?type={}", "/api/v1/events?actor={}", "/api/v1/events?country={}", "/api/v1/events?place={}",
    "/api/v1/events?status={}", "/api/v1/events?rule={}", "/api/v1/events?since={}", "/api/v1/documents?q={}",
    "/api/v1/lookup/{}", "/api/v1/lookup/actors?q={}", "/api/v1/lookup/places?q={}", "/api/v1/samples/{}/open",
    "/api/v1/samples/{}/quality", "/api/v1/events/{}/e1", "/events?q={}", "/events?q=document:{}", "/documents?q={}",
    "/document/{}", "/review/{}", "/quality/{}",
)  # fmt: skip


TRAVERSALS = (
    "../app.py",
    "..%2fapp.py",
    "%2e%2e/app.py",
    "..%5capp.py",
    "....//app.py",
    "%00",
    "/etc/passwd",
    "desk.css/../../app.py",
)


def test_sql_in_a_parameter_is_only_text(team: Any, decision: Any) -> None:
    team.client("carl").post("/api/v1/decisions", json=decision())
    for path in SQL_PATHS:
        for injection in INJECTIONS:
            answer = team.client("olga").get(path.format(quoted(injection)))
            assert answer.status_code in (200, 400, 404, 422), (path, injection, answer.text[:200])
            assert "Catalog" not in answer.text
            assert "Parser Error" not in answer.text
        assert len(rows_of(team)) == 1


def test_paths_lead_nowhere(team: Any) -> None:
    for path in TRAVERSALS:
        for start in ("/static/", "/document/", "/review/", "/api/v1/samples/", "/event/x/"):
            answer = team.client("olga").get(start + path)
            assert answer.status_code in (303, 400, 404), start
            assert "create_app" not in answer.text
            assert "root:" not in answer.text


CURSORS = ("-2", "99999999999999999999", "1e9", "x", "0x10", "", "1;2")


def test_cursors_that_are_none(team: Any) -> None:
    for after, path in product(
        CURSORS, ("/api/v1/events", "/api/v1/documents", "/api/v1/decisions", "/api/v1/log", "/events", "/documents")
    ):
        assert team.client("olga").get(f"{path}?after={after}").status_code == 422


def test_an_error_tells_nothing_of_the_server(team: Any) -> None:
    for path in ("/document/nowhere", "/api/v1/events/nowhere/e1", "/api/v1/samples/nowhere/quality", "/nowhere"):
        answer = team.client("carl").get(path)
        assert answer.status_code == 404
        assert "duckdb" not in answer.text
        assert "/tmp" not in answer.text
    assert ".duckdb" not in team.client("rita").get("/").text


BOMBS = {
    "deep": b'{"action":"accept","document":"x","after":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deepish": b'{"action":"accept","document":"x","after":' + b"[" * 800 + b"]" * 800 + b"}",
    "wide": b'{"action":"accept","document":"x","after":[' + b"1," * 100_000 + b"1]}",
    "number": b'{"action":"accept","document":"x","after":' + b"9" * 4_000 + b"}",
    "digits": b'{"action":"accept","document":"x","after":' + b"9" * 100_000 + b"}",
    "infinite": b'{"action":"accept","document":"x","after":1e999}',
    "nan": b'{"action":"accept","document":"x","after":NaN}',
    "half a character": b'{"action":"accept","document":"\\ud800","why":"\\udfff"}',
    "half in a value": b'{"action":"accept","document":"x","after":"\\ud800"}',
    "zero": b'{"action":"accept","document":"x\\u0000","after":"\\u0000"}',
    "no text": b"\xff\xfe\xfa",
    "a list": b"[]",
    "nothing": b"",
}


def test_json_that_should_break_is_refused(team: Any) -> None:
    for name in BOMBS:
        headers = {"Content-Type": "application/json"}
        for path in ("/api/v1/decisions", "/api/v1/decisions/bulk", "/api/v1/undo", "/api/v1/login"):
            answer = team.client("carl").post(path, content=BOMBS[name], headers=headers)
            assert answer.status_code in (400, 422), (path, answer.text[:300])
            assert list(answer.json()) == ["error"]
            assert len(answer.text) < 5_000
        assert rows_of(team) == []


def test_large_requests_are_refused_before_they_are_read(team: Any) -> None:
    carl = team.client("carl")
    assert carl.post("/api/v1/undo", content=b" " * 1_000_001).status_code == 413
    for length in ("-1", "x", "9" * 30, "٣"):
        answer = carl.post("/api/v1/undo", content=b"{}", headers={b"Content-Length": length.encode()})
        assert answer.status_code in (411, 413)
    answer = (
        carl.post("/api/v1/undo", content=iter([b"{}"]))
        if False
        else carl.get("/", headers={"Transfer-Encoding": "chunked"})
    )
    assert answer.status_code == 411


def send_slowly(team: Any, pieces: list[bytes], *, pause: float) -> list[dict[str, Any]]:
    """Send a body piece by piece behind a guard with little patience; return the messages of the answer."""
    carl, sent = team.client("carl"), []
    gate = LocalGate(name="me", hosts=frozenset({"desk.example.org"}))
    cookie = f"dateline_desk={gate.token}".encode()
    headers = [(b"host", b"desk.example.org"), (b"cookie", cookie), (b"x-desk-csrf", gate.csrf.encode()),
               (b"content-type", b"application/json"), (b"content-length", b"10")]  # fmt: skip
    assert carl
    given = iter(pieces)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": next(given), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("it was let through")

    scope = {"type": "http", "method": "POST", "path": "/api/v1/undo", "query_string": b"", "headers": headers,
             "scheme": "https", "server": ("desk.example.org", 443), "client": ("192.0.2.1", 1)}  # fmt: skip
    asyncio.run(Guard(app, gate=gate, patience=0.2)(scope, receive, send))
    return sent


def test_a_body_that_does_not_arrive_is_given_up(team: Any) -> None:
    start = send_slowly(team, [b"{"] * 50, pause=0.05)[0]
    assert start["status"] == 408
    assert b"content-security-policy" in dict(start["headers"])


def test_a_body_that_is_longer_than_it_said_is_refused(team: Any) -> None:
    assert send_slowly(team, [b"x" * 600_000] * 5, pause=0)[0]["status"] == 413


def test_every_answer_binds_the_browser(team: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = team.client("olga")
    answers = [
        olga.get(path) for path in ("/", "/nowhere", "/static/nowhere", "/static/desk.js", "/api/v1/log", "/document/x")
    ]
    answers += [team.nobody().get(path) for path in ("/", "/login", "/api/v1/me")]
    answers += [olga.request("TRACE", "/"), olga.post("/"), olga.get("/", headers={"Host": "evil.example"})]
    monkeypatch.setattr(type(team.desk), "overview", lambda self: 1 / 0)
    broken = olga.get("/")
    assert (broken.status_code, "division" in broken.text) == (500, False)
    for answer in [*answers, broken]:
        assert all(answer.headers.get(name) for name in BOUND), answer.url
        assert "'unsafe" not in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x=1", "a\nb", "\x00"])
def test_headers_cannot_be_injected(team: Any, text: str) -> None:
    olga = team.client("olga")
    for path in ("/review/{}", "/document/{}", "/nowhere/{}", "/events?q={}", "/static/{}", "/login?next={}"):
        answer = olga.get(path.format(quoted(text)))
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())
        assert "x=1" not in str(answer.headers.get("set-cookie"))
        assert answer.headers.get("location") in (None, "/login")
