"""What kind of value each key of an entry takes: a wrong kind is a fault with its line, never a crash."""

from collections.abc import Iterator
from typing import Any

from dateline.codebook.folder import LINE

_LISTS = frozenset(
    "verbs nouns adjectives contexts source target about needs unless despite elsewhere in_document not_in_document "
    "of modality".split()
)
_SENTENCES = frozenset({"examples", "counterexamples"})
_SWITCHES = frozenset({"reciprocal", "performed"})
_NUMBERS = frozenset({"goldstein"})
_PLAIN = (str, int, float)


def find_misshapen(row: dict[Any, Any]) -> Iterator[str]:
    """Yield what is wrong with the kinds of values in an entry's row, for people: ``verbs`` must be a list.

    Keys that are not known are for others to report.
    """
    for key, value in row.items():
        if not isinstance(key, str):
            yield f"a key is a word; {str(key)[:40]!r} is none"
        elif value is None or key == LINE:
            continue
        elif key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(each, _PLAIN) for each in value):
                yield f"{key}: must be a list of words, in brackets: [{key}, …]"
        elif key in _SENTENCES:
            if not isinstance(value, list) or not all(map(_is_sentence, value)):
                yield f"{key}: must be a list of sentences, each a text or a mapping with text"
        elif key in _SWITCHES:
            if not isinstance(value, bool):
                yield f"{key}: must be true or false"
        elif key in _NUMBERS:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                yield f"{key}: must be a number"
        elif not isinstance(value, _PLAIN):
            yield f"{key}: must be one word, without brackets"


def _is_sentence(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("text"), str) and all(isinstance(each, _PLAIN) for each in value.values() if each)
    return isinstance(value, str)
