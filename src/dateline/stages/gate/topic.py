"""Whether a report can hold events at all, told by its words: the codebook's ``relevance.yaml`` before the parse."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from dateline.codebook import Codebook
from dateline.knowledge.word_forms import word_forms
from dateline.stages.gate.sentence import WORD

_SIGNS = 2  # as in the coder: different signs of conflict or diplomacy that keep a report, whatever it is about
_TOKENS = 1.15  # tokens of the parse to a word: it counts stops and commas, too
_SURE = 1.1  # how much more than the codebook's share a topic must have here, where lemmas are not known


class TopicScreen:
    """The topics of a codebook, by every form of their cues."""

    def __init__(self, codebook: Codebook) -> None:
        """Index the cues."""
        self._relevance = codebook.relevance
        self._signs = _by_form(codebook.relevance.signs)
        self._cues = [(topic, _by_form(topic.cues)) for topic in codebook.relevance.topics]

    def find(self, paragraphs: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
        """Return the topic of a report that is not coded and the cues found, or None."""
        words = [word for text in paragraphs for word in WORD.findall(text.lower())]
        counts = Counter(words) + Counter(f"{a} {b}" for a, b in pairwise(words))
        if len({sign for form, sign in self._signs.items() if form in counts}) >= _SIGNS:
            return None
        for topic, forms in self._cues:
            found = {cue for form, cue in forms.items() if form in counts}
            told = sum(counts[form] for form in forms if " " not in form)
            if len(found) >= topic.least and told >= topic.share * _SURE * _TOKENS * len(words):
                return topic.name, tuple(sorted(found))
        return None


def _by_form(phrases: Iterable[str]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for phrase in sorted(phrases):
        before, _, last = " ".join(WORD.findall(phrase)).rpartition(" ")
        for form in word_forms(last):
            forms.setdefault(f"{before} {form}".strip(), phrase)
    return forms
