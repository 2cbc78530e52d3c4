import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.ingest.mail.message import message_documents
from dateline.ingest.source import Item, Reading, Source, in_place

_ENVELOPE = re.compile(rb"From \S+[ \t].{0,60}\d{4}[^\r\n]{0,20}\r?\n?$")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
LINE = 1_000_000  # bytes that are read at once of a line without an end


def mbox_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of the messages of an mbox file (RFC 4155), one message in memory at a time.

    A message is named ``box.mbox:3``; one that cannot be read is a Failure in its place.
    """
    number = 0
    for number, data in enumerate(_messages(source, reading.limits.max_bytes), 1):
        name = f"{source.name}:{number}"
        yield from in_place(_documents(data, name, reading), name)
    if not number:
        raise InputError("empty", f"{source.name}: the file holds no message; give one with messages in it")


def _documents(data: bytes | None, name: str, reading: Reading) -> Iterator[Item]:
    if data is None:
        raise InputError(
            "too-large",
            f"{name}: the message is larger than {reading.limits.max_bytes:,} bytes; save what matters of it as "
            "text, or allow more with the setting max_bytes",
        )
    yield from message_documents(_ESCAPED.sub(rb"\1", data), name, reading)


def _messages(source: Source, most: int) -> Iterator[bytes | None]:
    """Yield the bytes of each message; None of one that is larger than ``most``."""
    lines: list[bytes] = []
    size, began, blank = 0, False, True
    while line := source.stream.readline(LINE):
        if blank and line.startswith(b"From ") and _ENVELOPE.match(line):
            if began:
                yield b"".join(lines) if size <= most else None
            lines, size, began = [], 0, True
        elif began:
            size += len(line)
            if size <= most:
                lines.append(line)
            else:
                lines.clear()
        blank = line in (b"\n", b"\r\n") or (blank and not began)
    if began:
        yield b"".join(lines) if size <= most else None
