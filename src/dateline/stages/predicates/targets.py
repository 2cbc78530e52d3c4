from dateline.knowledge.modality import Modality
from dateline.model import Token
from dateline.syntax.tree import Tree

PREDICATIVE = frozenset({"acomp", "oprd", "attr"})
AUXILIARIES = frozenset({"be", "have", "do", "'s", "'ve", "’ve", "’s", "will", "would"})
NAMES = frozenset({"DATE", "TIME", "ORG", "PERSON", "NORP", "PRODUCT", "LAW"})  # "March", "the Resistance"
SUPPORTS = frozenset({"aux", "auxpass"})


def is_verbal(tree: Tree, token: Token) -> bool:
    """Tell whether a token is judged as a verb: a lexical verb, a copula, or a stray auxiliary that stands alone."""
    if token.pos == "VERB" or token.tag in ("VBD", "VBN", "VBG", "VBZ", "VBP", "VB"):
        return token.dep not in SUPPORTS or token.lemma not in AUXILIARIES or _stands_alone(tree, token)
    if token.pos == "AUX":
        return token.dep not in SUPPORTS
    if token.pos in ("PUNCT", "DET", "NUM", "SYM", "ADP", "PRON", "CCONJ") or token.dep in ("neg", "advmod"):
        return False
    return _looks_verbal(tree, token)


def _stands_alone(tree: Tree, token: Token) -> bool:
    """Tell whether an auxiliary has no verb to support: "I have tickets", where the parser lost the verb."""
    head = tree.tokens[token.head]
    return token.pos != "AUX" or not head.tag.startswith("VB")


def _looks_verbal(tree: Tree, token: Token) -> bool:
    """Tell whether a word tagged as a noun or adjective stands where only a verb can: "please complete"."""
    if tree.child(token, "aux", "auxpass") is not None and tree.child(token, "det") is None:
        return True
    if token.pos == "NOUN" and token.dep == "ccomp" and tree.child(token, "nsubj") is not None:
        return tree.child(token, "det", "amod", "poss", "compound", "nummod") is None  # "that the president resign"
    if (
        token.dep == "conj"
        and token.head < token.i
        and tree.tokens[token.head].tag == "VB"
        and token.lower == token.text
    ):
        return tree.child(token, "det", "amod", "poss", "compound", "nummod") is None
    before = next((t for t in reversed(tree.tokens[max(0, token.i - 3) : token.i]) if t.pos != "PUNCT"), None)
    return (
        before is not None
        and before.sent == token.sent
        and (before.tag in ("TO", "MD") or before.lower in ("please", "plz"))
    )


def find_targets(tree: Tree, lexicon: Modality, nouns: frozenset[str]) -> list[tuple[Token, str]]:
    """Return the predicates to judge, in text order, each as ``verb``, ``noun`` or ``adjective``.

    Judged are verbs, event nouns, participles used as adjectives ("the *slain* mayor") and predicative adjectives
    ("was *dead*"); and the first word of a sentence that can only be an imperative although the parser calls it a noun.
    """
    found = []
    for token in tree.tokens:
        kind = _kind(tree, token, lexicon, nouns)
        if kind:
            found.append((token, kind))
    return found


def _kind(tree: Tree, token: Token, lexicon: Modality, nouns: frozenset[str]) -> str | None:
    if token.pos in ("PUNCT", "DET", "NUM", "PRON", "CCONJ", "PART", "SYM", "ADP", "SCONJ"):
        return None
    lemma = token.lemma.lower()
    if token.dep == "aux" and token.tag == "VBG" and token.lower in lexicon.events:
        return "noun"  # "shelling continued", where the parser sees an auxiliary
    if is_verbal(tree, token):
        return "verb"
    if token.ent in NAMES and token.pos == "PROPN":
        return None
    if token.pos in ("NOUN", "PROPN"):
        if lemma in nouns or (lemma in lexicon.events and (lemma not in lexicon.weak or _has_sign(tree, token))):
            return "noun"
        return "verb" if token.dep == "ROOT" and _commands(tree, token) else None
    if token.pos == "ADJ":
        if token.dep in PREDICATIVE and tree.tokens[token.head].pos in ("VERB", "AUX"):
            return "adjective"
        if lemma in lexicon.adjectives:
            return "adjective"
        if lemma in lexicon.events or lemma in nouns:
            return "noun"
    return "verb" if token.dep == "ROOT" and _commands(tree, token) else None


def _has_sign(tree: Tree, token: Token) -> bool:
    return token.dep in ("dobj", "nsubjpass", "nsubj") or any(
        c.dep in ("prep", "acl", "compound", "poss", "amod") for c in tree.children(token)
    )


def _commands(tree: Tree, token: Token) -> bool:
    """Tell whether a root that the parser calls a noun is a verb: "Drop by my house", "Contact us"."""
    if tree.child(token, "nsubj", "det", "amod", "nummod", "poss", "compound") is not None:
        return False
    return tree.child(token, "dobj", "prt", "advmod", "dative", "prep") is not None
