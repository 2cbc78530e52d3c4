"""Who takes part in an act beside the one who does it: partners, backers and company."""

from collections.abc import Iterable, Iterator

from dateline.codebook import Codebook
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.parties import Company, Word
from dateline.stages.events.party_finder import PartyFinder
from dateline.stages.events.reading import Reading
from dateline.syntax import arguments, conjuncts

_TOGETHER = frozenset({"together", "along", "jointly"})
_CLAUSES = ("acl", "advcl", "relcl", "amod")


def find_associates(reading: Reading, codebook: Codebook, finder: PartyFinder, candidate: Candidate) -> Company:
    """Return the associates of an act: who did it with the source or helped the source to do it.

    Examples: "Somali soldiers, together with *Ethiopian troops*, attacked …"; "Rebels backed by *Rwanda* seized …";
    "With the help of *French jets*, Malian troops retook …". Whom the source met, fought or signed with is the other
    side, never an associate. Known miss: a backer inside a name ("Rwanda-backed rebels") that is no actor of its own.
    """
    parties, own = candidate.parties, candidate.match.token
    known = {party.actor.id for party in (*parties.source, *parties.target, *parties.victim, *parties.mediator)}
    heads = {token.i: token for token in (own, *(p.head for p in parties.source)) if token.sent == own.sent}
    words = (row for head in heads.values() for row in _beside(reading, codebook, head))
    return finder.company(words, without=known)


def _beside(reading: Reading, codebook: Codebook, head: Token) -> Iterator[Word]:
    """Yield the words that put somebody beside a verb or its subject, each with the nouns for whom."""
    tree = reading.tree
    companions = codebook.classes.get("COMPANION", frozenset())
    backing = codebook.classes.get("BACKING", frozenset())
    for child in tree.children(head, "prep", "advmod", *_CLAUSES):
        if child.dep in _CLAUSES:
            if child.tag == "VBN" and child.lemma.lower() in companions:
                before = tree.children(child, "npadvmod", "nmod", "compound") if child.dep == "amod" else ()
                yield child, (*arguments(tree, child).after("by"), *before)
            continue
        for noun in _objects(reading, child):
            if child.lower == "alongside" or (child.lower == "with" and _says_together(reading, child)):
                yield child, conjuncts(tree, noun)
            elif child.lower in ("with", "under") and noun.lemma.lower() in backing:
                yield noun, _of(reading, noun)


def _of(reading: Reading, noun: Token) -> Iterable[Token]:
    """Whose help: "the help of France", "French help", "France's help"."""
    after = arguments(reading.tree, noun).after("of", "from", "by")
    return after or reading.tree.children(noun, "poss", "amod", "compound")


def _objects(reading: Reading, prep: Token) -> list[Token]:
    """The objects of a preposition, or of the one that an adverb introduces ("together with X")."""
    tree = reading.tree
    found = tree.children(prep, "pobj")
    return found or [noun for inner in tree.children(prep, "prep") for noun in tree.children(inner, "pobj")]


def _says_together(reading: Reading, prep: Token) -> bool:
    """Tell whether "with" follows "together", "along" or "jointly", whatever the parser hung it on."""
    before = reading.tokens[prep.i - 1] if prep.i else None
    return before is not None and before.lower in _TOGETHER
