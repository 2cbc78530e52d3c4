"""The source: whose words or thoughts the cue introduces."""

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Token
from dateline.stages.claims.draft import PUNCT, Passage
from dateline.syntax import Tree

_CLIMB = ("xcomp", "advcl", "pcomp", "conj", "ccomp", "prep", "parataxis", "dep")
_NOUNS = ("NOUN", "PROPN", "PRON")


def find_subject(tree: Tree, verb: Token, lexicon: CueLexicon) -> Token | None:
    """Return the head of the noun phrase that is the logical subject of an active verb.

    A verb without a subject of its own borrows one: from the verb it is coordinated with, from the verb it depends on
    ("took the stage to accuse …", "left, saying …"), or from the noun it modifies ("a letter saying …").
    """
    at = verb
    for _ in range(6):
        subject = tree.child(at, "nsubj") or (tree.child(at, "nsubjpass") if at is not verb else None)
        if subject is not None and subject.i != verb.i:
            return subject
        mistaken = tree.child(at, "csubj")  # "Aid workers hope …": a noun phrase that the parser took for a clause
        if mistaken is not None and mistaken.i < at.i and mistaken.tag == "VB" and len(tree.subtree(mistaken)) <= 4:
            return mistaken
        head = tree.head(at)
        if head is None:
            return None
        if at.dep in ("acl", "relcl"):
            verb_above = _verb_above(tree, head) if at.tag == "VBG" and tree.tokens[at.i - 1].text == "," else None
            if verb_above is None:
                return head if head.pos in _NOUNS else None
            at = verb_above  # "The mayor met the strikers, calling for calm": it is the mayor who calls
            continue
        if at.dep not in _CLIMB:
            return None
        if at.dep in ("xcomp", "ccomp") and head.lemma in lexicon.object_control and at is verb:
            controller = tree.child(head, "dobj", "dative")
            if controller is not None:
                return controller
        if at.dep == "ccomp" and not _is_bare(tree, at):
            return None
        at = head
    return None


def _verb_above(tree: Tree, noun: Token) -> Token | None:
    """Return the verb that governs a noun phrase which is not its subject."""
    token = noun
    for above in tree.ancestors(noun):
        if above.pos in ("VERB", "AUX"):
            return None if token.dep in ("nsubj", "nsubjpass") else above
        token = above
    return None


def _is_bare(tree: Tree, verb: Token) -> bool:
    """Tell whether a clause is without tense: "saying", "to say"."""
    return verb.tag == "VBG" or any(t.tag == "TO" for t in tree.children(verb, "aux"))


def find_agent(tree: Tree, verb: Token) -> Token | None:
    """Return the head of the "by" phrase of a passive."""
    by = tree.child(verb, "agent") or next((t for t in tree.children(verb, "prep") if t.text.lower() == "by"), None)
    return tree.child(by, "pobj") if by else None


def phrase_of(passage: Passage, head: Token, verb: Token | None = None) -> tuple[int, ...]:
    """Return the tokens of a noun phrase, with appositions and relative clauses, but not the clause of ``verb``."""
    tree = passage.tree
    stop: set[int] = set()
    if verb is not None:
        stop = {verb.i} | {a.i for a in tree.ancestors(verb)}
    found, queue = [], [head]
    while queue:
        current = queue.pop()
        found.append(current.i)
        queue += [
            child
            for child in tree.children(current)
            if child.i not in stop and not (child.dep in ("cc", "conj", "preconj") and child.pos in ("VERB", "AUX"))
        ]
    kept = sorted(i for i in found if passage.quoted[i] == passage.quoted[head.i])
    return _contiguous(passage, kept, head.i)


def _contiguous(passage: Passage, indexes: list[int], head: int) -> tuple[int, ...]:
    """Keep the run around the head, so that a wrong attachment far away does not stretch the source."""
    inside = set(indexes)
    first = last = head
    while first - 1 in inside or (first - 2 in inside and passage.tokens[first - 1].text in PUNCT):
        first -= 1
    while last + 1 in inside or (last + 2 in inside and passage.tokens[last + 1].text in PUNCT):
        last += 1
    while first < head and passage.tokens[first].text in PUNCT:
        first += 1
    while last > head and passage.tokens[last].text in PUNCT:
        last -= 1
    return tuple(range(first, last + 1))


def antecedent_of(tree: Tree, head: Token) -> Token:
    """Return what a relative pronoun stands for, else the token itself."""
    if head.tag in ("WP", "WDT", "WP$") or (head.text.lower() == "that" and head.dep in ("nsubj", "nsubjpass")):
        for verb in tree.ancestors(head):
            if verb.dep == "relcl":
                return tree.head(verb) or head
    return head
