"""The cue: which words of a sentence attribute, and how far the cue reaches."""

from dateline.knowledge.cue_lexicon import Cue, CueLexicon
from dateline.model import Token
from dateline.syntax import Tree

_AUXILIARY = ("aux", "auxpass", "neg", "prt")
_CHAIN = ("xcomp", "ccomp", "pcomp")


def match_cue(tree: Tree, verb: Token, cue: Cue) -> tuple[Token, ...] | None:
    """Return the tokens of the cue's words after the verb, or None where they are not there.

    Each word hangs on the verb, on its object, or on a word matched before it: "made the case for" is found, "called a
    man for" is not.
    """
    found: list[Token] = []
    last = verb.i
    for word in cue.rest:
        hosts = {verb.i, *(t.i for t in found), *(t.i for t in tree.children(verb, "dobj"))}
        reach = range(last + 1, min(last + 12, len(tree.tokens)))
        match = next(
            (tree.tokens[j] for j in reach if _is_word(tree.tokens[j], word) and tree.tokens[j].head in hosts), None
        )
        if match is None or match.sent != verb.sent:
            return None
        found.append(match)
        last = match.i
    return tuple(found)


def _is_word(token: Token, word: str) -> bool:
    return token.text.lower() == word or token.lemma == word


def cue_tokens(tree: Tree, verb: Token, rest: tuple[Token, ...], lexicon: CueLexicon) -> tuple[int, ...]:
    """Return the cue with its auxiliaries, negation, particle and the verb that passes its subject on.

    Example:
        "has repeatedly declined to say" is one cue, headed by "say".
    """
    found = {verb.i, *(t.i for t in rest)}
    found |= {t.i for t in tree.children(verb, *_AUXILIARY)}
    head = tree.head(verb)
    if (
        head
        and verb.dep in _CHAIN
        and head.lemma in lexicon.passing
        and head.pos in ("VERB", "AUX")
        and head.i < verb.i
    ):
        found |= {head.i, *(t.i for t in tree.children(head, *_AUXILIARY))}
    first = min(found)
    found |= {t.i for t in tree.children(verb, "advmod") if first < t.i < verb.i or t.i == first - 1 == verb.i - 2}
    return tuple(sorted(found))


def is_passive(tree: Tree, verb: Token) -> bool:
    """Tell whether the verb is a passive participle: "was told", "believed to be"."""
    if verb.tag != "VBN":
        return False
    if tree.child(verb, "auxpass", "nsubjpass", "agent"):
        return True
    return not tree.child(verb, "aux", "nsubj") and verb.dep in ("acl", "amod", "advcl")
