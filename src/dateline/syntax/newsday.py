"""The day of the news by default: for what a report tells as its news and nothing in the text dates."""

from collections.abc import Mapping

from dateline.model import Token
from dateline.syntax.anchor import Anchor
from dateline.syntax.forms import Forms
from dateline.syntax.tree import VERBAL, Tree

FAR = 6  # clauses that a day may be handed on through


class NewsDay:
    """Finds the day of the story for verbs and nouns that no other rule dates; every answer is "document" far.

    A report is read as today's unless it says otherwise (the maxim behind TimeML's document creation time, Pustejovsky
    et al. 2003): "The index fell 2 percent" is of the day of the story. So are clauses that say why or how ("because
    shares fell"), what is announced ("said rebels freed the captives"), what came of it ("lost 30 points to end at
    905") and the known thing ("the deal"). Left open: plans, wishes and conditions, the past and present perfect
    below the lede, quoted words, relative clauses that tell which, what came "after" or "since", and looks back.
    Known miss: background told in the plain past without a date ("Lockheed won that contest").
    """

    def __init__(
        self,
        tree: Tree,
        forms: Forms,
        *,
        known: Mapping[int, Anchor],
        standing: Mapping[int, Anchor | None],
        quoted: frozenset[int],
    ) -> None:
        self.tree, self.forms, self.quoted = tree, forms, quoted
        self.known, self.standing = known, standing
        self.found: dict[int, Anchor | None] = {}

    def find(self, token: Token, depth: int = 0) -> Anchor | None:
        """Return the default anchor of a token, or what is known of it, or None where it stays open."""
        known = self.known.get(token.i)
        if known is not None:
            return known if known.time else None
        if token.i not in self.found:
            self.found[token.i] = None  # while it is being looked for
            if depth < FAR:
                read = self._verb if token.pos in VERBAL else self._noun
                self.found[token.i] = read(token, depth)
        return self.found[token.i]

    # --- verbs

    def _verb(self, verb: Token, depth: int) -> Anchor | None:
        head, tense = self.tree.head(verb), self.forms.tense(verb)
        above = head if head is not None and head.pos in VERBAL else None
        if tense == "future":
            return self._effect(verb, above, depth)
        quoted = verb.i in self.quoted
        if not self.forms.is_open(verb):
            return None
        if verb.dep == "ccomp" and head is not None and self.forms.has_word("REACTION", head) and tense == "past":
            return _by_default(self.standing.get(verb.sent), "reaction")
        if verb.dep == "ccomp" and above is not None and (verb.i > above.i or quoted):
            return self._told(verb, above, depth) if not quoted or tense == "perfect" else None
        if quoted:
            return None
        if tense == "none":
            return self._participle(verb, head, depth)
        if tense == "perfect" and self.forms.has_word("SPEECH_ACT", verb) and self._is_main(verb):
            return self.standing.get(verb.sent)
        if tense != "past":
            return None
        if self._is_main(verb):
            return self.standing.get(verb.sent)
        if verb.dep == "advcl" and above is not None:
            marks = {t.lower for t in self.tree.children(verb, "mark", "advmod")}
            if any(self.forms.lexicon.value("REASON_MARK", word) is not None for word in marks):
                return _by_default(self.find(above, depth + 1), "reason")
        if verb.dep == "conj" and above is not None and self.forms.tense(above) == "past":
            return _by_default(self.find(above, depth + 1), "coordination")
        if verb.dep == "relcl" and head is not None:
            return self._goes_on(verb, head, depth)
        return None

    def _is_main(self, verb: Token) -> bool:
        while verb.dep == "conj":
            verb = self.tree.tokens[verb.head]
        if verb.dep in ("ROOT", "parataxis"):
            return True
        return verb.dep == "ccomp" and verb.i < verb.head  # "The bank failed, the minister said."

    def _told(self, verb: Token, above: Token, depth: int) -> Anchor | None:
        """Date what is announced by the announcement: "said rebels freed the captives", "announced it has lost"."""
        if self.forms.tense(verb) == "past-perfect" or not self.forms.has_word("SPEECH_ACT", above):
            return None
        return _by_default(self.find(above, depth + 1), "told")

    def _effect(self, verb: Token, above: Token | None, depth: int) -> Anchor | None:
        """Date what came of a deed by the deed: "lost 30 points to end the day at 905"; a wish or plan has no day."""
        if above is None or verb.dep not in ("advcl", "xcomp") or verb.tag != "VB":
            return None
        if verb.i < above.i or self.forms.tense(above) not in ("past", "perfect", "none"):
            return None
        if self._looks_away(above) or (above.tag not in ("VBD", "VBN", "VBG") and self.forms.tense(above) == "none"):
            return None
        if self.tree.children(above, "neg") or above.lemma in ("be", "have"):
            return None
        return _by_default(self.find(above, depth + 1), "effect")

    def _participle(self, verb: Token, head: Token | None, depth: int) -> Anchor | None:
        """Date a participle by its clause: "Answering critics, he said", "is committed"; a lost main verb too."""
        first = self.tree.sentences[verb.sent][0]
        if verb.dep == "advcl" and verb.i == first.i and verb.tag == "VBG":
            head = next((t for t in self.tree.ancestors(verb) if t.head == t.i), head)  # wherever the parser hung it
        if head is None or self.tree.children(verb, "mark"):
            return None
        if verb.dep == "acl" and verb.tag == "VBN" and head.dep == "ROOT" and head.i < verb.i:
            return None if self.tree.children(verb, "agent") else self.standing.get(verb.sent)
        if verb.dep not in ("advcl", "xcomp", "acomp") or head.pos not in VERBAL:
            return None
        if verb.dep == "xcomp" and self._looks_away(head):
            return None
        return _by_default(self.find(head, depth + 1), "participle")

    def _goes_on(self, verb: Token, noun: Token, depth: int) -> Anchor | None:
        """Date a relative clause that tells on: "closed the bridge, which fell"; not one that tells which."""
        before = self.tree.tokens[max(0, min(t.i for t in self.tree.subtree(verb)) - 1)]
        above = next((t for t in self.tree.ancestors(noun) if t.pos in VERBAL), None)
        if before.text != "," or above is None or noun.i < above.i:
            return None
        return _by_default(self.find(above, depth + 1), "tells-on")

    def _looks_away(self, verb: Token) -> bool:
        """Tell whether what hangs on a verb may lie on any other day: "condemned the raid", "agreed to leave"."""
        return any(self.forms.has_word(section, verb) for section in ("RETROSPECT", "FORWARD", "SPEECH_ACT"))

    # --- nouns

    def _noun(self, noun: Token, depth: int) -> Anchor | None:
        head = self.tree.head(noun)
        if head is None or noun.i in self.quoted:
            return None
        if noun.dep in ("appos", "conj", "attr", "npadvmod"):
            return _by_default(self.find(head, depth + 1), "beside") or self._sums_up(noun, depth)
        if noun.dep in ("nsubj", "nsubjpass", "dobj") and head.pos in VERBAL and not self._looks_away(head):
            return _by_default(self.find(head, depth + 1), "clause-mate")
        verb = self.tree.head(head)
        if noun.dep == "pobj" and verb is not None and self.forms.lexicon.value("ENTERS", verb.lemma) == head.lower:
            return _by_default(self.find(verb, depth + 1), "clause-mate")
        sequel = noun.dep == "pobj" and self.forms.lexicon.value("SEQUEL_PREP", head.lower) is not None
        if sequel and verb is not None and verb.pos in VERBAL and not self.forms.has_word("RETROSPECT", verb):
            return _by_default(self.find(verb, depth + 1), "sequel")
        if noun.tag == "NN" and self.forms.is_definite(noun):
            return _by_default(self.standing.get(noun.sent), "definite")
        return None

    def _sums_up(self, noun: Token, depth: int) -> Anchor | None:
        """Date a noun that sums up its clause: "ended at 905, a fall of 30 points"."""
        article = any(t.lower in ("a", "an", "the") for t in self.tree.children(noun, "det"))
        verb = next((t for t in self.tree.ancestors(noun) if t.pos in VERBAL), None)
        if noun.dep not in ("appos", "npadvmod") or not article or verb is None or verb.i > noun.i:
            return None
        return _by_default(self.find(verb, depth + 1), "beside")


def _by_default(anchor: Anchor | None, rule: str) -> Anchor | None:
    if anchor is None or anchor.time is None:
        return None
    return Anchor(time=anchor.time, rule=rule, distance="document")
