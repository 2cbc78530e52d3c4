"""One small valid sample of each kind of input, made here: for tests of readers, and as seeds of the fuzzer."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

HELLO = "Rebels shelled Goma on Monday, killing three people, the army said. Troops left the town by night."
PAGE = f"""<!DOCTYPE html><html><head><title>Goma shelled</title></head><body><article><h1>Goma shelled</h1>
<p>{HELLO}</p>
<p>Officials in the town said on Tuesday that talks with the rebels would go on, although neither side had agreed to
leave its positions on the hills above the lake, where most of the fighting of the past week took place.</p>
<p>Aid workers said that about two thousand people had fled to the east since Sunday, and that the road to the airport
was closed. The rebels denied that they had fired at the market and blamed the army.</p></article></body></html>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lake Post</title><language>en</language>
<item><title>Shells &amp; more</title><guid isPermaLink="false">g1</guid><link>https://lake.example/1</link>
<pubDate>Mon, 26 Aug 2024 22:00:00 +0300</pubDate><dc:creator>A. Writer</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>{HELLO}</p><p>More &eacute;.</p>]]></content:encoded></item>
<item><title>Two</title><guid isPermaLink="false">g2</guid>
<description>&lt;b&gt;Only&lt;/b&gt; a summary.</description></item>
</channel></rss>"""


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def warc(*responses: tuple[str, str, bytes], packed: bool = True) -> bytes:
    """Return a WARC of responses: status line, media type and body; each record compressed alone, as they are."""
    records = []
    for number, (status, media, body) in enumerate(responses):
        block = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n".encode() + body
        records.append(warc_record("response", number, block))
    return b"".join(map(gzip.compress, records) if packed else records)


def warc_record(kind: str, number: int, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-08-27T01:02:03Z\r\n"
        f"WARC-Target-URI: https://lake.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def arc() -> bytes:
    about = b"1 0 Lake\nURL IP-address Archive-date Content-type Archive-length\n"
    page = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + HELLO.encode()
    return b"filedesc://lake.arc 0.0.0.0 20050101000000 text/plain %d\n%b\n" % (
        len(about),
        about,
    ) + b"https://lake.example/1 10.0.0.1 20050101000001 text/plain %d\n%b\n" % (len(page), page)


def parquet(query: str = f"select '{HELLO}' as text, 'Goma shelled' as title, 'lake.example' as domain, "
            "timestamptz '2024-08-26 10:00:00+00' as date") -> bytes:  # fmt: skip
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        duckdb.connect(":memory:").execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(400, 300), invariant=True)
    for row, line in enumerate(["Goma shelled", *(HELLO[at : at + 50] for at in range(0, len(HELLO), 50))]):
        canvas.drawString(20, 260 - 14 * row, line)
    canvas.save()
    return stream.getvalue()


@lru_cache
def sample(kind: str) -> bytes:
    """Return the sample of a kind, made once."""
    return SAMPLES[kind]()


def zstd(data: bytes = HELLO.encode()) -> bytes:
    from fastwarc.stream_io import ZstdWriter

    stream = io.BytesIO()
    writer = ZstdWriter(stream)
    writer.write(data)
    writer.close()
    return stream.getvalue()


JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Lake Post", "items": [
    {"id": "1", "url": "https://lake.example/1", "content_html": f"<p>{HELLO}</p>",
     "date_published": "2024-08-26T10:00:00+03:00", "authors": [{"name": "A. Writer"}]},
    {"id": 2, "summary": "Short."}]}  # fmt: skip

SAMPLES: Mapping[str, Callable[[], bytes]] = {
    "text": lambda: HELLO.encode(),
    "jsonl": lambda: json.dumps({"id": "a", "text": HELLO}).encode() + b"\n" + json.dumps({"text": HELLO}).encode(),
    "json": lambda: json.dumps({"status": "ok", "articles": [{"text": HELLO}, {"text": HELLO, "id": 4}]}).encode(),
    "table": lambda: f'id,title,publication,author,date,content\n1,T,Lake Post,A,2024-08-26,"{HELLO}"\n'.encode(),
    "parquet": parquet,
    "feed": lambda: RSS.encode(),
    "json-feed": lambda: json.dumps(JSON_FEED).encode(),
    "warc": lambda: warc(("200 OK", "text/html", PAGE.encode()), ("404 Not Found", "text/html", b""), packed=False),
    "arc": arc,
    "zip": lambda: zipped(("a/b.txt", HELLO.encode()), ("c.html", PAGE.encode())),
    "tar": lambda: tarred(("a/b.txt", HELLO.encode()), ("c.csv", b"text,title\nRebels left.,T\n")),
    "gzip": lambda: gzip.compress(HELLO.encode()),
    "bzip2": lambda: bz2.compress(HELLO.encode()),
    "xz": lambda: lzma.compress(HELLO.encode()),
    "zstd": zstd,
    "pdf": pdf,
    "html": lambda: PAGE.encode(),
}
