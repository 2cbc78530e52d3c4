"""Which noun a figure counts: "12 people", "dozens of badly wounded Russian soldiers", "a 45-year-old man"."""

from dateline.knowledge.number_words import NumberWords
from dateline.model import Token
from dateline.stages.numbers.figures import Figure
from dateline.syntax import Tree

_PHRASE = 7  # words that a counted phrase may have


def counted_noun(tree: Tree, figure: Figure, words: NumberWords) -> Token:
    """The noun that is counted: "12 people", "dozens of protesters"; a figure alone counts for itself."""
    tokens = tree.tokens
    at = figure.last.i + 1
    if at < len(tokens) and tokens[at].lower == "of" and tokens[at].sent == figure.last.sent:
        at += 1
        while tokens[at : at + 1] and (tokens[at].lower in ("the", "its", "their") or tokens[at].pos == "NUM"):
            at += 1
    if figure.kind == "single":
        at = _past_age(tree, at)
    found = None
    for token in tokens[at : at + _PHRASE]:
        if token.sent != figure.last.sent:
            break
        if found is None and token.lower in words.states and not heads_noun(tree, token):
            break
        if token.pos in ("NOUN", "PROPN"):
            found = token
            if token.tag in ("NNS", "NNPS") or token.lower == "people":
                break
        elif found is not None:
            if token.text not in ("-", "'", "’"):
                break
        elif token.pos == "ADJ" and token.ent == "NORP" and _ends(tree, token):
            return token
        elif not _modifies(token) or (token.pos == "NUM" and token.i > figure.last.i + 1):
            break
    if found is not None:
        return found
    of_dead = tokens[figure.last.i + 1 : figure.last.i + 4]
    if len(of_dead) == 3 and of_dead[0].lower == "of" and of_dead[2].lower in words.states:
        return of_dead[2]
    return figure.last


def _modifies(token: Token) -> bool:
    """Tell whether a word may stand between a figure and its noun: "12 badly wounded Russian soldiers"."""
    return token.pos in ("ADJ", "ADV", "NUM", "DET", "PART") or token.tag in ("VBN", "VBG", "HYPH") or token.text == "-"


def _past_age(tree: Tree, at: int) -> int:
    """Return where the words after an age go on: "a 45-year-old man"."""
    for token in tree.tokens[at : at + 6]:
        if token.lower in ("old", "year-old"):
            return token.i + 1
        if token.pos not in ("NUM", "PUNCT", "NOUN", "ADV") and token.lower not in ("year", "month", "-"):
            break
    return at


def _ends(tree: Tree, token: Token) -> bool:
    following = tree.tokens[token.i + 1 : token.i + 2]
    return not following or following[0].pos not in ("NOUN", "PROPN", "ADJ")


def heads_noun(tree: Tree, token: Token) -> bool:
    """Tell whether a participle belongs to a noun after it: "12 injured people"."""
    return token.dep == "amod" and tree.tokens[token.head].i > token.i
