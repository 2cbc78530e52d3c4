"""Which reader reads what: chosen by content, with the name only as a hint where the content does not tell."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from dateline.ingest.formats import load_formats
from dateline.ingest.jsonl import jsonl_documents
from dateline.ingest.source import Item, Reader, Reading, Source
from dateline.ingest.splitting import splitting
from dateline.ingest.text import text_documents

_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')


def _pdf_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.paper import pdf_documents

    return pdf_documents(source, reading)


def _image_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.paper import image_documents

    return image_documents(source, reading)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "text": splitting(text_documents),
        "jsonl": jsonl_documents,
        "pdf": splitting(_pdf_documents),
        "image": splitting(_image_documents),
    }
)


def find_kind(source: Source) -> str:
    """Tell what a source is by its first bytes; ``text`` where nothing speaks against it.

    A file whose name ends in ``.jsonl`` is JSONL whatever it begins with, so that its first bad line is told as one.
    """
    if source.ending in load_formats().jsonl or (source.name == "<stdin>" and _OBJECT.match(source.head)):
        return "jsonl"
    signature = load_formats().find_signature(source.head)
    return signature.kind if signature else "text"


def read_source(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of one source.

    Raises:
        InputError: the source as a whole cannot be used; documents before the fault have been yielded.
    """
    reader = READERS.get(find_kind(source), text_documents)  # the text reader says why it does not read the rest
    yield from reader(source, reading)
