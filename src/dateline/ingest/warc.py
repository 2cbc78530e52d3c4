"""Web archives (WARC 1.0 and 1.1, ISO 28500), and the text extracts of Common Crawl (WET)."""

import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.ingest.packed import Budget, Packed
from dateline.ingest.page import PAGES, read_page
from dateline.ingest.source import Item, Reading, Source
from dateline.model import Failure

log = logging.getLogger(__name__)


def warc_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of the pages of a web archive, in constant memory; ``crawl.warc.gz#URL`` is a page.

    Responses with status 200 that hold a page or plain text are read; other statuses and types, revisits, and pages
    that are too large are counted, and told at the end. The time of the crawl is a note: it is no date of publication.

    Raises:
        InputError: ``missing-extra``, ``damaged``, ``empty``.
    """
    counts = Counter[str]()
    read = Budget(source.name, reading.limits.max_ratio)
    end = 0
    try:
        for record in _records(source.stream, source.name, read, parse_http=True, auto_decode="all"):
            counts["records"] += 1
            end = record.stream_pos + _size(record)
            yield from _read_record(record, counts, source.name, reading)
    except (OSError, ValueError, EOFError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise _damaged(source.name, error) from None
    except BaseException as error:
        if _is_panic(error):
            raise _damaged(source.name, error) from None
        raise
    if end > read.packed and not source.head.startswith(b"(\xb5/\xfd"):
        raise _damaged(source.name, EOFError("it ends in a record"))
    tell_counts(source.name, counts)


def find_records(stream: BinaryIO, name: str) -> Iterator[int]:
    """Yield where the records begin that are read of a web archive that is not compressed.

    Raises:
        InputError: ``missing-extra``.
        ValueError: it is damaged.
    """
    try:
        for record in _records(stream, name, Budget(name, sys.maxsize), parse_http=False):
            yield record.stream_pos
    except EOFError as error:
        raise ValueError(str(error)) from None
    except BaseException as error:
        if _is_panic(error):
            raise ValueError(str(error)) from None
        raise


def _records(stream: BinaryIO, name: str, read: Budget, **how: Any) -> Iterator[Any]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise InputError(
            "missing-extra", f"{name}: web archives need one more package: pip install 'dateline[warc]'"
        ) from None
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit | WarcRecordType.conversion
    yield from ArchiveIterator(Packed(stream, read), record_types=wanted, fsspec_args=False, **how)


def _is_panic(error: BaseException) -> bool:
    return type(error).__name__ == "PanicException"  # fastwarc is written in Rust, whose faults are no Exception


def _damaged(name: str, error: BaseException) -> InputError:
    return InputError(
        "damaged", f"{name}: the web archive is damaged or cut off ({error}); records before it were read"
    )


def tell_counts(name: str, counts: Counter[str]) -> None:
    """Say what of an archive was not read. Raises InputError (``empty``) where it had no record at all."""
    if not counts["records"]:
        raise InputError("empty", f"{name}: the web archive has no responses")
    skipped = ", ".join(f"{n:,} {why}" for why, n in sorted(counts.items()) if why not in ("records", "pages"))
    if skipped:
        log.warning("%s: %s of %s records are pages; skipped: %s", name, counts["pages"], counts["records"], skipped)


def _read_record(record: Any, counts: Counter[str], name: str, reading: Reading) -> Iterator[Item]:
    kind = str(record.record_type)
    if kind.endswith("revisit"):
        counts["revisits"] += 1
        return
    headers: Mapping[str, str] = record.headers
    http = record.http_headers if record.is_http_parsed else None
    status = http.status_code if http is not None else 200
    if status != 200:
        counts[f"with status {status or 'unknown'}"] += 1
        return
    media = _media_type(record, http, headers)
    if media not in PAGES:
        counts["that are no pages"] += 1
        return
    url = (headers.get("WARC-Target-URI") or "").strip("<> \t") or None
    where = f"{name}#{url or record.record_id}"
    counts["pages"] += 1
    yield from _read_payload(record, where, url, media, headers.get("WARC-Date"), reading)


def _read_payload(
    record: Any, where: str, url: str | None, media: str, crawled: str | None, reading: Reading
) -> Iterator[Item]:
    limit = reading.limits.max_bytes
    try:
        data = record.reader.read(limit + 1)
    except (OSError, ValueError, EOFError) as error:
        message = f"{where}: the record cannot be unpacked ({error}); it was skipped"
        yield Failure(id=where, source=where, code="damaged", message=message)
        return
    if len(data) > limit:
        yield Failure(id=where, source=where, code="too-large", message=f"{where}: the page is over {limit:,} bytes")
        return
    yield from read_page(data, where, url=url, media=media, charset=_charset(record), crawled=crawled, reading=reading)


def _size(record: Any) -> int:
    """Return the least that a record takes: its headers, as they are usually written, and its content."""
    return int(record.content_length) + sum(len(name) + len(value) + 4 for name, value in record.headers.items())


def _media_type(record: Any, http: Any, headers: Mapping[str, str]) -> str:
    value = (http.get("Content-Type") if http is not None else headers.get("Content-Type")) or ""
    media = value.partition(";")[0].strip().lower()
    return media or (headers.get("WARC-Identified-Payload-Type") or "").lower()


def _charset(record: Any) -> str | None:
    try:
        charset: str | None = record.http_charset
    except (ValueError, LookupError):
        return None
    return charset
