import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.contract.validate import find_record_faults
from dateline.model.story import Occurrence

LAYERS = (
    "alignment", "edits", "regions", "sentences", "actors", "places", "times", "predicates", "claims", "numbers",
    "events", "loaded_terms", "notes",
)  # fmt: skip
CONTRACT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """What every exporter takes: a record of the contract, and the occurrence that each of its events tells.

    ``occurrences`` is empty where nothing was linked: then each event is an occurrence of its own. ``where`` is the
    line or key that the record came from, for messages.
    """

    record: Mapping[str, Any]
    occurrences: Mapping[str, Occurrence] = field(default_factory=dict)
    where: str = ""
    key: str = ""

    @property
    def document(self) -> str:
        """By what occurrences know the document: its key in a project, else its id."""
        return self.key or str(self.record["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A line or record that cannot be exported, and why; the export goes on without it."""

    where: str
    message: str


def read_coded(lines: Iterable[bytes], name: str) -> Iterator[Coded | Unusable]:
    """Read JSONL of contract records; a line that is none is returned as such, in its place.

    A record of a document that failed is ``Coded`` too (its record has ``error``): exporters count it and go on.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            yield Unusable(where=where, message=f"is not JSON in UTF-8 ({error})")
            continue
        fault = find_misfit(record)
        yield Unusable(where=where, message=fault) if fault else Coded(record=record, where=where)


def is_uncoded(lines: Iterable[bytes]) -> bool:
    """Tell whether something has lines and none that says it is coded: prose, a table, reports still to be coded."""
    said = False
    for line in filter(bytes.strip, lines):
        said = True
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and ("contract" in record or "error" in record):
            return False
    return said


def find_misfit(record: Any) -> str | None:
    """Say why something cannot be a contract record, by its outer form (cheap; ``explain_misfit`` looks deeper)."""
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return "is not a record: `dateline code --format jsonl` writes them"
    if "error" in record:
        return None
    if "contract" not in record:
        return "is not a coded record: code it first, with `dateline code --format jsonl`"
    if record["contract"] != CONTRACT:
        return f"keeps contract {record['contract']!r}, not {CONTRACT}; code the document with this version"
    if not isinstance(record.get("text"), str):
        return "has no text"
    lacking = [layer for layer in LAYERS if not isinstance(record.get(layer), list)]
    return f"lacks {', '.join(lacking)}" if lacking else None


def explain_misfit(record: Mapping[str, Any], error: Exception) -> str:
    """Say what breaks the contract in a record that an exporter stumbled over."""
    for path, message in find_record_faults(record):
        return f"breaks the contract at {path}: {message}"
    return f"cannot be exported ({type(error).__name__}: {error})"
