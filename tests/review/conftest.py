from typing import Any

import pytest

TEXT = "Rebels shelled Goma on Monday. The army said it will retreat from Sake. Police met farmers in Bukavu."


def event(id: str, words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    base = {
        "id": id, "sentence": TEXT[:start].count(". "), "trigger": [start, start + len(words)],
        "mentions": [{"sentence": 0, "trigger": [start, start + len(words)]}], "type": "ASSAULT", "mode": None,
        "contexts": [], "status": "occurred", "standing": "asserted", "background": False, "participants": [],
        "source": [], "target": [], "source_spans": [], "target_spans": [], "source_state": "unstated",
        "target_state": "unstated", "where": None, "locations": [], "date": None, "claims": [], "confidence": 0.5,
        "rule": "assault.heavy.shell#shell",
    }  # fmt: skip
    return base | more


def actor(id: str, name: str, code: str | None) -> dict[str, Any]:
    return {"id": id, "name": name, "code": code, "mentions": [{"span": [0, 6], "form": "nominal"}]}


@pytest.fixture
def record() -> dict[str, Any]:
    party = {"actor": "a1", "role": "source", "span": [0, 6], "certainty": "claimed"}
    return {
        "id": "x", "text": TEXT, "sentences": [[0, 30], [31, 71], [72, len(TEXT)]],
        "actors": [actor("a1", "Rebels", "CODREB"), actor("a2", "Police", "CODCOP")],
        "places": [{"id": "p1", "name": "Goma", "geonameid": 216281, "mentions": [{"span": [15, 19], "form": "name"}]}],
        "claims": [], "header": None,
        "events": [
            event("e1", "shelled", source=["a1"], source_spans=[[0, 6]], participants=[party], where="p1"),
            event("e2", "retreat", type="RETREAT", status="planned"),
        ],
    }  # fmt: skip
