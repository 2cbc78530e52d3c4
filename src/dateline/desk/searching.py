"""The words of a search as a filter: ``type:ASSAULT country:COD place:"Port Sudan" army``."""

import re
from typing import Any

from dateline.errors import UsageError
from dateline.store import EventFilter

FIELDS = ("type", "actor", "source", "target", "country", "place", "status", "standing", "rule", "document")
NUMBERS = ("origins", "reports")
TRUTHS = ("background", "inside", "contradicted")
TELLING = frozenset(
    {"actor", "source", "target", "place", "document", "rule"}
)  # would find out what a reader is not shown
WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')


def read_search(words: str, *, telling: bool = True) -> EventFilter:
    """Return the filter of a search; values of one field are alternatives, words without a field are parties' names.

    Args:
        words: what was typed; quotes hold words together.
        telling: False for a reader, who may not search for what the sharing rules hide.

    Raises:
        UsageError: a field that cannot be searched by; the message lists those there are.
    """
    if any(ord(character) < 32 for character in words):
        raise UsageError("a search has no control characters")
    given: dict[str, Any] = {}
    for word in WORD.findall(words):
        name, colon, value = word.replace('"', "").partition(":")
        name, value = (name, value) if colon else ("actor", name)
        if not telling and name in TELLING:
            raise UsageError(f"{word!r}: a reader searches by type, country, status, standing and date only")
        if name in FIELDS:
            given[name] = (*given.get(name, ()), value)
        elif name in ("since", "until"):
            given[name] = value
        elif name in NUMBERS and value.isdigit():
            given[name] = int(value[:9])
        elif name in TRUTHS:
            given[name] = value.lower() in ("yes", "true", "1")
        else:
            known = ", ".join((*FIELDS, "since", "until", *NUMBERS, *TRUTHS))
            raise UsageError(f"{word!r} cannot be searched for; the fields are {known}")
    return EventFilter(**given)
