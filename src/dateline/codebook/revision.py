from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from dateline.codebook.schema import Codebook, Entry

Reason = Literal[
    "entry-added",
    "entry-removed",
    "trigger-added",
    "trigger-removed",
    "entry-changed",
    "neighbour",
    "shared",
    "unknown",
]
_TOLD_APART = frozenset({"id", "triggers", "examples", "counterexamples", "file", "line"})  # decide nothing, or below


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What in a codebook made a coding change: an entry, or the parts of it (of the codebook, if shared) named."""

    reason: Reason
    entry: str | None = None
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = ", ".join(self.parts)
        return {
            "entry-added": f"entry {self.entry} is new",
            "entry-removed": f"entry {self.entry} is gone",
            "trigger-added": f"{self.entry} has a new trigger: {parts}",
            "trigger-removed": f"{self.entry} has lost a trigger: {parts}",
            "entry-changed": f"{self.entry} has changed: {parts}",
            "neighbour": f"it stands with words that are read otherwise: {parts}",
            "shared": f"what entries share has changed: {parts}",
            "unknown": "no entry of its own changed, nor what entries share: another event of the report did",
        }[self.reason]


class Revision:
    """Two states of a codebook, and what differs between them."""

    def __init__(self, old: Codebook, new: Codebook) -> None:
        """Index the entries of both."""
        self.old, self.new = old, new
        self._old, self._new = _entries(old), _entries(new)
        self.shared = tuple(_shared_parts(old, new))
        self._words = dict(self._touched_words())

    def find_cause(self, old_rule: str | None, new_rule: str | None) -> Cause | None:
        """Say what changed at the rules that coded an event before and after; None where neither was touched.

        Args:
            old_rule: the ``rule`` of the event as the old codebook coded it (entry#trigger); None if it did not.
            new_rule: the same of the new codebook. Where both were touched, this one is the cause.
        """
        for rule in dict.fromkeys(filter(None, (new_rule, old_rule))):
            if cause := self._look_at(rule):
                return cause
        return None

    def find_cause_of_word(self, lemma: str) -> Cause | None:
        """Say what changed in how a word is read as a trigger; None where nothing did."""
        return self._words.get(lemma)

    def _look_at(self, rule: str) -> Cause | None:
        id, _, trigger = rule.partition("#")
        old, new = self._old.get(id), self._new.get(id)
        if not old or not new:
            return Cause(reason="entry-removed" if old else "entry-added", entry=id) if old or new else None
        before = [t for t in old.triggers if t.text == trigger]
        after = [t for t in new.triggers if t.text == trigger]
        if bool(before) != bool(after):
            return Cause(reason="trigger-removed" if before else "trigger-added", entry=id, parts=(trigger,))
        parts = [
            f.name for f in fields(Entry) if f.name not in _TOLD_APART and getattr(old, f.name) != getattr(new, f.name)
        ]
        parts += ["the words of a class in the trigger"] if before != after else []
        return Cause(reason="entry-changed", entry=id, parts=tuple(parts)) if parts else None

    def _touched_words(self) -> Iterator[tuple[str, Cause]]:
        """Yield the heads of triggers that were touched, each with the cause; of several causes the last counts."""
        for id in sorted({*self._old, *self._new}):
            before, after = (entries[id].triggers if id in entries else () for entries in (self._old, self._new))
            for trigger in dict.fromkeys((*before, *after)):
                if cause := self._look_at(f"{id}#{trigger.text}"):
                    yield from ((head, cause) for head in trigger.heads)


def _entries(book: Codebook) -> Mapping[str, Entry]:
    return {entry.id: entry for entry in (*book.entries, *(rule.entry for rule in book.derived))}


def _shared_parts(old: Codebook, new: Codebook) -> list[str]:
    """Name what all entries lean on and what differs in it; frames are told at the entries that use them."""
    parts = [f"class {name}" for name in sorted({*old.classes, *new.classes})
             if old.classes.get(name) != new.classes.get(name)]  # fmt: skip
    kinds = sorted({rule.type for rule in {*old.refinements} ^ {*new.refinements}})
    parts += [f"refinements of {kind}" for kind in kinds]
    if not kinds and old.refinements != new.refinements:
        parts.append("the order of refinements")
    if [(rule.of, rule.modality, rule.polarity) for rule in old.derived] != [
        (rule.of, rule.modality, rule.polarity) for rule in new.derived
    ]:
        parts.append("derived.yaml")
    for name, file in (("contexts", "contexts.yaml"), ("codes", "cameo.yaml"), ("discards", "discards.yaml")):
        if getattr(old, name) != getattr(new, name):
            parts.append(file)
    own = {"name", "version"}
    if {k: v for k, v in old.settings.items() if k not in own} != {
        k: v for k, v in new.settings.items() if k not in own
    }:
        parts.append("codebook.yaml")
    return parts
