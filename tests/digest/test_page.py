"""The report page, in a real browser."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from making import make_occurrence, make_record

from dateline.digest import summarize, write_page
from dateline.digest.markup import tag
from dateline.digest.worldmap import draw_map
from dateline.export import Coded

Open = Callable[..., Any]


def make_page(records: list[dict[str, Any]]) -> str:
    return write_page(summarize(lambda: (Coded(record=record) for record in records)), title="Test")


def text_of(tab: Any, id: str) -> str:
    return str(tab.locator(f"#{id}").inner_text())


def test_what_a_reader_sees(opened: Open) -> None:
    tab = opened()
    assert tab.title().startswith("Goma")
    counts = text_of(tab, "counts")
    assert "ASSAULT" in counts
    assert "Democratic Republic of the Congo" in counts
    assert re.search(r"planned\s+31\s+50%", counts)
    assert tab.locator("#map svg.map circle").count() > 5
    assert tab.locator("#corroborated li article").count() == 10
    first = tab.locator("#corroborated article").first
    assert first.locator("mark").inner_text() == "shelled"
    assert "3 reports, 2 outlets, 1 independent origin" in first.inner_text()
    assert "Accounts of the blame differ" in text_of(tab, "contradicted")
    assert re.search(r"actors without a code\s+\d+ of \d+", text_of(tab, "quality"))
    assert "could not be coded" in text_of(tab, "quality")
    assert "unreviewed" in tab.locator("footer").inner_text()
    assert "GeoNames" in tab.locator("footer").inner_text()


def test_nothing_is_asked_of_the_network_and_nothing_hostile_runs(opened: Open, page: str) -> None:
    tab = opened()
    assert [url for url in tab.asked if not url.startswith("file:")] == []
    assert tab.said == []  # the policy has nothing to refuse: nothing got through that it would have to stop
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("script, img, iframe, object, link, form").count() == 0
    assert (
        tab.evaluate("getComputedStyle(document.querySelector('article')).borderLeftStyle") == "solid"
    )  # the style is on
    assert "default-src &#x27;none&#x27;" in page
    assert "http" not in re.sub(r"xmlns|http-equiv|https://lakeside.example/a", "", page)


def test_hostile_words_are_shown_as_words(page: str) -> None:
    class Names(HTMLParser):
        seen: set[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.add(tag)
            assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    names = Names()
    names.seen = set()
    names.feed(page)
    assert not names.seen & {"script", "img", "b"}
    assert "\x00" not in page
    assert "&lt;script&gt;window.hacked" in page


@pytest.mark.parametrize("options", [
    {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    {"viewport": {"width": 1200, "height": 900}, "color_scheme": "light"},
])  # fmt: skip
def test_accessible_and_no_wider_than_the_screen(options: dict[str, Any], opened: Open) -> None:
    tab = opened(bypass_csp=True, **options)
    assert tab.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_keyboard_reaches_the_content_and_opens_tables(opened: Open) -> None:
    tab = opened()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.locator("#map summary").focus()
    tab.keyboard.press("Enter")
    assert "Zorvik 1" in text_of(tab, "map")


def test_pages_of_little(opened: Open, tmp_path: Path) -> None:
    failed = {"id": "f", "source": "x", "error": {"code": "empty", "message": "no text"}}
    for records in ([], [failed], [make_record(events=[], numbers=[])]):
        page = make_page(records)
        assert "No act is disputed" in page
        assert "No act has a date" in page
        assert page == make_page(records)


def test_an_act_that_several_reports_tell_is_counted_once() -> None:
    told = make_occurrence()
    coded = [Coded(record=make_record(id), occurrences={"e1": told}) for id in ("r1", "r2")]
    summary = summarize(lambda: iter(coded))
    assert (summary.acts, summary.events, summary.corroborated[0].reports) == (1, 4, 2)
    assert summary.months == {"2031-03": 1}


def test_long_times_are_shown_by_years() -> None:
    records = []
    for year in (1950, 2020):
        record = make_record(f"r{year}")
        record["events"][0]["date"] |= {"start": f"{year}-05-01", "end": f"{year}-05-01"}
        records.append(record)
    page = make_page(records)
    assert "Acts by year, 1950 to 2020" in page
    assert page.count('class="fill"') < 120


def test_a_map_frames_its_points_and_stands_the_edges_of_the_world() -> None:
    for points in (
        {},
        {(90.0, 180.0, "Pole"): 1},
        {(-90.0, -180.0, "a"): 5, (90.0, 180.0, "b"): 1},
        {(0.0, 0.0, "c"): 2},
    ):
        svg = draw_map(points, label="Map")
        assert svg.count("<circle") == len(points)
        box = re.search(r'viewBox="0 0 960 ([\d.]+)"', svg)
        assert box
        for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg):
            assert 0 <= float(x) <= 960
            assert 0 <= float(y) <= float(box[1])


def test_markup_escapes_all_but_markup() -> None:
    assert tag("p", "<b>", tag("i", "&"), None, class_='"x') == '<p class="&quot;x">&lt;b&gt;<i>&amp;</i></p>'
    assert tag("p", "\ud800\ufffe\x01") == "<p>\ufffd\ufffd\ufffd</p>"
