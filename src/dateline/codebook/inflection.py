"""English verb forms, for words that the parser has tagged as something else (headlines, title case)."""

from collections.abc import Iterable

_VOWELS = "aeiou"
_DOUBLING = frozenset(
    {"stab", "rob", "ban", "bar", "cut", "hit", "grab", "kidnap", "stop", "plan", "gun", "sap", "slap", "drop"}
)
_IRREGULAR = {
    "beat": ("beat", "beaten"), "break": ("broke", "broken"), "burn": ("burnt",), "cut": ("cut",), "fight": ("fought",),
    "give": ("gave", "given"), "hit": ("hit",), "hold": ("held",), "leave": ("left",), "meet": ("met",),
    "overthrow": ("overthrew", "overthrown"), "seek": ("sought",), "send": ("sent",), "shoot": ("shot",),
    "slay": ("slew", "slain"), "strike": ("struck",), "take": ("took", "taken"), "tell": ("told",),
    "withdraw": ("withdrew", "withdrawn"), "forbid": ("forbade", "forbidden"), "free": ("freed",), "flee": ("fled",),
    "freeze": ("froze", "frozen"), "quit": ("quit",), "sue": ("sued",), "set": ("set",), "split": ("split",),
}  # fmt: skip


def inflect(verb: str) -> frozenset[str]:
    """Return the forms of a verb: "ban" gives ban, bans, banned, banning."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    else:
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
        past = verb + ("d" if verb.endswith("e") else "ed")
    forms = {verb, third, past, stem + "ing"}
    if verb in _DOUBLING:
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return frozenset(forms | set(_IRREGULAR.get(verb, ())))


def inflect_all(verbs: Iterable[str]) -> dict[str, str]:
    """Return each form with its verb; a form of two verbs goes to the one that is itself that form, else the first."""
    forms: dict[str, str] = {}
    for verb in sorted(verbs):
        for form in inflect(verb):
            if form == verb or form not in forms:
                forms[form] = verb
    return forms
