"""What the form of a clause tells of its time: tense, words that set it apart, definite nouns."""

from dataclasses import dataclass
from typing import Literal

from dateline.model import Token
from dateline.syntax.attachment import Lexicon
from dateline.syntax.tree import VERBAL, Tree

DEFINITE = ("the", "this", "that", "these", "those")
Tense = Literal["past", "perfect", "past-perfect", "present", "future", "none"]


@dataclass(frozen=True, slots=True)
class Forms:
    """Reads the forms of the clauses of one document."""

    tree: Tree
    lexicon: Lexicon

    def tense(self, verb: Token) -> Tense:
        """Return the tense of a clause; what stands under a modal or "to" is "future", a bare participle "none"."""
        lowers = {t.lower for t in self.tree.children(verb, "aux", "auxpass")}
        if "to" in lowers or any(self.lexicon.value("MODAL", word) is not None for word in lowers):
            return "future"
        if lowers & {"had", "'d"}:
            return "past-perfect"
        if lowers & {"has", "have", "'ve"}:
            return "perfect"
        if verb.tag == "VBD" or lowers & {"was", "were", "did"}:
            return "past"
        if verb.tag in ("VBZ", "VBP") or lowers & {"is", "are", "do", "does", "am", "'re", "'m", "'s"}:
            return "present"
        return "none"

    def is_planned(self, token: Token) -> bool:
        """Tell whether a verb stands under a modal or "to" and has not begun: "to sell", not "continue to fall"."""
        if token.pos not in VERBAL or self.tense(token) != "future":
            return False
        head = self.tree.head(token)
        return head is None or token.dep not in ("xcomp", "ccomp") or not self.has_word("ASPECTUAL", head)

    def is_open(self, verb: Token) -> bool:
        """Tell whether nothing in the clause sets its time apart ("had already", "previously", "earlier", "once")."""
        return not any(
            self.lexicon.value("APART", t.lower) is not None for t in self.tree.children(verb, "advmod", "npadvmod")
        )

    def is_definite(self, noun: Token) -> bool:
        """Tell whether a noun is one that the reader knows: "the attack", "its decision"."""
        return any(t.lower in DEFINITE or t.dep == "poss" for t in self.tree.children(noun))

    def has_word(self, section: str, token: Token) -> bool:
        """Tell whether the lemma of a token stands in a section of the vocabulary."""
        return self.lexicon.value(section, token.lemma.lower()) is not None
