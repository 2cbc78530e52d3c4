"""Where a loaded term stands: its words, its part of speech, and the words around it."""

from collections.abc import Sequence

from dateline.knowledge.loaded_lexicon import LoadedEntry, LoadedLexicon
from dateline.model import Document, LoadedTerm, Span, Token
from dateline.stages.loaded.context import find_frame

Tokens = Sequence[Token]
_NEAR = 40  # words each side in which a word of ``only`` must stand, inside the sentence
_APOSTROPHES = {"’s": "'s", "’": "'"}


def find_loaded(doc: Document, lexicon: LoadedLexicon) -> tuple[LoadedTerm, ...]:
    """Find the loaded terms of a document, the longest at each place.

    Example: in "anti-terror fighters of the Zionist regime's enemies" both *anti-terror* and *Zionist regime* are
    recorded. Known miss: irony, and a term that the report quotes in a longer sentence to reject it.
    """
    tokens = doc.tokens or ()
    by_first = lexicon.by_first
    terms: list[LoadedTerm] = []
    after = 0
    for token in tokens:
        if token.i < after:
            continue
        low = token.lower
        rows = by_first.get(low, ())
        lemma = token.lemma.lower()
        if lemma != low and lemma in by_first:
            rows = (*rows, *by_first[lemma])
        entry = next((e for e in rows if _stands(tokens, token, e)), None) if rows else None
        if entry is None:
            continue
        last = tokens[token.i + len(entry.words) - 1]
        after = last.i + 1
        frame = find_frame(tokens, token.i, last.i, entry, lexicon.contexts)
        if frame is not None:
            span = Span(token.start, last.end)
            terms.append(LoadedTerm(span=span, term=entry.term, frame=frame, neutral=entry.neutral))
    return tuple(terms)


def _stands(tokens: Tokens, token: Token, entry: LoadedEntry) -> bool:
    here = tokens[token.i : token.i + len(entry.words)]
    if len(here) < len(entry.words) or here[-1].sent != token.sent:
        return False
    if not all(_is(t, word) for word, t in zip(entry.words, here, strict=True)):
        return False
    if entry.pos is not None and not _has_pos(here, entry.pos):
        return False
    if entry.unless_next and _one_of(tokens, here[-1].i + 1, token.sent, entry.unless_next):
        return False
    if entry.unless_previous and _one_of(tokens, token.i - 1, token.sent, entry.unless_previous):
        return False
    if not entry.only:
        return True
    near = tokens[max(0, token.i - _NEAR) : here[-1].i + _NEAR]
    inside = range(token.i, here[-1].i + 1)
    return any(
        t.sent == token.sent and t.i not in inside and (t.lower in entry.only or t.lemma.lower() in entry.only)
        for t in near
    )


def _is(token: Token, word: str) -> bool:
    low = token.lower
    return low == word or token.lemma.lower() == word or _APOSTROPHES.get(low) == word


def _one_of(tokens: Tokens, at: int, sent: int, words: frozenset[str]) -> bool:
    """Tell whether the word at a place, past a hyphen, is one of the words."""
    if not 0 <= at < len(tokens) or tokens[at].sent != sent:
        return False
    return tokens[at].lower in words or tokens[at].lemma.lower() in words


def _has_pos(here: Tokens, pos: str) -> bool:
    """Tell whether the words may be of a part of speech; the small model's doubts are given the benefit."""
    first, last = here[0], here[-1]
    if pos == "verb":
        return first.pos == "VERB" or (first.tag.startswith("VB") and first.pos != "ADJ")
    if pos == "noun":
        return last.pos in ("NOUN", "PROPN")
    if pos == "adv":
        return last.pos == "ADV"
    plain_participle = last.tag == "VBG" and last.dep not in ("amod", "acomp", "compound")
    return last.pos != "ADV" and last.tag not in ("VB", "VBP", "VBZ", "NNS", "NNPS") and not plain_participle
