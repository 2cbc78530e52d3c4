"""Logical arguments of verbs and event nouns: who acts, on whom, and what hangs on which preposition.

The parser's relations are surface ones. Here passives are turned round, and a subject that the clause shares with
another (coordination, control, relative and participial clauses) is found where it stands.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dateline.model import Token
from dateline.syntax.headline import PARTIES, ends_as_a_sentence, find_headline_subjects, is_headline_passive
from dateline.syntax.tree import VERBAL, Tree

RELATIVE = frozenset({"who", "which", "that", "whom"})
GERUND = frozenset("admit avoid begin cease continue deny halt resume start stop suspend".split())

_DEPTH = 6  # how far a missing subject is looked for: deeper chains are parser noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The logical arguments of one predicate, as head tokens in text order; coordinated phrases give each head.

    ``subjects`` act, ``objects`` are acted on (the grammatical subject of a passive is an object here); ``preps`` pairs
    a lower-case preposition with the head of its object; ``complements`` are the heads of clausal complements;
    ``modifiers`` are the compound and adjectival modifiers of an event noun ("police raid", "Israeli strikes");
    ``possessors`` its genitives ("Turkey's shelling"). ``inherited`` tells that the subject stands in another clause.
    """

    subjects: tuple[Token, ...] = ()
    objects: tuple[Token, ...] = ()
    datives: tuple[Token, ...] = ()
    preps: tuple[tuple[str, Token], ...] = ()
    complements: tuple[Token, ...] = ()
    modifiers: tuple[Token, ...] = ()
    possessors: tuple[Token, ...] = ()
    passive: bool = False
    inherited: bool = False

    def after(self, *prepositions: str) -> tuple[Token, ...]:
        """Return the objects of the given prepositions."""
        return tuple(token for prep, token in self.preps if prep in prepositions)


def arguments(tree: Tree, token: Token) -> Arguments:
    """Find the logical arguments of a verb or of an event noun.

    Example: in "Rebels who had been shelled by the army withdrew", ``withdrew`` has the subject *Rebels*, ``shelled``
    the subject *army* and the object *Rebels*. Known miss: right-node raising ("bombed and then occupied the town")
    gives the shared object to both verbs only when the first has none of its own.
    """
    if is_verbal(tree, token) or gerund_governor(tree, token) is not None:
        return _verb_arguments(tree, token, 0)
    return _noun_arguments(tree, token)


def is_verbal(tree: Tree, token: Token) -> bool:
    """Tell whether the token heads a clause or a participle, rather than a noun phrase.

    The head of a clause with a subject is a verb whatever its tag: of a predicate noun, the copula would be the head.
    """
    if token.pos in VERBAL or (token.tag in ("VBN", "VBG", "VBD") and token.dep != "compound"):
        return True
    return token.dep in ("ROOT", "ccomp", "advcl", "relcl") and tree.child(token, "nsubj") is not None


def conjuncts(tree: Tree, token: Token) -> list[Token]:
    """Return the token and all that is coordinated with it: "X, Y and Z" from X."""
    found = [token]
    joined = tree.children(token, "conj")
    joined += [each for apposed in tree.children(token, "appos") for each in tree.children(apposed, "conj")]
    for child in joined:  # "the commander, General X, and his deputy" hangs the deputy on the name
        if child.pos not in VERBAL or token.pos in VERBAL:
            found += conjuncts(tree, child)
    return found


def prepositional(tree: Tree, token: Token) -> Iterator[tuple[str, Token]]:
    """Yield (preposition, head of its object) for the prepositional phrases below a token.

    Complex prepositions count as one: "out of", "because of", "in front of" give their last word's object under the
    first word as well.
    """
    for prep in tree.children(token, "prep", "dative", "agent", "prt", "advmod"):
        if prep.pos not in ("ADP", "SCONJ", "ADV", "PART", "VERB") or prep.lower == "according":
            continue
        for child in tree.children(prep, "pobj", "pcomp"):
            for head in conjuncts(tree, child):
                yield prep.lower, head
        for inner in tree.children(prep, "prep"):
            for child in tree.children(inner, "pobj"):
                for head in conjuncts(tree, child):
                    yield inner.lower, head
        for other in tree.children(prep, "conj"):  # "in and around Goma"
            if other.pos == "ADP":
                for child in tree.children(other, "pobj"):
                    yield other.lower, child


def _spread(tree: Tree, tokens: Iterable[Token]) -> tuple[Token, ...]:
    found: dict[int, Token] = {}
    for token in tokens:
        for each in conjuncts(tree, token):
            found[each.i] = each
    return tuple(found[i] for i in sorted(found))


def _verb_arguments(tree: Tree, verb: Token, depth: int) -> Arguments:
    children = tree.children(verb)
    passive = any(c.dep in ("nsubjpass", "auxpass") for c in children) or _shares_passive(tree, verb)
    subjects = [c for c in children if c.dep == "nsubj"]
    objects = [c for c in children if c.dep in ("dobj", "nsubjpass")]
    if subjects and not objects and not passive and is_headline_passive(tree, verb):
        subjects, objects, passive = [], subjects, True
    if verb.dep == "amod" and verb.tag == "VBN":
        objects += [tree.tokens[verb.head]]
        passive = True
    gerund_of = gerund_governor(tree, verb)
    if gerund_of is not None:
        objects += [tree.tokens[verb.head]]
        subjects += _verb_arguments(tree, gerund_of, depth + 1).subjects if depth < _DEPTH else ()
    subjects += _agents(tree, children, passive=passive)
    if not objects and not passive:
        objects = [c for c in children if c.dep == "npadvmod" and c.i == verb.i + 1 and c.ent in PARTIES]
    if not ends_as_a_sentence(tree, verb):
        subjects = [*find_headline_subjects(tree, verb, subjects), *subjects]
    subjects = _resolve_relative(tree, verb, subjects)
    objects = _resolve_relative(tree, verb, objects)
    objects += _gap_object(tree, verb, subjects, objects, passive=passive)
    inherited = False
    if not subjects and not passive and depth < _DEPTH:
        borrowed, as_object = _borrow(tree, verb, depth)
        inherited = bool(borrowed)
        if as_object:
            objects, passive = [*objects, *borrowed], True
        else:
            subjects = borrowed
    elif passive and not objects and depth < _DEPTH:
        borrowed, _ = _borrow(tree, verb, depth)
        objects, inherited = borrowed, bool(borrowed)
    if not objects and not passive:
        objects = _shared_object(tree, verb)
    return Arguments(
        subjects=_spread(tree, subjects),
        objects=_spread(tree, objects),
        datives=_spread(tree, [c for c in children if c.dep == "dative" and c.pos not in ("ADP",)]),
        preps=tuple(prepositional(tree, verb)),
        complements=tuple(c for c in children if c.dep in ("xcomp", "ccomp")),
        passive=passive,
        inherited=inherited,
    )


def gerund_governor(tree: Tree, token: Token) -> Token | None:
    """Return the verb whose gerund the parser took for an adjective: "denied bombing villages"."""
    if token.dep not in ("amod", "compound") or token.i == 0 or not token.lower.endswith("ing"):
        return None
    before, noun = tree.tokens[token.i - 1], tree.tokens[token.head]
    if before.pos != "VERB" or noun.head != before.i:
        return None
    return before if token.tag == "VBG" or before.lemma in GERUND else None


def _agents(tree: Tree, children: Sequence[Token], *, passive: bool) -> list[Token]:
    """Return who acts in a passive: "was shelled by the army"."""
    agents = [p for c in children if c.dep == "agent" for p in tree.children(c, "pobj")]
    if agents or not passive:
        return agents
    # the parser often calls the agent of a passive an ordinary "by" phrase
    agents = [p for c in children if c.dep == "prep" and c.lower == "by" for p in tree.children(c, "pobj")]
    return [a for a in agents if a.ent not in ("DATE", "TIME", "CARDINAL", "PERCENT", "QUANTITY")]


def _shares_passive(tree: Tree, verb: Token) -> bool:
    """Tell whether a bare participle continues a passive: "was detained and beaten by police"."""
    head = tree.head(verb)
    if verb.dep != "conj" or verb.tag != "VBN" or head is None or tree.child(verb, "aux", "auxpass", "nsubj", "dobj"):
        return False
    return head.tag == "VBN" and (tree.child(head, "auxpass", "nsubjpass") is not None or _shares_passive(tree, head))


def _resolve_relative(tree: Tree, verb: Token, found: list[Token]) -> list[Token]:
    """Put the antecedent in the place of a relative pronoun."""
    return [
        _antecedent(tree, verb, t) if t.lower in RELATIVE and t.pos in ("PRON", "DET", "SCONJ") else t for t in found
    ]


def _antecedent(tree: Tree, verb: Token, pronoun: Token) -> Token:
    clause = verb
    for _ in range(_DEPTH):
        if clause.dep in ("relcl", "acl"):
            return tree.tokens[clause.head]
        if clause.dep not in ("conj", "xcomp", "ccomp", "advcl") or clause.head == clause.i:
            break
        clause = tree.tokens[clause.head]
    return pronoun


def _gap_object(tree: Tree, verb: Token, subjects: list[Token], objects: list[Token], *, passive: bool) -> list[Token]:
    """The antecedent that a relative clause leaves out: "the town (that) rebels seized"."""
    if verb.dep != "relcl" or objects or passive or not subjects:
        return []
    antecedent = tree.tokens[verb.head]
    if any(subject.i == antecedent.i for subject in subjects):
        return []
    adverbial = any(t.lower in ("where", "when", "why") for t in tree.children(verb, "advmod"))
    fronted = any(c.lower in RELATIVE for p in tree.children(verb, "prep") for c in tree.children(p, "pobj"))
    return [] if adverbial or fronted else [antecedent]


def _borrow(tree: Tree, verb: Token, depth: int) -> tuple[list[Token], bool]:
    """Find the subject that stands in another clause; the flag says that it is this verb's object instead."""
    if verb.head == verb.i:
        return [], False
    head = tree.tokens[verb.head]
    if verb.dep == "conj" and is_verbal(tree, head):
        shared = _verb_arguments(tree, head, depth + 1)
        if shared.passive:
            return list(shared.objects), False
        return list(shared.subjects), False
    if verb.dep in ("xcomp", "advcl", "ccomp") and is_verbal(tree, head):
        return _controller(tree, verb, head, depth)
    if verb.dep in ("xcomp", "ccomp", "advcl") and head.pos == "ADJ" and head.head != head.i:
        return list(
            _verb_arguments(tree, tree.tokens[head.head], depth + 1).subjects
        ), False  # "is willing to withdraw"
    if verb.dep in ("acl", "relcl"):
        if verb.tag == "VBN":
            return [head], True
        if verb.tag == "VBG":
            return [head], False
        return _holder(tree, head, depth), False
    if verb.dep == "pcomp":
        outer = tree.tokens[head.head]
        if head.i == outer.i:
            return [], False
        if is_verbal(tree, outer):
            shared = _verb_arguments(tree, outer, depth + 1)
            blamed = head.lower in ("of", "for", "from") and shared.objects
            return list(shared.objects if blamed or shared.passive else shared.subjects), False
        return _holder(tree, outer, depth), False
    return [], False


def _controller(tree: Tree, verb: Token, head: Token, depth: int) -> tuple[list[Token], bool]:
    shared = _verb_arguments(tree, head, depth + 1)
    if verb.dep == "xcomp" and shared.objects and head.lemma not in ("promise", "vow", "threaten"):
        return list(shared.objects), False
    if verb.dep == "advcl" and verb.tag == "VBN" and not any(c.dep == "aux" for c in tree.children(verb)):
        return list(shared.subjects or shared.objects), True
    if shared.passive:
        return list(shared.objects), False
    return list(shared.subjects), False


def _holder(tree: Tree, noun: Token, depth: int) -> list[Token]:
    """Whose plan, threat, decision or right it is: the noun's own holder, else the subject of its verb."""
    own = tree.children(noun, "poss") or [
        p for prep in tree.children(noun, "prep") if prep.lower in ("by", "of") for p in tree.children(prep, "pobj")
    ]
    if own:
        return own
    head = tree.head(noun)
    if head is not None and noun.dep == "pobj" and head.dep == "prep":  # "meet with the aim of resuming attacks"
        head = tree.head(head)
    if head is not None and noun.dep in ("dobj", "attr", "pobj") and is_verbal(tree, head):
        return list(_verb_arguments(tree, head, depth + 1).subjects)
    return []


def _shared_object(tree: Tree, verb: Token) -> list[Token]:
    """The object of a later conjunct: "bombed and shelled the town" attaches the town to the last verb."""
    if any(c.dep in ("prep", "xcomp", "ccomp", "prt") for c in tree.children(verb)):
        return []
    for later in tree.children(verb, "conj"):
        if not tree.children(later, "nsubj") and later.i - verb.i <= 3:
            return tree.children(later, "dobj") or _shared_object(tree, later)
    return []


def _noun_arguments(tree: Tree, noun: Token) -> Arguments:
    children = tree.children(noun)
    return Arguments(
        possessors=_spread(tree, [c for c in children if c.dep == "poss" and c.pos != "DET"]),
        modifiers=tuple(c for c in children if c.dep in ("compound", "amod", "nmod")),
        preps=tuple(prepositional(tree, noun)),
        complements=tuple(c for c in children if c.dep in ("acl", "ccomp", "relcl")),
        passive=False,
    )
