"""Texts and values that are made to run in a browser, or to break every page that shows them."""

import re
from html.parser import HTMLParser
from typing import Any

from .conftest import quoted, rows_of


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
