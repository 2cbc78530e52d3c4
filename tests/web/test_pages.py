"""Every page, in a real browser: no serious fault for axe, no wider than a phone, nothing hostile runs."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from dateline.desk.service import Asked, Desk
from dateline.store import EventFilter

Open = Callable[..., Any]


@pytest.fixture
def pages(desk: Desk) -> list[str]:
    """The addresses of all pages, with something on each."""
    sample = desk.draw("s", kind="random", size=50, seed=1, wanted=EventFilter(), by="ada", coders=("ada", "bob"))
    one, two, three = (address.partition("#")[::2] for address in sample.addresses[:3])
    desk.decide_all("ada", [
        Asked(action="accept", document=one[0], event=one[1], sample="s"),
        Asked(action="reject", document=two[0], event=two[1], sample="s"),
        Asked(action="correct", document=three[0], event=three[1], field="status", after="planned", sample="s"),
        Asked(action="flag", document=three[0], event=three[1], sample="s"),
    ])  # fmt: skip
    desk.decide("bob", Asked(action="reject", document=one[0], event=one[1], sample="s"))
    story = desk.stories(limit=1)[0].occurrence.id.replace("#", "%23")
    hostile = desk.search("hacked")[0].key
    return [
        "/", "/review/s", f"/event/{one[0]}/{one[1]}", "/events", "/events?q=type:ASSAULT", "/documents",
        f"/document/{hostile}", "/map", "/timeline", "/stories", "/stories?contradicted=true",
        f"/story/{story}", "/samples", "/quality/s",
        "/adjudicate/s", "/codebook", "/log",
    ]  # fmt: skip


@pytest.mark.parametrize("options", [
    {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True, "color_scheme": "light"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
])  # fmt: skip
def test_pages_are_accessible_and_no_wider_than_the_screen(
    options: dict[str, Any], pages: list[str], serve: Open, opened: Open
) -> None:
    tab = opened(serve(), bypass_csp=True, **options)
    faults = {}
    for page in pages:
        answer = tab.goto(tab.home + page)
        assert answer.status == 200, page
        if tab.evaluate("document.documentElement.scrollWidth") > options["viewport"]["width"]:
            faults[page] = "wider than the screen"
        found = Axe().run(tab, options={"resultTypes": ["violations"]})
        if found.violations_count:
            faults[page] = found.generate_report()
        assert tab.evaluate("window.hacked") is None
    assert faults == {}, "\n".join(map(str, faults.items()))


def test_accounts_that_contradict_stand_side_by_side(pages: list[str], serve: Open, opened: Open) -> None:
    tab = opened(serve())
    tab.goto(f"{tab.home}/stories?contradicted=true")
    tab.locator("tbody a").first.click()
    sides = tab.locator(".side").all_inner_texts()
    assert len(sides) == 2
    assert any("12" in side and "police" in side for side in sides)
    assert any("31" in side and "hospital official" in side for side in sides)
    assert "Valley Times cites Lakeside Wire" in tab.locator("main").inner_text()


def test_decisions_over_what_is_ticked(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    tab.goto(f"{tab.home}/events?q=type:PROTEST")
    shown = tab.locator(".tick").count()
    tab.get_by_text("accept the ticked").click()
    tab.get_by_text("tick the events first").wait_for()
    tab.get_by_label("all that are shown").check()
    with tab.expect_navigation():
        tab.get_by_text("accept the ticked").click()
    assert [row.action for row in desk.last("ada", limit=100)] == ["accept"] * shown


def test_a_field_shows_its_words_and_its_rule(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    event = next(row for row in desk.find_events("type:ASSAULT") if row.row["target_names"])
    tab.goto(f"{tab.home}/event/{event.row['document']}/{event.row['event']}")
    tab.get_by_role("button", name="type: show its words").click()
    assert tab.locator(".of-field").inner_text() == event.row["trigger_text"]
    assert event.row["rule"] in tab.locator("#told").inner_text()
    tab.keyboard.press("Escape")
    assert tab.locator(".of-field").count() == 0


def test_a_reader_sees_what_may_be_shared(desk: Desk, serve: Open, opened: Open, pages: list[str]) -> None:
    tab = opened(serve("eve", role="reader"))
    good = ("/map", "/timeline", "/stories", pages[11], "/events", "/documents", pages[6])
    refused = {"/review/s": 403, "/log": 403, "/samples": 403, "/events?q=army": 400, "/documents?q=army": 400}
    for page, status in {**dict.fromkeys(good, 200), **refused}.items():
        answer = tab.goto(tab.home + page)
        assert (page, answer.status) == (page, status)
        if page == "/map":
            assert "Goma" not in tab.content()
            assert tab.locator(".dot").count() == 0
            assert tab.locator(".ring").count() > 0
    tab.wrong.clear()  # the browser's own lines about the answers 400 and 403
