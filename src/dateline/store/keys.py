import hashlib
import json
import os.path
import re
from dataclasses import asdict, dataclass
from typing import Any

from dateline.model import Document, Failure

LENGTH = 20  # hex digits of a key: 80 bits
ROWS = frozenset({"jsonl", "json", "table"})  # kinds whose source ends in the number of a line or row
_LINE = re.compile(r":\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document as it comes from a reader, before it is coded, with the key that it has in a project.

    ``identity`` is the given id, else the file: what a corrected text has in common with the one before. ``file`` is
    the source without the line of a JSONL file.
    """

    key: str
    identity: str
    file: str
    corpus: str
    item: Document | Failure

    @property
    def unreadable(self) -> bool:
        """Whether the reader could make no document of it."""
        return isinstance(self.item, Failure)


def key_item(item: Document | Failure, *, corpus: str) -> Incoming:
    """Return a document with its key: of its source or given id, its raw hash and the hash of its metadata.

    Ten outlets with the identical wire text are ten documents; the same document given twice is one. A line or row
    without an id is known by its file and text, so that a line put in above it changes nothing.
    """
    source = item.source if item.source.startswith("<") or "://" in item.source else os.path.normpath(item.source)
    if isinstance(item, Failure):
        key = _hash("unreadable", source, item.id)
        return Incoming(key=key, identity=source, file=_LINE.sub("", source), corpus=corpus, item=item)
    file = _LINE.sub("", source) if item.raw_kind in ROWS else source
    identity = file if is_own_id(item) else f"id:{item.id}"
    key = _hash("document", identity, item.raw_sha256, hash_text(item.raw), hash_metadata(item))
    return Incoming(key=key, identity=identity, file=file, corpus=corpus, item=item)


def is_own_id(doc: Document) -> bool:
    """Tell whether a document's id was made from its text, because none was given."""
    return doc.id == doc.raw_sha256[:16]


def hash_metadata(doc: Document) -> str:
    """Return the hash of what came with a document from outside its text."""
    return _hash(json.dumps(asdict(doc.meta), sort_keys=True), doc.raw_kind, repr(doc.pages))


def hash_text(text: str) -> str:
    """Return the hash by which a text is kept once, however many documents have it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_values(value: Any) -> str:
    """Return a short hash of plain data."""
    return _hash(json.dumps(value, sort_keys=True, ensure_ascii=True, default=str))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
