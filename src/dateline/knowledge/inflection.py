"""English verb forms, for words that the parser has tagged as something else (headlines, title case)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from dateline.knowledge.datafiles import read_yaml

_FILE = Path(__file__).parent / "data" / "inflection.yaml"
_VOWELS = "aeiou"


@lru_cache(maxsize=1)
def _tables() -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    page = read_yaml(_FILE)
    return frozenset(page["doubling"]), {verb: tuple(forms) for verb, forms in page["irregular"].items()}


def inflect(verb: str) -> frozenset[str]:
    """Return the forms of a verb: "ban" gives ban, bans, banned, banning."""
    doubling, irregular = _tables()
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    else:
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
        past = verb + ("d" if verb.endswith("e") else "ed")
    forms = {verb, third, past, stem + "ing"}
    if verb in doubling:
        if sum(letter in _VOWELS for letter in verb) == 1:  # "raped" is no form of "rap"; "traveled" is one of "travel"
            forms -= {verb + "ed", verb + "ing"}
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return frozenset(forms | set(irregular.get(verb, ())))


def inflect_all(verbs: Iterable[str]) -> dict[str, str]:
    """Return each form with its verb; a form of two verbs goes to the one that is itself that form, else the first."""
    forms: dict[str, str] = {}
    for verb in sorted(verbs):
        for form in inflect(verb):
            if form == verb or form not in forms:
                forms[form] = verb
    return forms
