import json
from pathlib import Path
from typing import Any

import pytest
from samples import zipped

from dateline.engine import Recipe, build_pipeline
from dateline.project import ProjectRun, open_store
from dateline.store import EventFilter
from dateline.workspace import Workspace, load_settings

from .conftest import Go, dump_place

WIRE = "GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, killing three people, the army said."
TRUCE = "The two governments signed a truce in Geneva on Sunday."
ARREST = "Police arrested 12 protesters in Lagos on Tuesday."


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(WIRE)
    (folder / "b.txt").write_text(TRUCE)
    write(folder / "c.jsonl", {"text": ARREST}, {"text": " "}, {"id": "x", "text": TRUCE}, {"id": "x", "text": ARREST})
    return folder


def test_run_keeps_every_document_once_and_whole(go: Go, place: str, corpus: Path, layers: Path) -> None:
    going = go(place, corpus, published="2024-05-06")
    assert dict(going.counts) == {"new": 5, "failed": 1}
    coded = {
        report.source: report
        for report in Workspace(load_settings(layer_cache=layers, published="2024-05-06")).code([str(corpus)])
    }
    with open_store(place) as store:
        documents = list(store.documents())
        assert [doc.n for doc in documents] == [1, 2, 3, 4, 5, 6]
        for doc in documents:
            report = coded[doc.source]
            assert store.record_text(doc.key) == (
                None if report.error else report.to_json().replace("of this run", "of this project")
            )
            assert (doc.state, doc.events) == ("failed" if report.error else "coded", len(report.events))
        assert [doc.id for doc in documents][-2:] == ["x", "x~2"]
        assert store.raw(documents[0].key) == WIRE
        (failed,) = store.documents(state="failed")
        assert (failed.error_code, failed.source) == ("empty", f"{corpus}/c.jsonl:2")
        assert store.document("x~2").source == f"{corpus}/c.jsonl:4"


def test_both_databases_hold_the_same_rows(go: Go, corpus: Path, tmp_path: Path, database: str) -> None:
    go(str(tmp_path / "p.duckdb"), corpus)
    go(database, corpus)
    assert dump_place(str(tmp_path / "p.duckdb")) == dump_place(database)


def test_run_again_codes_nothing_and_changes_nothing(go: Go, place: str, corpus: Path) -> None:
    first = go(place, corpus)
    before = dump_place(place)
    again = go(place, corpus)
    assert dict(again.counts) == {"unchanged": 5, "failed-before": 1}
    after = dump_place(place)
    assert [before[table] == after[table] for table in before if table != "documents"] == [True] * (len(before) - 1)
    assert first.run and again.run and first.run.manifest["documents_sha256"] == again.run.manifest["documents_sha256"]


def test_what_is_new_changed_or_gone_is_told_apart_and_nothing_is_deleted(go: Go, place: str, corpus: Path) -> None:
    go(place, corpus)
    (corpus / "a.txt").write_text(WIRE.replace("three", "four"))
    (corpus / "b.txt").unlink()
    (corpus / "d.txt").write_text(TRUCE.replace("Geneva", "Vienna"))
    write(
        corpus / "c.jsonl",
        {"text": "Troops left Herat."},
        {"text": ARREST},
        {"id": "x", "text": TRUCE},
        {"id": "x", "text": ARREST},
    )
    going = go(place, corpus)
    assert dict(going.counts) == {"new": 3, "unchanged": 3}
    assert going.run and going.run.manifest["counts"] | {"events": 0} == {
        "documents": 6, "new": 3, "unchanged": 3, "replaced": 1, "vanished": 2, "events": 0,
    }  # fmt: skip
    with open_store(place) as store:
        absent = {doc.source.removeprefix(f"{corpus}/"): doc for doc in store.documents(present=False)}
        assert {name: doc.presence for name, doc in absent.items()} == {
            "a.txt": "replaced", "b.txt": "vanished", "c.jsonl:2": "vanished",
        }  # fmt: skip
        assert absent["a.txt"].replaced_by == store.document(f"{corpus}/a.txt").key
        assert store.record_text(absent["b.txt"].key)
        assert not list(store.events(EventFilter(document=(absent["b.txt"].key,))))
    (corpus / "b.txt").write_text(TRUCE)
    assert go(place, corpus).counts["unchanged"] == 7
    with open_store(place) as store:
        assert store.document(absent["b.txt"].key).presence == "present"


def test_corpus_that_is_not_there_today_has_lost_nothing(go: Go, place: str, corpus: Path) -> None:
    go(place, corpus)
    moved = corpus.rename(corpus.with_name("elsewhere"))
    assert go(place, corpus).counts["failed"] == 1
    with open_store(place) as store:
        assert not [doc for doc in store.documents(present=False) if doc.state == "coded"]
    moved.rename(corpus)
    assert go(place, corpus).counts["unchanged"] == 5


def test_archive_that_cannot_be_opened_today_has_lost_nothing(go: Go, place: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    whole = zipped(("a/wire.txt", WIRE.encode()), ("b.csv", f'text,title\n"{ARREST}",T\n'.encode()))
    (folder / "c.zip").write_bytes(whole)
    (folder / "d.txt").write_text(TRUCE)
    assert dict(go(place, folder).counts) == {"new": 3}
    (folder / "c.zip").write_bytes(whole[:-40])
    (folder / "d.txt").unlink()
    (folder / "e.txt").write_text(TRUCE)
    assert dict(go(place, folder).counts) == {"failed": 1, "new": 1}
    with open_store(place) as store:
        assert [Path(doc.source).name for doc in store.documents(present=False)] == ["d.txt"]
    (folder / "c.zip").write_bytes(whole)
    assert dict(go(place, folder).counts) == {"unchanged": 3}


def test_other_corpus_does_not_make_the_first_one_vanish(go: Go, place: str, corpus: Path, tmp_path: Path) -> None:
    go(place, corpus)
    other = write(tmp_path / "more.jsonl", {"id": "x", "text": "Crowds marched in Quito."})
    go(place, other)
    with open_store(place) as store:
        assert not list(store.documents(present=False))
        assert store.document("x~3").source == f"{other}:1"


def test_id_that_went_to_a_new_text_is_given_back_where_the_old_one_is_there_still(
    go: Go, place: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "c.jsonl", {"id": "x", "text": TRUCE})
    go(place, file)
    write(file, {"id": "x", "text": ARREST}, {"id": "x", "text": TRUCE})
    go(place, file, batch=1)
    with open_store(place) as store:
        assert {doc.id: doc.n for doc in store.documents()} == {"x~2": 1, "x": 2}
        record = store.record("x~2").record
        assert (record["id"], [note["code"] for note in record["notes"]].count("id-repeated")) == ("x~2", 1)


def test_outlets_with_one_text_are_documents_that_share_one_parse(go: Go, tmp_path: Path) -> None:
    text = "Militants abducted nine villagers near Zaria on Friday, a local official said."
    outlets = [
        {"text": text, "outlet": f"Paper {number}", "url": f"https://paper{number}.example/a"} for number in range(10)
    ]
    file = write(tmp_path / "wire.jsonl", *outlets)
    parse = next(stage for stage in build_pipeline(Recipe(cache=tmp_path / "own")).stages if stage.name == "parse")
    parsed: list[int] = []

    def many(docs: Any) -> Any:
        docs = list(docs)
        parsed.append(len(docs))
        return real(docs)

    real = parse.many
    object.__setattr__(parse, "many", many)
    object.__setattr__(parse, "run", None)
    going = go(str(tmp_path / "p.duckdb"), file, layer_cache=tmp_path / "own")
    assert (going.counts["new"], sum(parsed)) == (10, 1)
    write(tmp_path / "late.jsonl", {"text": text, "outlet": "Paper 11"})
    assert go(str(tmp_path / "p.duckdb"), tmp_path / "late.jsonl", layer_cache=tmp_path / "own").counts["new"] == 1
    assert sum(parsed) == 1
    with open_store(tmp_path / "p.duckdb") as store:
        assert store.counts()["documents present coded"] == 11
        assert store.connection.rows("SELECT count(*) FROM texts") == [(1,)]
        assert len({stored.record["id"] for stored in store.records()}) == 11


def test_failed_document_is_retried_only_on_demand(
    go: Go, place: str, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(doc: Any) -> Any:
        if TRUCE in doc.text:
            raise MemoryError("too much")
        return real(doc)

    stage = build_pipeline(Workspace(load_settings()).recipe).stages[-1]
    real = stage.run
    fail.__module__ = real.__module__  # the program is the same one
    object.__setattr__(stage, "run", fail)
    try:
        assert go(place, corpus, layer_cache="").counts["failed"] == 3
    finally:
        object.__setattr__(stage, "run", real)
    assert dict(go(place, corpus, layer_cache="").counts) == {"unchanged": 3, "failed-before": 3}
    assert dict(go(place, corpus, layer_cache="", retry_failed=True).counts) == {
        "unchanged": 3, "failed-before": 1, "retried": 2,
    }  # fmt: skip
    with open_store(place) as store:
        assert [doc.attempts for doc in store.documents()] == [1, 2, 1, 1, 2, 1]


def test_document_given_twice_is_one(go: Go, place: str, corpus: Path) -> None:
    assert dict(go(place, corpus / "a.txt", corpus / "a.txt").counts) == {"new": 1, "repeated": 1}


def test_changed_codebook_codes_again_from_the_events_on(
    go: Go, place: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import dateline.codebook as codebook

    go(place, corpus)
    book = tmp_path / "book"
    shutil.copytree(Path(codebook.__file__).parent / "data" / "plover", book)
    file = next(book.rglob("codebook.yaml"))
    file.write_text(file.read_text() + "\n# a remark\n")
    monkeypatch.setattr("dateline.stages.parse.stage.load_model", None)
    assert dict(go(place, corpus, codebook=str(book)).counts) == {"recoded": 5, "failed-before": 1}
    with open_store(place) as store:
        assert store.run(1).manifest["codebook"]["hash"] != store.run(2).manifest["codebook"]["hash"]
        assert {doc.n for doc in store.documents()} == {1, 2, 3, 4, 5, 6}


def test_stopped_run_goes_on(layers: Path, place: str, corpus: Path, tmp_path: Path, go: Go) -> None:
    with open_store(place, writable=True) as store:
        going = ProjectRun(Workspace(load_settings(layer_cache=layers)), store, [str(corpus)], batch=2)
        stream = iter(going)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    with open_store(place) as store:
        assert 0 < len(list(store.documents())) < 6
        assert store.run(1).status == "running"
    going = go(place, corpus)
    assert going.run and going.run.continued and going.run.run == 1
    go(str(tmp_path / "whole.duckdb"), corpus)
    assert dump_place(place) == dump_place(str(tmp_path / "whole.duckdb"))


@pytest.mark.slow
def test_processes_write_the_rows_of_one(go: Go, corpus: Path, tmp_path: Path) -> None:
    go(str(tmp_path / "one.duckdb"), corpus)
    go(str(tmp_path / "two.duckdb"), corpus, jobs=2, layer_cache="")
    assert dump_place(str(tmp_path / "one.duckdb")) == dump_place(str(tmp_path / "two.duckdb"))
