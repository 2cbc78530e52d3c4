from collections.abc import Sequence

from dateline.errors import InputError
from dateline.ingest.length import check_length
from dateline.ingest.moment import read_moment
from dateline.ingest.source import Limits
from dateline.model import Document, Metadata, Note, Region, Span, make_document

HEAD = 10  # paragraphs in which a title or an author must be printed to be believed
Paragraph = tuple[str, bool]  # its text, and whether the document marks it as its title


def office_document(
    paragraphs: Sequence[Paragraph],
    properties: dict[str, str],
    *,
    source: str,
    kind: str,
    limits: Limits,
) -> Document:
    """Return the document of an office file.

    Its properties ("title", "author", "created") say who saved the file and when, often from a template: a title or
    author is taken where the text prints it too, the day never. What was not taken is in a note, to be given.

    Raises:
        InputError: ``empty`` or ``too-large``.
    """
    texts = [(text, is_title) for text, is_title in ((" ".join(words.split()), t) for words, t in paragraphs) if text]
    raw, title = "\n\n".join(text for text, _ in texts), next((text for text, is_title in texts if is_title), None)
    if not raw:
        raise InputError("empty", f"{source}: the document has no text; give one with a report in it")
    check_length(raw, source, limits.max_chars)
    head = [text for text, _ in texts[:HEAD]]
    given, author = properties.get("title", ""), properties.get("author", "")
    printed = next((text for text in head if given and text.casefold() == given.casefold()), None)
    signed = author and any(author.casefold() in text.casefold() for text in head)
    title = title or printed
    at = raw.find(title) if title else 0
    meta = Metadata(
        title=title,
        authors=(author,) if signed else (),
        language=properties.get("language") or None,
        marks=(Region(span=Span(at, at + len(title)), kind="title"),) if title else (),
    )
    left = {
        "title": "" if title else given,
        "author": "" if signed else author,
        "created": properties.get("created", ""),
    }
    return make_document(raw + "\n", source=source, raw_kind=kind, meta=meta, notes=_notes(left))


def _notes(left: dict[str, str]) -> tuple[Note, ...]:
    created = read_moment(left["created"]) if left["created"] else None
    words = {**left, "created": created.day if created else ""}
    told = ", ".join(f"{name} {value[:100]!r}" for name, value in words.items() if value)
    if not told:
        return ()
    reason = (
        f"the file's properties say {told}: that tells how the file was made, not who wrote the report or when it came "
        "out; give the day with --published, if it is that"
    )
    return (Note(field="header", code="file-properties", reason=reason),)
