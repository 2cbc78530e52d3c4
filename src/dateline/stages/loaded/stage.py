from dataclasses import replace

from dateline.knowledge.loaded_lexicon import LoadedEntry, LoadedLexicon, load_loaded
from dateline.model import Document, LoadedTerm, Span, Token
from dateline.stage import Stage


def loaded_stage(lexicon: LoadedLexicon | None = None) -> Stage:
    """Build the stage that records loaded terms; they are kept as evidence of framing and never adopted."""
    found = lexicon or load_loaded()
    return Stage(
        name="loaded",
        version="1",
        reads=frozenset({"text", "tokens", "sentences"}),
        writes=frozenset({"loaded_terms"}),
        run=lambda doc: replace(doc, loaded_terms=find_loaded(doc, found)),
        resources=found.hash,
    )


def find_loaded(doc: Document, lexicon: LoadedLexicon) -> tuple[LoadedTerm, ...]:
    """Find the loaded terms of a document, the longest at each place.

    Example: in "anti-terror fighters of the Zionist regime's enemies" both *anti-terror* and *Zionist regime* are
    recorded. Known miss: irony, and a term that the report quotes to reject it.
    """
    tokens = doc.tokens or ()
    terms: list[LoadedTerm] = []
    after = 0
    for token in tokens:
        if token.i < after:
            continue
        for first in dict.fromkeys((token.lower, token.lemma.lower())):
            entry = next((e for e in lexicon.by_first.get(first, ()) if _stands(tokens, token, e)), None)
            if entry is not None:
                last = tokens[token.i + len(entry.words) - 1]
                span = Span(token.start, last.end)
                terms.append(LoadedTerm(span=span, term=entry.term, frame=entry.frame, neutral=entry.neutral))
                after = last.i + 1
                break
    return tuple(terms)


def _stands(tokens: tuple[Token, ...], token: Token, entry: LoadedEntry) -> bool:
    here = tokens[token.i : token.i + len(entry.words)]
    if len(here) < len(entry.words) or here[-1].sent != token.sent:
        return False
    if not all(word in (t.lower, t.lemma.lower()) for word, t in zip(entry.words, here, strict=True)):
        return False
    following = tokens[here[-1].i + 1 : here[-1].i + 2]
    if entry.unless and following and {following[0].lower, following[0].lemma.lower()} & entry.unless:
        return False
    if not entry.with_:
        return True
    near = tokens[max(0, token.i - 40) : here[-1].i + 40]
    return any(t.sent == token.sent and {t.lower, t.lemma.lower()} & entry.with_ for t in near)
