"""Where the text speaks of an event: codebook triggers at the words of the parse."""

from collections.abc import Callable, Iterator

from dateline.codebook import Index, Match
from dateline.knowledge.inflection import inflect
from dateline.model import Token
from dateline.stages.events.reading import Reading
from dateline.syntax import arguments, gerund_governor

_NEVER = frozenset({"PUNCT", "DET", "ADP", "NUM", "PRON", "SYM"})
_OF_A_VERB = ("nsubj", "nsubjpass", "aux", "auxpass", "dobj", "prt", "dative")
_CLAUSE = ("ROOT", "ccomp", "advcl", "relcl")


def find_triggers(reading: Reading, index: Index, keep: Callable[[Match], bool]) -> list[Match]:
    """Find every trigger to keep, in text order; a word gives one match, words inside a longer trigger none."""
    dropped = _discarded(reading, index)
    found: list[Match] = []
    for token in reading.tokens:
        if token.i in dropped or token.pos in _NEVER or _is_modifier(reading, token):
            continue
        match = _match(reading, index, token)
        if match is not None and keep(match):
            found.append(match)
    inside = {t.i for match in found for t in match.filled if _swallowed(match, t)}
    return [match for match in found if match.token.i not in inside]


def _match(reading: Reading, index: Index, token: Token) -> Match | None:
    args = None
    for pos, head in _heads(reading, index, token):
        if not index.candidates(pos, head):
            continue
        if args is None:
            args = arguments(reading.tree, token)
        match = index.find(reading.tree, token, pos, head, args, reading.kinds, reading.vocabulary)
        if match is not None:
            return match
    return None


def _heads(reading: Reading, index: Index, token: Token) -> Iterator[tuple[str, str]]:
    """Yield the (part of speech, head word) readings of a token, the parser's own first.

    The small model takes headline verbs for nouns and title-case words for names, so other readings follow.
    """
    lemma, lower = token.lemma.lower(), token.lower
    if gerund_governor(reading.tree, token) is not None:
        yield "verb", index.verb_forms.get(lower, lemma)
    elif token.dep == "amod" and token.tag in ("VBN", "VBD", "JJ", "VBG"):
        yield (
            "adjective",
            lower,
        )  # "the detained journalist": only where an entry says that the participle tells an event
    elif token.pos in ("VERB", "AUX"):
        known = index.verb_forms.get(lower, lemma)
        if known != lemma and lower not in inflect(lemma):
            yield "verb", known  # the parser's lemma is none: "raped" is no form of "rap"
        yield "verb", lemma
        if token.tag in ("VBG", "VB", "VBP", "VBZ", "NN") and not reading.tree.children(token, *_OF_A_VERB):
            yield "noun", lower
        if known != lemma:
            yield "verb", known
    elif token.pos == "NOUN":
        yield "noun", lemma
        if lower != lemma:
            yield "noun", lower
        if _may_be_verb(reading, token) and lower in index.verb_forms:
            yield "verb", index.verb_forms[lower]
    elif token.pos in ("ADJ", "ADV"):
        yield "adjective", lower
        if lower in index.verb_forms and lower.endswith(("ed", "ing")):
            yield "verb", index.verb_forms[lower]
    elif token.pos == "PROPN" and token.i not in reading.actors_at and token.i not in reading.place_at:
        yield "noun", lower
        if lower.endswith("s"):
            yield "noun", lower[:-1]
        if lower in index.verb_forms:
            yield "verb", index.verb_forms[lower]


def _is_modifier(reading: Reading, token: Token) -> bool:
    """Tell whether a word only names the kind of a thing: "ceasefire line", "clash site", "Iranian-backed militia".

    A verb after a hyphen that has arguments of its own is none: "gang-raped three women".
    """
    if token.i and reading.tokens[token.i - 1].text == "-" and token.dep != "ROOT" and token.pos != "NOUN":
        return token.pos != "VERB" or not reading.tree.children(token, *_OF_A_VERB)
    head = reading.tree.head(token)
    if gerund_governor(reading.tree, token) is not None:
        return False
    return token.dep == "compound" and head is not None and head.pos in ("NOUN", "PROPN") and head.i > token.i


def _may_be_verb(reading: Reading, token: Token) -> bool:
    """Tell whether a noun may be a headline verb: the parser found no other verb to carry the sentence."""
    if token.dep in _CLAUSE and reading.tree.children(token, "nsubj"):
        return True
    return token.dep == "ROOT" and bool(reading.tree.children(token, "compound", "dobj", "prep"))


def _discarded(reading: Reading, index: Index) -> frozenset[int]:
    """Return the tokens that are no event in a fixed phrase ("defence minister") or in a date ("28 March")."""
    dropped = {
        t.i for time in reading.times.values() if time.span for t in reading.tree.at(time.span) if t.pos != "VERB"
    }
    for token in reading.tokens:
        phrases = index.discards.get(token.lower, ())
        if not phrases:
            continue
        following = reading.tokens[token.i + 1] if token.i + 1 < len(reading.tokens) else token
        second = (following.lower, following.lemma.lower())
        for phrase in phrases:
            if len(phrase) > 1 and phrase[1] not in second:
                continue
            words = reading.tokens[token.i : token.i + len(phrase)]
            if len(words) == len(phrase) and all(
                p in (w.lower, w.lemma.lower()) for p, w in zip(phrase, words, strict=True)
            ):
                dropped |= {word.i for word in words}
    return frozenset(dropped)


def _swallowed(match: Match, token: Token) -> bool:
    """Tell whether a word is part of a trigger (its own event) or an argument that may be an event itself.

    The noun of a light verb ("imposed a curfew", "signed a ceasefire") belongs to the trigger; an inner event does not.
    """
    return token.i != match.token.i and not match.entry.about
