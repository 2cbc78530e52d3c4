"""What must hold of a codebook as a whole: its switches, ids and triggers, and no word class that serves nothing."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dateline.codebook.schema import TYPES, Entry
from dateline.knowledge.status import load_status

HEAD_FILE = "codebook.yaml"
LABELS = ("name", "version", "licence", "source")
TYPE_SWITCHES = ("needs_party", "needs_anchor", "needs_mind")
MODE_SWITCHES = ("enacted", "deed_modes", "charging")
MODALITY_SWITCHES = ("silent",)
SWITCHES = (*TYPE_SWITCHES, *MODALITY_SWITCHES, *MODE_SWITCHES)
CLASSES_READ_BY_NAME = frozenset(
    [
        "ATTEMPT",
        "BACKING",
        "BEHALF",
        "CIVILIAN",
        "CLAIMING_PART",
        "COMPANION",
        "DENYING_PART",
        "ENACTING",
        "IMPACT",
        "MEDIATING",
        "MEMBERS",
        "PLACE_NOUN",
        "RESPONSIBILITY",
        "SHARE",
        "SPEAKS",
        "SUFFERED_BY_OWNER",
        "SUPPORT_VERB",
        "SUSPECTED",
        "TRANSPARENT",
    ]
)
_PROSE = frozenset({"examples", "counterexamples", "note"})
_CLASS = re.compile(r"@(\w+)")
Told = Callable[[str, int, str], None]
Lines = Mapping[str, int]


def check_switches(head: Mapping[str, Any], lines: Lines, modes: Mapping[str, Sequence[str]], fault: Told) -> None:
    """Report what ``codebook.yaml`` says that nothing reads: unknown keys, types, modes and modalities.

    Args:
        head: the content of the file.
        lines: the line of each of its keys.
        modes: the modes of each type, from its pages.
        fault: takes file, line and message.
    """
    all_modes = sorted({mode for each in modes.values() for mode in each})
    for key, given in head.items():
        if key in LABELS:
            continue
        line = lines.get(key, 1)
        if key not in SWITCHES:
            fault(HEAD_FILE, line, f"unknown key {key!r}; keys are {', '.join((*LABELS, *SWITCHES))}")
            continue
        if not isinstance(given, list):
            fault(HEAD_FILE, line, f"{key}: must be a list, in brackets: [{given}]")
            continue
        kind, known = _allowed(key, all_modes)
        for name in (str(each) for each in given if each not in known):
            fault(HEAD_FILE, line, f"{key}: unknown {kind} {name!r}; those known are {', '.join(known)}")


def _allowed(key: str, modes: Sequence[str]) -> tuple[str, Sequence[str]]:
    if key in TYPE_SWITCHES:
        return "type", TYPES
    return ("mode", modes) if key in MODE_SWITCHES else ("modality", tuple(load_status().modalities))


def unused_classes(defined: Iterable[str], named: Iterable[str]) -> list[str]:
    """Return the word classes that no entry, refinement or other class names and that the program does not read."""
    used = CLASSES_READ_BY_NAME.union(named)
    return [name for name in defined if name not in used]


def named_classes(page: Any) -> Iterator[str]:
    """Yield the word classes that a page names by ``@NAME``, but not those in its examples and notes."""
    if isinstance(page, str):
        yield from _CLASS.findall(page)
    elif isinstance(page, dict):
        for key, value in page.items():
            if key not in _PROSE:
                yield from named_classes(value)
    elif isinstance(page, list):
        for value in page:
            yield from named_classes(value)


def check_ids(entries: Iterable[Entry], fault: Told) -> None:
    """Report ids used twice, and triggers that two entries claim under the same conditions."""
    ids: dict[str, Entry] = {}
    claimed: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        first = ids.setdefault(entry.id, entry)
        if first is not entry:
            fault(entry.file, entry.line, f"{entry.id}: this id is used before, at {first.file}:{first.line}")
        for trigger in entry.triggers:
            for head in trigger.heads:
                other = claimed.setdefault(
                    (trigger.pos, head, trigger.modifiers, trigger.slots, entry.in_document), entry
                )
                if other is not entry:
                    fault(
                        entry.file,
                        entry.line,
                        f"{entry.id}: {trigger.pos} {trigger.text!r} ({head}) is claimed by {other.id} too "
                        f"({other.file}:{other.line}): keep it in one of them, or add a condition",
                    )
