"""What came with a document beside its text, as the project keeps it, and the document back from that."""

import json

from dateline.contract.reading import read_value
from dateline.contract.record import plain
from dateline.model import Document, Metadata, Note, Page
from dateline.store.connection import Connection
from dateline.store.keys import Incoming


def write_given(item: Document) -> str:
    """Return what came with a document beside its text, in JSON; the hash of its file where it has pages."""
    given = {name: plain(getattr(item, name)) for name in ("id", "meta", "pages", "notes")}
    return json.dumps(given | ({"file_sha256": item.file_sha256} if item.file_sha256 else {}), ensure_ascii=False)


def restore_item(connection: Connection, key: str) -> Incoming:
    """Return a document as it came from its reader, from what the project keeps of it: ready to be coded again."""
    sql = (
        "SELECT d.identity, d.file, d.corpus, d.source, d.raw_kind, d.raw_sha256, d.given, t.raw FROM documents d "
        "JOIN texts t ON t.text_sha256 = d.text_sha256 WHERE d.key = ?"
    )
    ((identity, file, corpus, source, kind, digest, given, raw),) = connection.rows(sql, [key])
    came = json.loads(given)
    doc = Document(
        id=came["id"], source=source, raw=json.loads(raw), raw_sha256=digest, raw_kind=kind,
        meta=read_value(came["meta"], Metadata), pages=read_value(came["pages"], tuple[Page, ...] | None),
        notes=read_value(came["notes"], tuple[Note, ...]), file_sha256=came.get("file_sha256"),
    )  # fmt: skip
    return Incoming(key=key, identity=identity, file=file, corpus=corpus, item=doc)
