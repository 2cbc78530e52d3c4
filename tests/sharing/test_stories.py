"""What the stories of shared records must not tell, and that they still name the same documents."""

import json
from typing import Any

from making import make_record

from dateline.sharing import Profile, share_record

HIDDEN = ("teshik", "amal", "borvik", "ada@desk")


def told(*, whole: bool) -> dict[str, Any]:
    """The story of two reports, as `dateline review records` writes it."""
    story: dict[str, Any] = {
        "id": "amal-teshik-1#e1", "reports": 3, "outlets": 2, "origins": 1, "representative": ["amal-teshik-1", "e1"],
    }  # fmt: skip
    if not whole:
        return story
    accounts = [["Amal Teshik", "amal-teshik-1", "e1", "c1"], ["12", "r2", "e1", None]]
    return story | {
        "members": [["amal-teshik-1", "e1", []], ["r2", "e1", ["also Amal Teshik"]], ["teshik-3", "e1", []]],
        "origin_keys": ["said:amal teshik"],
        "contradictions": [{"field": "responsibility", "grows": False, "accounts": accounts}],
    }  # fmt: skip


def make_reviewed(id: str, *, whole: bool) -> dict[str, Any]:
    review = {
        "events": {"e1": {"verdict": "accepted", "coder": "ada@desk", "at": "2031-03-16", "changed": []}},
        "rejected": [], "stale": 0, "decisions": 1, "coders": ["ada@desk"], "last": "2031-03-16",
        "stories": {"e1": told(whole=whole)},
    }  # fmt: skip
    return {**make_record(id), "review": review}


def test_no_hidden_name_is_in_the_stories_of_a_shared_record() -> None:
    record = make_reviewed("amal-teshik-1", whole=True)
    before = json.dumps(record)
    shared = share_record(record, Profile())
    words = json.dumps(shared, ensure_ascii=False).casefold()
    assert [name for name in HIDDEN if name in words] == []
    assert json.dumps(record) == before
    story = shared["review"]["stories"]["e1"]
    assert story["id"] == f"{shared['id']}#e1"
    assert story["representative"] == [shared["id"], "e1"]
    assert (story["reports"], len(story["members"]), story["origin_keys"]) == (3, 3, [])
    assert [account[0] for account in story["contradictions"][0]["accounts"]] == ["withheld", "12"]
    assert shared["review"]["people"] == 1


def test_an_id_that_another_document_names_tells_no_name_either() -> None:
    shared = share_record(make_reviewed("r2", whole=False), Profile(), ids={"amal-teshik-1": "amal-teshik-1"})
    assert "teshik" not in json.dumps(shared["review"])


def test_a_withheld_event_has_no_story_and_no_verdict() -> None:
    record = make_reviewed("r2", whole=False)
    record["places"][0] |= {"kind": "camp"}
    shared = share_record(record, Profile(delay_days=14, as_of="2031-03-16"))
    assert (shared["review"]["events"], shared["review"]["stories"]) == ({}, {})
