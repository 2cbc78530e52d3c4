"""Where a document stands on paper: the file that it was read from, and the lines of its pages."""

import json
from dataclasses import dataclass

from dateline.contract.reading import read_value
from dateline.model import Page
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
        came = json.loads(given)
        pages = read_value(came["pages"], tuple[Page, ...] | None) or ()
        return StoredPaper(key=key, file=file, corpus=corpus, sha256=came.get("file_sha256"), pages=pages)
    return None
