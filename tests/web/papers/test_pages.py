"""The page of a PDF or scan beside its text, in a real browser."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dateline.desk.service import Desk
from dateline.project import EventFilter

Open = Callable[..., Any]
DARK = """([name]) => {
  // The share of dark points of the picture under the first mark of a kind.
  const image = document.querySelector('#paper img'), svg = document.querySelector('#paper svg');
  const mark = svg.querySelector(`.${name} .words`), canvas = document.createElement('canvas');
  const scale = image.naturalWidth / svg.viewBox.baseVal.width;
  const sides = ['x', 'y', 'width', 'height'].map((side) => Math.round(mark.getAttribute(side) * scale));
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const points = pen.getImageData(...sides).data;
  let dark = 0;
  for (let n = 0; n < points.length; n += 4) if (points[n] < 128) dark += 1;
  return dark / (points.length / 4);
}"""


def events_of(desk: Desk, name: str) -> list[dict[str, Any]]:
    return [row.row for row in desk.events(EventFilter(), limit=1_000) if row.row["source"] == f"corpus/{name}"]


def address(row: dict[str, Any]) -> str:
    return f"/event/{row['document']}/{row['event']}"


def go(tab: Any, path: str) -> Any:
    """Open a page of the desk and wait for the picture."""
    answer = tab.goto(tab.home + path)
    assert answer.status == 200
    tab.locator("#paper img").evaluate("(image) => image.decode()")
    return tab


def page_of(tab: Any) -> str:
    tab.locator("#paper img").evaluate("(image) => image.decode()")
    return str(tab.locator(".page-of").inner_text())


@pytest.mark.parametrize("name", ["dockers.pdf", "lake.tif"])
def test_trigger_is_marked_on_its_ink(name: str, desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    for row in events_of(desk, name)[:3]:
        go(tab, address(row))
        assert tab.locator(".of-trigger .words").count() == 1
        assert tab.evaluate(DARK, ["of-trigger"]) > 0.05
        assert name in tab.locator("#paper img").get_attribute("alt")


def test_field_moves_the_mark_in_the_text_and_on_the_page(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    row = next(row for row in events_of(desk, "dockers.pdf") if row["trigger_text"] == "arrested")
    go(tab, address(row))
    assert page_of(tab) == "page 2 of 2"  # where the trigger is
    before = tab.locator(".of-trigger .line").get_attribute("y")
    tab.get_by_role("button", name="source: show its words").click()
    tab.locator(".of-choice .words").first.wait_for()
    assert "police" in tab.locator(".of-field").first.inner_text()
    assert tab.evaluate(DARK, ["of-choice"]) > 0.05
    assert tab.locator(".of-trigger .line").get_attribute("y") == before
    tab.keyboard.press(",")
    assert page_of(tab) == "page 1 of 2"
    assert tab.locator("#paper svg rect").count() == 0
    assert tab.locator(".page-back").is_disabled()
    tab.get_by_role("button", name="trigger: show its words").click()
    tab.locator(".of-choice .words").wait_for()
    assert page_of(tab) == "page 2 of 2"
    assert tab.locator(".of-field").inner_text() == "arrested"
    tab.keyboard.press("Escape")
    expect(tab.locator(".of-choice rect")).to_have_count(0)
    assert tab.locator(".of-trigger .words").count() == 1


def test_pages_are_turned_and_enlarged_by_keys_and_buttons(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    go(tab, f"/document/{events_of(desk, 'dockers.pdf')[0]['document']}")
    assert page_of(tab) == "page 1 of 2"
    tab.keyboard.press(".")
    assert page_of(tab) == "page 2 of 2"
    assert tab.locator("#told").inner_text() == "page 2 of 2"
    assert tab.locator("#paper img").get_attribute("alt").startswith("Page 2 of dockers.pdf")
    tab.keyboard.press(".")
    assert "last page" in tab.locator("#told").inner_text()
    tab.get_by_role("button", name="Page before").click()
    assert page_of(tab) == "page 1 of 2"
    wide = tab.locator("#paper img").bounding_box()["width"]
    tab.keyboard.press("z")
    assert tab.locator("#paper img").bounding_box()["width"] > 2 * wide
    assert tab.locator(".page-size").get_attribute("aria-pressed") == "true"


def test_words_that_are_clicked_or_marked_are_shown_on_their_page(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    go(tab, f"/document/{events_of(desk, 'dockers.pdf')[0]['document']}")
    tab.locator("#text .m-event", has_text="arrested").click()
    tab.locator(".of-choice .words").wait_for()
    assert page_of(tab) == "page 2 of 2"
    assert "1 line on page 2" in tab.locator(".marked").inner_text()
    tab.evaluate("getSelection().removeAllRanges()")
    tab.keyboard.press("t")
    tab.keyboard.press("ArrowRight")  # the first word, which stands on the first page
    expect(tab.locator(".page-of")).to_have_text("page 1 of 2")
    tab.locator(".of-choice .words").wait_for()


def test_page_goes_with_the_queue(desk: Desk, serve: Open, opened: Open) -> None:
    desk.draw("all", kind="random", size=50, seed=1, wanted=EventFilter(), by="ada")
    tab = opened(serve())
    tab.goto(f"{tab.home}/review/all")
    seen = set()
    for _ in range(len(desk.sample("all").addresses)):
        item = tab.locator(".item").get_attribute("data-address")
        key = item.partition("#")[0]
        if tab.locator("#paper").count():
            tab.locator("#paper img").evaluate("(image) => image.decode()")
            assert key in tab.locator("#paper img").get_attribute("src")
            assert tab.locator(".of-trigger .words").count() == 1
            seen.add(tab.locator("#paper").get_attribute("data-document"))
        tab.keyboard.press("a")
        expect(tab.locator(f'.item[data-address="{item}"]')).to_have_count(0)
    assert len(seen) == 2
    tab.get_by_text("Nothing is left in this queue").wait_for()


def test_why_there_is_no_page(desk: Desk, project: Path, serve: Open, opened: Open) -> None:
    pdf, scan = (events_of(desk, name)[0] for name in ("dockers.pdf", "lake.tif"))
    (project.parent / "corpus" / "dockers.pdf").unlink()
    with (project.parent / "corpus" / "lake.tif").open("ab") as file:
        file.write(b"\0")
    tab = opened(serve())
    for row, why in ((pdf, "is no longer there"), (scan, "has changed since it was read")):
        for path in (address(row), f"/document/{row['document']}"):
            assert tab.goto(tab.home + path).status == 200
            assert why in tab.locator("#paper-why").inner_text()
            assert tab.locator("#text").count() == 1
            assert tab.locator("#paper").count() == 0


def test_picture_that_fails_says_why(desk: Desk, project: Path, serve: Open, opened: Open) -> None:
    row = events_of(desk, "dockers.pdf")[0]
    tab = opened(serve())
    go(tab, f"/document/{row['document']}")
    (project.parent / "corpus" / "dockers.pdf").unlink()  # while somebody looks at it
    tab.keyboard.press(".")
    tab.locator(".failed").wait_for()
    assert "no longer there" in tab.locator(".failed").inner_text()
    tab.wrong.clear()  # the browser's own lines about the answer 404


def test_reader_sees_why_and_no_page(desk: Desk, serve: Open, opened: Open) -> None:
    row = events_of(desk, "lake.tif")[0]
    tab = opened(serve("eve", role="reader"))
    for path in (address(row), f"/document/{row['document']}"):
        assert tab.goto(tab.home + path).status == 200
        assert "sharing rules" in tab.locator("#paper-why").inner_text()
        assert tab.locator("main img").count() == 0
    for path in ("pages/1", "pages", "pages?start=0&end=5"):
        answer = tab.request.get(f"{tab.home}/api/v1/documents/{row['document']}/{path}")
        assert answer.status == 403
        assert answer.headers["content-type"] == "application/json"


def test_originals_that_were_moved_are_named_to_the_command(project: Path, tmp_path: Path, opened: Open) -> None:
    moved = tmp_path / "moved"
    (project.parent / "corpus").rename(moved)
    command = [sys.executable, "-m", "dateline", "desk", str(project), "--no-browser", "--originals"]
    refused = subprocess.run([*command, str(tmp_path / "nowhere")], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "no such folder" in refused.stderr
    with subprocess.Popen([*command, str(moved)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as desk:
        assert desk.stdout is not None
        try:
            tab = opened(desk.stdout.readline().strip())
            tab.goto(f"{tab.home}/documents")
            tab.get_by_role("link", name="Shelling cuts main road").click()
            tab.locator("#paper img").evaluate("(image) => image.decode()")
        finally:
            desk.terminate()


def test_text_has_no_page_beside_it(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    assert tab.goto(tab.home + address(events_of(desk, "lima.txt")[0])).status == 200
    assert tab.locator("#paper, #paper-why").count() == 0


def test_api_takes_a_key_and_a_number_and_nothing_else(desk: Desk, project: Path, serve: Open, opened: Open) -> None:
    tab, row = opened(serve()), events_of(desk, "dockers.pdf")[0]
    key, text = row["document"], events_of(desk, "lima.txt")[0]["document"]
    good = tab.request.get(f"{tab.home}/api/v1/documents/{key}/pages/1")
    assert good.status == 200
    assert good.headers["content-type"] == "image/png"
    assert good.headers["cache-control"] == "no-store"
    assert good.headers["x-content-type-options"] == "nosniff"
    told = tab.request.get(f"{tab.home}/api/v1/documents/{key}/pages?start=0&end=6").json()
    assert [page["number"] for page in told["pages"]] == [1, 2]
    assert told["why"] is None
    assert {mark["page"] for mark in told["marks"]} == {1}
    refused = {
        f"{key}/pages/3": 404, f"{key}/pages/0": 422, f"{key}/pages/-1": 422, f"{key}/pages/1e9": 422,
        f"{key}/pages/99999999999999999999": 422, f"{text}/pages/1": 400, f"{text}/pages": 400,
        f"{'0' * 20}/pages/1": 404, "dockers.pdf/pages/1": 422, "corpus%2Fdockers.pdf/pages/1": 404,
        "..%2F..%2Fcorpus%2Fdockers.pdf/pages/1": 404, "%2Fetc%2Fpasswd/pages/1": 404, f"{key}%00/pages/1": 422,
        f"{key}/pages/..%2F..%2F1": 404, f"{key}/pages?start=5&end=1": 400, f"{key}/pages?start=5": 400,
        f"{key}/pages?start=-1&end=5": 422,
    }  # fmt: skip
    found = {path: tab.request.get(f"{tab.home}/api/v1/documents/{path}").status for path in refused}
    assert found == refused


@pytest.mark.parametrize("options", [
    {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True, "color_scheme": "light"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
])  # fmt: skip
def test_pages_are_accessible_and_no_wider_than_the_screen(
    options: dict[str, Any], desk: Desk, serve: Open, opened: Open
) -> None:
    tab = opened(serve(), bypass_csp=True, **options)
    pdf, scan = (events_of(desk, name)[0] for name in ("dockers.pdf", "lake.tif"))
    for path in (f"/document/{scan['document']}", address(pdf)):
        go(tab, path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
        found = Axe().run(tab, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
    text, page = (tab.locator(name).bounding_box() for name in (".report", "#paper"))
    assert page["y"] > text["y"] + text["height"] - 1 if options["viewport"]["width"] < 400 else page["x"] > text["x"]
