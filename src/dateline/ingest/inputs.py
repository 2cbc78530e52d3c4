import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dateline.errors import InputError
from dateline.ingest.decode import decode
from dateline.ingest.formats import load_formats
from dateline.ingest.jsonl import read_jsonl, read_line
from dateline.model import Document, Failure, Note, make_document

STDIN = "-"
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')
log = logging.getLogger(__name__)


def read_inputs(
    inputs: Iterable[str], *, stdin: BinaryIO, max_chars: int, published: str | None = None
) -> Iterator[Document | Failure]:
    """Yield the documents of files, folders and standard input (``-``), in the order given; folders by name.

    An input that cannot be read is a Failure in its place, and the next one is read. ``published`` (YYYY-MM-DD) is for
    documents that carry no publication date. A repeated id gets ``~2`` and a note.
    """
    found = (item for name in inputs for item in _read_input(name, stdin, max_chars))
    return with_unique_ids(with_published(found, published))


def read_input(
    name: str, *, stdin: BinaryIO, max_chars: int, published: str | None = None
) -> Iterator[Document | Failure]:
    """Yield the documents of one input as ``read_inputs`` does, but with the ids that they came with, even repeated."""
    return with_published(_read_input(name, stdin, max_chars), published)


def _read_input(name: str, stdin: BinaryIO | None, max_chars: int) -> Iterator[Document | Failure]:
    source = printable(name)
    try:
        if name == STDIN and stdin:
            yield from _read_stream(stdin, "<stdin>", max_chars)
            return
        path = Path(name)
        if _is_folder(path):
            yield from _read_folder(path, max_chars)
        else:
            yield from _read_file(path, max_chars)
    except InputError as error:
        yield Failure(id=source, source=source, code=error.code, message=str(error))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it as a file will say why


def _read_folder(folder: Path, max_chars: int) -> Iterator[Document | Failure]:
    formats, other = load_formats(), Counter[str]()
    files = []
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        if path.suffix.lower() in formats.text | formats.jsonl:
            files.append(path)
        else:
            other[path.suffix.lower() or "no ending"] += 1
    source, kinds = printable(folder), ", ".join(f"{n} {kind}" for kind, n in sorted(other.items()))
    endings = ", ".join(sorted(formats.text | formats.jsonl))
    if not files:
        has = f" (it has other files: {kinds})" if other else ""
        raise InputError(
            "no-documents", f"{source}: the folder has no documents{has}; dateline reads {endings} in folders"
        )
    if other:
        log.warning(
            "%s: skipped files that are not %s: %s; name a text file itself to have it read", source, endings, kinds
        )
    for path in files:
        yield from _read_input(str(path), None, max_chars)


def _read_file(path: Path, max_chars: int) -> Iterator[Document | Failure]:
    source = printable(path)
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() in load_formats().jsonl:
                empty = True
                for item in read_jsonl(stream, source, max_chars):
                    empty = False
                    yield item
                if empty:
                    raise InputError("empty", f"{source}: the file is empty; give a file with one record on each line")
            else:
                yield read_text(stream, source, max_chars)
    except FileNotFoundError:
        raise InputError("missing-file", f"{source}: there is no such file; check the name") from None
    except (OSError, ValueError) as error:  # a ValueError: the name holds a zero byte
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError("unreadable-file", f"{source}: cannot be read ({why}); check its permissions") from None


def _read_stream(stream: BinaryIO, source: str, max_chars: int) -> Iterator[Document | Failure]:
    """Read standard input: JSONL where it begins with an object, else one text."""
    data = stream.read(max_chars * 4 + 5)
    if _OBJECT.match(data):
        yield from _read_jsonl_stream(data, stream, source, max_chars)
        return
    yield text_document(data, source, max_chars)


def _read_jsonl_stream(data: bytes, stream: BinaryIO, source: str, max_chars: int) -> Iterator[Document | Failure]:
    number, rest = 0, data
    while rest:
        *lines, rest = rest.split(b"\n")
        for line in lines:
            number += 1
            if line.strip():
                yield read_line(line, number, source, max_chars)
        more = stream.read(1 << 20)
        if not more:
            break
        rest += more
    if rest.strip():
        yield read_line(rest, number + 1, source, max_chars)


def read_text(stream: BinaryIO, source: str, max_chars: int) -> Document:
    """Read one text file; one that is certainly too large is refused before it is read whole."""
    return text_document(stream.read(max_chars * 4 + 5), source, max_chars)


def text_document(data: bytes, source: str, max_chars: int) -> Document:
    """Return the document of one text, decoded and checked.

    Raises:
        InputError: empty, too large, or not text.
    """
    too_large = InputError(
        "too-large",
        f"{source}: the text is longer than {max_chars:,} characters; split it into its reports, or allow more with "
        "--max-chars",
    )
    if len(data) > max_chars * 4 + 4:  # no encoding takes more than four bytes a character, and a mark
        raise too_large
    text, notes = decode(data, source)
    if not text.strip():
        raise InputError("empty", f"{source}: the text is empty; give a file with a report in it")
    if len(text) > max_chars:
        raise too_large
    for note in notes:
        log.warning("%s: %s", source, note.reason)
    return make_document(text, source=source, notes=notes)


def with_published(items: Iterable[Document | Failure], published: str | None) -> Iterator[Document | Failure]:
    """Give the documents that carry no publication date the one that the user gave."""
    for item in items:
        if not published or isinstance(item, Failure) or _carries_date(item):
            yield item
        else:
            yield replace(item, meta=replace(item.meta, published=published))


def _carries_date(doc: Document) -> bool:
    return bool(doc.meta.published) or any(note.code == "published-unreadable" for note in doc.notes)


def with_unique_ids(items: Iterable[Document | Failure]) -> Iterator[Document | Failure]:
    """Make ids unique within a run: the second ``x`` becomes ``x~2``, with a note."""
    seen: set[str] = set()
    counts = Counter[str]()
    for item in items:
        counts[item.id] += 1
        id = item.id
        while id in seen:
            counts[item.id] += id != item.id
            id = f"{item.id}~{counts[item.id]}"
        seen.add(id)
        if id == item.id:
            yield item
        elif isinstance(item, Failure):
            yield replace(item, id=id)
        else:
            reason = f"the id {item.id!r} was already taken by an earlier document of this run; this one got {id!r}"
            yield replace(item, id=id, notes=(*item.notes, Note(field="id", code="id-repeated", reason=reason)))


def printable(path: str | Path) -> str:
    """Return a path as text that can be written anywhere: bytes that are no UTF-8 are shown as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
