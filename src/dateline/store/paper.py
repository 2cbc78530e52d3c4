"""Where a document stands on paper: the file that it was read from, and the lines of its pages."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateline.model import Line, Page, Span
from dateline.store.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPaper:
    """The file of a document with pages, as it was named, and its pages with their lines, in spans of the raw text.

    ``sha256`` is the hash of the file's bytes; None where the project was made before this was kept.
    """

    key: str
    file: str
    corpus: str
    sha256: str | None
    pages: tuple[Page, ...]


def read_paper(connection: Connection, key: str) -> StoredPaper | None:
    """Return where a document stands on paper; None where there is no such document, or it has no pages."""
    sql = (
        "SELECT file, corpus, given FROM documents WHERE key = ? AND raw_kind IN ('pdf', 'image') AND given IS NOT NULL"
    )
    for file, corpus, given in connection.rows(sql, [key]):
        digest, pages = _read_given(given)
        return StoredPaper(key=key, file=file, corpus=corpus, sha256=digest, pages=pages)
    return None


@lru_cache(maxsize=4)  # a queue shows the events of one document after another
def _read_given(given: str) -> tuple[str | None, tuple[Page, ...]]:
    came = json.loads(given)
    return came.get("file_sha256"), tuple(_page(page) for page in came["pages"] or ())


def _page(page: dict[str, Any]) -> Page:
    lines = tuple(
        Line(raw_span=Span(*line["raw_span"]), box=tuple(line["box"]), confidence=line["confidence"])
        for line in page["lines"]
    )
    return Page(number=page["number"], width=page["width"], height=page["height"], lines=lines)
