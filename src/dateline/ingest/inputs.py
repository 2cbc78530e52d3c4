import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dateline.errors import InputError
from dateline.ingest.formats import load_formats
from dateline.ingest.readers import read_source
from dateline.ingest.source import Item, Reading, in_place, open_source
from dateline.ingest.split_plan import SIDECAR
from dateline.model import Document, Failure, Note

STDIN = "-"
log = logging.getLogger(__name__)


def read_inputs(inputs: Iterable[str], reading: Reading, *, stdin: BinaryIO) -> Iterator[Item]:
    """Yield the documents of files, folders and standard input (``-``), in the order given; folders by name.

    An input that cannot be read is a Failure in its place, and the next one is read. A repeated id gets ``~2`` and a
    note. With ``reading.process``, files whose libraries may crash or hang (``formats.yaml``) are read there.
    """
    return with_unique_ids(item for name in inputs for item in read_input(name, reading, stdin=stdin))


def read_input(name: str, reading: Reading, *, stdin: BinaryIO) -> Iterator[Item]:
    """Yield the documents of one input as ``read_inputs`` does, but with the ids that they came with, even repeated."""
    return with_published(_read_input(name, stdin, replace(reading, read=read_source)), reading.published)


def _read_input(name: str, stdin: BinaryIO | None, reading: Reading) -> Iterator[Item]:
    return in_place(_open_input(name, stdin, reading), printable(name))


def _open_input(name: str, stdin: BinaryIO | None, reading: Reading) -> Iterator[Item]:
    if name == STDIN and stdin:
        yield from read_source(open_source(stdin, "<stdin>"), reading)
        return
    path = Path(name)
    yield from _read_folder(path, reading) if _is_folder(path) else _read_file(path, reading)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it as a file will say why


def _read_folder(folder: Path, reading: Reading) -> Iterator[Item]:
    for path in list_folder(folder):
        yield from _read_input(str(path), None, reading)


def list_folder(folder: Path) -> list[Path]:
    """Return the files of a folder that are read, by name; what is hidden or of another kind is not.

    Raises:
        InputError: ``no-documents``: there is none.
    """
    formats, other = load_formats(), Counter[str]()
    files = []
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        if path.name.endswith(SIDECAR):
            continue  # it says how the file beside it is split
        if path.suffix.lower() in formats.endings:
            files.append(path)
        else:
            other[path.suffix.lower() or "no ending"] += 1
    source, kinds = printable(folder), ", ".join(f"{n} {kind}" for kind, n in sorted(other.items()))
    endings = ", ".join(sorted(formats.endings))
    if not files:
        has = f" (it has other files: {kinds})" if other else ""
        raise InputError(
            "no-documents", f"{source}: the folder has no documents{has}; dateline reads {endings} in folders"
        )
    if other:
        log.warning(
            "%s: skipped files that are not %s: %s; name such a file itself to have it read", source, endings, kinds
        )
    return files


def _read_file(path: Path, reading: Reading) -> Iterator[Item]:
    source = printable(path)
    try:
        with path.open("rb") as stream:
            yield from read_source(open_source(stream, source, path=path), reading)
    except FileNotFoundError:
        raise InputError("missing-file", f"{source}: there is no such file; check the name") from None
    except (OSError, ValueError) as error:  # a ValueError: the name holds a zero byte
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError("unreadable-file", f"{source}: cannot be read ({why}); check its permissions") from None


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
    seen: set[int] = set()  # of hashes: a run of millions holds them all
    counts: dict[str, int] = {}
    for item in items:
        id, count = item.id, counts.get(item.id, 1)
        while (key := _key(id)) in seen:
            count += 1
            id = f"{item.id}~{count}"
        seen.add(key)
        if id == item.id:
            yield item
            continue
        counts[item.id] = count
        if isinstance(item, Failure):
            yield replace(item, id=id)
        else:
            reason = f"the id {item.id!r} was already taken by an earlier document of this run; this one got {id!r}"
            yield replace(item, id=id, notes=(*item.notes, Note(field="id", code="id-repeated", reason=reason)))


def _key(id: str) -> int:
    return int.from_bytes(hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def printable(path: str | Path) -> str:
    """Return a path as text that can be written anywhere: bytes that are no UTF-8 are shown as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
