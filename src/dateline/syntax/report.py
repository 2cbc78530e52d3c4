"""What a report's frame says: its day, its titles and captions, its quoted words."""

from datetime import date

from dateline.model import Document, Time
from dateline.syntax.attachment import is_day
from dateline.syntax.tree import Tree

NEAR = 45  # days: a printed date further from publication is not the day of the report


def find_report_day(doc: Document) -> str | None:
    """Return the id of the time that is the day of the report: printed at its head, else the day of publication."""
    published = next((t for t in doc.times or () if t.basis == "published"), None)
    first = doc.sentences[0].start if doc.sentences else 0
    body = next((r.span.start for r in doc.regions or () if r.kind == "body"), first)
    for time in doc.times or ():
        if time.span and time.span.start < body and is_day(time) and time.basis in ("explicit", "year-inferred"):
            near = published is None or abs(days_between(time, published)) <= NEAR
            if near:
                return time.id
    return published.id if published else None


def days_between(earlier: Time, later: Time) -> int:
    """Return the days from one time to another, by their first days."""
    return _ordinal(later) - _ordinal(earlier)


def _ordinal(time: Time) -> int:
    return date.fromisoformat(time.start).toordinal() if time.start else 0


def find_sentences_in(doc: Document, *kinds: str) -> frozenset[int]:
    """Return the sentences that lie in regions of the kinds."""
    spans = [r.span for r in doc.regions or () if r.kind in kinds]
    return frozenset(i for i, s in enumerate(doc.sentences or ()) if any(t.overlaps(s) for t in spans))


def find_quoted_tokens(doc: Document, tree: Tree) -> frozenset[int]:
    """Return the tokens inside double quotation marks; a quotation ends at the end of its paragraph at the latest."""
    inside, found, at = False, set(), 0
    text = doc.text or ""
    for token in tree.tokens:
        if "\n" in text[at : token.start]:
            inside = False
        if token.text in ('"', "“", "”", "''", "``"):
            inside = not inside if token.text == '"' else token.text in ("“", "``")
        elif inside:
            found.add(token.i)
        at = token.end
    return frozenset(found)
