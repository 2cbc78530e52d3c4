from collections.abc import Iterator
from typing import Any

from dateline.ingest.office.package import Package
from dateline.ingest.office.properties import Paragraph, office_document
from dateline.ingest.source import Item, Reading, Source

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIPPED = frozenset(
    {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}sequence-decls", f"{_OFFICE}forms"}
)
_BLOCKS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_BLANKS = frozenset({f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"})
_PROPERTIES = {"title": "title", "initial-creator": "author", "creation-date": "created", "language": "language"}


def odt_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the document of an OpenDocument text (ISO 26300): headings and paragraphs, no deleted text or notes."""
    package = Package(source.read_all(reading.limits), source.name, reading.limits)
    paragraphs = list(_paragraphs(package))
    properties = package.properties("meta.xml", _PROPERTIES)
    yield office_document(paragraphs, properties, source=source.name, kind="odt", limits=reading.limits)


def _paragraphs(package: Package) -> Iterator[Paragraph]:
    depth = skipped = 0
    for event, element in package.elements("content.xml"):
        step = 1 if event == "start" else -1
        depth += step * (element.tag in _BLOCKS)
        skipped += step * (element.tag in _SKIPPED)
        if event == "end" and depth == 0:
            if element.tag in _BLOCKS and not skipped:
                yield from _blocks(element)
            element.clear()


def _blocks(outer: Any) -> Iterator[Paragraph]:
    """Yield the text of a paragraph, then of those that stand in frames inside it."""
    waiting = [outer]
    while waiting:
        block = waiting.pop(0)
        words: list[str] = []
        todo: list[Any] = [block]  # elements to enter, and texts to write, the next one last
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                words.append(item)
            elif item.tag in _SKIPPED:
                continue
            elif item.tag in _BLOCKS and item is not block:
                waiting.append(item)
            else:
                words.append(" " if item.tag in _BLANKS else item.text or "")
                for child in reversed(item):
                    todo += [child.tail or "", child]
        yield "".join(words), block.get(f"{_TEXT}style-name", "").casefold() == "title"
