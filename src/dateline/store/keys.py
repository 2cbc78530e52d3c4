import hashlib
import json
import os.path
import re
from dataclasses import asdict, dataclass
from typing import Any

from dateline.model import Document, Failure

LENGTH = 20  # hex digits of a key: 80 bits
NUMBERED = frozenset({"jsonl", "json", "table", "mail"})  # kinds whose source may end in the number of a row or message
_LINE = re.compile(r":\d+$")
_MESSAGE = re.compile(r":\d+(?=/)")  # of a mailbox, before the name of an attachment
_PART = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document as it comes from a reader, before it is coded, with the key that it has in a project.

    ``identity`` is the given id, else the file: what a corrected text has in common with the one before. ``file`` is
    the source without the number of a line, row, message, item or article.
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

    Ten outlets with the identical wire text are ten documents; the same document given twice is one. A row without an
    id is known by its file and text, so that a row put in above it changes nothing; so is a message of a mailbox, an
    item of a feed, an article of an export that was split. Members of archives and pages of web archives have names.
    """
    source = item.source if item.source.startswith("<") or "://" in item.source else os.path.normpath(item.source)
    if isinstance(item, Failure):
        key = _hash("unreadable", source, item.id)
        return Incoming(key=key, identity=source, file=_LINE.sub("", source), corpus=corpus, item=item)
    file = _without_number(source, item)
    identity = file if is_own_id(item) else f"id:{item.id}"
    key = _hash("document", identity, item.raw_sha256, hash_text(item.raw), hash_metadata(item))
    return Incoming(key=key, identity=identity, file=file, corpus=corpus, item=item)


def _without_number(source: str, doc: Document) -> str:
    source = _MESSAGE.sub("", source)
    if doc.raw_kind in NUMBERED:
        return _LINE.sub("", source)
    numbered = doc.raw_kind == "feed" and is_own_id(doc)  # an item with neither an id nor an address
    split = any(note.code == "article-split" for note in doc.notes)
    return _PART.sub("", source) if numbered or split else source


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
