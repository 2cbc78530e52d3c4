"""Trying a change of the codebook in a real browser, by keys alone: from the corrections to what would change."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from dateline.desk.service import Asked, Desk

MARCHING = "march, march on|to|against|through|past, "
Open = Callable[..., Any]


@pytest.fixture
def corrected(desk: Desk) -> None:
    """Two reports in which people decided on events of the entry that codes marches."""
    marched = [row.row for row in desk.find_events("type:PROTEST") if row.row["trigger_text"] == "marched"]
    for row, action in zip(marched[:2], ("reject", "accept"), strict=True):
        desk.decide("ada", Asked(action=action, document=row["document"], event=row["event"]))


@pytest.mark.parametrize("options", [
    {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
])  # fmt: skip
def test_a_draft_is_tried_by_keys_alone(options: dict[str, Any], corrected: None, serve: Open, opened: Open) -> None:
    tab = opened(serve(), bypass_csp=True, **options)
    tab.goto(f"{tab.home}/codebook")
    with tab.expect_navigation():
        tab.keyboard.press("1")
    field = tab.get_by_label("The entry, as YAML")
    held = field.input_value()
    assert MARCHING in held
    assert '- "' in held.splitlines()[-1]  # the rejected sentence, as a counterexample
    field.focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.type("  foo: 1")
    tab.keyboard.press("Control+Enter")
    tab.get_by_role("heading", name="The entry has faults").wait_for()
    tab.get_by_role("link", name=f"line {len(held.splitlines()) + 1}").press("Enter")
    assert tab.evaluate("getSelection().toString() || document.activeElement.id") in ("  foo: 1", "entry")
    field.fill(held.replace(MARCHING, ""))
    tab.keyboard.press("Control+Enter")
    tab.get_by_role("heading", name="What would change").wait_for(timeout=90_000)
    told = tab.locator("#outcome").inner_text()
    assert "now right" in told
    assert "now wrong" in told
    rows = tab.locator("#outcome tbody tr")
    assert sorted(rows.nth(n).locator("strong").inner_text() for n in range(rows.count()))[:2] == [
        "now right", "now wrong",
    ]  # fmt: skip
    assert tab.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    found = Axe().run(tab, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download PROTEST/demo.yaml").press("Enter")
    text = download.value.path().read_text(encoding="utf-8")
    assert MARCHING not in text
    assert text.startswith("#") or "type: PROTEST" in text
    tab.get_by_role("button", name="As the file has it").click()
    assert MARCHING in field.input_value()
    assert field.input_value() != held
