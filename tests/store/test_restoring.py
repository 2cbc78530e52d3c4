import csv
import json
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dateline.model import Document, Failure, Line, Metadata, Note, Page, Region, Span, make_document
from dateline.project import find_changes_of_this_installation, open_store, verify_project
from dateline.store import Entry, key_item, restore_item

from .conftest import Go

WORDS = st.text(max_size=12)
MAYBE = st.none() | WORDS
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SPANS = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Span(*sorted(pair)))
LINES = st.builds(
    Line, raw_span=SPANS, box=st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), confidence=st.none() | NUMBERS
)
PAGES = st.builds(
    Page, number=st.integers(1, 999), width=NUMBERS, height=NUMBERS, lines=st.lists(LINES, max_size=3).map(tuple)
)
MARKS = st.builds(Region, span=SPANS, kind=st.sampled_from(["title", "caption", "byline", "body", "boilerplate"]))
METADATA = st.builds(
    Metadata, title=MAYBE, published=MAYBE, outlet=MAYBE, url=MAYBE, authors=st.lists(WORDS, max_size=3).map(tuple),
    published_at=MAYBE, updated_at=MAYBE, language=MAYBE, agency=MAYBE, marks=st.lists(MARKS, max_size=3).map(tuple),
)  # fmt: skip
NOTES = st.builds(Note, field=WORDS, code=WORDS, reason=WORDS, event=MAYBE)
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8)
DOCUMENTS = st.builds(
    make_document, st.text(max_size=40), id=st.none() | NAMES, source=NAMES, meta=METADATA,
    raw_kind=st.sampled_from(["text", "jsonl", "table", "feed", "mail", "pdf", "warc", "html"]),
    pages=st.none() | st.lists(PAGES, max_size=2).map(tuple), notes=st.lists(NOTES, max_size=2).map(tuple),
    file_sha256=st.sampled_from([None, "0" * 64, "a1" * 32]),
)  # fmt: skip


def test_document_comes_back_as_it_was_given(place: str) -> None:
    assert {"title", "published", "outlet", "url", "authors", "published_at", "updated_at", "language", "agency",
            "marks"} == set(Metadata.__dataclass_fields__), "a new field wants a strategy here"  # fmt: skip
    with open_store(place, writable=True) as store:
        writer = store.writer(store.begin_run(manifest={}, coding="c", request="r"))

        @settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
        @given(st.lists(DOCUMENTS, min_size=1, max_size=6))
        def comes_back(docs: list[Document]) -> None:
            incoming = {one.key: one for one in (key_item(doc, corpus="c") for doc in docs)}
            failure = Failure(id="x", source="x", code="internal", message="not coded here")
            writer.write([Entry(incoming=one, result=failure) for one in incoming.values()])
            for key, one in incoming.items():
                back = restore_item(store.connection, key)
                assert (back.identity, back.file, back.corpus, back.item) == (
                    one.identity, one.file, one.corpus, one.item,
                )  # fmt: skip

        comes_back()


def test_document_that_is_written_again_beside_a_new_one_keeps_its_number(place: str) -> None:
    first, second = (key_item(make_document(text, source=text), corpus="c") for text in ("first", "second"))
    failure = Failure(id="x", source="x", code="internal", message="not coded here")
    with open_store(place, writable=True) as store:
        writer = store.writer(store.begin_run(manifest={}, coding="c", request="r"))
        writer.write([Entry(incoming=first, result=failure)])
        stamp = store.newest_stamp
        writer.write([Entry(incoming=second, result=failure), Entry(incoming=first, result=failure)])
        assert {doc.source: doc.n for doc in store.documents()} == {"first": 1, "second": 2}
        assert {doc.stamp for doc in store.documents()} == {stamp + 1, stamp + 2}


def test_run_with_other_settings_is_verified_and_says_what_it_was_told(go: Go, place: str, tmp_path: Path) -> None:
    mapping, registry, corpus = tmp_path / "own.yaml", tmp_path / "own_actors.csv", tmp_path / "c.csv"
    mapping.write_text("text: [story]\ntitle: head\nconstants: {outlet: Lake Post}\n")
    registry.write_text("name,code\nLake Riders,CODREB\n")
    with corpus.open("w") as stream:
        rows = csv.writer(stream)
        rows.writerow(["head", "story"])
        rows.writerow(["Goma", "Lake Riders shelled Goma on Monday, the army said."])
        rows.writerow(["Lagos", "Police arrested 12 protesters in Lagos on Tuesday, a lawyer said."])
        rows.writerow(["Long", "word " * 60])
    told = {"columns": str(mapping), "actors": (registry,), "max_chars": 200, "published": "2024-05-08",
            "isolate": "all", "document_seconds": 90.0, "max_pages": 3}  # fmt: skip
    going = go(place, corpus, **told)
    assert dict(going.counts) == {"new": 2, "failed": 1}
    with open_store(place) as store:
        run, verified = verify_project(store, None, sample=10, seed=0)
        assert [one.same for one in verified] == [True, True]
        assert find_changes_of_this_installation(run) == ()
        (event,) = store.events(limit=1)
        assert (event.row["source_codes"], event.row["start_date"], event.row["outlet"]) == (
            "CODREB", "2024-05-06", "Lake Post",
        )  # fmt: skip
    kept = run.manifest["settings"]
    assert {name: kept[name] for name in told} == json.loads(json.dumps(told, default=str))
    assert run.manifest["columns"].keys() == {str(mapping)}
    mapping.write_text("text: [story]\nconstants: {outlet: Hill Times}\n")
    assert find_changes_of_this_installation(run) == (f"column mapping: {mapping}",)
    assert dict(go(place, corpus, **told).counts) == {"new": 2, "failed-before": 1}
