"""What the stories of shared records must not tell, and that they still name the same documents."""

import csv
import json
from pathlib import Path
from typing import Any

from making import make_record

from dateline.export import Selection
from dateline.sharing import Profile, share_record
from dateline.workspace import export_coded

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


def test_exported_stories_name_the_documents_as_their_rows_do(tmp_path: Path) -> None:
    coded = tmp_path / "gold.jsonl"
    records = [make_reviewed("amal-teshik-1", whole=True), make_reviewed("r2", whole=False)]
    coded.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    out = tmp_path / "tables"
    export_coded(str(coded), format="csv", out=out, selection=Selection(), profile=Profile())
    words = "".join(path.read_text("utf-8") for path in sorted(out.rglob("*")) if path.is_file())
    assert [name for name in HIDDEN if name in words.casefold()] == []

    def rows(name: str) -> list[dict[str, str]]:
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    (story,) = rows("occurrences")
    documents = {row["key"] for row in rows("documents")}
    members = {row["document_key"] for row in rows("occurrence_members")}
    assert (story["reports"], story["document_key"] in documents) == ("3", True)
    assert [row["occurrence"] for row in rows("events") if row["event"] == "e1"] == [story["occurrence"]] * 2
    assert documents < members
    assert len(members) == 3  # the third was not reviewed, and goes by a hash
