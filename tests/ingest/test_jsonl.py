import io
import json

import pytest

from dateline.ingest.jsonl import read_jsonl
from dateline.ingest.published import read_day
from dateline.ingest.source import Limits, Reading
from dateline.model import Document, Failure


def read(*lines: object, limit: int = 1000) -> list[Document | Failure]:
    raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(read_jsonl(io.BytesIO(raw), "in.jsonl", Reading(limits=Limits(max_chars=limit))))


def test_record_with_everything() -> None:
    record = {"id": "x1", "text": "Hi.", "title": "T", "published": "20240826", "outlet": "O", "url": "http://x"}
    (doc,) = read(record)
    assert isinstance(doc, Document)
    assert (doc.id, doc.raw, doc.raw_kind, doc.source) == ("x1", "Hi.", "jsonl", "in.jsonl:1")
    assert (doc.meta.title, doc.meta.published, doc.meta.outlet, doc.meta.url) == ("T", "2024-08-26", "O", "http://x")


@pytest.mark.parametrize(
    ("record", "day"),
    [
        ({"published": "2024-08-26", "dct": "2001-01-01"}, "2024-08-26"),
        ({"dct": "20240826", "date": "2001-01-01"}, "2024-08-26"),
        ({"date": "2024-08-26T22:00:00+03:00"}, "2024-08-26"),
        ({"published": None, "date": "2024-08-26"}, "2024-08-26"),
    ],
)
def test_publication_date_has_three_names(record: dict[str, str], day: str) -> None:
    (doc,) = read({"text": "Hi.", **record})
    assert isinstance(doc, Document)
    assert doc.meta.published == day


def test_unreadable_publication_date_is_a_note() -> None:
    (doc,) = read({"text": "Hi.", "published": "26.8.2024"})
    assert isinstance(doc, Document)
    assert doc.meta.published is None
    assert [note.code for note in doc.notes] == ["published-unreadable"]


def test_numbers_are_ids_and_blank_lines_are_nothing() -> None:
    docs = read({"id": 7, "text": "Hi."}, b"", {"text": "Ho."})
    assert docs[0].id == "7"
    assert docs[1].source == "in.jsonl:3"


@pytest.mark.parametrize(
    ("line", "id", "code", "words"),
    [
        (b'{"text": "Hi', "line-1", "bad-json", "in.jsonl:1: the line is not JSON"),
        (b"[1]", "line-1", "bad-record", "no JSON object"),
        (b"[" * 100_000, "line-1", "bad-json", "not JSON"),
        ({"id": "a"}, "a", "no-text", 'no "text"'),
        ({"id": "a", "text": " \n"}, "a", "empty", "empty"),
        ({"id": "a", "text": 3}, "a", "bad-record", "text must be a string"),
        ({"id": "a", "text": "x", "title": ["T"]}, "a", "bad-record", "title must be a string"),
        ({"id": {"x": 1}, "text": "x"}, None, "bad-record", "id must be a string"),
        ({"text": "x" * 1001}, "line-1", "too-large", "1,000 characters"),
        (b'{"text": "' + b"x" * 200_000 + b'"}', "line-1", "too-large", "1,000 characters"),
        ('{"text": "café"}'.encode("latin-1"), "line-1", "encoding", "not UTF-8"),
    ],
)
def test_bad_lines_are_failures_and_the_next_line_is_read(line: object, id: str | None, code: str, words: str) -> None:
    failure, doc = read(line, {"id": "next", "text": "Hi."})
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert words in failure.message
    assert id is None or failure.id == id
    assert doc.id == "next"


def test_lone_surrogates_are_replaced() -> None:
    (doc,) = read(b'{"id": "\\ud800", "text": "a\\udfffb"}')
    assert isinstance(doc, Document)
    assert (doc.id, doc.raw) == ("\ufffd", "a\ufffdb")
    assert [note.code for note in doc.notes] == ["encoding-broken"]


@pytest.mark.parametrize("value", ["", "yesterday", "2024-13-01", "2024-02-30", "24-08-26", "202408261"])
def test_days_that_are_none(value: str) -> None:
    assert read_day(value) is None
