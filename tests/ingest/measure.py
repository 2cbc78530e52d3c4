"""How well the twelve articles come out of a form: the likeness of the text, and which header fields are right."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz.fuzz import ratio

from dateline.model import Document

FIELDS = (
    "title",
    "outlet",
    "published",
    "dateline_place",
    "dateline_date",
    "agency",
    "authors",
    "published_at",
    "updated_at",
)

BODY = ("body", "dateline", "quote-block")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One article in one form: likeness of text and body (0 to 1), and each field's verdict (None: not asked)."""

    text: float
    body: float
    right: dict[str, bool | None]


def measure(doc: Document, article: dict[str, Any], expected: str, body: str) -> Measured:
    """Compare a document that has been laid out with the truth."""
    header, text = doc.header, doc.text or ""
    assert header is not None
    regions = [region for region in doc.regions or () if not _is_date(region, doc)]  # the line with the day is no truth
    whole = "\n".join(region.span.of(text) for region in regions)
    found = "\n".join(region.span.of(text) for region in regions if region.kind in BODY)
    dateline = article["dateline"] or {}
    value = {
        name: getattr(header, name).value if getattr(header, name) else None for name in FIELDS if name != "authors"
    }
    names = [author.value for author in header.authors]
    right = {
        "title": value["title"] == article["title"],
        "outlet": value["outlet"] == article["outlet"],
        "published": value["published"] == article["published"][:10],
        "dateline_place": value["dateline_place"] == dateline.get("place"),
        "dateline_date": value["dateline_date"] == dateline.get("date"),
        "agency": value["agency"] == dateline.get("agency"),
        "authors": names == article["authors"],
        "published_at": _same(value["published_at"], article["published"]),
        "updated_at": _same(value["updated_at"], article["updated"]) if article["updated"] else None,
    }
    return Measured(
        text=ratio(_flat(whole), _flat(expected)) / 100, body=ratio(_flat(found), _flat(body)) / 100, right=right
    )


def _is_date(region: Any, doc: Document) -> bool:
    published = doc.header.published if doc.header else None
    updated = doc.header.updated if doc.header else None
    return any(f and f.span and region.span.start <= f.span.start < region.span.end for f in (published, updated))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _same(found: str | None, truth: str) -> bool:
    return found is not None and datetime.fromisoformat(found).replace(second=0) == datetime.fromisoformat(
        truth
    ).replace(second=0)
