"""One entry of a codebook as its file has it: cut out to be edited, and put back into the file's text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from dateline.codebook.folder import Loader
from dateline.codebook.loading import SHARED_FILES
from dateline.errors import CodebookError
from dateline.knowledge.datafiles import Fault

LONGEST = 20_000  # characters of an edited entry
DEEPEST = 6  # lists in lists
MOST_ENTRIES = 10
SHORT = 5  # characters of an example that are looked for
ENTRY = "the entry"  # what faults in the edited text are said to be in
_NAMED = re.compile(r"\S+: (?:unknown key '(\w+)'|(\w+): )")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySource:
    """An entry as its file has it: ``text`` begins at ``line`` (from 1), and was moved left by ``indent``."""

    id: str
    file: str
    line: int
    lines: int
    indent: int
    text: str


def find_source(folder: Path, id: str) -> EntrySource:
    """Return an entry as its file has it.

    Raises:
        CodebookError: the codebook has no entry of that id.
    """
    for file in sorted(folder.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(folder).as_posix()
        if id and id in text and name not in SHARED_FILES - {"derived.yaml"}:
            page: Any = yaml.compose(text, Loader=Loader)
            for key, rows in page.value if isinstance(page, yaml.MappingNode) else ():
                if key.value in ("entries", "rules") and isinstance(rows, yaml.SequenceNode) and not rows.flow_style:
                    for row, after in zip_longest(rows.value, rows.value[1:]):
                        if _id_of(row) == id:
                            end = (after.start_mark if after else rows.end_mark).line
                            return _cut(id, name, text.splitlines(), row.start_mark.line + 1, end)
    raise CodebookError(f"the codebook {folder.name} has no entry {id[:80]!r}")


def _id_of(row: Any) -> str | None:
    """Return the id of an entry's node in block style; None of anything else."""
    if not isinstance(row, yaml.MappingNode) or row.flow_style:
        return None
    return next((str(value.value) for key, value in row.value if key.value == "id"), None)


def _cut(id: str, file: str, lines: list[str], line: int, end: int) -> EntrySource:
    end = end if end > line - 1 else len(lines)
    own = lines[line - 1 : end]
    while own and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
        own.pop()
    indent = len(own[0]) - len(own[0].lstrip())
    text = "\n".join(row[indent:] if not row[:indent].strip() else row for row in own) + "\n"
    return EntrySource(id=id, file=file, line=line, lines=len(own), indent=indent, text=text)


def put_back(source: EntrySource, edited: str, whole: str) -> str:
    """Return a file's text with an entry replaced by its edited form."""
    lines = whole.splitlines()
    margin = " " * source.indent
    own = [margin + row if row.strip() else "" for row in edited.splitlines()]
    lines[source.line - 1 : source.line - 1 + source.lines] = own
    return "\n".join(lines) + "\n"


def find_edit_faults(edited: str, *, id: str) -> tuple[Fault, ...]:
    """Return why a text that somebody sent cannot stand in place of an entry; none where it may be checked further.

    It must be one short YAML list of entries, one of them of the id. Aliases, tags and deep nesting are refused before
    anything is built of them: they are how a small text becomes a large one.
    """
    if len(edited) > LONGEST:
        return (_fault(1, f"the entry has more than {LONGEST:,} characters"),)
    try:
        edited.encode()
        refused = next(_refuse(edited), None)
        rows = None if refused else yaml.load(edited, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return (_fault(mark.line + 1 if mark else 1, f"not valid YAML: {getattr(error, 'problem', None) or error}"),)
    except (ValueError, RecursionError) as error:
        return (_fault(1, f"holds a value that cannot be read: {str(error)[:200]}"),)
    if refused:
        return (refused,)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return (_fault(1, f"must be the entry as the file has it, begun with `- id: {id}`"),)
    if len(rows) > MOST_ENTRIES:
        return (_fault(1, f"holds more than {MOST_ENTRIES} entries"),)
    if id not in [row.get("id") for row in rows]:
        return (_fault(1, f"the entry must keep its id, {id}: the decisions are about it"),)
    return ()


def _refuse(edited: str) -> Iterator[Fault]:
    depth = documents = 0
    for event in yaml.parse(edited, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield _fault(line, "anchors and aliases (& and *) are not used in codebooks; put the word into quotes")
        elif getattr(event, "tag", None) not in (None, "!"):
            yield _fault(line, "tags (!) are not used in codebooks; put the word into quotes")
        elif depth > DEEPEST or documents > 1:
            yield _fault(line, "lists are too deep" if depth > DEEPEST else "must be one document, without ---")


def place_fault(fault: Fault, source: EntrySource, edited: str) -> Fault:
    """Return a fault of an edited file with its line in the edited entry, where it is there, else as it is.

    Faults of an entry and of an example on one line are told at the entry's first line: the key or the sentence that
    the message names is looked for below it.
    """
    lines, first = edited.splitlines(), fault.line - source.line
    if fault.file != source.file or not 0 <= first < len(lines):
        return fault
    named = _NAMED.match(fault.message)
    if named:
        key = named[1] or named[2]
        first = next((n for n in range(first, len(lines)) if lines[n].lstrip("- ").startswith(f"{key}:")), first)
    elif (quoted := fault.message.partition(": ")[2].partition(": ")[2][1:-1]) and len(quoted) > SHORT:
        first = next((n for n in range(first, len(lines)) if quoted in lines[n]), first)
    return replace(fault, file=ENTRY, line=first + 1)


def with_draft(source: EntrySource, *, examples: Iterable[Mapping[str, Any]], counterexamples: Iterable[str]) -> str:
    """Return an entry's text with drafted sentences at the end of its lists."""
    text = source.text
    text = _append(text, "examples", [_write_example(row) for row in examples])
    return _append(text, "counterexamples", [quote(sentence) for sentence in counterexamples])


def quote(sentence: str) -> str:
    """Return a sentence as YAML on one line; characters that cannot be seen are written as their codes."""
    shown = str(yaml.safe_dump(sentence, width=1 << 20, allow_unicode=True, default_style='"')).strip()
    return "".join(_escape(char) if unicodedata.category(char)[0] in "CZ" and char != " " else char for char in shown)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _write_example(row: Mapping[str, Any]) -> str:
    more = "".join(f", {key}: {value}" for key, value in row.items() if key != "text" and str(value).isalpha())
    return f"{{text: {quote(str(row['text']))}{more}}}" if more else quote(str(row["text"]))


def _append(text: str, key: str, items: list[str]) -> str:
    if not items:
        return text
    lines = text.splitlines()
    page: Any = yaml.compose(text, Loader=Loader)
    entry = page.value[0]
    found = next((value for name, value in entry.value if name.value == key), None)
    if found is None:
        new = [f"  {key}:", *(f"    - {item}" for item in items)]
        return "\n".join([*lines, *new]) + "\n"
    if found.flow_style or not found.value:
        return text
    margin, last = " " * found.start_mark.column, found.value[-1]
    end = last.end_mark.line + (1 if last.end_mark.column else 0)
    lines[end:end] = [f"{margin}- {item}" for item in items]
    return "\n".join(lines) + "\n"


def _fault(line: int, message: str) -> Fault:
    return Fault(file=ENTRY, line=line, message=message)
