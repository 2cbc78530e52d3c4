"""From pages that were read to the document."""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dateline.errors import InputError
from dateline.ingest.length import check_length
from dateline.ingest.paper.bundle import find_bundle, find_headlines
from dateline.ingest.paper.furniture import take_off
from dateline.ingest.paper.origin import join_notes, read_origin
from dateline.ingest.paper.scan import Scan
from dateline.ingest.paper.writing import find_headline, write_pages
from dateline.ingest.source import Limits, Reading, Source
from dateline.ingest.split_plan import read_plan
from dateline.ingest.splitting import split_at
from dateline.model import Document, Failure, Note, make_document

log = logging.getLogger(__name__)
PROBLEMS = {  # what a page may be -> the code of its note, and what to say
    "empty": ("page-empty", "nothing could be read on {pages}; look at the page, or scan it again"),
    "low": ("page-unsure", "{pages} could hardly be read; check the text, or scan again at 300 dpi"),
    "slow": ("page-slow", "{pages} took longer than the setting page_seconds allows and was left out"),
    "damaged": ("page-damaged", "{pages} of the PDF cannot be opened and was left out; get the file anew"),
}


def make_papers(
    scans: Sequence[Scan], *, data: bytes, source: Source, reading: Reading, kind: str, properties: Mapping[str, str]
) -> Iterator[Document | Failure]:
    """Yield the documents of the pages that were read of a file: one for each article, as far as pages tell them apart.

    Each carries the hash of ``data``, the file's bytes.

    Raises:
        InputError: the file holds one article, and it has no text (``empty``) or is longer than ``max_chars``.
    """
    digest = hashlib.sha256(data).hexdigest()
    for item in _make_papers(scans, source=source, reading=reading, kind=kind, properties=properties):
        yield replace(item, file_sha256=digest) if isinstance(item, Document) else item


def _make_papers(
    scans: Sequence[Scan], *, source: Source, reading: Reading, kind: str, properties: Mapping[str, str]
) -> Iterator[Document | Failure]:
    plan = read_plan(source, reading)
    groups = find_bundle([scan.sheet for scan in scans], plan)
    if len(groups) == 1 and len(groups[0]) == len(scans):
        doc, large = _make_paper(scans, name=source.name, limits=reading.limits, kind=kind, properties=properties)
        starts = find_headlines(doc.raw, large) if plan.kind == "auto" else []
        yield from split_at(doc, starts, "at the headlines of its pages") if len(starts) > 1 else [doc]
        return
    taken = {sheet.number for group in groups for sheet in group}
    unused = [scan.sheet.number for scan in scans if scan.sheet.number not in taken]
    if unused:
        log.warning("%s: %s of the file was left out by the plan of the split", source.name, join_notes(unused))
    for number, group in enumerate(groups, 1):
        name, numbers = f"{source.name}#{number}", [sheet.number for sheet in group]
        part = [scan for scan in scans if scan.sheet.number in numbers]
        own = properties if number == 1 else {}
        reason = (
            f"article {number} of {len(groups)} of {source.name}, its {join_notes(numbers)}; to correct the split, "
            f"write {source.name}.split.yaml or give --split"
        )
        try:
            doc, _ = _make_paper(part, name=name, limits=reading.limits, kind=kind, properties=own)
            yield doc.with_notes([Note(field="raw", code="article-split", reason=reason)])
        except InputError as error:
            yield Failure(id=name, source=name, code=error.code, message=str(error))


def _make_paper(
    scans: Sequence[Scan], *, name: str, limits: Limits, kind: str, properties: Mapping[str, str]
) -> tuple[Document, tuple[int, ...]]:
    """Return the document of pages that were read, with notes on what could not be, and where its large type begins.

    Raises:
        InputError: no page has text (``empty``), or the text is longer than ``max_chars``.
    """
    sheets, furniture = take_off([scan.sheet for scan in scans])
    text, pages, large = write_pages(sheets)
    if not text.strip():
        what = next((PROBLEMS[scan.problem][1] for scan in scans if scan.problem), "there is no text on {pages}")
        every = "the page" if len(scans) == 1 else f"all {len(scans)} pages"
        raise InputError("empty", f"{name}: {what.format(pages=every)}")
    check_length(text, name, limits.max_chars)
    meta, notes = read_origin(text, furniture, properties, None if sheets[0].scanned else find_headline(sheets))
    notes = (*_scan_notes(scans), *notes)
    for note in notes:
        if note.code in ("page-empty", "page-unsure", "page-slow", "page-damaged"):
            log.warning("%s: %s", name, note.reason)
    return make_document(text, source=name, raw_kind=kind, meta=meta, pages=pages, notes=notes), large


def _scan_notes(scans: Sequence[Scan]) -> Iterator[Note]:
    for problem, (code, reason) in PROBLEMS.items():
        found = [scan.sheet.number for scan in scans if scan.problem == problem]
        if found:
            yield Note(field="raw", code=code, reason=reason.format(pages=join_notes(found)))
    for engine in dict.fromkeys(scan.engine for scan in scans if scan.engine and scan.confidence is not None):
        read = [scan for scan in scans if scan.engine == engine and scan.confidence is not None]
        sure = ", ".join(f"{scan.confidence:.0%}" for scan in read[:8]) + (" …" if len(read) > 8 else "")
        reason = f"{join_notes([s.sheet.number for s in read])} was read from its image by {engine}; it is {sure} sure"
        yield Note(field="raw", code="page-scanned", reason=reason)
