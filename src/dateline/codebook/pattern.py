"""The pattern language in which a codebook writes its triggers (docs/codebook.md).

``carry|mount out <@ATTACK>``   a verb with a particle and a direct object from the word class ATTACK
``call for <ceasefire|truce>``  a verb with a preposition and its object
``<court|judge> jail``          a verb with a condition on its subject
``refuse to [negotiate|meet]``  a verb with a condition on the verb of its clausal complement
``seize <=place|-@SPORT>``      ``=`` asks for a kind of argument (a resolved place), ``-`` forbids a word
``press <=actor> to [*]``       ``*`` is satisfied by anything that stands there: here an infinitive
``air strike on <@X>``          a noun: the words before the head are its modifiers, prepositions follow
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Literal

MOST_SPELLED = 500
PartOfSpeech = Literal["verb", "noun", "adjective"]
SlotKind = Literal["subject", "object", "prep", "word", "complement"]
KINDS = frozenset(
    """actor armed civilian country government media military money number organization person place""".split()
)
PREPOSITIONS = frozenset(
    [
        "about",
        "above",
        "across",
        "after",
        "against",
        "along",
        "amid",
        "among",
        "around",
        "as",
        "at",
        "before",
        "behind",
        "below",
        "beneath",
        "beside",
        "between",
        "beyond",
        "by",
        "despite",
        "during",
        "for",
        "from",
        "in",
        "inside",
        "into",
        "like",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "outside",
        "over",
        "past",
        "since",
        "through",
        "throughout",
        "to",
        "toward",
        "towards",
        "under",
        "until",
        "up",
        "upon",
        "versus",
        "via",
        "with",
        "within",
        "without",
    ]
)
_PART = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|[^\s<>\[\]]+")


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one argument: any of ``words`` or ``kinds``, and none of ``barred`` or ``barred_kinds``."""

    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    barred_kinds: frozenset[str] = frozenset()

    def holds(self, words: frozenset[str], kinds: frozenset[str]) -> bool:
        """Tell whether an argument with these words (lemmas, head and compounds) and kinds meets the condition."""
        if self.barred & words or self.barred_kinds & kinds:
            return False
        return bool(self.words & words or self.kinds & kinds) or not (self.words or self.kinds)


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of a trigger beside its head: an argument with a condition, or a word that must be there."""

    kind: SlotKind
    word: str | None = None  # the preposition or particle
    test: Test | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A compiled trigger. ``specificity`` orders triggers with the same head: the most specific is tried first."""

    text: str
    pos: PartOfSpeech
    heads: tuple[str, ...]
    modifiers: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    bare: bool = False  # given beside more specific ones, matches the head alone

    @property
    def specificity(self) -> int:
        return 2 * len(self.modifiers) + sum(2 if slot.test and slot.test.words else 1 for slot in self.slots)


class PatternError(ValueError):
    """A trigger that cannot be read; the message says why."""


def parse_trigger(text: str, pos: PartOfSpeech, classes: Mapping[str, frozenset[str]]) -> Trigger:
    """Compile one trigger.

    Args:
        text: the trigger as the codebook writes it.
        pos: the part of speech of its head, from the list it stands in.
        classes: the codebook's word classes, upper-case name to lemmas.

    Raises:
        PatternError: unknown class or kind, empty brackets, no head.
    """
    parts = _split(text)
    if not parts:
        raise PatternError("empty trigger")
    slots: list[Slot] = []
    if parts[0].startswith("<"):
        slots.append(Slot("subject", None, _parse_test(parts.pop(0)[1:-1], classes)))
    words: list[str] = []
    while parts and not parts[0].startswith(("<", "[")):
        if words and (pos == "verb" or parts[0].lower() in PREPOSITIONS):
            break
        words.append(parts.pop(0))
    if not words:
        raise PatternError(f"{text!r} has no head word")
    *before, last = (piece for word in words for piece in _split_hyphens(word))
    heads = tuple(sorted(_expand(last, classes)))
    slots += _parse_slots(parts, classes)
    return Trigger(text, pos, heads, tuple(w.lower() for w in before), tuple(slots))


def spell_out(text: str, pos: PartOfSpeech) -> list[str]:
    """Return one trigger for each choice of particle, preposition or modifier: "march on|to <capital>" is two.

    Alternatives of a verb, and those within brackets, stay together.

    Raises:
        PatternError: brackets do not match, or there are more than ``MOST_SPELLED`` choices.
    """
    parts = _split(text)
    plain = [i for i, part in enumerate(parts) if not part.startswith(("<", "["))]
    open_parts = set(plain[1:] if pos == "verb" else plain)
    choices = [part.split("|") if i in open_parts and "@" not in part else [part] for i, part in enumerate(parts)]
    if prod(map(len, choices)) > MOST_SPELLED:
        raise PatternError(f"{text[:60]!r} stands for more than {MOST_SPELLED} triggers: give fewer choices")
    return [" ".join(choice) for choice in product(*choices)]


def _split(text: str) -> list[str]:
    """Return the words and bracketed parts of a trigger."""
    parts = _PART.findall(text)
    if re.sub(r"\s+", "", "".join(parts)) != re.sub(r"\s+", "", text):
        raise PatternError(f"cannot read {text!r}: brackets do not match")
    return parts


def _split_hyphens(word: str) -> list[str]:
    """Split a hyphened word as the parser does: "sit-in" is three tokens, of which the last is the head."""
    return word.split() if "|" in word or word.startswith("@") else re.sub(r"(?<=\w)-(?=\w)", " - ", word).split()


def _parse_slots(parts: list[str], classes: Mapping[str, frozenset[str]]) -> list[Slot]:
    slots: list[Slot] = []
    pending: str | None = None
    for part in parts:
        if part.startswith("<"):
            test = _parse_test(part[1:-1], classes)
            slots.append(Slot("prep", pending, test) if pending else Slot("object", None, test))
            pending = None
        elif part.startswith("["):
            slots.append(Slot("complement", pending, _parse_test(part[1:-1], classes)))
            pending = None
        else:
            if pending:
                slots.append(Slot("word", pending))
            pending = part.lower()
    if pending:
        slots.append(Slot("word", pending))
    return slots


def _parse_test(text: str, classes: Mapping[str, frozenset[str]]) -> Test:
    words: set[str] = set()
    kinds: set[str] = set()
    barred: set[str] = set()
    barred_kinds: set[str] = set()
    alternatives = [part.strip() for part in text.split("|") if part.strip()]
    if not alternatives:
        raise PatternError("empty brackets: write what may stand there, or leave them out")
    for part in alternatives:
        if part == "*":
            continue
        negative = part.startswith("-")
        name = part[1:] if negative else part
        if name.startswith("="):
            if name[1:] not in KINDS:
                raise PatternError(f"unknown kind {name!r}; kinds are {', '.join(sorted(KINDS))}")
            (barred_kinds if negative else kinds).add(name[1:])
        else:
            (barred if negative else words).update(_expand(name, classes))
    return Test(frozenset(words), frozenset(kinds), frozenset(barred), frozenset(barred_kinds))


def _expand(text: str, classes: Mapping[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    for part in text.split("|"):
        if part.startswith("@"):
            if part[1:] not in classes:
                raise PatternError(f"unknown word class {part}; classes stand in the folder classes/")
            found |= classes[part[1:]]
        elif part:
            found.add(part.replace("_", " ").lower())
    return found
