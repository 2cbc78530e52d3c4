from collections.abc import Iterator, Sequence

from dateline.errors import InputError
from dateline.ingest.html.blocks import drop_boxes, find_blocks
from dateline.ingest.html.facts import Facts, read_facts
from dateline.ingest.html.main_text import find_main_text
from dateline.ingest.html.page import parse_page
from dateline.ingest.html.report import Piece, assemble, find_title
from dateline.ingest.html.vocabulary import load_vocabulary, name_words
from dateline.ingest.length import check_length
from dateline.ingest.source import Item, Limits, Reading, Source
from dateline.model import Document, Metadata, Note, Region, Span, make_document

FEWEST = 12  # words of running text below which a page has no report
FEW = 30  # words below which a page must say that it is an article


def html_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the one document of a web page."""
    yield html_document(source.read_all(reading.limits), source.name, reading.limits)


def html_document(
    data: bytes, source: str, limits: Limits, *, url: str | None = None, charset: str | None = None
) -> Document:
    """Return the report of a web page, without what stands around it, and what the page says of it.

    ``raw`` is made of the page's own paragraphs, one to a line with a blank line between: the title, then subtitle,
    byline, date, captions and text, as the page shows them. What the page marks as such is in ``Metadata.marks``.

    Args:
        data: the page as it was saved or sent.
        source: its name in messages.
        limits: what it may cost.
        url: its address, where it is known.
        charset: the encoding that the server or the message named.

    Raises:
        InputError: ``no-article`` (a front page, a list of links, a live blog, a login), ``empty``, ``encoding``,
            ``binary`` or ``too-large``.

    Known miss: a report that a script would have put into the page is not there to be read.
    """
    markup = parse_page(data, source, limits, charset=charset)
    root = markup.root
    facts = read_facts(root, url=url)
    _refuse_live(root, facts, source)
    drop_boxes(root)
    blocks = find_blocks(root)
    title, place = find_title(blocks, facts)
    pieces = assemble(blocks, find_main_text(root, blocks), title, place)
    closed = _paywall(pieces, facts)
    _refuse_no_article(pieces, facts, source)
    raw, marks = _written(pieces)
    check_length(raw, source, limits.max_chars)
    meta = _metadata(facts, title, marks)
    return make_document(
        raw, source=source, raw_kind="html", meta=meta, notes=(*markup.notes, *_untold(facts), *closed)
    )


def _metadata(facts: Facts, title: str | None, marks: tuple[Region, ...]) -> Metadata:
    return Metadata(
        title=title,
        outlet=facts.outlet,
        url=facts.url,
        authors=facts.authors,
        agency=facts.agency,
        language=facts.language,
        published=facts.published.day if facts.published else None,
        published_at=facts.published.at if facts.published else None,
        updated_at=facts.updated.at if facts.updated else None,
        marks=marks,
    )


def _written(pieces: Sequence[Piece]) -> tuple[str, tuple[Region, ...]]:
    texts, marks, at = [], [], 0
    for piece in pieces:
        if piece.kind:
            marks.append(Region(span=Span(at, at + len(piece.text)), kind=piece.kind))
        texts.append(piece.text)
        at += len(piece.text) + 2
    return "\n\n".join(texts) + "\n", tuple(marks)


def _refuse_live(root: object, facts: Facts, source: str) -> None:
    names = load_vocabulary().live_marks
    marked = any(
        names.search(name_words(f"{element.get('class', '')} {element.get('id', '')}"))
        for element in root.iter("body", "main", "article")  # type: ignore[attr-defined]
    )
    if facts.is_live or (marked and not facts.is_article):
        raise InputError(
            "no-article",
            f"{source}: this is a live blog: many short posts of different times, which are no one report; save the "
            "posts that you need as texts of their own",
        )


def _refuse_no_article(pieces: Sequence[Piece], facts: Facts, source: str) -> None:
    prose = [piece.text for piece in pieces if piece.kind in (None, "quote-block")]
    words = sum(len(text.split()) for text in prose)
    sentences = sum(text.rstrip("\"'”’) ").endswith((".", "!", "?", "…")) for text in prose)
    if words >= FEW and sentences >= max(1, 0.3 * len(prose)):
        return
    if words >= FEWEST and sentences and (facts.is_article or facts.published):
        return
    found = f"{words} words" if words < FEW else f"{len(prose)} lines, of which {sentences} end as sentences do"
    raise InputError(
        "no-article",
        f"{source}: this web page holds no report ({found} of running text were found): a front page, a list, a login, "
        "or a page that a script fills; save the article itself from a browser (as a complete page)",
    )


def _paywall(pieces: Sequence[Piece], facts: Facts) -> tuple[Note, ...]:
    words = sum(len(piece.text.split()) for piece in pieces if piece.kind is None)
    asked = any(load_vocabulary().paywall.search(piece.text[:400]) for piece in pieces[-4:])
    if not facts.is_closed and not asked:
        return ()
    reason = (
        f"the page stands behind a paywall; the {words} words that were read may be only the beginning of the report"
    )
    return (Note(field="raw", code="paywall", reason=reason),)


def _untold(facts: Facts) -> tuple[Note, ...]:
    if facts.published and not facts.published.at:
        reason = "the page gives no time with a zone for its publication; only the day was taken"
        return (Note(field="header.published_at", code="zone-unknown", reason=reason),)
    return ()
