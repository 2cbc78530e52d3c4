from collections.abc import Iterator

from dateline.ingest.office.package import Package
from dateline.ingest.office.properties import Paragraph, office_document
from dateline.ingest.source import Item, Reading, Source

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what stands before it
_TITLES = frozenset({"title"})
_PROPERTIES = {"title": "title", "creator": "author", "created": "created", "language": "language"}


def docx_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the document of a DOCX file (ECMA-376): the paragraphs of its text and tables, as finally agreed.

    Deleted and moved-away text, comments, notes, page headers and footers are left out. Known miss: text in pictures.
    """
    package = Package(source.read_all(reading.limits), source.name, reading.limits)
    paragraphs = list(_paragraphs(package))
    properties = package.properties("docProps/core.xml", _PROPERTIES)
    yield office_document(paragraphs, properties, source=source.name, kind="docx", limits=reading.limits)


def _paragraphs(package: Package) -> Iterator[Paragraph]:
    texts: list[list[str]] = []  # of the paragraphs that are open: a text box stands inside one
    titles: list[bool] = []
    skipped = 0
    for event, element in package.elements("word/document.xml"):
        name = element.tag.removeprefix(_W).removeprefix(_STRICT)
        if name in ("del", "moveFrom") or element.tag == _FALLBACK:
            skipped += 1 if event == "start" else -1
        elif event == "start":
            if name == "p":
                texts.append([])
                titles.append(False)
            elif name == "pStyle" and titles:
                style = element.get(f"{_W}val") or element.get(f"{_STRICT}val") or ""
                titles[-1] = style.casefold() in _TITLES
            elif name in ("tab", "br", "cr") and texts and not skipped:
                texts[-1].append(" ")
        elif name == "t" and texts and not skipped:
            texts[-1].append(element.text or "")
        elif name in ("noBreakHyphen", "softHyphen") and texts and not skipped:
            texts[-1].append("-" if name == "noBreakHyphen" else "")
        elif name == "p":
            yield "".join(texts.pop()), titles.pop()
        if event == "end":
            element.clear()
