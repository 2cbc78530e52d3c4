from dataclasses import dataclass
from typing import Literal

from dateline.model import Token
from dateline.syntax.tree import Tree

Form = Literal["finite", "infinitive", "bare", "gerund", "participle", "nominal"]

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "sha"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NEGATORS = frozenset({"not", "n't", "n’t", "nt", "never", "neither", "nor", "nowhere", "cannot"})
NEGATIVE_DETERMINERS = frozenset({"no", "neither"})
NEGATIVE_PRONOUNS = frozenset({"nobody", "none", "nothing", "no-one", "noone", "neither"})
CLOSERS = frozenset({'"', "'", "”", "’", ")", "''"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What the words around one verb say of it: form, tense, aspect, modal, negation, conjunction, mood.

    ``mark`` is the subordinating conjunction ("if", "unless", "before"); ``question`` is ``polar`` ("Did they …?") or
    ``wh`` ("Who …?"); ``auxiliaries`` are those of the verb or, in a coordination, of the verb it leans on.
    """

    head: Token
    form: Form
    tense: str | None
    aspect: str | None
    auxiliaries: tuple[Token, ...]
    modal: Token | None
    negation: Token | None
    mark: Token | None
    subject: Token | None
    passive: bool
    question: str | None
    imperative: bool


def read_clause(tree: Tree, token: Token) -> Clause:
    """Read the clause that a verb, or a predicative adjective or noun, heads.

    Coordinated verbs share auxiliaries, negation and subject as far as their forms allow (Huddleston & Pullum 2002,
    ch. 15): in "will not meet or talk" *talk* is future and negative; in "did not come and left" *left* is neither.

    Example: "The rebels have not been shelling Goma" gives present perfect-progressive, negation *not*.
    Known miss: a gap without any verb ("Iran fired rockets and Israel drones").
    """
    head = _verb_of(tree, token)
    own = tree.children(head, "aux", "auxpass")
    if not own and head.i and head.pos in ("NOUN", "PROPN", "ADJ") and tree.tokens[head.i - 1].tag == "TO":
        own = [tree.tokens[head.i - 1]]  # a verb that the parser calls a noun: "to forward"
    shared = _shared_from(tree, head) if not own else None
    auxiliaries = tuple(tree.children(shared, "aux", "auxpass")) if shared else tuple(own)
    if shared and any(a.lower == "to" for a in auxiliaries) and head.tag in FINITE:
        auxiliaries = ()
    form = _form(head, auxiliaries)
    modal = next((a for a in auxiliaries if a.tag == "MD" or a.lower in FUTURE), None)
    subject = tree.child(head, *SUBJECTS) or (tree.child(shared, *SUBJECTS) if shared else None)
    return Clause(
        head=head,
        form=form,
        tense=_tense(head, auxiliaries, modal, form),
        aspect=_aspect(head, auxiliaries),
        auxiliaries=auxiliaries,
        modal=modal,
        negation=find_negation(tree, head, shared),
        mark=tree.child(head, "mark") or _wh_mark(tree, head),
        subject=subject,
        passive=any(a.dep == "auxpass" for a in auxiliaries) or tree.child(head, "nsubjpass") is not None,
        question=_question(tree, head),
        imperative=_is_imperative(tree, head, auxiliaries, subject),
    )


def _verb_of(tree: Tree, token: Token) -> Token:
    """Return the copula of a predicative adjective, participle or noun, else the token itself."""
    if token.dep in ("acomp", "attr", "oprd") and token.pos != "AUX":
        head = tree.tokens[token.head]
        if head.lemma in ("be", "become", "remain", "stay", "seem", "appear", "look", "feel", "get"):
            return head
    return token


def _shared_from(tree: Tree, head: Token) -> Token | None:
    """Return the earlier conjunct whose auxiliaries the verb shares, or None."""
    at = head
    while at.dep == "conj":
        first = tree.tokens[at.head]
        if first.pos not in ("VERB", "AUX") or tree.child(head, *SUBJECTS):
            return None
        auxiliaries = tree.children(first, "aux", "auxpass")
        if auxiliaries:
            bare = any(a.tag in ("MD", "TO") or a.lemma == "do" for a in auxiliaries)
            same = head.tag == first.tag or (head.tag in ("VBN", "VBD") and first.tag == "VBN")
            return first if same or (bare and head.tag in ("VB", "VBP")) else None
        at = first
    return None


def _form(head: Token, auxiliaries: tuple[Token, ...]) -> Form:
    if any(a.tag in FINITE for a in auxiliaries):
        return "finite"
    if any(a.lower == "to" for a in auxiliaries):
        return "infinitive"
    if head.tag in FINITE:
        return "finite"
    if head.tag == "VBG":
        return "gerund"
    if head.tag == "VBN":
        return "participle"
    if head.tag == "VB":
        return "bare"
    return "nominal"


def _tense(head: Token, auxiliaries: tuple[Token, ...], modal: Token | None, form: Form) -> str | None:
    if modal is not None:
        return "future" if modal.lower in FUTURE else None
    if form != "finite":
        return "past" if form == "participle" and head.dep == "ROOT" else None
    first = next((a for a in auxiliaries if a.tag in FINITE), head)
    if first.tag == "VBD":
        return "past"
    return "present"


def _aspect(head: Token, auxiliaries: tuple[Token, ...]) -> str | None:
    perfect = any(a.lemma == "have" or a.lower in ("'ve", "’ve") for a in auxiliaries)
    progressive = head.tag == "VBG" and any(a.lemma == "be" or a.lower in ("'m", "'re", "’re") for a in auxiliaries)
    if perfect:
        return "perfect-progressive" if progressive else "perfect"
    return "progressive" if progressive else None


def find_negation(tree: Tree, head: Token, shared: Token | None = None) -> Token | None:
    """Return the word that negates a verb, or None.

    Counts *not*, *never*, *no longer*, and negative subjects and objects ("No attack took place", "killed nobody");
    not "not only", and not "did not leave until Friday", which says that they left (Karttunen 1974).
    """
    found = _own_negation(tree, head) or _nor(tree, head)
    if found is None and shared is not None:
        found = _own_negation(tree, shared)
        between = tree.tokens[shared.i : head.i]
        if found is not None and (found.i > head.i or any(t.lower in ("but", ",", "then") for t in between)):
            return None
    return found


def _own_negation(tree: Tree, head: Token) -> Token | None:
    for child in tree.children(head):
        low = child.lower
        if child.dep == "neg" or (child.dep in ("advmod", "preconj", "cc") and low in NEGATORS):
            following = tree.tokens[child.i + 1].lower if child.i + 1 < len(tree.tokens) else ""
            if following in ("only", "just", "least", "surprisingly"):
                continue
            if low == "nor" and child.dep == "cc":
                continue
            return None if _until(tree, head, child) else child
        no = tree.child(child, "neg", "det", "advmod") if child.dep == "advmod" and low == "longer" else None
        if no is not None and no.lower in ("no", "any", "not"):
            return no
        if child.dep in ("nsubj", "nsubjpass", "dobj", "attr", "dative") and (no := negates_noun(tree, child)):
            return no
    return None


def _nor(tree: Tree, head: Token) -> Token | None:
    """Return the "nor" that joins a verb to the one before it: "neither hit the bridge *nor* damaged the road"."""
    if head.dep != "conj":
        return None
    return next((c for c in tree.children(tree.tokens[head.head], "cc") if c.lower == "nor" and c.i < head.i), None)


def _until(tree: Tree, head: Token, negation: Token) -> bool:
    """Tell whether "not … until" says that it came about then; "will not leave until they are paid" is a refusal."""
    if negation.lower == "never":
        return False
    modal = any(c.tag == "MD" for c in tree.children(head, "aux"))
    for child in tree.children(head):
        if child.i > head.i and child.dep == "prep" and child.lower in ("until", "till"):
            return not modal or any(c.ent in ("DATE", "TIME") for c in tree.children(child, "pobj"))
        if child.i > head.i and child.dep == "advcl" and tree.children(child, "mark"):
            return not modal and any(mark.lower in ("until", "till") for mark in tree.children(child, "mark"))
    return False


def negates_noun(tree: Tree, noun: Token) -> Token | None:
    """Return the word that says there is none of a noun: "*no* attack", "*neither* side", "*nobody*", or None."""
    if noun.lower in NEGATIVE_PRONOUNS:
        return noun
    for child in tree.children(noun):
        if child.dep in ("det", "neg", "preconj") and child.lower in NEGATIVE_DETERMINERS:
            following = tree.tokens[child.i + 1].lower
            return None if following in ("doubt", "longer", "less") else child
        if child.dep == "neg" and child.lower == "not":
            return child
    return None


def _wh_mark(tree: Tree, head: Token) -> Token | None:
    """Return a conjunction that the parser calls an adverb: "when", "once", "whenever"."""
    first = tree.child(head, "advmod")
    return first if first is not None and first.tag == "WRB" and first.i < head.i else None


def _question(tree: Tree, head: Token) -> str | None:
    root = head
    while root.dep in ("conj", "ccomp") and tree.tokens[root.head].pos in ("VERB", "AUX"):
        if root.dep == "ccomp" and root.i > root.head:
            return None
        root = tree.tokens[root.head]
    if root.dep not in ("ROOT", "parataxis") and head.dep not in ("ROOT", "parataxis"):
        return None
    sentence = tree.sentences[head.sent]
    end = next((t for t in reversed(sentence) if t.text not in CLOSERS), sentence[-1])
    if "?" not in end.text:
        return None
    wh = any(t.tag in ("WP", "WRB", "WDT", "WP$") and t.i < head.i for t in sentence)
    return "wh" if wh else "polar"


def _is_imperative(tree: Tree, head: Token, auxiliaries: tuple[Token, ...], subject: Token | None) -> bool:
    if (
        head.i
        and head.sent == tree.tokens[head.i - 1].sent
        and tree.tokens[head.i - 1].lower in ("please", "plz", "pls")
    ):
        return head.tag not in FINITE or head.tag == "VBP"
    if subject is not None and subject.dep != "expl" and subject.i < head.i and not _shares_imperative(tree, head):
        return False
    if any(a.lemma != "do" or a.tag == "VBD" for a in auxiliaries):
        return False
    if head.dep == "conj":
        return _shares_imperative(tree, head)
    if head.dep not in ("ROOT", "parataxis", "ccomp"):
        return False
    if subject is not None or tree.child(head, "mark") is not None:
        return False
    if (
        head.i
        and tree.tokens[head.i - 1].lower in ("please", "plz", "pls")
        and head.sent == tree.tokens[head.i - 1].sent
    ):
        return True
    if head.tag == "VB":
        return head.dep != "ccomp" or _opens(tree, head)
    base = head.lower == head.lemma.lower() and head.tag in ("VBP", "NN", "NNP", "JJ", "UH", "RB")
    return (
        base
        and _opens(tree, head)
        and tree.child(head, "det", "compound", "amod", "poss", "nummod", "attr") is None
        and (
            tree.child(head, "dobj", "prt", "xcomp", "ccomp", "dative") is not None
            or (head.pos in ("VERB", "AUX") and head.dep == "ROOT")
        )
    )


def _shares_imperative(tree: Tree, head: Token) -> bool:
    if head.dep != "conj" or head.tag not in ("VB", "VBP") or tree.child(head, *SUBJECTS) is not None:
        return False
    first = tree.tokens[head.head]
    return first.pos in ("VERB", "AUX", "NOUN", "PROPN") and read_clause(tree, first).imperative


def _opens(tree: Tree, head: Token) -> bool:
    """Tell whether nothing but courtesies and adverbs stands before the verb in its sentence."""
    before = tree.sentences[head.sent][0].i
    return all(
        t.pos in ("ADV", "INTJ", "PUNCT", "CCONJ", "SYM", "X", "SPACE")
        or t.lower in ("please", "so", "then", "do", "n't")
        for t in tree.tokens[before : head.i]
    )
