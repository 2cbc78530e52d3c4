import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dateline.codebook as codebook
from dateline.errors import ProjectError
from dateline.project import compare_project, find_changes_of_this_installation, open_store, verify_project

from .conftest import Go, dump_place
from .test_run import ARREST, TRUCE, write

WIRE = "Rebels shelled Goma on Monday, the army said."


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A codebook that does not know what "shelled" is."""
    folder = tmp_path / "book"
    shutil.copytree(Path(codebook.__file__).parent / "data" / "plover", folder)
    found = [file for file in folder.rglob("*.yaml") if "shell" in file.read_text()]
    assert found
    for file in found:
        file.write_text(file.read_text().replace("shell", "xshellx"))
    return folder


def test_events_added_lost_and_changed_are_told_with_why(go: Go, place: str, tmp_path: Path, book: Path) -> None:
    file = write(
        tmp_path / "c.jsonl", {"id": "a", "text": WIRE}, {"id": "b", "text": TRUCE}, {"id": "c", "text": ARREST}
    )
    go(place, file, published="2024-05-06")
    go(place, file, published="2024-05-06", codebook=str(book))
    write(
        file,
        {"id": "a", "text": WIRE},
        {"id": "c", "text": ARREST.replace("Lagos", "Abuja")},
        {"id": "d", "text": WIRE},
    )
    go(place, file, published="2024-05-06")
    with open_store(place) as store:
        lost = [(c.kind, c.words, c.causes[0].partition(" ")[0]) for c in compare_project(store, 1, 2)]
        assert lost == [("lost", "shelled", "codebook:")]
        third = {(c.kind, c.words, c.causes) for c in compare_project(store, 1, 3)}
        assert third == {
            ("lost", "signed", ("the document has vanished from the corpus",)),
            ("lost", "truce", ("the document has vanished from the corpus",)),
            ("changed", "arrested", ("its text changed",)),
            ("added", "shelled", ("the document is new",)),
        }
        (change,) = [c for c in compare_project(store, 1, 3) if c.kind == "changed"]
        assert change.fields == ("place",)
        assert list(compare_project(store, 2, 2)) == []
        with pytest.raises(ProjectError, match="there is no run 9; the runs are: 1, 2, 3"):
            list(compare_project(store, 1, 9))


def test_run_is_verified_byte_for_byte(go: Go, place: str, tmp_path: Path) -> None:
    go(place, write(tmp_path / "c.jsonl", {"id": "x", "text": WIRE}, {"id": "x", "text": TRUCE}, {"text": ARREST}))
    before = dump_place(place)
    with open_store(place) as store:
        run, verified = verify_project(store, None, sample=10, seed=1)
        assert [(one.same, one.field) for one in verified] == [(True, None)] * 3
        assert find_changes_of_this_installation(run) == ()
        drawn = [[one.key for one in verify_project(store, 1, sample=2, seed=seed)[1]] for seed in (1, 1, 2, 3)]
        assert drawn[0] == drawn[1]
        assert len({tuple(keys) for keys in drawn}) > 1
    assert dump_place(place) == before
    with open_store(place, writable=True) as store:
        store.connection.run("UPDATE records SET record = replace(record, 'occurred', 'denied')")
    with open_store(place) as store:
        fields = {one.field for one in verify_project(store, 1, sample=10, seed=1)[1]}
        assert fields == {"events[0].status"}


@pytest.mark.slow
def test_several_runs_write_into_one_database_at_once(database: str, tmp_path: Path, go: Go) -> None:
    texts = [{"id": f"d{n}", "text": f"Rebels shelled Goma on Monday, killing {n + 2} people."} for n in range(120)]
    one = write(tmp_path / "one.jsonl", *texts[:80])
    two = write(tmp_path / "two.jsonl", *texts[40:])
    command = [sys.executable, "-m", "dateline", "run"]
    going = [
        subprocess.Popen([*command, str(file), "--into", database, "--no-cache"], stderr=subprocess.PIPE, text=True)
        for file in (one, two, one)
    ]
    told = [each.communicate(timeout=240)[1] for each in going]
    assert [each.returncode for each in going] == [0, 0, 0], told
    go(str(tmp_path / "p.duckdb"), one, two)
    with open_store(database) as store, open_store(tmp_path / "p.duckdb") as alone:
        assert {doc.id for doc in store.documents()} == {text["id"] for text in texts}
        assert not list(store.documents(present=False))
        assert sorted(doc.n for doc in store.documents()) == list(range(1, 121))
        assert store.counts() | {"runs": 0} == alone.counts() | {"runs": 0}
        texts_of = {stored.record["id"]: stored.record["events"] for stored in store.records()}
        assert texts_of == {stored.record["id"]: stored.record["events"] for stored in alone.records()}
        assert {run.status for run in store.runs()} == {"finished"}
