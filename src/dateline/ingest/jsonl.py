import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.ingest.columns import Columns, check_fit, choose_columns
from dateline.ingest.decode import replace_surrogates
from dateline.ingest.length import check_length, too_long
from dateline.ingest.published import read_day
from dateline.ingest.rows import read_row
from dateline.ingest.source import Item, Reading, Source
from dateline.model import Document, Failure, Metadata, Note, make_document

PUBLISHED = ("published", "dct", "date")  # the first that the record has
ESCAPED = 12  # bytes that JSON may take for one character: a surrogate pair as two \uXXXX


def jsonl_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield a document for each line of a JSONL source; a source without any line is a fault."""
    empty = True
    for item in read_jsonl(source.stream, source.name, reading):
        empty = False
        yield item
    if empty:
        raise InputError("empty", f"{source.name}: the file is empty; give a file with one record on each line")


def read_jsonl(stream: BinaryIO, source: str, reading: Reading, *, before: int = 0) -> Iterator[Document | Failure]:
    """Yield a document for each line of a JSONL file, in order; a line that cannot be used is a Failure.

    ``before`` is how many lines of the file stand before the stream, where it is a piece of one.
    """
    max_chars = reading.limits.max_chars
    longest = max_chars * ESCAPED + 100_000
    number = before
    while line := stream.readline(longest):
        number += 1
        where = f"{source}:{number}"
        if len(line) == longest and not line.endswith(b"\n"):
            while (more := stream.readline(longest)) and not more.endswith(b"\n"):
                pass
            yield Failure(id=f"line-{number}", source=where, code="too-large", message=str(too_long(where, max_chars)))
        elif line.strip():
            yield read_line(line, number, source, reading)


def read_line(line: bytes, number: int, source: str, reading: Reading) -> Document | Failure:
    """Return the document of one line; where the line has an id, its Failure keeps it."""
    where, id = f"{source}:{number}", f"line-{number}"
    try:
        record = _parse(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where)
    except InputError as error:
        return Failure(id=id, source=where, code=error.code, message=str(error))
    return read_object(record, where=where, id=id, reading=reading, raw_kind="jsonl")


def read_object(record: dict[str, Any], *, where: str, id: str, reading: Reading, raw_kind: str) -> Document | Failure:
    """Return the document of one record: by the mapping that the user chose, the contract, or one that fits its names.

    ``id`` is that of a failure of a record without one.
    """
    own, given = record.get("id"), reading.options.get("columns")
    id = replace_surrogates(str(own))[0] if own not in (None, "") else id
    limit = reading.limits.max_chars
    try:
        columns = check_fit(given, list(record), where) if isinstance(given, Columns) else _fitting(record)
        if columns:
            return read_row(record, columns, where=where, id=id, raw_kind=raw_kind, max_chars=limit)
        return read_record(record, where=where, id=None if own in (None, "") else id, max_chars=limit)
    except InputError as error:
        return Failure(id=id, source=where, code=error.code, message=str(error))


def _fitting(record: dict[str, Any]) -> Columns | None:
    """Return the ready-made mapping of a record that is none of the contract's; None where it is, or none fits."""
    if "text" in record:
        return None
    try:
        return choose_columns(list(record), "")
    except InputError:
        return None


def read_record(record: dict[str, Any], *, where: str, id: str | None, max_chars: int) -> Document:
    """Return the document of one input record of the contract (docs/contract.md).

    Raises:
        InputError: ``no-text``, ``empty``, ``too-large`` or ``bad-record``, naming the field.
    """
    text = record.get("text")
    if text is None:
        raise InputError(
            "no-text",
            f'{where}: the record has no "text", as a string ({_names(record)}); --columns says '
            "which names other records have",
        )
    wrong = [
        key for key in ("text", "title", "outlet", "url", *PUBLISHED) if not isinstance(record.get(key), str | None)
    ]
    if "id" in record and not isinstance(record["id"], str | int | None):
        wrong.insert(0, "id")
    if wrong:
        raise InputError("bad-record", f"{where}: {', '.join(wrong)} must be a string; correct the record")
    if not text.strip():
        raise InputError("empty", f'{where}: the record\'s "text" is empty; remove the record or fill it')
    check_length(text, where, max_chars)
    text, notes = replace_surrogates(text)
    published, more = _published(record)
    title, outlet, url = (replace_surrogates(record.get(key) or "")[0] or None for key in ("title", "outlet", "url"))
    meta = Metadata(published=published, title=title, outlet=outlet, url=url)
    return make_document(text, id=id, source=where, raw_kind="jsonl", meta=meta, notes=(*notes, *more))


def _names(record: dict[str, Any]) -> str:
    names = [replace_surrogates(name)[0][:40] for name in list(record)[:40]]
    return f"it has {', '.join(names)}" if names else "it is empty"


def _parse(line: bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(
            "encoding", f"{where}: the line is not UTF-8 (byte {error.start}), as JSONL must be; convert the file"
        ) from None
    except (ValueError, RecursionError) as error:
        why = f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise InputError("bad-json", f"{where}: the line is not JSON ({why}); write one object on each line") from None
    if not isinstance(record, dict):
        raise InputError("bad-record", f'{where}: the line is no JSON object; write {{"text": …}} on each line')
    return record


def _published(record: dict[str, Any]) -> tuple[str | None, tuple[Note, ...]]:
    value = next((record[key] for key in PUBLISHED if record.get(key)), None)
    day = read_day(value) if value else None
    if value and not day:
        reason = f"the record's publication date {value[:40]!r} is neither YYYY-MM-DD nor YYYYMMDD; it was not used"
        return None, (
            Note(field="header.published", code="published-unreadable", reason=replace_surrogates(reason)[0]),
        )
    return day, ()
