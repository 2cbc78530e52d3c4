from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from making import make_occurrence, make_record

from dateline.digest import summarize, write_page
from dateline.export import Coded, Unusable

HOSTILE = "</title><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'&\u202e\x00"


def make_input() -> list[Any]:
    """Thirty reports: linked, disputed, hostile, undated, failed and broken ones."""
    items: list[Any] = []
    for n in range(30):
        record = make_record(f"r{n}")
        event = record["events"][0]
        day = f"{2030 + n // 12}-{n % 12 + 1:02d}-14"
        event["date"] = {**event["date"], "start": day, "end": day} if n % 7 else None
        record["places"][0] |= {"lat": -1.6 + n % 6, "lon": 29.2 - n % 5, "name": f"Zorvik {n % 6}"}
        if n % 5 == 0:
            event["standing"] = "disputed"
        told = make_occurrence(f"o{n // 3}", tuple(f"r{n // 3 * 3 + at}" for at in range(3)), best=f"r{n // 3 * 3}")
        items.append(Coded(record=record, occurrences={"e1": told}, where=f"x:{n}"))
    hostile = make_record("<b>h</b>")
    for actor in hostile["actors"]:
        actor["name"] = HOSTILE
    hostile["places"][0] |= {"name": HOSTILE, "lat": 4.0, "lon": 20.0}
    hostile["header"]["outlet"]["value"] = hostile["claims"][0]["source_name"] = HOSTILE
    hostile["text"] = HOSTILE.ljust(len(hostile["text"]), "<")[: len(hostile["text"])]
    hostile["events"][0] |= {"standing": "disputed", "mode": HOSTILE, "conflicts": [{"field": HOSTILE}]}
    hostile["notes"][0]["code"] = HOSTILE
    items.append(Coded(record=hostile, where="x:30"))
    items.append(Coded(record={"id": "f", "source": HOSTILE, "error": {"code": "empty", "message": HOSTILE}}))
    items.append(Unusable(where="x:32", message=HOSTILE))
    return items


@pytest.fixture
def page() -> str:
    items = make_input()
    return write_page(summarize(lambda: iter(items)), title=f"Goma {HOSTILE}")


@pytest.fixture
def opened(browser: Any, page: str, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open the page in Chromium; what it asks the network for is in ``asked``."""
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    contexts = []

    def run(**options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        tab = context.new_page()
        tab.asked = []
        tab.said = []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.goto(file.as_uri())
        return tab

    yield run
    for context in contexts:
        context.close()
