"""Stream a web archive made here and report records and megabytes a second, and whether memory stays flat.

    python benchmarks/warc.py --megabytes 1000                 # the web archive layer alone: records and payloads
    python benchmarks/warc.py --megabytes 100 --extract        # with the reader of pages, which takes most of the time
    python benchmarks/warc.py --megabytes 200 --gzip           # each record compressed alone, as crawlers write them

The pages are synthetic: 40 kB of markup around 450 words, one in ten not a page and one in twenty not found.
"""

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.ingest import Limits
from dateline.ingest.readers import read_source
from dateline.ingest.source import Item, Reading, Source, open_source
from dateline.model import Document, make_document

WORDS = (
    "rebels army town shelled talks police killed officials said Monday border troops market convoy ceasefire protest "
    "minister court strike airport village hundreds fled north aid workers attack denied claimed agreed leave group"
).split()
MENU = "".join(f'<li class="menu-item depth-{n % 3}"><a href="/section/{n}">Section {n}</a></li>' for n in range(400))


def make_page(chance: random.Random) -> bytes:
    """Return a page of about 40 kB, a tenth of it running text."""
    sentences = (" ".join(chance.choices(WORDS, k=15)).capitalize() + "." for _ in range(30))
    body = "".join(f"<p>{next(sentences)} {next(sentences)}</p>" for _ in range(15))
    return (
        f"<!DOCTYPE html><html><head><title>Page</title></head><body><nav><ul>{MENU}</ul></nav><article><h1>Talks"
        f"</h1>{body}</article><footer>{MENU[:9000]}</footer></body></html>"
    ).encode()


def write_warc(path: Path, megabytes: int, *, gzip: bool) -> int:
    """Write a web archive of at least so many megabytes of payload; return the number of its records."""
    chance, size, count = random.Random(9), 0, 0
    pages = [make_page(chance) for _ in range(200)]
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=gzip)
        while size < megabytes * 1_000_000:
            page = chance.choice(pages)
            media = "image/png" if count % 10 == 9 else "text/html; charset=utf-8"
            status = "404 Not Found" if count % 20 == 5 else "200 OK"
            http = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
            url = f"https://lake.example/{count}"
            record = writer.create_warc_record(url, "response", payload=io.BytesIO(page), http_headers=http)
            writer.write_record(record)
            record.raw_stream.close()
            size, count = size + len(page), count + 1
    return count


def take_as_it_is(source: Source, reading: Reading) -> Iterator[Item]:
    """Stand for the reader of pages where only the web archive layer is measured."""
    yield make_document(source.stream.read().decode(), source=source.name)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--extract", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("x.warc.gz" if given.gzip else "x.warc")
        records = write_warc(path, given.megabytes, gzip=given.gzip)
        measure(path, records, given.megabytes, extract=given.extract)


def measure(path: Path, records: int, payload: int, *, extract: bool) -> None:
    inner = read_source if extract else _pages_as_they_are
    reading = Reading(limits=Limits(), read=inner)
    began, documents, marks = time.perf_counter(), 0, []
    with path.open("rb") as stream:
        for item in read_source(open_source(stream, str(path), path=path), reading):
            documents += isinstance(item, Document)
            if documents % max(1, records // 8) == 0:
                marks.append(round(peak_mb()))
    seconds, size = time.perf_counter() - began, path.stat().st_size / 1e6
    print(f"{path.name}: {size:,.0f} MB on disk, {records:,} records, {documents:,} documents, {seconds:.1f} s")
    print(f"{records / seconds:,.0f} records/s, {payload / seconds:,.1f} MB of payload/s; peak MB on the way: {marks}")


def _pages_as_they_are(source: Source, reading: Reading) -> Iterator[Item]:
    return take_as_it_is(source, reading) if source.kind == "html" else read_source(source, reading)


if __name__ == "__main__":
    main()
