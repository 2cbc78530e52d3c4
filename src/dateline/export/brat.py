import hashlib
import re
from collections.abc import Mapping
from typing import Any

from dateline.export.marks import Span, find_marks

BREAKS = re.compile(r"[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+")  # what ends or parts a line of an .ann file
SAFE = re.compile(r"[^A-Za-z0-9._-]+")
ENTITIES = ("Party", "Actor", "Place", "Time", "ClaimSource", "ClaimCue", "ClaimContent", "Number", "LoadedTerm")


def file_stem(id: str) -> str:
    """Return a file name for a document: its id where that is one, else what is safe of it and a hash."""
    safe = SAFE.sub("_", id).strip("._")[:80]
    return safe if safe == id and safe else f"{safe or 'document'}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def write_ann(record: Mapping[str, Any]) -> str:
    r"""Return the .ann file of a record: text-bound marks, relations between them, and facts as notes.

    Offsets count code points. A mark over several lines becomes fragments (``T1\tPlace 0 4;5 9\tGoma city``), because
    an .ann file is made of lines.
    """
    marked, text = find_marks(record), record["text"]
    shown = [(mark, parts) for mark in marked.marks if (parts := find_fragments(text, mark.span))]
    names = {mark.id: f"T{number}" for number, (mark, _) in enumerate(shown, 1)}
    lines = []
    for mark, parts in shown:
        offsets = ";".join(f"{start} {end}" for start, end in parts)
        lines.append(f"{names[mark.id]}\t{mark.label} {offsets}\t{' '.join(text[a:b] for a, b in parts)}")
    lines += [
        f"R{number}\t{tie.label} Arg1:{names[tie.start]} Arg2:{names[tie.end]}"
        for number, tie in enumerate((t for t in marked.ties if {t.start, t.end} <= names.keys()), 1)
    ]
    lines += [
        f"#{number}\tAnnotatorNotes {names[mark.id]}\t{mark.owner}" + _facts(mark.facts)
        for number, (mark, _) in enumerate(shown, 1)
    ]
    return "".join(f"{line}\n" for line in lines)


def find_fragments(text: str, span: Span) -> list[Span]:
    """Return the parts of a span between line breaks, in code points."""
    parts, at = [], span[0]
    for found in BREAKS.finditer(text, *span):
        parts.append((at, found.start()))
        at = found.end()
    return [(start, end) for start, end in (*parts, (at, span[1])) if start < end]


def read_ann(ann: str) -> list[tuple[str, Span]]:
    """Read the text-bound marks of an .ann file: each label with its first start and last end."""
    found = []
    for line in ann.split("\n"):
        if line.startswith("T"):
            label, _, offsets = line.split("\t")[1].partition(" ")
            numbers = [int(number) for number in re.split("[ ;]", offsets)]
            found.append((label, (numbers[0], numbers[-1])))
    return found


def write_conf(types: tuple[str, ...], ties: frozenset[str]) -> str:
    """Return annotation.conf, which names every label and relation that brat may meet."""
    entities = "\n".join((*types, *ENTITIES))
    relations = "\n".join(f"{label}\tArg1:<ANY>, Arg2:<ANY>" for label in sorted(ties))
    overlap = "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"
    return f"[entities]\n{entities}\n\n[relations]\n{overlap}\n{relations}\n\n[events]\n\n[attributes]\n"


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    return "".join(f" · {key}: {BREAKS.sub(' ', value)}" for key, value in facts)
