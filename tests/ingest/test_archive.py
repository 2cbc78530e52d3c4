import gzip
import io
import socket
import tarfile
import zipfile
from pathlib import Path

import pytest
from samples import HELLO, PAGE, RSS, SAMPLES, arc, parquet, tarred, warc, warc_record, zipped

from dateline.ingest import Limits, Reading, read_inputs
from dateline.model import Document, Failure

Item = Document | Failure


def read(data: bytes | Path, limits: Limits = Limits(), name: str = "x") -> list[Item]:  # noqa: B008
    if isinstance(data, Path):
        return list(read_inputs([str(data)], Reading(limits=limits), stdin=io.BytesIO()))
    return list(read_inputs(["-"], Reading(limits=limits), stdin=io.BytesIO(data)))


def names(items: list[Item]) -> list[tuple[str, str | None]]:
    return [(item.source.removeprefix("<stdin>"), getattr(item, "code", None)) for item in items]


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstd"])
def test_compressed_text_is_read_as_if_it_were_not(kind: str) -> None:
    (doc,) = read(SAMPLES[kind]())
    assert isinstance(doc, Document)
    assert (doc.raw, doc.source) == (HELLO, "<stdin>")


def test_compressed_jsonl_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(b'{oops\n{"text": "A."}\n'))
    assert [item.source for item in read(tmp_path / "x.jsonl.gz")] == [f"{tmp_path}/x.jsonl.gz:{n}" for n in (1, 2)]


def test_members_are_named_and_a_bad_one_keeps_its_place() -> None:
    data = zipped(
        ("a/b.txt", HELLO.encode()), ("c.txt", b""), ("d.jsonl", b'{"text": "A."}\n'), ("e.xml", RSS.encode())
    )
    assert names(read(data)) == [
        ("/a/b.txt", None), ("/c.txt", "empty"), ("/d.jsonl:1", None), ("/e.xml#g1", None), ("/e.xml#g2", None),
    ]  # fmt: skip


def test_hidden_and_other_members_are_skipped_as_in_a_folder(caplog: pytest.LogCaptureFixture) -> None:
    members = [("__MACOSX/a.txt", b"x"), (".hidden/a.txt", b"x"), ("style.css", b"x"), ("README", HELLO.encode())]
    with caplog.at_level("WARNING"):
        assert names(read(zipped(*members))) == [("/README", None)]
    assert "1 .css" in caplog.text


def test_archives_inside_archives() -> None:
    inner = tarred(("x/y.txt", HELLO.encode()), ("z.txt.gz", gzip.compress(HELLO.encode())))
    data = zipped(("in.tar.gz", gzip.compress(inner)), ("n.parquet", parquet()))
    assert names(read(data, Limits(max_depth=5))) == [
        ("/in.tar.gz/x/y.txt", None), ("/in.tar.gz/z.txt.gz", None), ("/n.parquet:1", None),
    ]  # fmt: skip


def test_depth_is_bounded() -> None:
    data = HELLO.encode()
    for _ in range(30):
        data = gzip.compress(data)
    (found,) = read(data)
    assert getattr(found, "code", None) == "unsafe-archive"
    data = zipped(("a.txt", HELLO.encode()))
    for _ in range(6):
        data = zipped(("a.txt", HELLO.encode()), ("b.zip", data))
    assert [code for _, code in names(read(data))] == [None, None, None, None, "unsafe-archive"]


@pytest.mark.parametrize("path", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"])
def test_paths_that_lead_out_are_refused(path: str) -> None:
    for pack in (zipped, tarred):
        items = read(pack((path, HELLO.encode()), ("good.txt", HELLO.encode())))
        assert [code for _, code in names(items)] == ["unsafe-archive", None]


def test_bombs_are_given_up_early() -> None:
    zeros = b"0" * 40_000_000
    table = b"text\n" + zeros
    for data in (zipped(("a.csv", table)), zipped(("a.jsonl", b"{" + zeros)), gzip.compress(zeros)):
        assert {code for _, code in names(read(data))} <= {"unsafe-archive", "too-large"}
    (found,) = read(gzip.compress(b'{"text": "' + zeros), Limits(max_chars=100_000_000))
    assert getattr(found, "code", None) == "unsafe-archive"


def test_members_of_an_archive_count_together() -> None:
    lines = b'{"text": "A."}\n' + b" \n" * 490_000  # each stays under the first megabyte, together they are a bomb
    items = read(zipped(*((f"{n}.jsonl", lines) for n in range(40))), Limits(max_ratio=100))
    assert "unsafe-archive" in {code for _, code in names(items)}


def test_number_of_members_is_bounded() -> None:
    members = [(f"{n}.txt", HELLO.encode()) for n in range(20)]
    (found,) = read(zipped(*members), Limits(max_members=10))
    assert getattr(found, "code", None) == "unsafe-archive"
    assert [code for _, code in names(read(tarred(*members), Limits(max_members=10)))] == [None] * 10 + [
        "unsafe-archive"
    ]


def test_locked_member_does_not_stop_the_others() -> None:
    data = bytearray(zipped(("a.txt", HELLO.encode()), ("b.txt", HELLO.encode())))
    data[data.find(b"PK\x01\x02") + 8] |= 1  # the flag of encryption in the directory, for the first
    data[6] |= 1
    assert names(read(bytes(data))) == [("/a.txt", "encrypted"), ("/b.txt", None)]


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "l.txt"), (tarfile.LNKTYPE, "h.txt"), (tarfile.CHRTYPE, "d.txt")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (found,) = read(stream.getvalue())
    assert getattr(found, "code", None) == "no-documents"


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zip", "warc", "arc"])
def test_what_is_cut_off_says_so(kind: str) -> None:
    data = SAMPLES[kind]()
    items = read(data[: len(data) * 2 // 3])
    assert items[-1].code in ("damaged", "empty", "no-article"), items  # type: ignore[union-attr]


def test_good_members_before_the_damage_are_read() -> None:
    data = tarred(("a.txt", HELLO.encode()), ("b.txt", HELLO.encode() * 50))
    assert [code for _, code in names(read(data[:2000]))][:1] == [None]
    assert "damaged" in {code for _, code in names(read(data[:2000]))}


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.zip").write_bytes(zipped(("a.txt", HELLO.encode()), ("c/d.txt", HELLO.encode())))
    monkeypatch.chdir(tmp_path)
    read(tmp_path / "b.zip")
    assert [path.name for path in tmp_path.rglob("*")] == ["b.zip"]


def test_no_reader_asks_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader asked the network")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for kind, make in SAMPLES.items():
        assert any(isinstance(item, Document) for item in read(make())), kind


def test_web_archive(caplog: pytest.LogCaptureFixture) -> None:
    data = warc(
        ("200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("404 Not Found", "text/html", b"gone"),
        ("200 OK", "image/png", b"\x89PNG"),
        ("200 OK", "text/plain; charset=iso-8859-1", "Un café.".encode("latin-1")),
    )
    with caplog.at_level("WARNING"):
        page, text = read(data)
    assert isinstance(page, Document)
    assert HELLO in page.raw
    assert (page.raw_kind, page.meta.url) == ("warc", "https://lake.example/0")
    assert page.meta.published is None
    assert "2024-08-27T01:02:03Z" in "".join(note.reason for note in page.notes if note.code == "crawl-time")
    assert isinstance(text, Document)
    assert text.raw == "Un café."
    assert "1 that are no pages, 1 with status 404" in caplog.text


def test_web_archive_with_packed_and_chunked_pages_and_revisits() -> None:
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(HELLO), HELLO.encode())
    packed = gzip.compress(HELLO.encode())
    blocks = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n" + packed,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\nno gzip at all",
    ]
    data = b"".join(warc_record("response", number, block) for number, block in enumerate(blocks))
    data += warc_record("revisit", 9, b"")
    items = read(data)
    assert [item.raw for item in items if isinstance(item, Document)][:2] == [HELLO, HELLO]


def test_collection_of_web_archives() -> None:
    data = zipped(
        ("datapackage.json", b"{}"), ("pages/pages.jsonl", b'{"text": "not this"}'),
        ("archive/data.warc.gz", warc(("200 OK", "text/plain", HELLO.encode()))),
    )  # fmt: skip
    assert names(read(data)) == [("/archive/data.warc.gz#https://lake.example/0", None)]


def test_arc() -> None:
    (doc,) = read(arc())
    assert isinstance(doc, Document)
    assert (doc.raw.strip(), doc.meta.url) == (HELLO, "https://lake.example/1")


def test_web_archive_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    data = warc(("200 OK", "text/plain", HELLO.encode()))
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    (found,) = read(data)
    assert isinstance(found, Failure)
    assert found.code == "missing-extra"
    assert "pip install 'dateline[warc]'" in found.message


def test_zip_from_a_path_is_read_without_holding_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.txt", HELLO)
    (doc,) = read(tmp_path / "b.zip", Limits(max_bytes=1000))
    assert doc.source == f"{tmp_path}/b.zip/a.txt"
