"""One file, several articles: exports of news databases, split where the file marks it or a person says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dateline.ingest.article_forms import ArticleForm, load_article_forms
from dateline.ingest.article_header import read_article_header, read_printed_day
from dateline.ingest.source import Item, Reader, Reading, Source
from dateline.ingest.split_plan import SplitPlan, read_plan
from dateline.model import Document, Line, Note, Page, Span, make_document

Cut = tuple[int, int]  # where an article begins and ends in the raw text


def splitting(reader: Reader) -> Reader:
    """Return a reader that yields each article of a file as a document of its own: ``export.txt#1``, ``export.txt#2``.

    Where a sidecar (``export.txt.split.yaml``) or the option ``split`` says how, it is followed; else the marks of
    ``data/articles.yaml`` decide. A document that the reader split itself (its source has a ``#``) stays as it is.
    """

    def read(source: Source, reading: Reading) -> Iterator[Item]:
        plan = read_plan(source, reading)
        for item in reader(source, reading):
            if isinstance(item, Document) and item.source == source.name:
                yield from split_document(item, plan)
            else:
                yield item

    return read


def split_document(doc: Document, plan: SplitPlan) -> Iterator[Document]:
    """Yield the articles of a document, or the document where it holds one."""
    if plan.kind == "none":
        yield doc
        return
    form = None
    if plan.kind == "lines":
        cuts = _line_cuts(doc.raw, plan)
    elif plan.kind == "auto":
        form, cuts = find_articles(doc.raw)
    else:
        cuts = []
    if form and len(cuts) == 1:
        yield replace(doc, meta=read_article_header(doc.raw[slice(*cuts[0])], form, doc.meta))
        return
    if len(cuts) < 2:
        yield doc
        return
    how = plan.said_by or (f"by the marks of {form.name}" if form else "as asked")
    for number, cut in enumerate(cuts, 1):
        yield _article(doc, cut, number, len(cuts), how, form)


def split_at(doc: Document, starts: Sequence[int], how: str) -> Iterator[Document]:
    """Yield the parts of a document that begin at these places; each has the first line of its own as its title.

    The day that is printed above the first is that of all.
    """
    opening = doc.raw[starts[0] : starts[1]].splitlines()[:6]
    day = doc.meta.published or next((day for line in opening if (day := read_printed_day(line))), None)
    for number, (start, end) in enumerate(pairwise([*starts, len(doc.raw)]), 1):
        part = _article(doc, (start, end), number, len(starts), how, None)
        title = part.meta.title if number == 1 else part.raw.split("\n", 1)[0]
        yield replace(part, meta=replace(part.meta, title=title, published=day if number > 1 else doc.meta.published))


def find_articles(text: str) -> tuple[ArticleForm | None, list[Cut]]:
    """Return the form of an export that a text has, and where its articles begin and end; none for a single report.

    Example: two reports, each followed by a line "End of Document". Known miss: a form that is not in the table; a
    sidecar says where to split then.
    """
    for form in load_article_forms():
        marks = list(form.mark.finditer(text))
        if not marks:
            continue
        cuts = _cuts(text, [match.start() if form.begins else match.end() for match in marks], begins=form.begins)
        if form.whole and (len(cuts) < 2 or any(len(text[a:b].split()) < form.whole for a, b in cuts)):
            continue
        if len(cuts) >= 2 or (cuts and any(pattern.search(text) for pattern in form.fields.values())):
            return form, cuts
    return None, []


def _cuts(text: str, marks: Sequence[int], *, begins: bool) -> list[Cut]:
    edges = [0, *marks, len(text)]
    found = [(a, b) for a, b in pairwise(edges) if text[a:b].strip(" \t\r\n\f=_-*")]
    if begins and found and found[0][0] == 0 and 0 not in marks and len(text[slice(*found[0])].split()) < 40:
        found = found[1:]  # a cover: the search that was made
    if not begins and found and len(text[slice(*found[-1])].split()) < 20:
        found = found[:-1]  # a tail: the rights
    return found


def _line_cuts(text: str, plan: SplitPlan) -> list[Cut]:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    starts.append(len(text) + 1)
    return [
        (starts[min(first, len(starts) - 1) - 1], max(starts[min(last, len(starts) - 1)] - 1, 0))
        for first, last in plan.ranges
        if first < len(starts)
    ]


def _article(doc: Document, cut: Cut, number: int, count: int, how: str, form: ArticleForm | None) -> Document:
    start, end = cut
    raw = doc.raw[start:end]
    lead = len(raw) - len(raw.lstrip())
    start, raw = start + lead, raw.strip()
    lines = doc.raw.count("\n", 0, start) + 1, doc.raw.count("\n", 0, start + len(raw)) + 1
    reason = (
        f"article {number} of {count} of {doc.source}, its lines {lines[0]} to {lines[1]}, split {how}; to correct "
        f"this, write {doc.source}.split.yaml or give --split"
    )
    meta = replace(doc.meta, title=doc.meta.title if number == 1 else None)
    return make_document(
        raw,
        source=f"{doc.source}#{number}",
        raw_kind=doc.raw_kind,
        meta=read_article_header(raw, form, meta) if form else meta,
        pages=_part_of_pages(doc.pages, start, start + len(raw)),
        file_sha256=doc.file_sha256,
        notes=(*doc.notes, Note(field="raw", code="article-split", reason=reason)),
    )


def _part_of_pages(pages: tuple[Page, ...] | None, start: int, end: int) -> tuple[Page, ...] | None:
    if pages is None:
        return None
    found = []
    for page in pages:
        lines = tuple(
            Line(
                raw_span=Span(line.raw_span.start - start, line.raw_span.end - start),
                box=line.box,
                confidence=line.confidence,
            )
            for line in page.lines
            if start <= line.raw_span.start and line.raw_span.end <= end
        )
        if lines:
            found.append(replace(page, lines=lines))
    return tuple(found)
