"""Archives: their members are read where they are, one after another. Nothing is ever written to disk."""

import logging
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from dateline.errors import InputError
from dateline.ingest.formats import load_formats
from dateline.ingest.packed import DAMAGE, Budget, Packed, Unpacked, damaged, deeper, follow, hold
from dateline.ingest.source import ByteStream, Item, Reading, Source, open_source
from dateline.model import Failure

log = logging.getLogger(__name__)

_ESCAPE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_WEB_ARCHIVE = re.compile(r"archive/[^/]+\.warc(\.gz|\.zst)?$", re.IGNORECASE)
OFFICE = {"[Content_Types].xml", "mimetype"}  # OOXML, OpenDocument and EPUB have one of these at the top
ZIP_DAMAGE = (*DAMAGE, zipfile.BadZipFile, NotImplementedError)


def zip_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a ZIP archive, each named ``bundle.zip/folder/a.txt``, in the archive's order.

    Of a web archive collection (WACZ 1.1.1), only the WARC files are read: the rest is indexes and logs.

    Raises:
        InputError: ``damaged``, ``unsafe-archive``, ``no-documents``, or ``unsupported-format`` (an office document).
    """
    inside = deeper(reading, source.name)
    try:
        archive = zipfile.ZipFile(source.path or hold(source, reading.limits))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, zlib.error) as error:
        raise damaged(source.name, error, opened=False) from None
    with archive:
        names = {member.filename for member in members}
        _check_count(len(members), source, reading)
        if OFFICE & names:
            yield from follow(_again(source, archive, "docx" if "word/document.xml" in names else "office"), reading)
            return
        budget = Budget(source.name, reading.limits.max_ratio, packed=_size(archive))
        skipped, found = Counter[str](), False
        collection = "datapackage.json" in names and any(map(_WEB_ARCHIVE.search, names))
        for member in members:
            if member.filename.endswith("/") or (collection and not _WEB_ARCHIVE.search(member.filename)):
                continue
            if is_wanted(member.filename, skipped):
                found = True
                yield from _zip_member(archive, member, budget, source, inside)
        tell_skipped(source, skipped, found)


def _zip_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, source: Source, reading: Reading
) -> Iterator[Item]:
    name = f"{source.name}/{clean_name(member.filename)}"
    try:
        check_path(member.filename, name)
        _check_unlocked(member, name)
        try:
            stream = archive.open(member)
        except (*ZIP_DAMAGE, RuntimeError) as error:
            raise damaged(name, error) from None
        with stream:
            yield from read_member(_counted(stream, budget, name), name, reading)
    except InputError as error:
        yield as_failure(error, name)


def _check_unlocked(member: zipfile.ZipInfo, name: str) -> None:
    if member.flag_bits & 1:
        raise InputError("encrypted", f"{name}: it is locked with a password; unpack it with the password")


def _again(source: Source, archive: zipfile.ZipFile, kind: str) -> Source:
    """Return the source as it was before it was opened as an archive."""
    file = archive.fp
    if source.path or file is None:
        return replace(source, kind=kind)
    file.seek(0)
    return open_source(file, source.name, kind=kind)


def _counted(stream: ByteStream, budget: Budget, name: str) -> ByteStream:
    return Unpacked(stream, budget, name, ZIP_DAMAGE)


def _size(archive: zipfile.ZipFile) -> int:
    file = archive.fp
    return file.seek(0, 2) if file else 0


def tar_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a tar archive, read as a stream, each named ``bundle.tar/folder/a.txt``.

    Only plain files are read: links, devices and files with holes (which may claim any size) are not.

    Raises:
        InputError: ``damaged``, ``unsafe-archive`` or ``no-documents``.
    """
    inside = deeper(reading, source.name)
    budget = Budget(source.name, reading.limits.max_ratio)
    skipped, found, count = Counter[str](), False, 0
    try:
        with tarfile.open(fileobj=Packed(source.stream, budget), mode="r|") as archive:  # type: ignore[call-overload]
            for member in archive:
                archive.members.clear()  # tarfile keeps all it has seen
                count += 1
                _check_count(count, source, reading)
                if member.isdir():
                    continue
                if not member.isreg() or member.issparse():
                    skipped["links and special files"] += 1
                elif is_wanted(member.name, skipped):
                    found = True
                    yield from _tar_member(archive, member, source, inside)
    except (tarfile.TarError, *DAMAGE) as error:
        raise damaged(source.name, error) from None
    tell_skipped(source, skipped, found)


def _tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo, source: Source, reading: Reading) -> Iterator[Item]:
    name = f"{source.name}/{clean_name(member.name)}"
    try:
        check_path(member.name, name)
        stream = archive.extractfile(member)
        if stream:
            yield from read_member(_Whole(stream, name, member.size), name, reading)
    except InputError as error:
        yield as_failure(error, name)


class _Whole:
    """A member of a tar archive, which is damaged where it ends before its size."""

    def __init__(self, stream: BinaryIO | ByteStream, name: str, size: int) -> None:
        self._stream, self._name, self._left = stream, name, size

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        try:
            data = self._stream.read(size)
        except InputError:
            raise
        except (tarfile.TarError, *DAMAGE) as error:
            raise damaged(self._name, error) from None
        self._left -= len(data)
        if not data and size and self._left > 0:
            raise damaged(self._name, EOFError("the archive ends in it"))
        return data


def read_member(stream: ByteStream, name: str, reading: Reading, kind: str | None = None) -> Iterator[Item]:
    """Yield the documents of one member; where it cannot be read, its Failure."""
    try:
        yield from follow(open_source(stream, name, kind=kind), reading)
    except InputError as error:
        yield as_failure(error, name)


def as_failure(error: InputError, name: str) -> Failure:
    """Return the failure of a part, which says where it is."""
    message = str(error) if str(error).startswith(name) else f"{name}: {error}"
    return Failure(id=name, source=name, code=error.code, message=message)


def is_wanted(name: str, skipped: Counter[str]) -> bool:
    """Tell whether a member is read, as in a folder: by its ending, and no hidden ones; count those that are not."""
    parts = name.replace("\\", "/").split("/")
    if any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in parts):
        return False
    _, dot, ending = parts[-1].rpartition(".")
    if not dot or f".{ending.lower()}" in load_formats().endings:
        return True
    skipped[f".{clean_name(ending.lower())}"] += 1
    return False


def check_path(path: str, name: str) -> None:
    """Raise InputError (``unsafe-archive``) where a path leads out of its archive."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:[\\/]", path):
        raise InputError("unsafe-archive", f"{name}: its path leads out of the archive, so it was not read")


def clean_name(path: str) -> str:
    """Return the name of a member as text that can be shown and written anywhere."""
    return _ESCAPE.sub(lambda match: f"\\x{ord(match[0]):02x}", path)


def tell_skipped(source: Source, skipped: Counter[str], found: bool) -> None:
    """Say which members were not read. Raises InputError (``no-documents``) where none was."""
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(skipped.items()))
    if not found:
        has = f" (it has other files: {kinds})" if skipped else ""
        raise InputError("no-documents", f"{source.name}: the archive has no documents{has}; see docs/cli.md")
    if skipped:
        log.warning("%s: skipped members that are no documents: %s", source.name, kinds)


def _check_count(count: int, source: Source, reading: Reading) -> None:
    most = reading.limits.max_members
    if count > most:
        raise InputError(
            "unsafe-archive",
            f"{source.name}: it has more than {most:,} members; split it, or allow more with the setting max_members",
        )
