"""Claims made by phrases: "according to the army", "in the view of the court", "reportedly"."""

from collections.abc import Iterator

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Token
from dateline.stages.claims.draft import Draft, Passage
from dateline.stages.claims.source import phrase_of


def find_adjunct_claims(passage: Passage, lexicon: CueLexicon) -> Iterator[Draft]:
    """Yield a draft for every prepositional or adverbial cue; its content is the clause that it modifies."""
    tokens = passage.tokens
    for token in tokens:
        word = token.text.lower()
        if word in lexicon.adverbial and token.head != token.i:
            clause = _clause_of(passage, token, {token.i})
            yield Draft(
                head=token.i, cue=(token.i,), source=(), content=clause, stance=lexicon.adverbial[word], rule="adverb"
            )
            continue
        if word in lexicon.possessed:
            yield from _possessed(passage, token, *lexicon.possessed[word])
        for rest, stance in lexicon.prepositional.get(word, ()):
            words = tokens[token.i + 1 : token.i + 1 + len(rest)]
            if tuple(t.text.lower() for t in words) != rest:
                continue
            cue = (token.i, *(t.i for t in words))
            head = passage.tree.child(words[-1], "pobj", "pcomp") or passage.tree.child(token, "pobj")
            if head is None:
                continue
            source = phrase_of(passage, head)
            source = tuple(i for i in source if i > cue[-1])
            if source:
                content = _clause_of(passage, token, {*cue, *source})
                yield Draft(
                    head=token.i,
                    cue=cue,
                    source=source,
                    speaker=head.i,
                    content=content,
                    stance=stance,
                    rule=f"phrase.{word}",
                )
            break


def _possessed(passage: Passage, token: Token, nouns: frozenset[str], stance: str) -> Iterator[Draft]:
    """Yield a draft for "in the judge's view", "by his own account"."""
    noun = passage.tree.child(token, "pobj")
    owner = passage.tree.child(noun, "poss") if noun is not None and noun.lemma in nouns else None
    if noun is None or owner is None or owner.text.lower() in ("my", "our", "your"):
        return
    source = phrase_of(passage, owner, noun)
    cue = (token.i, noun.i)
    content = _clause_of(passage, token, {*range(token.i, noun.i + 1)})
    yield Draft(
        head=noun.i, cue=cue, source=source, speaker=owner.i, content=content, stance=stance, rule="phrase.possessed"
    )


def _clause_of(passage: Passage, token: Token, phrase: set[int]) -> tuple[int, ...]:
    """Return the clause around a phrase: back and forth to the verb that it hangs on, without the phrase itself."""
    tree = passage.tree
    row = tree.sentences[token.sent]
    first, last = row[0].i, row[-1].i
    start, end = min(phrase), max(phrase)
    before = [i for i in range(first, start) if passage.tokens[i].pos not in ("PUNCT", "SPACE")]
    if len(before) < 2:
        return tuple(range(end + 1, last + 1))
    verb = next((a for a in tree.ancestors(token) if a.pos in ("VERB", "AUX")), None)
    clause = {t.i for t in tree.subtree(verb)} - phrase if verb else set()
    if not clause:
        return tuple(i for i in range(first, last + 1) if i not in phrase)
    low, high = min(clause), max(clause)
    if end >= last - 1 or end >= high:
        high = start
    return tuple(i for i in range(low, high + 1) if i not in phrase)
