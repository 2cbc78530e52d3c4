"""Attacks of our own: forged requests, rebinding, traversal, injection, bombs, and other people's decisions."""

import asyncio
import json
import re
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest

from dateline.web.app import create_app
from dateline.web.gate import Guard, LocalGate

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


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def rows_of(team: Any) -> list[str]:
    with team.desk.pool.store() as store:
        return [json.dumps(row, sort_keys=True) for row in store.decisions()]


class Elements(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.found.append(tag)
        if tag in ("iframe", "object", "embed", "base") or any(name.startswith("on") for name in values):
            self.found.append(tag)
        if any(
            (values.get(name) or "").strip().lower().startswith("javascript:") for name in ("href", "src", "action")
        ):
            self.found.append(f"{tag} javascript:")


# ---- who may ask ----------------------------------------------------------------------------------------------------


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


# ---- what is asked --------------------------------------------------------------------------------------------------


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


# ---- hostile text ---------------------------------------------------------------------------------------------------


def test_hostile_text_runs_nowhere(team: Any, decision: Any) -> None:
    from .conftest import HOSTILE

    olga, carl = team.client("olga"), team.client("carl")
    document = next(row["key"] for row in olga.get("/api/v1/documents").json()["documents"] if row["outlet"] == HOSTILE)
    address = next(one for one in team.addresses if one.startswith(document))
    given = decision("correct", address=address, field="source", after=[{"name": HOSTILE, "code": None}], why=HOSTILE,
                     sample="open")  # fmt: skip
    name = "<script>alert(1)<"
    assert carl.post("/api/v1/decisions", json=given).status_code == 201
    assert (
        olga.post("/api/v1/accounts", json={"name": name, "role": "coder", "password": "long enough"}).status_code
        == 201
    )
    assert team.client(name).post("/api/v1/decisions", json={**given, "action": "reject"}).status_code == 201
    drawn = {"name": '"><img src=x onerror=alert(1)>', "coders": [name, "carl"]}
    assert olga.post("/api/v1/samples", json=drawn).status_code == 201
    event = address.rpartition("#")[2]
    seen = 0
    for who, paths in (
        (
            olga,
            (
                "/",
                "/samples",
                "/adjudicate/open",
                "/quality/open",
                "/codebook",
                "/log",
                "/map",
                "/timeline",
                "/stories",
            ),
        ),
        (carl, ("/review/open", "/last", f"/review/open/item?address={document}%23{event}", "/events", "/documents")),
        (carl, (f"/document/{document}", f"/event/{document}/{event}", "/events?q=" + quoted("x>" + HOSTILE[:100]))),
        (team.client("rita"), (f"/document/{document}", "/documents", "/events")),
        (team.client(name), ("/", "/log")),
    ):
        for path in paths:
            answer = who.get(path)
            if answer.status_code != 200:
                assert answer.headers["content-type"].startswith("application/json"), path
                continue
            parser = Elements()
            parser.feed(answer.text)
            assert parser.found == [], path
            assert "49" not in re.findall(r"\{\{|49egnp", answer.text)
            seen += "&lt;script" in answer.text
    assert seen >= 5


def test_errors_are_never_pages(team: Any) -> None:
    answer = team.client("olga").get("/review/" + quoted("<script>alert(1)</script>"))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


# ---- other people's decisions ---------------------------------------------------------------------------------------


def test_a_key_of_somebody_elses_decision_reveals_and_alters_nothing(team: Any, decision: Any) -> None:
    carl, cora = team.client("carl"), team.client("cora")
    first = carl.post("/api/v1/decisions", json=decision(key="k", why="carls own reason"))
    before = rows_of(team)
    again = carl.post("/api/v1/decisions", json=decision(key="k", why="carls own reason"))
    assert again.json() == first.json()
    for given in (decision(key="k"), decision("reject", key="k"), decision(key="k", why="carls own reason")):
        replayed = cora.post("/api/v1/decisions", json=given)
        assert replayed.status_code == 409
        assert "carl" not in replayed.text
        bulk = cora.post("/api/v1/decisions/bulk", json={"decisions": [decision(), given]})
        assert bulk.status_code == 409
    assert cora.post("/api/v1/undo", json={"key": "k"}).json() == {"undone": None}
    assert carl.post("/api/v1/decisions", json=decision("reject", key="k")).status_code == 409
    elsewhere = decision(key="k", why="carls own reason", address=team.addresses[-1])
    assert carl.post("/api/v1/decisions", json=elsewhere).status_code == 409
    assert rows_of(team) == before


def test_only_ones_own_decisions_are_taken_back(team: Any, decision: Any) -> None:
    carl, cora, adam = team.client("carl"), team.client("cora"), team.client("adam")
    key = carl.post("/api/v1/decisions", json=decision()).json()["key"]
    for other in (cora, adam):
        assert other.post("/api/v1/undo", json={"key": key}).json() == {"undone": None}
        assert other.post("/api/v1/undo", json={}).json() == {"undone": None}
    assert len(rows_of(team)) == 1
    assert carl.post("/api/v1/undo", json={"key": key}).json()["undone"]["key"] == key


def test_a_queue_takes_decisions_of_its_coders_on_its_events_only(team: Any, decision: Any) -> None:
    olga, cora = team.client("olga"), team.client("cora")
    one, other = team.addresses[:2]
    with team.desk.pool.store() as store:
        from dateline.store.decisions import Sample

        store.write_sample(Sample(sample="hers", kind="random", seed=1, wanted={}, made="2031", made_by="adam",
                                  coders=("cora", "dora"), addresses=(one,)))  # fmt: skip
    carl = team.client("carl")
    assert carl.post("/api/v1/decisions", json=decision(address=one, sample="hers")).status_code == 403
    for path in ("/review/hers", f"/review/hers/item?address={quoted(one)}", "/api/v1/samples/hers/open"):
        assert carl.get(path).status_code == 403
    assert "hers" not in carl.get("/api/v1/samples").text
    assert cora.post("/api/v1/decisions", json=decision(address=other, sample="hers")).status_code == 403
    elsewhere = {**decision("add", sample="hers", after={"type": "AID", "span": [0, 4]}), "event": None}
    elsewhere["document"] = next(a for a in team.addresses if a[:20] != one[:20])[:20]
    assert cora.post("/api/v1/decisions", json=elsewhere).status_code == 403
    assert cora.post("/api/v1/decisions", json=decision(sample="no such queue")).status_code == 404
    assert rows_of(team) == []
    assert cora.post("/api/v1/decisions", json=decision(address=one, sample="hers")).status_code == 201
    assert olga.post("/api/v1/decisions", json=decision(address=one, sample="hers")).status_code == 201


POISON: tuple[tuple[str, Any], ...] = (
    ("trigger", "no such words"), ("trigger", {"span": "x"}), ("trigger", {"span": [5, 2]}),
    ("trigger", {"span": [0, 10**9]}),
    ("trigger", {"span": [True, 5]}), ("source", "army"), ("source", [{}]), ("source", [{"name": 1}]), ("target", [[]]),
    ("source", [{"name": "x", "code": ["a"]}]), ("source", [{"name": "x", "span": [1]}]), ("where", {}),
    ("where", "Goma"),
    ("where", {"name": "x", "lat": "1"}), ("where", {"name": "x", "lat": 1e9}), ("date", "2031"), ("date", ["x", None]),
    ("date", [1, 2]), ("status", "maybe"), ("status", None), ("status", {}), ("standing", []), ("background", "yes"),
    ("type", None),
    ("type", {"a": 1}), ("type", "<b>"), ("mode", 5), ("claims", {"a": 1}), ("claims", [[]]),
)  # fmt: skip


def test_a_value_that_would_break_every_page_is_not_kept(team: Any, decision: Any) -> None:
    for name, value in POISON:
        carl = team.client("carl")
        assert carl.post("/api/v1/decisions", json=decision("correct", field=name, after=value)).status_code == 400
        given = {"type": "AID", "span": [0, 4], name: value}
        added = {**decision("add", after=given), "event": None}
        assert carl.post("/api/v1/decisions", json=added).status_code == 400
        assert rows_of(team) == []


GOOD: tuple[tuple[str, Any], ...] = (
    ("source", [{"name": "army", "code": "CODMIL", "span": [0, 4]}]), ("target", []), ("where", None), ("mode", None),
    ("where", {"name": "Goma", "geonameid": 216281, "lat": -1.67, "lon": 29.22, "country": "COD", "admin1": "x",
               "kind": "PPLA"}),
    ("date", ["2031-03-10", None]), ("date", None), ("status", "denied"), ("standing", "disputed"),
    ("background", True),
    ("type", "PROTEST"), ("trigger", {"span": [0, 4], "words": "GOMA"}), ("claims", []),
)  # fmt: skip


def test_a_value_that_fits_is_kept_and_shown(team: Any, decision: Any) -> None:
    for name, value in GOOD:
        carl, given = team.client("carl"), decision("correct", field=name, after=value)
        assert carl.post("/api/v1/decisions", json=given).status_code == 201
        for who in ("carl", "rita"):
            assert team.client(who).get(f"/event/{given['document']}/{given['event']}").status_code == 200
            assert team.client(who).get(f"/document/{given['document']}").status_code == 200
