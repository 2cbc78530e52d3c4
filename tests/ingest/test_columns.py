import csv
import io
import json
from pathlib import Path

import pytest
from samples import HELLO, parquet

from dateline.errors import UsageError
from dateline.ingest import Limits, Reading, find_columns, read_inputs
from dateline.ingest.columns import load_all
from dateline.ingest.published import read_time
from dateline.model import Document, Failure

Item = Document | Failure


def read(path: Path, columns: str | None = None, limits: Limits = Limits()) -> list[Item]:  # noqa: B008
    options = {"columns": find_columns(columns)} if columns else {}
    return list(read_inputs([str(path)], Reading(limits=limits, options=options), stdin=io.BytesIO()))


def write(path: Path, *rows: list[str], encoding: str = "utf-8", **dialect: str) -> Path:
    stream = io.StringIO()
    csv.writer(stream, **dialect).writerows(rows)  # type: ignore[arg-type]
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


KAGGLE = ["", "id", "title", "publication", "author", "date", "year", "month", "url", "content"]
ROW = ["0", "17", "Goma, shelled", "Lake Post", "A. Writer", "2016-12-31", "2016", "12", "", HELLO + '\n\nThey "left".']


def test_export_is_known_by_its_header(tmp_path: Path) -> None:
    (doc,) = read(write(tmp_path / "x.csv", KAGGLE, ROW, encoding="utf-8-sig"))
    assert isinstance(doc, Document)
    assert (doc.id, doc.source, doc.raw_kind) == ("17", f"{tmp_path}/x.csv:2", "table")
    assert doc.raw == ROW[-1]
    assert (doc.meta.title, doc.meta.outlet, doc.meta.published) == ("Goma, shelled", "Lake Post", "2016-12-31")
    assert (doc.meta.authors, doc.meta.language, doc.meta.url) == (("A. Writer",), None, None)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_dialects_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    row = [*ROW[:2], "Goma, un café; shelled | again\tnow", *ROW[3:]]
    (doc,) = read(write(tmp_path / "x.csv", KAGGLE, row, delimiter=delimiter, encoding=encoding))
    assert isinstance(doc, Document)
    assert doc.meta.title == "Goma, un café; shelled | again now"


def test_content_tells_a_table_whatever_its_name(tmp_path: Path) -> None:
    (doc,) = read(write(tmp_path / "export.txt", KAGGLE, ROW))
    assert doc.id == "17"


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"sep=;\r\ntext;title\r\n{HELLO};T\r\n")
    (doc,) = read(tmp_path / "x.csv")
    assert isinstance(doc, Document)
    assert (doc.raw, doc.meta.title) == (HELLO, "T")


def test_unknown_columns_are_listed(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path / "x.csv", ["colour", "size"], ["red", "1"]))
    assert isinstance(found, Failure)
    assert found.code == "no-columns"
    assert "colour, size" in found.message
    assert "--columns" in found.message


def test_own_mapping(tmp_path: Path) -> None:
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(
        "text: [Lead, Body]\ntitle: Head|Title\npublished: Day\ndates: ['%d/%m/%Y']\nconstants: {outlet: Lake Post}\n"
    )
    table = write(tmp_path / "x.csv", ["Title", "Lead", "Body", "Day"], ["T", "One.", "Two.", "03/04/2024"])
    (doc,) = read(table, str(mapping))
    assert isinstance(doc, Document)
    assert (doc.raw, doc.meta.title) == ("One.\n\nTwo.", "T")
    assert (doc.meta.published, doc.meta.outlet) == ("2024-04-03", "Lake Post")


@pytest.mark.parametrize(
    ("text", "said"),
    [("title: x", "text: is missing"), ("text: [a]\ncolour: b", "colour"), ("text: [3]", "text: must"), ("[", "YAML"),
     ("text: [a]\nfind: '('", "regular expression"), ("text: [a]\nconstants: {colour: b}", "constants")],
)  # fmt: skip
def test_faults_of_a_mapping_are_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(UsageError, match=said):
        find_columns(str(tmp_path / "mine.yaml"))
    with pytest.raises(UsageError, match="all-the-news"):
        find_columns("nope")


def test_mapping_that_does_not_fit_the_table(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path / "x.csv", KAGGLE, ROW), "nexis")
    assert isinstance(found, Failure)
    assert found.code == "no-columns"


@pytest.mark.parametrize("columns", load_all()[0], ids=lambda columns: columns.name)
def test_every_ready_made_mapping_is_found_by_its_own_columns(tmp_path: Path, columns: object) -> None:
    made = next(c for c in load_all()[0] if c is columns)
    wanted = [spec.split("|")[0] for spec in (*made.when, *made.text)]
    texts = {spec.split("|")[0] for spec in made.text}
    shown = f"<PAGE_TITLE>{HELLO}</PAGE_TITLE>" if made.find else HELLO
    record = {name: (shown if name in texts else "2024-08-26") for name in dict.fromkeys(wanted)}
    (tmp_path / "x.json").write_text(json.dumps([record]))
    (doc,) = read(tmp_path / "x.json")
    assert isinstance(doc, Document), doc
    assert HELLO in doc.raw


def test_gdelt_gkg_has_no_header_and_no_publication_date(tmp_path: Path) -> None:
    fields = ["20240826101500-1", "20240826101500", "1", "lake.example", "https://lake.example/1", *[""] * 21]
    (tmp_path / "x.gkg.csv").write_text("\t".join([*fields, "<PAGE_TITLE>Goma shelled &amp; left</PAGE_TITLE>"]) + "\n")
    (doc,) = read(tmp_path / "x.gkg.csv")
    assert isinstance(doc, Document)
    assert (doc.raw, doc.meta.url, doc.meta.published) == ("Goma shelled & left", "https://lake.example/1", None)
    assert [note.code for note in doc.notes] == ["text-partial", "crawl-time"]


def test_rows_that_cannot_be_used_keep_their_place(tmp_path: Path) -> None:
    table = write(tmp_path / "x.csv", ["text", "id"], [HELLO, "a"], ["", "b"], ["long " * 300, "c"], [HELLO, "a"])
    items = read(table, limits=Limits(max_chars=1000))
    assert [(item.id, getattr(item, "code", None)) for item in items] == [
        ("a", None), ("b", "no-text"), ("c", "too-large"), ("a~2", None),
    ]  # fmt: skip


def test_quote_that_is_never_closed_does_not_take_the_rest_of_memory(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f'text,id\n{HELLO},a\n"never closed,' + "more words\n" * 100_000)
    first, found = read(tmp_path / "x.csv", limits=Limits(max_chars=1000))
    assert isinstance(first, Document)
    assert isinstance(found, Failure)
    assert found.code == "bad-record"


def test_html_in_a_column(tmp_path: Path) -> None:
    (doc,) = read(write(tmp_path / "x.csv", ["text"], [f"<p>{HELLO}</p><p>Two &amp; three.</p>"]))
    assert isinstance(doc, Document)
    assert doc.raw == f"{HELLO}\n\nTwo & three."
    assert [note.code for note in doc.notes] == ["markup-removed"]


def test_news_interfaces_wrap_their_lists(tmp_path: Path) -> None:
    article = {"source": {"id": None, "name": "Lake Post"}, "author": "A. Writer", "title": "T", "description": "d",
               "url": "https://l/1", "publishedAt": "2024-08-26T10:00:00Z", "content": HELLO}  # fmt: skip
    (tmp_path / "x.json").write_text(json.dumps({"status": "ok", "totalResults": 2, "articles": [article, article]}))
    first, _ = read(tmp_path / "x.json")
    assert isinstance(first, Document)
    assert (first.meta.outlet, first.meta.published_at) == ("Lake Post", "2024-08-26T10:00:00+00:00")
    found = {"uri": "7", "lang": "eng", "body": HELLO, "dateTime": "2024-08-26T10:00:00Z",
             "source": {"title": "Lake"}, "authors": [{"name": "B"}]}  # fmt: skip
    registry = {"articles": {"results": [found], "count": 1}}
    (tmp_path / "y.json").write_text(json.dumps(registry, indent=2))
    (doc,) = read(tmp_path / "y.json")
    assert isinstance(doc, Document)
    assert (doc.id, doc.meta.authors, doc.meta.outlet) == ("7", ("B",), "Lake")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('[{"text": "A."}, 3, {"text": ""}, {"words": "x"}]', [None, "bad-record", "empty", "no-text"]),
        ('[{"text": "A."}, {"text": oops]', [None, "bad-json"]),
        ('[{"text": "A."}', [None, "bad-json"]),
        ("[]", ["empty"]),
        ('{"status": "ok", "totalResults": 0, "articles": []}', ["empty"]),
        ('{"text": "A.",\n "title": "T"}', [None]),
        ('{\n"text": "A."}\n{\n"text": "B."}', [None, None]),
        ("{", ["bad-json"]),
        ("[not json at all", ["bad-json"]),
        ("[" * 50_000, ["bad-json"]),
        ('[{"text": "A.", "n": ' + "1" * 5000 + "}]", ["bad-json"]),
    ],
)
def test_json_of_all_sorts(tmp_path: Path, text: str, codes: list[str | None]) -> None:
    (tmp_path / "x.json").write_text(text)
    assert [getattr(item, "code", None) for item in read(tmp_path / "x.json")] == codes


def test_jsonl_records_of_an_export_are_known_by_their_names(tmp_path: Path) -> None:
    record = {"maintext": HELLO, "date_publish": "2024-08-26 10:00:00", "source_domain": "lake.example", "title": "T"}
    (tmp_path / "x.jsonl").write_text(json.dumps(record) + "\n" + json.dumps({"words": 1}) + "\n")
    doc, found = read(tmp_path / "x.jsonl")
    assert isinstance(doc, Document)
    assert (doc.raw, doc.meta.published, doc.meta.outlet) == (HELLO, "2024-08-26", "lake.example")
    assert isinstance(found, Failure)
    assert "words" in found.message


def test_parquet(tmp_path: Path) -> None:
    (tmp_path / "it's.parquet").write_bytes(parquet())
    (doc,) = read(tmp_path / "it's.parquet")
    assert isinstance(doc, Document)
    assert (doc.raw, doc.source) == (HELLO, f"{tmp_path}/it's.parquet:1")
    assert (doc.meta.published_at, doc.meta.outlet) == ("2024-08-26T10:00:00+00:00", "lake.example")


def test_parquet_types_and_unused_columns(tmp_path: Path) -> None:
    query = (f"select '{HELLO}' as maintext, date '2024-08-26' as date_publish, 'l.example' as source_domain, "
             "['A', 'B'] as authors, {'x': 1} as other, 'x'::blob as image, i as id from range(1000) t(i)")  # fmt: skip
    (tmp_path / "x.parquet").write_bytes(parquet(query))
    items = read(tmp_path / "x.parquet")
    assert len(items) == 1000
    assert isinstance(items[0], Document)
    assert (items[0].meta.published, items[0].meta.authors) == ("2024-08-26", ("A", "B"))


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1 no table PAR1", parquet()[:-20]])
def test_damaged_parquet(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.parquet").write_bytes(data)
    (found,) = read(tmp_path / "x.parquet")
    assert isinstance(found, Failure)
    assert found.code == "damaged"


ROWS = 1500


@pytest.mark.parametrize("kind", ["x.csv", "x.json", "x.jsonl"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, kind: str) -> None:
    import tracemalloc

    text = HELLO * 30
    path = tmp_path / kind
    if kind == "x.csv":
        write(path, ["text", "title"], *([text, str(n)] for n in range(ROWS)))
    else:
        lines = (json.dumps({"text": text, "title": str(n)}) for n in range(ROWS))
        path.write_text("[" + ",".join(lines) + "]" if kind == "x.json" else "\n".join(lines))
    tracemalloc.start()
    count = sum(1 for _ in read_inputs([str(path)], Reading(), stdin=io.BytesIO()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == ROWS
    assert path.stat().st_size > 4_000_000
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("2024-08-26", "2024-08-26", None),
        ("2024-08-26T22:00:00+03:00", "2024-08-26", "2024-08-26T22:00:00+03:00"),
        ("20240826T101500Z", "2024-08-26", "2024-08-26T10:15:00+00:00"),
        ("20240826101500", "2024-08-26", None),
        ("Mon, 26 Aug 2024 10:15:00 GMT", "2024-08-26", "2024-08-26T10:15:00+00:00"),
        ("August 26, 2024", "2024-08-26", None),
        ("Monday, August 26th, 2024", "2024-08-26", None),
        ("26 August 2024", "2024-08-26", None),
        ("03/04/2024", None, None),
        ("2024-13-45", None, None),
        ("soon", None, None),
        ("", None, None),
    ],
)
def test_days_as_exports_write_them(written: str, day: str | None, moment: str | None) -> None:
    assert read_time(written) == (day, moment)
