"""How many acts one mention speaks of: "three raids", "dozens of attacks"."""

from dateline.knowledge.number_words import NOT_COUNTS, NumberWords
from dateline.model import Count, Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading


def count_acts(reading: Reading, candidate: Candidate, words: NumberWords) -> Count | None:
    """Return the number of acts that the trigger noun is counted with, or None where it is not counted.

    Example: "The army carried out three raids" is one event with a count of three. Known miss: acts counted by a later
    sentence ("It was the third such raid").
    """
    match = candidate.match
    carried = [t for t in match.filled if t.pos == "NOUN" and t.i in reading.predicate_at]  # "carried out three raids"
    noun = match.token if match.noun else carried[0] if carried else None
    if noun is None:
        return None
    for child in reading.tree.children(noun, "nummod", "amod", "det", "quantmod"):
        value = _value(child, words)
        if value is not None:
            return Count(low=value, best=value, high=value)
        bounds = _vague(reading, child, words)
        if bounds is not None:
            return bounds
    head = reading.tree.head(noun)
    if noun.dep == "pobj" and head is not None and head.lower == "of":
        return _vague(reading, reading.tokens[head.head], words)
    return None


def _value(token: Token, words: NumberWords) -> int | None:
    if token.ent in NOT_COUNTS or token.pos != "NUM":
        return None
    if token.text.isdigit():
        return int(token.text)
    return words.words.get(token.lower)


def _vague(reading: Reading, token: Token, words: NumberWords) -> Count | None:
    for phrase, (low, high) in words.vague.get(token.lower, ()):
        here = reading.tokens[token.i : token.i + len(phrase)]
        if tuple(t.lower for t in here) == phrase:
            return Count(low=low, best=low if low == high else None, high=high)
    return None
