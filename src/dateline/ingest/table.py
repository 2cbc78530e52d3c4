import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from dateline.errors import InputError
from dateline.ingest.columns import Columns, check_fit, choose_columns, load_all
from dateline.ingest.decode import find_encoding
from dateline.ingest.rows import read_row
from dateline.ingest.source import BUFFER, ByteStream, Item, Reading, Source
from dateline.model import Note

DELIMITERS = ",;\t|"
_SEP = re.compile(r"sep=(.)\r?\n")


def table_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield a document for each row of a CSV or TSV file, in constant memory; ``export.csv:2`` is the first row.

    Delimiter, quoting and encoding are told from the first 64 kB. A quoted field may hold line breaks (RFC 4180).

    Raises:
        InputError: ``no-columns``, ``empty``, ``encoding``, or ``bad-record`` where a quote is never closed.
    """
    sample = source.stream.read(BUFFER)
    if not sample.strip():
        raise InputError("empty", f"{source.name}: the table is empty; give a file with a header and rows")
    encoding, notes = find_encoding(sample, source.name)
    text = codecs.getincrementaldecoder(encoding)("replace")
    head = text.decode(sample)
    sep = _SEP.match(head.removeprefix("\ufeff"))  # as spreadsheets write it
    delimiter = sep[1] if sep else find_delimiter(head, source.ending)
    longest = max(reading.limits.max_chars * 2, BUFFER * 4)
    lines = _lines(head[sep.end() :] if sep else head, source.stream, text, longest, source.name)
    backslash = head.count('\\"') > 2 * head.count('""')
    csv.field_size_limit(longest)  # a quote that is never closed would take the rest
    rows = csv.reader(
        lines, delimiter=delimiter, doublequote=not backslash, escapechar="\\" if backslash else None, strict=False
    )
    yield from _read_rows(rows, source, reading, notes)


def _read_rows(
    rows: "Iterator[list[str]]", source: Source, reading: Reading, notes: tuple[Note, ...]
) -> Iterator[Item]:
    header: list[str] = []
    columns: Columns | None = None
    number, any_row = 0, False
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            raise InputError(
                "bad-record",
                f"{source.name}: after row {number}: {error}; a quote may never be closed: rows before it were read",
            ) from None
        number += 1
        if not any(cell.strip() for cell in row):
            continue
        if columns is None:
            header, columns, is_data = find_header(row, reading, source.name)
            if not is_data:
                continue
        any_row = True
        values = {name: cell for name, cell in zip(header, row, strict=False) if cell}
        yield _row(values, columns, f"{source.name}:{number}", number, reading, notes)
    if not any_row:
        raise InputError("empty", f"{source.name}: the table has no rows below its header")


def _row(
    values: dict[str, str], columns: Columns, where: str, number: int, reading: Reading, notes: tuple[Note, ...]
) -> Item:
    item = read_row(
        values, columns, where=where, id=f"row-{number}", raw_kind="table", max_chars=reading.limits.max_chars
    )
    return item.with_notes(notes) if notes and hasattr(item, "with_notes") else item


def find_header(row: Sequence[str], reading: Reading, where: str) -> tuple[list[str], Columns, bool]:
    """Return the header, its mapping, and whether the row is data: a format without a header (GDELT GKG) has its own.

    Raises:
        InputError: ``no-columns``.
    """
    given = reading.options.get("columns")
    candidates = (given,) if isinstance(given, Columns) else load_all()[0]
    for columns in candidates:
        if columns.header and columns.first and re.fullmatch(columns.first, row[0].strip()):
            return list(columns.header), columns, True
    header = [cell.strip() for cell in row]
    if isinstance(given, Columns):
        return header, check_fit(given, header, where), False
    return header, choose_columns(header, where), False


def find_delimiter(head: str, ending: str = "") -> str:
    """Return what divides the fields of the first line: the sign that is most frequent outside quotes."""
    if ending in (".tsv", ".tab"):
        return "\t"
    first = next((line for line in head.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=lambda sign: (outside.count(sign), -DELIMITERS.index(sign)))


def looks_like_table(head: bytes) -> bool:
    """Tell whether the first line has the columns of a ready-made mapping, three at least, or of one without header."""
    line = head.decode("utf-8", "ignore").removeprefix("\ufeff").split("\n", 1)[0]
    delimiter = find_delimiter(line)
    try:
        header = next(csv.reader([line.strip("\r")], delimiter=delimiter), [])
    except csv.Error:
        return False
    made = load_all()[0]
    if any(c.first and len(header) == len(c.header) and re.fullmatch(c.first, header[0].strip()) for c in made):
        return True
    return len(header) > 2 and any(len(c.when) > 2 and c.fits(header) for c in made)


def _lines(head: str, stream: ByteStream, decoder: codecs.IncrementalDecoder, longest: int, name: str) -> Iterator[str]:
    """Yield lines with their ends, as the csv module wants them. Raises InputError where one is too long."""
    text = io.StringIO(head, newline="")
    rest = ""
    while True:
        for line in text:
            line = rest + line
            rest = ""
            if line.endswith("\n"):
                yield line
            else:
                rest = line
        if len(rest) > longest:
            raise InputError(
                "too-large",
                f"{name}: a line is longer than {longest:,} characters; rows before it were read: is it a table?",
            )
        data = stream.read(BUFFER)
        if not data:
            rest += decoder.decode(b"", True)
            if rest:
                yield rest
            return
        text = io.StringIO(decoder.decode(data), newline="")
