"""What a file of pages tells of its report beside the text: outlet, title, address, authors."""

import re
from collections.abc import Iterator, Mapping, Sequence

from dateline.ingest.paper.furniture import Furniture, is_outlet
from dateline.ingest.paper.paper_data import load_paper
from dateline.model import Metadata, Note

OPENING = 1_500  # characters in which the title of a report stands
_TITLE_PARTS = re.compile(r"\s+(?:[-–—|:·]{1,2})\s+")
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_PERSON = re.compile(r"(?:[^\W\d_][\w.’'-]*\s+){1,3}[^\W\d_][\w’'-]+")


def read_origin(
    text: str, furniture: Furniture, properties: Mapping[str, str], headline: str | None
) -> tuple[Metadata, tuple[Note, ...]]:
    """Return what the pages and the file's properties tell, with notes on what was found and not used.

    The file's title counts only where the text prints it ("Untitled-3.indd" does not), else it is the headline that its
    type tells. The outlet is what a web page's title adds to the headline ("Port reopens - The Ledger"), else an item
    of the head in the form of an outlet's name. The day on which a file was made or printed is a note and never the day
    of publication.
    """
    title, outlet = None, None
    for given in (furniture.web_title, properties.get("Title")):
        if given and not load_paper().not_titles.fullmatch(given.strip()):
            found, rest = part_title(given, text)
            title, outlet = title or found, outlet or rest
    outlet = outlet or next((item for item in _opening_items(text, furniture) if is_outlet(item)), None)
    author = (properties.get("Author") or "").strip()
    authors = (author,) if _PERSON.fullmatch(author) and _same(author) in _same(text[: OPENING * 2]) else ()
    notes = []
    if furniture.left_out:
        some = "; ".join(repr(words) for words in furniture.left_out[:6])
        more = f" and {len(furniture.left_out) - 6} more" if len(furniture.left_out) > 6 else ""
        reason = f"heads, feet and numbers of pages are no part of the text and were left out: {some}{more}"
        notes.append(Note(field="raw", code="page-furniture", reason=reason))
    if furniture.printed_on:
        reason = f"the page was printed from the web on {furniture.printed_on}; that is not the day of publication"
        notes.append(Note(field="header.published", code="printed-on", reason=reason))
    created = _CREATED.match(properties.get("CreationDate", ""))
    if created:
        reason = f"the file was made on {'-'.join(created.groups())}; that is not the day of publication"
        notes.append(Note(field="header.published", code="created-on", reason=reason))
    return Metadata(title=title or headline, outlet=outlet, url=furniture.url, authors=authors), tuple(notes)


def part_title(given: str, text: str) -> tuple[str | None, str | None]:
    """Part the title of a web page into the headline that the text prints and the outlet's name after it, if any.

    Example: "Dockers end strike - The Harbour Post" over a text that begins "Dockers end strike".
    """
    opening = _same(text[:OPENING])
    cuts = [*(match.span() for match in _TITLE_PARTS.finditer(given)), (len(given), len(given))]
    for end, start in reversed(cuts):
        headline, rest = given[:end].strip(), given[start:].strip()
        if len(headline.split()) >= 3 and _same(headline) in opening:
            return headline, rest if rest and len(rest.split()) <= 5 else None
    return None, None


def _opening_items(text: str, furniture: Furniture) -> Iterator[str]:
    yield from furniture.items
    for row in [row.strip() for row in text[:OPENING].split("\n") if row.strip()][:3]:
        yield from (part.strip() for part in load_paper().separators.split(row))


def _same(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


def join_notes(pages: Sequence[int]) -> str:
    """Return numbers of pages for people: "pages 2, 5 and 6"."""
    numbers = [str(n) for n in pages]
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {', '.join(numbers[:-1])} and {numbers[-1]}"
