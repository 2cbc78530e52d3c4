from collections.abc import Iterator
from typing import NamedTuple

from dateline.knowledge.modality import Modality, Signature
from dateline.model import Token
from dateline.syntax.scope import Clause
from dateline.syntax.tree import VERBAL, Tree

COPULAS = frozenset({"be", "become", "remain", "seem", "appear", "stay", "look", "get"})


class Governor(NamedTuple):
    """The word that decides over a predicate, its signature, and the frame that linked them."""

    token: Token
    signature: Signature
    frame: str


class Governors:
    """Finds the governing words of the predicates of one document in the lexicon."""

    def __init__(self, tree: Tree, lexicon: Modality) -> None:
        """Keep the tree and the lexicon."""
        self.tree = tree
        self.table = lexicon.governors
        self.said = lexicon.said
        self.transparent = lexicon.transparent
        self.refusals = lexicon.refusals

    def look_up(self, token: Token, frame: str) -> Governor | None:
        """Return the word as governor in one frame, its particle verb first."""
        lemma = token.lemma.lower()
        particle = self.tree.child(token, "prt")
        adverb = particle or next((c for c in self.tree.children(token, "advmod", "prep") if c.i == token.i + 1), None)
        found = None
        if adverb is not None:
            found = self.table.get((frame, f"{lemma}_{adverb.lower}"))
        if found is None and particle is None:
            found = self.table.get((frame, lemma)) or self._by_form(frame, token.lower)
        return Governor(token, found, frame) if found else None

    def _by_form(self, frame: str, form: str) -> Signature | None:
        """Look up a word by its form, where the parser's lemma is wrong ("hoping" as "hop")."""
        for ending, stem in (("", ""), ("s", ""), ("ing", "e"), ("ed", "e"), ("ing", ""), ("ed", "")):
            if form.endswith(ending):
                found = self.table.get((frame, form[: len(form) - len(ending)] + stem))
                if found is not None:
                    return found
        return None

    def of_verb(self, token: Token, clause: Clause) -> Governor | None:
        """Return what governs a verb: "*failed* to attack", "the *plan* to attack", "*stopped* attacking"."""
        top = self._top(token)
        if top.dep in ("acomp", "attr", "oprd") and top.pos != "AUX":
            top = self._top(self.tree.tokens[top.head])
        head = self.tree.head(top)
        if head is None:
            return None
        for frame, candidate in self._verb_frames(top, head, clause):
            found = self.look_up(candidate, frame)
            if found:
                return found
        return None

    def _top(self, token: Token) -> Token:
        """Return the first conjunct, through which a coordination is governed."""
        while token.dep == "conj":
            first = self.tree.tokens[token.head]
            if first.pos not in VERBAL and (token.tag != "VB" or first.dep != "conj"):
                return token
            if token.tag in ("VBD", "VBZ") and first.tag in ("VB", "VBG"):
                return token
            token = first
        return token

    def _verb_frames(self, top: Token, head: Token, clause: Clause) -> Iterator[tuple[str, Token]]:
        nominal = head.pos in ("NOUN", "PROPN")
        if clause.form in ("infinitive", "bare"):
            yield from self._infinitive_frames(top, head, clause, nominal)
        elif top.dep == "pcomp" and head.dep == "prep":
            yield from self._prepositional(head)
        elif clause.form == "gerund":
            close = all(t.text != "," for t in self.tree.tokens[head.i : top.i])
            if top.dep in ("xcomp", "ccomp", "dobj") or (top.dep in ("advcl", "acl") and close):
                yield ("n:of" if nominal else "ing"), head
        elif clause.form == "finite":
            if nominal and top.dep in ("acl", "ccomp", "appos"):
                yield "n:that", head
            elif top.dep in ("ccomp", "xcomp", "csubj", "csubjpass", "advcl", "oprd"):
                yield from self._clause_frames(top, head, clause)
        elif top.dep in ("ccomp", "xcomp") and not nominal:
            yield "that", head

    def _infinitive_frames(self, top: Token, head: Token, clause: Clause, nominal: bool) -> Iterator[tuple[str, Token]]:
        if clause.form == "bare" and top.dep in ("ccomp", "xcomp"):
            yield "bare", head
        if nominal:
            yield "n:to", head
            over = self.tree.head(head)
            if over is not None and over.pos in VERBAL and head.dep in ("dobj", "dative", "attr"):
                yield "to", over
            return
        if top.dep == "pcomp" and head.dep == "prep":
            yield "to", self.tree.tokens[head.head]
            return
        if top.dep in ("xcomp", "ccomp", "advcl", "acl", "oprd", "csubj", "relcl", "prep", "dep", "acomp", "dobj"):
            if head.lemma == "go" and head.tag == "VBG":
                yield "gon", head
            if head.lemma == "use" and head.tag in ("VBD", "VBN") and head.i + 1 < len(self.tree.tokens):
                yield "used", head
            if head.lemma in COPULAS:
                for below in self.tree.children(head, "acomp", "attr", "advmod", "oprd"):
                    yield "to", below
                    yield "n:to", below
            for adverb in self.tree.children(head, "advmod"):
                if adverb.lower in ("too", "yet"):
                    yield "to", adverb
            yield "to", head
            for noun in self.tree.children(head, "dobj", "attr"):
                yield "n:to", noun

    def _clause_frames(self, top: Token, head: Token, clause: Clause) -> Iterator[tuple[str, Token]]:
        mark = clause.mark.lower if clause.mark is not None else ""
        if mark in ("if", "whether"):
            if top.dep != "advcl":
                yield "whether", head
            return
        if top.dep == "advcl" and mark != "that":
            return
        if head.lemma in COPULAS:
            for below in self.tree.children(head, "acomp", "attr"):
                yield "that", below
                yield "n:that", below
        yield "that", head

    def of_noun(self, token: Token, *, modifiers: bool = True) -> Governor | None:
        """Return what governs an event noun: "*called* for talks", "*threat* of attack", "*alleged* attack"."""
        for frame, candidate in self._noun_frames(token):
            if frame == "mod" and not modifiers:
                continue
            found = self.look_up(candidate, frame)
            if found:
                return found
        return None

    def _noun_frames(self, token: Token) -> Iterator[tuple[str, Token]]:
        tree = self.tree
        for child in tree.children(token, "amod", "compound", "acl", "advmod"):
            if child.dep != "acl" or child.tag == "VBN":
                yield "mod", child
        top = self.counted_by(token)
        while top.dep in ("conj", "appos") and tree.tokens[top.head].pos in ("NOUN", "PROPN"):
            top = self.counted_by(tree.tokens[top.head])
        head = tree.head(top)
        if head is None:
            return
        if top.dep in ("compound", "nmod", "amod") and head.pos in ("NOUN", "PROPN"):
            yield "nn", head
        elif top.dep == "pobj":
            yield from self._prepositional(head)
        elif top.dep in ("dobj", "nsubjpass", "oprd"):
            if head.tag == "VBN" and top.dep == "nsubjpass":
                yield "mod", head
            if token.lemma.lower() in self.said and head.lemma in self.refusals:
                return
            yield "obj", head
        elif top.dep in ("nsubj", "aux"):
            if tree.child(head, "dobj", "xcomp", "ccomp") is None:
                yield "subj", head
            if head.lemma in COPULAS:
                for below in tree.children(head, "acomp", "prep", "advmod", "attr"):
                    yield "mod", below
        elif top.dep == "relcl":
            yield "obj", head

    def counted_by(self, token: Token) -> Token:
        """Return the noun that counts or shapes an event noun, else the noun itself: "a *wave* of attacks"."""
        preposition = self.tree.head(token) if token.dep == "pobj" else None
        over = self.tree.head(preposition) if preposition is not None and preposition.lower == "of" else None
        return over if over is not None and over.lemma in self.transparent else token

    def _prepositional(self, preposition: Token) -> Iterator[tuple[str, Token]]:
        over = self.tree.head(preposition)
        word = preposition.lower
        if over is None:
            return
        if over.dep in ("prep", "agent") and over.pos in ("ADP", "SCONJ"):
            over = self.tree.head(over) or over
        nominal = over.pos in ("NOUN", "PROPN")
        yield f"{'n' if nominal else 'p'}:{word}", over
        if not nominal:
            for noun in self.tree.children(over, "dobj"):
                yield f"n:{word}", noun
            yield f"n:{word}", over
        else:
            for above in self.tree.ancestors(over):
                if above.pos in VERBAL:
                    yield f"p:{word}", above
                    if word != "from":
                        return
