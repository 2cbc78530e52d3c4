import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dateline as package

Run = Callable[..., Any]
BOOK = {
    "codebook.yaml": "name: desk\nversion: '1'\n",
    "frames.yaml": """
transitive:
  verb: {source: [subject], target: [object]}
  noun: {source: [by, possessor], target: [of]}
""",
    "classes/events.yaml": "ACCIDENT: [earthquake]\n",
    "ASSAULT/a.yaml": """
type: ASSAULT
modes: [heavy-weapons, aerial]
entries:
- id: assault.shell
  mode: heavy-weapons
  verbs: [shell, mortar]
  examples: [Rebels shelled Goma.]
- id: assault.kill
  verbs: [kill]
  elsewhere: ["@ACCIDENT"]
  examples: [Gunmen killed two guards.]
""",
    "COERCE/a.yaml": """
type: COERCE
modes: [arrest]
entries:
- id: coerce.arrest
  mode: arrest
  verbs: [arrest]
  examples: [Police arrested a mayor.]
""",
}
REPORT = """Rebels shelled Goma on Monday.

Police arrested two journalists in Lima.

Gunmen killed a guard in Tripoli.

A landslide killed a farmer in Nepal.

Students marched through Bogota on Friday.
"""


def write_book(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the small codebook, with words of some of its files replaced."""
    for name, text in BOOK.items():
        for file, was, now in changes:
            assert file != name or was in text
            text = text.replace(was, now) if file == name else text
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.txt"
    file.write_text(REPORT)
    return file


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_book(tmp_path / "old")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_LAYER_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def changes_of(done: Any) -> list[dict[str, Any]]:
    assert done.status == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_same_codebook_changes_nothing(dateline: Run, old: Path, report: Path) -> None:
    done = dateline("codebook", "diff", old, old, report)
    assert (done.status, done.err) == (0, "")
    assert "1 report, 4 events before, 4 after" in done.out
    assert "no event is coded otherwise" in done.out


@pytest.mark.parametrize(
    ("change", "kind", "trigger", "cause", "fields"),
    [
        (("ASSAULT/a.yaml", "[shell, mortar]", "[mortar]"), "dropped", "shelled", "trigger-removed", []),
        (("ASSAULT/a.yaml", "assault.kill\n  verbs: [kill]", "assault.slay\n  verbs: [slay]"), "dropped", "killed",
         "entry-removed", []),
        (("ASSAULT/a.yaml", "mode: heavy-weapons", "mode: aerial"), "altered", "shelled", "entry-changed", ["mode"]),
        (("ASSAULT/a.yaml", "verbs: [kill]", "verbs: [kill]\n  unless: [guard]"), "dropped", "killed", "entry-changed",
         []),
        (("classes/events.yaml", "[earthquake]", "[earthquake, landslide]"), "dropped", "killed", "entry-changed", []),
        (("COERCE/a.yaml", "  verbs: [arrest]", "  source: [object]\n  target: [subject]\n  verbs: [arrest]"),
         "altered", "arrested", "entry-changed", ["source", "target"]),
    ],
    ids=["trigger", "entry", "mode", "condition", "class", "frame"],
)  # fmt: skip
def test_what_changed_and_why(
    dateline: Run, tmp_path: Path, old: Path, report: Path,
    change: tuple[str, str, str], kind: str, trigger: str, cause: str, fields: list[str],
) -> None:  # fmt: skip
    new = write_book(tmp_path / "new", change)
    *changes, summary = changes_of(dateline("codebook", "diff", old, new, report, "--format", "jsonl"))
    assert changes
    for one in changes:
        assert (one["kind"], one["trigger"], one["cause"]["reason"], one["fields"]) == (kind, trigger, cause, fields)
        assert trigger in one["sentence"]
        assert REPORT[slice(*one["span"])] == trigger
        assert (one["old"] is None, one["new"] is None) == (kind == "added", kind == "dropped")
    assert summary[kind] == len(changes)
    # the other way round, what was dropped is added
    *back, _ = changes_of(dateline("codebook", "diff", new, old, report, "--format", "jsonl"))
    mirror = {"added": "dropped", "dropped": "added", "altered": "altered"}
    assert [mirror[one["kind"]] for one in back] == [one["kind"] for one in changes]
    assert [one["old"] for one in back] == [one["new"] for one in changes]


def test_another_entry_takes_the_word(dateline: Run, tmp_path: Path, old: Path, report: Path) -> None:
    extra = "- id: assault.cannonade\n  mode: aerial\n  verbs: [shell <=place>]\n  examples: [Rebels shelled Goma.]\n"
    new = write_book(tmp_path / "new", ("ASSAULT/a.yaml", "- id: assault.kill", extra + "- id: assault.kill"))
    (one, summary) = changes_of(dateline("codebook", "diff", old, new, report, "--format", "jsonl"))
    assert (one["old"]["rule"], one["new"]["rule"]) == ("assault.shell#shell", "assault.cannonade#shell <=place>")
    assert (one["cause"]["reason"], one["cause"]["entry"]) == ("entry-added", "assault.cannonade")
    assert summary["by_entry"] == {"assault.cannonade": {"added": 0, "dropped": 0, "altered": 1}}
    assert summary["by_type"] == {"ASSAULT": {"added": 0, "dropped": 0, "altered": 1}}


def test_renamed_entry_that_codes_the_same_is_no_change(dateline: Run, tmp_path: Path, old: Path, report: Path) -> None:
    new = write_book(tmp_path / "new", ("ASSAULT/a.yaml", "assault.shell", "assault.cannonade"))
    assert "no event is coded otherwise" in dateline("codebook", "diff", old, new, report).out


def test_what_entries_share_is_told(dateline: Run, tmp_path: Path, old: Path, report: Path) -> None:
    new = write_book(tmp_path / "new")
    (new / "discards.yaml").write_text("phrases: [killed a guard]\n")
    (one, _) = changes_of(dateline("codebook", "diff", old, new, report, "--format", "jsonl"))
    assert (one["kind"], one["trigger"]) == ("dropped", "killed")
    assert one["cause"]["parts"] == ["discards.yaml"]


def test_word_that_joins_an_event_no_more_is_told(dateline: Run, tmp_path: Path, old: Path) -> None:
    report = tmp_path / "joined.txt"
    report.write_text("Rebels shelled a village near Goma on Monday, killing two farmers.\n")
    new = write_book(tmp_path / "new", ("ASSAULT/a.yaml", "verbs: [kill]", "verbs: [slay]"))
    (one, _) = changes_of(dateline("codebook", "diff", old, new, report, "--format", "jsonl"))
    assert (one["kind"], one["trigger"]) == ("altered", "shelled")
    assert "mentions" in one["fields"]
    assert (one["cause"]["reason"], one["cause"]["entry"]) == ("neighbour", "assault.kill")
    assert "“killing”" in one["cause"]["text"]


def test_table_shows_sentence_rule_and_reason(dateline: Run, tmp_path: Path, old: Path, report: Path) -> None:
    new = write_book(tmp_path / "new", ("ASSAULT/a.yaml", "[shell, mortar]", "[mortar]"))
    done = dateline("codebook", "diff", old, new, report)
    assert "- ASSAULT heavy-weapons “shelled”  dropped" in done.out
    assert "    Rebels shelled Goma on Monday." in done.out
    assert "assault.shell#shell" in done.out
    assert "because assault.shell has lost a trigger: shell" in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_wrong_codebooks_are_all_told(dateline: Run, tmp_path: Path, report: Path) -> None:
    faulty = write_book(tmp_path / "faulty", ("ASSAULT/a.yaml", "type: ASSAULT", "type: DANCE"))
    done = dateline("codebook", "diff", tmp_path / "nowhere", faulty, report)
    assert (done.status, done.out) == (2, "")
    assert "no codebook" in done.err
    assert str(tmp_path / "nowhere") in done.err
    assert "ASSAULT/a.yaml:2: unknown type 'DANCE'" in done.err
    assert "Traceback" not in done.err


def test_unreadable_input_and_wrong_call(dateline: Run, tmp_path: Path, old: Path, report: Path) -> None:
    done = dateline("codebook", "diff", old, old, tmp_path / "gone.txt", report)
    assert done.status == 1
    assert "gone.txt" in done.err
    assert "1 report, 4 events" in done.out
    assert dateline("codebook", "diff", old, old, report, "--format", "xml").status == 2
    assert dateline("codebook", "diff", old, old).status == 2


def test_settings_codebook_plays_no_part(
    dateline: Run, old: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_CODEBOOK", "no-such-book")
    assert dateline("codebook", "diff", old, old, report).status == 0


def test_cache_changes_nothing_and_is_kept_only_where_wanted(
    dateline: Run, tmp_path: Path, old: Path, report: Path, cache: Path
) -> None:
    new = write_book(tmp_path / "new", ("ASSAULT/a.yaml", "[shell, mortar]", "[mortar]"))
    without = dateline("codebook", "diff", old, new, report, "--no-cache")
    assert not cache.exists()
    assert dateline("codebook", "diff", old, new, report, "--cache", tmp_path / "mine") == without
    assert (tmp_path / "mine").is_dir()
    assert not cache.exists()
    assert dateline("codebook", "diff", old, new, report) == without
    assert dateline("codebook", "diff", old, new, report) == without
    assert cache.is_dir()


def test_kept_beside_the_gazetteer_by_default(
    tmp_path: Path, old: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dateline.workspace import Workspace, load_settings

    monkeypatch.delenv("DATELINE_LAYER_CACHE")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "base"))
    assert Workspace(load_settings()).keeping().settings.layer_cache == tmp_path / "base" / "layers"


def test_from_python_each_call_reads_the_folder_anew(tmp_path: Path, old: Path, report: Path) -> None:
    new = write_book(tmp_path / "new")
    assert package.codebook_diff(old, new, [report]).changes == ()
    write_book(new, ("ASSAULT/a.yaml", "[shell, mortar]", "[mortar]"))
    diff = package.codebook_diff(old, new, [report, {"id": "r", "text": "Rebels shelled a village."}])
    assert [change.kind for change in diff.changes] == ["dropped", "dropped"]
    assert repr(diff) == "<CodebookDifference of 2 reports: 0 added, 2 dropped, 0 altered>"
    assert (diff.tally.before, diff.tally.after) == (5, 3)
    assert diff.errors == ()
    assert diff.old["name"] == "desk"
