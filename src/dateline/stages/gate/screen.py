"""A codebook's triggers as a table of plain words: whether a sentence can hold an event, told without a parse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.codebook import Codebook
from dateline.codebook.pattern import Slot, Trigger
from dateline.codebook.schema import Entry
from dateline.knowledge.word_forms import noun_forms, verb_forms, word_forms
from dateline.stages.gate.sentence import NUMBER, PARTY, WORD, Sentence, SentenceReader

NEAR = 5  # words between a head and what its conditions ask for: benchmarks/gate.py has what other widths cost
_KINDS = {"money": "=money", "number": NUMBER}


@dataclass(frozen=True, slots=True)
class Check:
    """What must stand near a trigger's head: each a superset of what the coder will ask for.

    ``before`` are the words right before the head, ``any_of`` sets of which each needs one word or sign ("=party": it
    may be somebody or some place) close to it, ``after`` the same behind it, ``barred`` words that make it another
    sense wherever they stand in the sentence; ``party`` asks for somebody, anywhere in it.
    """

    verb: bool
    before: tuple[frozenset[str], ...] = ()
    any_of: tuple[frozenset[str], ...] = ()
    after: tuple[frozenset[str], ...] = ()
    barred: frozenset[str] = frozenset()
    party: bool = False

    @property
    def ease(self) -> tuple[int, int]:
        wanted = (*self.before, *self.any_of, *self.after)
        return len(wanted) + self.party, sum(map(len, wanted))


class Screen:
    """The table of a codebook: built once, read by every document."""

    def __init__(self, codebook: Codebook) -> None:
        """Spell out every trigger's head in all its forms."""
        self._read = SentenceReader(codebook.discards)
        self._needs_party = frozenset(codebook.settings.get("needs_party", ()))
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        table: dict[str, dict[Check, None]] = {}
        for entry in codebook.entries:
            for trigger in entry.triggers:
                check = self._check(entry, trigger)
                for form in {form for head in trigger.heads for form in _head_forms(trigger, head)}:
                    table.setdefault(form, {})[check] = None
        self._table = {form: tuple(sorted(checks, key=lambda c: c.ease)) for form, checks in table.items()}

    def holds(self, text: str) -> bool:
        """Tell whether a sentence can hold an event: some trigger has all the words that its conditions need."""
        sentence = self._read(text)
        table = self._table
        at = [i for i, word in enumerate(sentence.words) if word in table]
        if not at:
            return False
        dropped = sentence.discarded()
        return any(_met(check, sentence, i) for i in at if i not in dropped for check in table[sentence.words[i]])

    def _check(self, entry: Entry, trigger: Trigger) -> Check:
        verb = trigger.pos == "verb"
        any_of: list[frozenset[str]] = []
        after: list[frozenset[str]] = []
        for slot in trigger.slots:
            for need in self._needs(slot):
                (after if verb and slot.kind == "object" and PARTY in need else any_of).append(need)
        return Check(
            verb=verb,
            before=tuple(self._spelled(frozenset([word])) for word in trigger.modifiers),
            any_of=tuple(dict.fromkeys(sorted(any_of, key=len))),
            after=tuple(dict.fromkeys(after)),
            barred=frozenset(word for word in entry.elsewhere if WORD.fullmatch(word)),
            party=bool(entry.needs) or entry.type in self._needs_party,
        )

    def _needs(self, slot: Slot) -> Iterator[frozenset[str]]:
        test = slot.test
        asks = test is not None and bool(test.words or test.kinds)
        bars = test is not None and bool(test.barred or test.barred_kinds)
        if slot.word and (slot.kind == "word" or (slot.kind == "prep" and (asks or not bars))):
            yield frozenset(WORD.findall(slot.word))
        if slot.kind == "complement" and slot.word and not bars and not (test and test.words):
            yield frozenset([slot.word])
        if test is not None and asks and slot.kind != "word":
            yield self._spelled(test.words) | {_KINDS.get(kind, PARTY) for kind in test.kinds}

    def _spelled(self, words: frozenset[str]) -> frozenset[str]:
        """Return every form of the last word of each phrase."""
        if words not in self._sets:
            last = {pieces[-1] for pieces in map(WORD.findall, words) if pieces}
            self._sets[words] = frozenset(form for word in last for form in word_forms(word))
        return self._sets[words]


def _met(check: Check, sentence: Sentence, i: int) -> bool:
    if check.verb and sentence.follows_article(i):
        return False
    words, size = sentence.words, len(check.before)
    if size and (
        i < size or any(word not in forms for forms, word in zip(check.before, words[i - size : i], strict=True))
    ):
        return False
    if check.any_of or check.after:
        close = sentence.close(i, NEAR)
        if any(wanted.isdisjoint(close) for wanted in check.any_of):
            return False
        behind = close if not check.after or sentence.is_passive(i) else sentence.close(i, NEAR, behind=True)
        if any(wanted.isdisjoint(behind) for wanted in check.after):
            return False
    if check.barred and not check.barred.isdisjoint(words):
        return False
    return not check.party or sentence.has_party(i)


def _head_forms(trigger: Trigger, head: str) -> Iterable[str]:
    if trigger.pos == "verb":
        return verb_forms(head)
    return noun_forms(head) if trigger.pos == "noun" else (head,)
