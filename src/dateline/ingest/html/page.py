import re
from dataclasses import dataclass
from typing import Any

from dateline.errors import InputError
from dateline.ingest.decode import decode_text
from dateline.ingest.html.vocabulary import load_vocabulary
from dateline.ingest.source import Limits
from dateline.model import Note

MARKUP = 20  # characters of page for one of text
MOST_ELEMENTS = 100_000
DEEPEST = 250  # what libxml2 reads below this, it drops
_DECLARED = re.compile(rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_DATA = re.compile(r"""(data:[^"'()<>\s,]{0,80};base64,)[A-Za-z0-9+/=%]{64,}""")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,8})|0*([0-9]{1,8}));?")
_NO_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what no XML tree can hold
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A web page as a tree (lxml's), with what was noted on the way."""

    root: Any
    notes: tuple[Note, ...]


def parse_page(data: bytes, source: str, limits: Limits, *, charset: str | None = None) -> Markup:
    """Decode a page and make a tree of it; nothing that it refers to is fetched, and no entity of its own is expanded.

    The encoding is, in this order (WHATWG Encoding Standard): a byte order mark, ``charset`` (what the server or the
    message said), the page's own ``<meta charset>``; without any, what ``decode_text`` finds. Pictures that are written
    into the page are dropped before it is measured.

    Raises:
        InputError: ``encoding``, ``binary``, ``empty`` or ``too-large``.
    """
    from lxml import etree, html

    text, notes = decode_text(data, source, codec=_codec(data, charset))
    text = _DATA.sub(r"\1", _XML_DECLARATION.sub("", text, count=1))
    text = _REFERENCE.sub(_character, _NO_XML.sub("\ufffd", text.replace("\f", " ")))
    if len(text) > limits.max_chars * MARKUP:
        raise InputError(
            "too-large",
            f"{source}: the page has more than {limits.max_chars * MARKUP:,} characters of markup; save its article as "
            "plain text, or allow more with --max-chars",
        )
    if not text.strip():
        raise InputError("empty", f"{source}: the page is empty; save it again")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=False, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise InputError("empty", f"{source}: the page has no elements; save it again") from None
    return Markup(root=root, notes=(*notes, *_measured(root, source)))


def _measured(root: Any, source: str) -> tuple[Note, ...]:
    from lxml import etree

    depth = deepest = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth, count = depth + 1, count + 1
        deepest = max(deepest, depth)
    if count > MOST_ELEMENTS:
        raise InputError(
            "too-large",
            f"{source}: the page has more than {MOST_ELEMENTS:,} elements; save its article as plain text",
        )
    if deepest < DEEPEST:
        return ()
    reason = f"the page nests its elements deeper than {DEEPEST}; what stands deeper was not read"
    return (Note(field="raw", code="nested-too-deep", reason=reason),)


def _character(reference: re.Match[str]) -> str:
    """Return a reference to a character, else U+FFFD; 128 to 159 mean Windows-1252 (HTML standard, 13.2.5)."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "replace")
    if code == 0x0C:  # a page break is white space in HTML, and no character in XML
        return " "
    if code > 0x10FFFF or _NO_XML.match(chr(code)):
        return "\ufffd"
    return reference[0]


def _codec(data: bytes, charset: str | None) -> str | None:
    labels = load_vocabulary().encodings
    declared = _DECLARED.search(data[:8192]) or _DECLARATION.search(data[:256])
    for label in (charset, declared[1].decode("ascii") if declared else None):
        if label and label.strip().lower() in labels:
            return labels[label.strip().lower()]
    return None
