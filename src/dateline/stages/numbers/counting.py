"""What a figure counts, and which event and party it belongs to."""

from dataclasses import dataclass

from dateline.knowledge.number_words import NumberWords
from dateline.model import Token
from dateline.stages.numbers.figures import Figure
from dateline.syntax import Tree, arguments, is_verbal

_PASSIVE_WHAT = frozenset({"killed", "injured", "arrested", "abducted", "displaced", "released", "missing", "troops"})
_INTRANSITIVE = frozenset({"die", "perish", "succumb", "drown", "disappear", "vanish", "flee", "miss"})
_STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted: the kind, the counted noun, and the word that says what befell or what they did."""

    what: str
    noun: Token
    governor: Token
    part: bool
    cumulative: bool


def find_counted(tree: Tree, figure: Figure, words: NumberWords) -> Counted | None:
    """Tell what a figure counts, or None where it counts neither people nor arms.

    Example: in "killed at least 12 people, including three children, and wounded dozens" the figures count killed,
    killed (as a part) and injured.
    """
    noun = _counted_noun(tree, figure)
    lemma = noun.lemma.lower()
    part = _is_part(tree, noun, words)
    people = lemma in words.people or noun.pos in ("NUM", "PROPN") or noun.i == figure.last.i or noun.ent == "NORP"
    top = _whole(tree, noun) if part else noun
    by_noun = words.nouns.get(lemma)
    governor = _governor(tree, top, words) if people or by_noun not in (None, "weapons") else None
    cumulative = _is_cumulative(tree, noun, words)
    if governor is not None and by_noun not in ("killed", "injured", "missing"):
        return Counted(what=governor[1], noun=noun, governor=governor[0], part=part, cumulative=cumulative)
    following = _headline_state(tree, noun, words)
    if following is not None and people:
        return Counted(what=following[1], noun=noun, governor=following[0], part=part, cumulative=cumulative)
    if by_noun is None and cumulative and noun.dep == "pobj":
        by_noun = "killed"  # "brings the toll to 200"
    if by_noun is not None:
        return Counted(what=by_noun, noun=noun, governor=noun, part=part, cumulative=cumulative)
    return None


def _counted_noun(tree: Tree, figure: Figure) -> Token:
    """The noun that is counted: "12 people", "dozens of protesters"; a figure alone counts for itself."""
    token = tree.root_of(figure.span) or figure.last
    for prep in tree.children(token, "prep"):
        if prep.lower == "of":
            for child in tree.children(prep, "pobj"):
                return child
    head = tree.head(token)
    for _ in range(2):
        if head is None or token.dep not in ("nummod", "quantmod", "amod", "det", "compound", "nmod", "advmod"):
            return token
        if head.pos in ("NOUN", "PROPN", "ADJ") or head.dep in ("nsubj", "dobj", "pobj", "nsubjpass"):
            return head
        token, head = head, tree.head(head)
    return token


def _governor(tree: Tree, noun: Token, words: NumberWords) -> tuple[Token, str] | None:
    """The verb that the counted phrase undergoes ("killed 12 people") or does ("thousands marched")."""
    token = noun
    for _ in range(_STEPS):
        head = tree.head(token)
        if head is None:
            return None
        if token.dep in ("conj", "appos") and head.pos in ("NOUN", "PROPN", "NUM"):
            token = head
            continue
        if token.dep == "pobj" and head.lower in ("of", "including", "among", "between", "over", "around", "about"):
            token = head
            continue
        if token.dep == "prep" and not is_verbal(tree, head):
            token = head
            continue
        return _by_verb(tree, token, head, words)
    return None


def _by_verb(tree: Tree, noun: Token, verb: Token, words: NumberWords) -> tuple[Token, str] | None:
    if not is_verbal(tree, verb):
        return None
    for each in (verb, *tree.children(verb, "acomp", "oprd", "attr", "xcomp", "conj")):
        what = words.verbs.get(each.lemma.lower()) or words.nouns.get(each.lower)
        if what is None or (each.i != verb.i and each.lower in ("one",)):
            continue
        args = arguments(tree, each) if is_verbal(tree, each) else None
        undergone = noun.dep in ("dobj", "nsubjpass", "dative", "oprd", "attr", "prep") or bool(
            args and noun in args.objects
        )
        does = noun.dep in ("nsubj",) and not undergone
        if what in _PASSIVE_WHAT:
            if undergone or each.lemma.lower() in _INTRANSITIVE or (does and each.i != verb.i) or each.pos == "ADJ":
                return each, what
        elif does or not undergone:
            return each, what
    return None


def _headline_state(tree: Tree, noun: Token, words: NumberWords) -> tuple[Token, str] | None:
    """A state right after the phrase: "12 dead", "five people killed", "left 20 wounded"."""
    for token in tree.tokens[noun.i + 1 : noun.i + 3]:
        if token.sent != noun.sent or token.pos in ("PUNCT", "ADP", "CCONJ"):
            return None
        if token.tag in ("VBN", "JJ", "VBD") or token.lower in ("dead", "wounded", "injured", "hurt", "missing"):
            what = words.nouns.get(token.lower) or words.verbs.get(token.lemma.lower())
            if what in _PASSIVE_WHAT:
                return token, what
    return None


def _is_part(tree: Tree, noun: Token, words: NumberWords) -> bool:
    head = tree.head(noun)
    if noun.dep == "conj" and head is not None:
        return _is_part(tree, head, words)
    return head is not None and noun.dep == "pobj" and head.lower in words.part


def _whole(tree: Tree, noun: Token) -> Token:
    token = noun
    for _ in range(_STEPS):
        head = tree.head(token)
        if head is None:
            return token
        token = head
        if token.pos in ("NOUN", "NUM", "PROPN"):
            return token
    return token


def _is_cumulative(tree: Tree, noun: Token, words: NumberWords) -> bool:
    """Tell whether the figure is a running total: "brings the toll to 200", "since January"."""
    for ancestor in [noun, *tree.ancestors(noun)][:5]:
        for child in tree.children(ancestor, "prep", "mark", "advmod"):
            if child.lower == "since":
                return True
        if ancestor.lemma.lower() in words.cumulative_verbs:
            named = [t.lemma.lower() for t in tree.children(ancestor, "dobj", "nsubj", "nsubjpass")]
            if set(named) & words.cumulative_nouns:
                return True
    return False
