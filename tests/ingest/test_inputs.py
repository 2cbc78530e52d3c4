import io
import os
from pathlib import Path

import pytest

from dateline.ingest import Limits, Reading, read_inputs
from dateline.model import Document, Failure

HELLO = "Rebels shelled Goma on Monday, the army said."


def read(
    *names: object, stdin: bytes = b"", limit: int = 1000, published: str | None = None
) -> list[Document | Failure]:
    names_ = [str(name) for name in names]
    reading = Reading(limits=Limits(max_chars=limit), published=published)
    return list(read_inputs(names_, reading, stdin=io.BytesIO(stdin)))


def failure(*names: object, **options: object) -> Failure:
    (item,) = read(*names, **options)  # type: ignore[arg-type]
    assert isinstance(item, Failure)
    assert item.message.startswith(item.source)
    return item


def test_text_file(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(HELLO)
    (doc,) = read(file)
    assert isinstance(doc, Document)
    assert (doc.raw, doc.raw_kind, doc.source, doc.id) == (HELLO, "text", str(file), doc.raw_sha256[:16])


def test_folder_is_read_by_name_and_hidden_files_are_not(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("b.txt", "a/z.txt", "a/.hidden.txt", "c.jsonl", "photo.bmp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f'{{"text": "{name}"}}')
    with caplog.at_level("WARNING"):
        docs = read(tmp_path)
    assert [doc.source.removeprefix(f"{tmp_path}/") for doc in docs] == ["a/z.txt:1", "b.txt:1", "c.jsonl:1"]
    assert "1 .bmp" in caplog.text


def test_inputs_keep_their_order_and_a_bad_one_its_place(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(HELLO)
    items = read(good, tmp_path / "nope.txt", "-", stdin=b"Other text.")
    assert [type(item) for item in items] == [Document, Failure, Document]


def test_missing_file(tmp_path: Path) -> None:
    assert failure(tmp_path / "nope.txt").code == "missing-file"


def test_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "x.bmp").write_bytes(b"BM")
    found = failure(tmp_path)
    assert found.code == "no-documents"
    assert "1 .bmp" in found.message


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.txt").write_bytes(content)
    assert failure(tmp_path / "x.txt").code == "empty"


def test_empty_jsonl(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\n")
    assert failure(tmp_path / "x.jsonl").code == "empty"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_unreadable_file(tmp_path: Path) -> None:
    file = tmp_path / "loop.txt"
    file.symlink_to(file)  # even root cannot read it
    assert failure(file).code == "unreadable-file"


def test_name_that_is_no_name() -> None:
    assert failure("a\0b").code in ("missing-file", "unreadable-file")
    assert failure("x" * 5000).code == "unreadable-file"


def test_twenty_megabytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"word " * 4_000_000)
    found = failure(tmp_path / "x.txt", limit=1_000_000)
    assert found.code == "too-large"
    assert "1,000,000" in found.message
    assert "--max-chars" in found.message


def test_limit_counts_characters_and_not_bytes(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("й" * 10)
    assert isinstance(read(tmp_path / "x.txt", limit=10)[0], Document)
    assert failure(tmp_path / "x.txt", limit=9).code == "too-large"


def test_standard_input_is_a_text_or_jsonl() -> None:
    (text,) = read("-", stdin=HELLO.encode())
    assert (text.source, text.raw) == ("<stdin>", HELLO)  # type: ignore[union-attr]
    first, broken, last = read("-", stdin=b'{"id": "a", "text": "Hi."}\n{oops\n{"id": "b", "text": "Ho."}', limit=10)
    assert (first.id, broken.id, last.id) == ("a", "line-2", "b")
    assert [item.id for item in read("-", stdin=b' { "id": "a", "text": "Hi."}')] == ["a"]


def test_standard_input_streams_more_jsonl_than_one_text_may_be() -> None:
    lines = b"".join(b'{"id": "%d", "text": "Hi."}\n' % n for n in range(5000))
    assert [item.id for item in read("-", stdin=lines, limit=100)] == [str(n) for n in range(5000)]


def test_published_is_for_documents_that_carry_none() -> None:
    stdin = b'{"text": "A.", "published": "2020-01-01"}\n{"text": "B."}\n{"text": "C.", "published": "once"}'
    days = [
        item.meta.published for item in read("-", stdin=stdin, published="2024-08-26") if isinstance(item, Document)
    ]
    assert days == ["2020-01-01", "2024-08-26", None]


def test_repeated_ids() -> None:
    stdin = b"\n".join(b'{"id": "%s", "text": "Hi."}' % id for id in (b"x", b"x~2", b"x", b"x", b"y"))
    docs = read("-", stdin=stdin)
    assert [doc.id for doc in docs] == ["x", "x~2", "x~3", "x~4", "y"]
    assert [note.code for note in docs[2].notes] == ["id-repeated"]  # type: ignore[union-attr]
    assert docs[4].notes == ()  # type: ignore[union-attr]
