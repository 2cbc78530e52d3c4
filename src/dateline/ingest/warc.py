"""Web archives (WARC 1.0 and 1.1, ISO 28500), and the text extracts of Common Crawl (WET)."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.errors import InputError
from dateline.ingest.packed import Budget, Packed
from dateline.ingest.page import PAGES, read_page
from dateline.ingest.source import Item, Limits, Reading, Source
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
    for _, page in _read_records(source, reading.limits, counts):
        if isinstance(page, Failure):
            yield page
        elif page:
            yield from read_page(
                page.data, page.where, url=page.url, media=page.media, charset=page.charset, crawled=page.crawled,
                reading=reading,
            )  # fmt: skip
    tell_counts(source.name, counts)


def find_records(source: Source, limits: Limits) -> Iterator[int]:
    """Yield where the records begin that ``warc_documents`` reads, by going through them as it does.

    Raises:
        InputError, OSError, ValueError: it does not read the web archive to its end.
    """
    try:
        for at, _ in _read_records(source, limits, Counter()):
            yield at
    except (InputError, OSError):
        raise
    except Exception as error:
        raise ValueError(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    where: str
    url: str | None
    media: str
    charset: str | None
    crawled: str | None
    data: bytes


def _read_records(source: Source, limits: Limits, counts: Counter[str]) -> Iterator[tuple[int, _Page | Failure | None]]:
    """Yield where each record begins, and the page that it holds, if it holds one.

    Raises:
        InputError: ``missing-extra``, ``damaged``.
    """
    read, end = Budget(source.name, limits.max_ratio), 0
    try:
        for record in _open_records(source, read):
            counts["records"] += 1
            end = record.stream_pos + _size(record)
            yield record.stream_pos, _read_record(record, counts, source.name, limits.max_bytes)
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


def _open_records(source: Source, read: Budget) -> Iterator[Any]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise InputError(
            "missing-extra", f"{source.name}: web archives need one more package: pip install 'dateline[warc]'"
        ) from None
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit | WarcRecordType.conversion
    stream = Packed(source.stream, read)
    yield from ArchiveIterator(stream, record_types=wanted, fsspec_args=False, parse_http=True, auto_decode="all")


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


def _read_record(record: Any, counts: Counter[str], name: str, most: int) -> _Page | Failure | None:
    kind = str(record.record_type)
    if kind.endswith("revisit"):
        counts["revisits"] += 1
        return None
    headers: Mapping[str, str] = record.headers
    http = record.http_headers if record.is_http_parsed else None
    status = http.status_code if http is not None else 200
    if status != 200:
        counts[f"with status {status or 'unknown'}"] += 1
        return None
    media = _media_type(record, http, headers)
    if media not in PAGES:
        counts["that are no pages"] += 1
        return None
    url = (headers.get("WARC-Target-URI") or "").strip("<> \t") or None
    where = f"{name}#{url or record.record_id}"
    counts["pages"] += 1
    try:
        data = record.reader.read(most + 1)
    except (OSError, ValueError, EOFError) as error:
        message = f"{where}: the record cannot be unpacked ({error}); it was skipped"
        return Failure(id=where, source=where, code="damaged", message=message)
    if len(data) > most:
        return Failure(id=where, source=where, code="too-large", message=f"{where}: the page is over {most:,} bytes")
    crawled = headers.get("WARC-Date")
    return _Page(where=where, url=url, media=media, charset=_charset(record), crawled=crawled, data=data)


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
