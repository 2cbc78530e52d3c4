"""The same answers as JSON, and what is drawn."""

import json
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from dateline.desk.service import Desk
from dateline.project import EventFilter
from dateline.web.drawing import draw_bar, period_link

Get = Callable[[str], tuple[int, Any]]


@pytest.fixture
def get(serve: Callable[..., str]) -> Callable[[str], tuple[int, Any]]:
    """Ask the desk for a path as somebody who is let in: the status, and the answer as JSON where it is."""
    address = serve()
    opener = build_opener(HTTPCookieProcessor())
    opener.open(address).close()

    def ask(path: str) -> tuple[int, Any]:
        try:
            with opener.open(address.partition("/?")[0] + path) as answer:
                status, body = answer.status, answer.read()
        except HTTPError as error:
            with error:
                status, body = error.code, error.read()
        return status, json.loads(body) if body.startswith(b"{") else body

    return ask


def test_map_timeline_and_stories_as_json(get: Get, desk: Desk) -> None:
    found = get("/api/v1/map?q=type:ASSAULT")[1]
    assert found["events"] == len(desk.events(EventFilter(type=("ASSAULT",))))
    timeline = get("/api/v1/timeline")[1]
    assert sum(timeline["counts"].values()) + timeline["undated"] == len(desk.events(EventFilter(), limit=1_000))
    stories = get("/api/v1/stories?contradicted=true")[1]
    assert stories["next"] is None
    (killed,) = [row for row in stories["stories"] if "killed" in row["contradicted"]]
    story = get(f"/api/v1/stories/{killed['story'].replace('#', '%23')}")[1]
    assert {"citing": "Valley Times", "cited": "Lakeside Wire", "step": 1} in story["edges"]
    assert len(story["members"]) == killed["reports"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/stories/nowhere", 404), ("/story/nowhere", 404), ("/map?q=colour:red", 400), ("/map?q=%00", 400),
     ("/stories?after=-1", 422), ("/timeline?q=since:never", 200)],
)  # fmt: skip
def test_what_is_not_there_is_said(path: str, status: int, get: Get) -> None:
    assert get(path)[0] == status


def test_bars_are_as_long_as_what_is_open(desk: Desk) -> None:
    events = desk.timeline("").events
    row: dict[str, Any] = {"start_date": "2031-03-10", "end_date": "2031-03-10"}
    assert 'class="day"' in draw_bar(row, events)
    assert 'class="interval"' in draw_bar({**row, "end_date": "2031-03-12"}, events)
    assert 'class="open"' in draw_bar({**row, "end_date": None}, events)
    assert draw_bar({"start_date": "spring", "end_date": None}, events) == ""


def test_links_of_periods_keep_the_other_words() -> None:
    assert period_link("2024-02", "type:AID since:2023-01-01") == (
        "/timeline?q=type%3AAID%20since%3A2024-02-01%20until%3A2024-02-29"
    )
    assert period_link("2024", "").endswith("since%3A2024-01-01%20until%3A2024-12-31")
    assert period_link("n/a", "x") == "/timeline?q=x"
