"""Splitting and merging stories by keys in a real browser, and the same operations as JSON."""

import json
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from axe_playwright_python.sync_playwright import Axe

from dateline.desk.regrouping import AskedStory
from dateline.desk.service import Desk
from dateline.store import EventFilter

Open = Callable[..., Any]


def market(desk: Desk) -> str:
    """Return the id of the story that three outlets tell."""
    return next(
        row.occurrence.id for row in desk.stories()
        if any(member.outlet == "Valley Times" for member in desk.story(row.occurrence.id).members)
    )  # fmt: skip


def outlets(desk: Desk, story: str) -> set[str]:
    return {member.outlet for member in desk.story(story).members}


def test_a_report_is_split_off_merged_back_and_taken_back_by_keys_alone(desk: Desk, serve: Open, opened: Open) -> None:
    story = market(desk)
    before = [member.outlet for member in desk.story(story).members]
    sentence = desk.story(story).members[1].sentence[:60]
    tab = opened(serve())
    tab.goto(f"{tab.home}/story/{quote(story, safe='')}")
    tab.keyboard.press("s")
    tab.get_by_text("tick some of the reports, not all").wait_for()
    tab.keyboard.press("2")
    tab.get_by_text(f"1 of {len(before)} ticked").wait_for()
    tab.keyboard.press("w")
    tab.keyboard.type("another market")
    tab.keyboard.press("Escape")
    with tab.expect_navigation():
        tab.keyboard.press("s")
    assert outlets(desk, story) == {*before} - {before[1]}
    (split,) = desk.story(story).decisions
    assert (split.coder, split.why, split.action) == ("ada", "another market", "split")
    assert "another market" in tab.locator("ol.last").inner_text()
    tab.keyboard.press("m")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")  # the search is written already: the same type, country and week
    tab.locator(".near tbody tr").first.wait_for()
    lines = tab.locator(".near tbody tr").all_inner_texts()
    number = next(n for n, line in enumerate(lines) if sentence in line)
    for _ in range(number):
        tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.className") == "merge"
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert outlets(desk, story) == {*before}
    assert [row.action for row in desk.story(story).decisions] == ["split", "merge"]
    for left in (1, 0):
        tab.locator("ol.last li").nth(left).wait_for()
        with tab.expect_navigation():
            tab.keyboard.press("Backspace")
        assert len(desk.story(story).decisions) == left
    assert outlets(desk, story) == {*before}
    assert [row["action"] for row in desk.log_rows()] == ["split", "merge", "undo", "undo"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_no_wider_than_the_screen(
    width: int, desk: Desk, serve: Open, opened: Open
) -> None:
    story = market(desk)
    one = desk.story(story).members[1]
    desk.regroup("ada", AskedStory(action="split", story=story, members=(f"{one.document}#{one.event}",), why="x"))
    tab = opened(serve(), bypass_csp=True, viewport={"width": width, "height": 900})
    for page in (f"/story/{quote(story, safe='')}?q=type:ASSAULT", "/story-decisions"):
        assert tab.goto(tab.home + page).status == 200
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(tab, options={"resultTypes": ["violations"]})
        assert not found.violations_count, found.generate_report()


def test_a_reader_sees_no_controls_and_no_reasons(desk: Desk, serve: Open, opened: Open) -> None:
    story = market(desk)
    one = desk.story(story).members[1]
    desk.regroup("ada", AskedStory(action="split", story=story, members=(f"{one.document}#{one.event}",), why="secret"))
    tab = opened(serve("rita", role="reader"))
    tab.goto(f"{tab.home}/story/{quote(story, safe='')}?q=type:ASSAULT")
    assert tab.locator(".pick, #regroup, .merge, ol.last").count() == 0
    assert "secret" not in tab.content()
    assert tab.locator("table.reports tbody tr").count() == 2


def test_the_same_as_json(desk: Desk, serve: Open) -> None:
    address = serve()
    opener = build_opener(HTTPCookieProcessor())
    opener.open(address).close()
    home = address.partition("/?")[0]

    def ask(path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = Request(f"{home}/api/v1{path}", data=data, headers=headers if data else {})
        try:
            with opener.open(request) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    headers: dict[str, str] = {"Content-Type": "application/json"}
    headers["X-Desk-CSRF"] = ask("/me")[1]["csrf"]
    story = market(desk)
    members = [f"{one.document}#{one.event}" for one in desk.story(story).members]
    given = {"story": story, "members": members[1:2], "why": "elsewhere", "key": "k"}
    status, made = ask("/story-decisions/split", given)
    assert (status, made["action"], made["serial"]) == (201, "split", 1)
    assert ask("/story-decisions/split", given)[1]["serial"] == 1
    assert ask("/story-decisions/split", {**given, "why": "here"})[0] == 409
    told = ask(f"/stories/{quote(members[1], safe='')}")[1]
    assert [one["outlet"] for one in told["members"]] == [desk.story(members[1]).members[0].outlet]
    assert told["decisions"][0]["why"] == "elsewhere"
    found = ask(f"/story-candidates?story={quote(story, safe='')}&q=type:ASSAULT&limit=50")[1]["stories"]
    assert members[1] in {row["story"] for row in found}
    assert story not in {row["story"] for row in found}
    assert ask("/story-decisions/merge", {"story": story, "other": members[1]})[0] == 201
    rows = ask("/story-decisions")[1]["decisions"]
    assert [(row["action"], row["look"]) for row in rows] == [("split", None), ("merge", None)]
    assert [row["action"] for row in ask("/decisions")[1]["decisions"]] == ["split", "merge"]
    assert ask("/undo", {})[1]["undone"]["action"] == "merge"
    for body, wanted in (
        ({"story": story, "members": []}, 422), ({"story": story, "members": ["nowhere#e1"]}, 400),
        ({"story": "nowhere#e1", "members": members[:1]}, 404),
        ({"story": story, "members": [members[0]], "x": 1}, 422),
    ):  # fmt: skip
        assert ask("/story-decisions/split", body)[0] == wanted


def test_whoever_codes_blind_reads_no_story_decision_of_others(desk: Desk, serve: Open) -> None:
    story = market(desk)
    one = desk.story(story).members[1]
    desk.draw("s", kind="random", size=5, seed=1, wanted=EventFilter(), by="ada", coders=("bob",))
    desk.regroup("ada", AskedStory(action="split", story=story, members=(f"{one.document}#{one.event}",), why="secret"))
    for name, role, seen in (("bob", "coder", False), ("ada", "owner", True)):
        address = serve(name, role=role)
        opener = build_opener(HTTPCookieProcessor())
        opener.open(address).close()
        for path in ("/story-decisions", "/api/v1/story-decisions", f"/story/{quote(story, safe='')}"):
            with opener.open(address.partition("/?")[0] + path) as answer:
                assert (b"secret" in answer.read()) is seen, path
