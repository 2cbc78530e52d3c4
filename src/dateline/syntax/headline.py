"""The grammar of headlines, which leave out "was" and "and", and end without a full stop."""

from dateline.model import Token
from dateline.syntax.tree import Tree

PARTIES = frozenset({"GPE", "NORP", "ORG", "PERSON"})  # what the parser calls those who act


def is_headline_passive(tree: Tree, verb: Token) -> bool:
    """Tell whether a bare participle carries a headline, which leaves out "was": "Curfew imposed in Jos"."""
    if verb.tag != "VBN" or verb.dep != "ROOT" or tree.child(verb, "aux", "prt", "ccomp", "xcomp") is not None:
        return False
    return not ends_as_a_sentence(tree, verb)


def ends_as_a_sentence(tree: Tree, verb: Token) -> bool:
    """Tell whether a sentence ends in a full stop or a closing quote, as headlines do not."""
    last = tree.sentences[verb.sent][-1]
    return last.text in (".", "!", "?", "”", '"', ";", ":", "'", "’")


def find_headline_subjects(tree: Tree, verb: Token, subjects: list[Token]) -> list[Token]:
    """Subjects in headline grammar: "Pakistan, India hold talks" (a comma for "and"), "Turkey to send troops"."""
    head = tree.head(verb)
    if not subjects and verb.tag == "VB" and verb.dep in ("relcl", "acl") and head is not None:
        to_come = any(c.lower == "to" for c in tree.children(verb, "aux"))
        return [head] if to_come and head.dep == "ROOT" and head.ent in PARTIES else []
    if len(subjects) != 1 or subjects[0].ent not in PARTIES:
        return []
    return [
        c
        for c in tree.children(verb, "npadvmod", "dep", "nmod", "advmod")
        if c.ent in PARTIES and c.i < subjects[0].i and tree.tokens[c.i + 1].text == ","
    ]
