"""Layers that are kept change nothing but the time; whatever happens to the file, results are right."""

import json
import logging
import os
import pickle
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dateline
from dateline.cache import LayerCache
from dateline.cache.packing import PackError, pack, unpack
from dateline.cache.store import FILE
from dateline.codebook import load_codebook
from dateline.contract.record import as_record
from dateline.model import Document, Edit, Metadata, Note, Span, make_document
from dateline.pipeline import Pipeline
from dateline.stage import Stage
from dateline.stages.events import events_stage

PROSE = "Rebels shelled Goma on Monday, killing {n} people, the army said. Police arrested {n} students in Lima."


def counting(stage: Stage, calls: Counter[str]) -> Stage:
    """Return a stage that counts the documents it runs on."""

    def run(doc: Document) -> Document:
        calls[stage.name] += 1
        return stage.run(doc)

    def many(docs: Iterable[Document]) -> Iterator[Document]:
        batch = list(docs)
        calls[stage.name] += len(batch)
        return stage.apply(batch)

    return replace(stage, run=run, many=many if stage.many else None)


def small_stages(calls: Counter[str], *, resources: str = "a") -> list[Stage]:
    """Return two stages that need no parser; the second has the resources given, and adds a note."""

    def shout(doc: Document) -> Document:
        return replace(doc, text=doc.raw.upper(), alignment=(), edits=())

    def find(doc: Document) -> Document:
        edit = Edit(span=Span(0, 1), raw_span=Span(0, 1), was=doc.raw[:1], now=resources, rule="test")
        note = Note(field="language", code="test", reason=f"{len(doc.text or '')} with {resources}")
        return replace(doc, language=resources, header=None, regions=(edit,) * 2).with_notes([note])  # type: ignore[arg-type]

    first = Stage(name="repair", version="1", reads=frozenset({"raw"}),
                  writes=frozenset({"text", "alignment", "edits"}), run=shout)  # fmt: skip
    second = Stage(name="layout", version="1", reads=frozenset({"text"}),
                   writes=frozenset({"language", "header", "regions"}), run=find, resources=resources)  # fmt: skip
    return [counting(first, calls), counting(second, calls)]


def documents(count: int = 3) -> list[Document]:
    return [make_document(PROSE.format(n=n), id=f"d{n}") for n in range(count)]


def run(folder: Path, docs: list[Document], *, resources: str = "a") -> tuple[list[Any], Counter[str]]:
    calls: Counter[str] = Counter()
    cache = LayerCache(folder)
    done = list(Pipeline(small_stages(calls, resources=resources), cache=cache).run(docs))
    cache.close()
    return done, calls


def right(docs: list[Document], *, resources: str = "a") -> list[Any]:
    return list(Pipeline(small_stages(Counter(), resources=resources)).run(docs))


def test_what_was_written_is_not_run_again(tmp_path: Path) -> None:
    docs = documents()
    assert run(tmp_path, docs) == (right(docs), {"repair": 3, "layout": 3})
    assert run(tmp_path, docs) == (right(docs), {})


def test_only_stages_from_the_first_that_changed_run(tmp_path: Path) -> None:
    docs = documents()
    run(tmp_path, docs)
    assert run(tmp_path, docs, resources="b") == (right(docs, resources="b"), {"layout": 3})
    assert run(tmp_path, docs) == (right(docs), {})


def test_new_documents_run_among_old_ones(tmp_path: Path) -> None:
    docs = documents(5)
    run(tmp_path, docs[1:3])
    assert run(tmp_path, docs) == (right(docs), {"repair": 3, "layout": 3})


def test_text_and_metadata_are_the_key_and_name_and_place_are_not(tmp_path: Path) -> None:
    doc = documents(1)[0]
    run(tmp_path, [doc])
    same = [replace(doc, id="other", source="elsewhere", notes=(Note(field="x", code="x", reason="x"),))]
    assert run(tmp_path, same) == (right(same), {})
    for other in (
        replace(doc, meta=Metadata(published="2024-05-03")),
        replace(doc, meta=Metadata(title="2024-05-03")),
        replace(doc, raw=doc.raw + " "),
        replace(doc, raw="\ud800"),
    ):
        assert run(tmp_path, [other]) == (right([other]), {"repair": 1, "layout": 1})


def test_changed_codebook_reuses_the_parse_and_all_above_the_events(tmp_path: Path, stages: list[Stage]) -> None:
    calls: Counter[str] = Counter()
    book = load_codebook()
    smaller = replace(book, entries=book.entries[: len(book.entries) // 2], hash="half")
    at = [stage.name for stage in stages].index("events")

    def code(events: Stage) -> list[Any]:
        path = [counting(stage, calls) for stage in (*stages[:at], events, *stages[at + 1 :])]
        return list(Pipeline(path, cache=LayerCache(tmp_path)).run(documents()))

    assert code(stages[at]) == list(Pipeline(stages).run(documents()))
    assert calls == {stage.name: 3 for stage in stages}
    calls.clear()
    half = events_stage(smaller)
    assert code(half) == list(Pipeline([*stages[:at], half, *stages[at + 1 :]]).run(documents()))
    assert calls == {stage.name: 3 for stage in stages[at:]}
    calls.clear()
    code(stages[at])
    assert calls == {}


def test_parser_is_not_loaded_where_every_parse_is_kept(tmp_path: Path) -> None:
    script = (
        "import dateline, sys\n"
        f"print(dateline.code({PROSE!r}, published='2024-05-03', layer_cache={str(tmp_path)!r}).to_json())\n"
        "print('spacy' in sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
        for _ in range(2)
    ]
    assert [lines[1] for lines in runs] == ["True", "False"]
    assert runs[0][0] == runs[1][0]
    assert json.loads(runs[0][0])["events"]


SENTENCES = (
    "Rebels shelled Goma on Monday, killing three people, the army said.",
    "GOMA, May 3 (Reuters) - Police arre-\nsted dozens of\nprotesters.",
    "“We will strike again unless they leave,” he said.",
    "In 2012, fighters seized the city; they withdrew after eleven days.",
    "Talks were postponed to May.\n\n(Photo by AFP)",
    "(", "\x00", "\ufeff", "\r\n", "№ 7 🙂 e\u0301", "— — —",
)  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.text("aZ 19.,-\n\t\x07“”’éßЖ中😀\u0301\u200b\xad", max_size=30)),
    min_size=1,
    max_size=5,
).map(" ".join)
days = st.sampled_from([None, "2024-05-03", "2031-03-14"])


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, days), min_size=1, max_size=3))
def test_records_are_the_same_bytes_with_and_without(
    stages: list[Stage], tmp_path_factory: pytest.TempPathFactory, given: list[tuple[str, str | None]]
) -> None:
    docs = [make_document(text, id=f"d{n}", meta=Metadata(published=day)) for n, (text, day) in enumerate(given)]
    folder = tmp_path_factory.mktemp("layers")

    def lines(pipeline: Pipeline) -> list[str]:
        return [json.dumps(as_record(doc), ensure_ascii=False) for doc in pipeline.run(docs)]

    without = lines(Pipeline(stages))
    cache = LayerCache(folder)
    assert lines(Pipeline(stages, cache=cache)) == without
    kept = lines(Pipeline(stages, cache=cache))
    cache.close()
    assert kept == without


def test_processes_of_jobs_share_a_cache(tmp_path: Path) -> None:
    records = [{"id": f"r{n}", "text": PROSE.format(n=n)} for n in range(40)]
    options: tuple[dict[str, Any], ...] = ({"layer_cache": tmp_path, "jobs": 2}, {"layer_cache": tmp_path}, {})
    runs = [[report.to_json() for report in dateline.code_many(records, **given)] for given in options]
    assert runs[0] == runs[1] == runs[2]


SHARING = """
import random, sys
from dataclasses import replace
from pathlib import Path
from dateline.cache import LayerCache
from dateline.model import make_document
from dateline.pipeline import Pipeline
from dateline.stage import Stage

stage = Stage(name="repair", version="1", reads=frozenset({"raw"}), writes=frozenset({"text", "alignment", "edits"}),
              run=lambda doc: replace(doc, text=doc.raw * 3, alignment=(), edits=()))
docs = [make_document(f"report {n} " * 50) for n in range(300)]
random.Random(int(sys.argv[2])).shuffle(docs)
for _ in range(3):
    done = list(Pipeline([stage], cache=LayerCache(Path(sys.argv[1]), limit=int(sys.argv[3])), batch=7).run(docs))
    assert [doc.text for doc in done] == [doc.raw * 3 for doc in docs]
"""


@pytest.mark.parametrize("limit", [1 << 30, 40_000])
def test_several_processes_write_at_once(tmp_path: Path, limit: int) -> None:
    command = [sys.executable, "-c", SHARING, str(tmp_path)]
    running = [
        subprocess.Popen([*command, str(n), str(limit)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for n in range(4)
    ]
    assert [(process.communicate(timeout=120)[0], process.returncode) for process in running] == [("", 0)] * 4
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if limit > 1 << 20:
            assert connection.execute("SELECT count(*) FROM layers").fetchone() == (300,)


def test_threads_share_a_cache(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    pipeline = Pipeline(small_stages(calls), cache=LayerCache(tmp_path), batch=2)
    docs = documents(20)
    with ThreadPoolExecutor(4) as pool:
        assert all(done == right(docs) for done in pool.map(lambda _: list(pipeline.run(docs)), range(8)))


def overwrite(file: Path) -> None:
    file.write_bytes(b"this is no cache" * 400)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def flip(file: Path) -> None:
    data, chance = bytearray(file.read_bytes()), random.Random(3)
    for _ in range(len(data) // 4):
        data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


@pytest.mark.parametrize("harm", [overwrite, cut, empty, flip])
def test_damaged_file_is_begun_anew(
    tmp_path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    docs = documents(60)
    run(tmp_path, docs)
    harm(tmp_path / FILE)
    caplog.set_level(logging.WARNING, "dateline")
    assert run(tmp_path, docs)[0] == right(docs)
    assert ("damaged" in caplog.text) == (harm is not empty)
    caplog.clear()
    assert run(tmp_path, docs) == (right(docs), {})
    assert caplog.text == ""


@pytest.mark.parametrize("seed", range(12))
def test_some_flipped_bits_never_give_a_wrong_layer(tmp_path: Path, seed: int) -> None:
    docs = documents(30)
    run(tmp_path, docs)
    file = tmp_path / FILE
    data, chance = bytearray(file.read_bytes()), random.Random(seed)
    for _ in range(20):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
    assert run(tmp_path, docs)[0] == right(docs)


def test_damaged_or_misplaced_rows_are_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    docs = documents()
    run(tmp_path, docs)
    with sqlite3.connect(tmp_path / FILE) as connection:
        rows = connection.execute("SELECT rowid, value FROM layers ORDER BY rowid").fetchall()
        connection.execute("UPDATE layers SET value = ? WHERE rowid = ?", (rows[0][1][:-1] + b"?", rows[0][0]))
        connection.execute("UPDATE layers SET value = ? WHERE rowid = ?", (rows[2][1], rows[4][0]))
    caplog.set_level(logging.WARNING, "dateline")
    done, calls = run(tmp_path, docs)
    assert done == right(docs)
    assert calls.total() > 0
    assert caplog.text.count("holds damaged layers") == 1
    assert run(tmp_path, docs) == (right(docs), {})


class Trap:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def test_foreign_classes_are_not_opened(tmp_path: Path) -> None:
    for foreign in (Trap(tmp_path / "trapped"), Path("x"), os.path.join, Counter("a"), st.text):
        packed = pack({"text": foreign}, "place")
        with pytest.raises(PackError, match="no class of a layer"):
            unpack(packed, "place")
    assert not (tmp_path / "trapped").exists()
    assert pickle.loads(pickle.dumps(os.path.join)) is os.path.join  # what the plain reader would have done
    span = {"text": Span(1, 2)}
    assert unpack(pack(span, "place"), "place") == span
    with pytest.raises(PackError, match="digest"):
        unpack(pack(span, "place"), "elsewhere")


def test_past_the_limit_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    noise = random.Random(1)
    docs = [make_document(noise.randbytes(4_000).hex(), id=f"d{n}") for n in range(120)]
    limit = 300_000
    pipeline = Pipeline(small_stages(calls), cache=LayerCache(tmp_path, limit=limit), batch=1)
    for doc in docs:
        list(pipeline.run([docs[0], doc]))  # the first is used all the time
    assert sum(file.stat().st_size for file in tmp_path.iterdir() if file.name == FILE) < 1.2 * limit
    calls.clear()
    list(pipeline.run([docs[0], docs[-1]]))
    assert calls == {}
    list(pipeline.run([docs[1]]))
    assert calls["repair"] == 1


READING = """
import logging, os, sys
from pathlib import Path
from dateline.cache.store import Store

if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)  # root may write anywhere
logging.basicConfig(format="%(message)s")
cache = Store(Path(sys.argv[1]), limit=1 << 30)
print(cache.read({"d": ["k", "l"]}))
cache.write([("d", "l", b"x")])
print(cache.read({"d": ["k", "l"]}))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize("there", [True, False])
def test_folder_that_cannot_be_written_is_read(there: bool) -> None:
    from dateline.cache.store import Store

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if there:
            store = Store(folder, limit=1 << 30)
            store.write([("d", "k", b"value")])
            store.close()
            (folder / FILE).chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", READING, name], capture_output=True, text=True, check=False)
        folder.chmod(0o755)
    kept = "{('d', 'k'): b'value'}" if there else "{}"
    assert done.stdout.splitlines() == [kept, kept], done.stderr
    assert done.stderr.count("the cache") == 1
    assert ("it is read only" if there else "coding without it") in done.stderr


def test_place_that_no_folder_can_be_made_at(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("x")
    docs = documents()
    caplog.set_level(logging.WARNING, "dateline")
    assert run(tmp_path / "file" / "cache", docs) == (right(docs), {"repair": 3, "layout": 3})
    assert caplog.text.count("coding without it") == 1


def test_failed_documents_are_not_kept(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    first, second = small_stages(calls)

    def fail(doc: Document) -> Document:
        calls["failed"] += 1
        raise ValueError(doc.id)

    pipeline = Pipeline([first, replace(second, run=fail)], cache=LayerCache(tmp_path))
    for _ in range(2):
        assert [item.id for item in pipeline.run(documents(1))] == ["d0"]
    assert calls == {"repair": 1, "failed": 2}


def test_settings_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.settings import load_settings

    monkeypatch.chdir(tmp_path)
    assert load_settings().layer_cache is None
    Path("dateline.toml").write_text('layer_cache = "kept"\n')
    assert load_settings().layer_cache == Path("kept")
    assert load_settings(layer_cache="").layer_cache is None
    monkeypatch.setenv("DATELINE_LAYER_CACHE", "there")
    assert load_settings().layer_cache == Path("there")
    Path("there").write_text("x")
    with pytest.raises(dateline.SettingsError, match="there is not a folder"):
        load_settings()
