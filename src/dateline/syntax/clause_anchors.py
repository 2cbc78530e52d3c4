"""Which time of its own sentence governs a verb or event noun: on itself, or handed on from clause to clause."""

from collections.abc import Mapping

from dateline.model import Token
from dateline.syntax.anchor import Anchor, handed
from dateline.syntax.attachment import Attachment, Lexicon
from dateline.syntax.forms import Forms
from dateline.syntax.tree import VERBAL, Tree

FAR = 6  # clauses that a time may be handed on through


class ClauseAnchors:
    """The anchors that the sentences of one document give by themselves; ``known`` keeps what was found."""

    def __init__(
        self, tree: Tree, forms: Forms, *, lexicon: Lexicon, attached: Mapping[int, tuple[Attachment, ...]]
    ) -> None:
        """Take the times that hang on each word (``attach_times``)."""
        self.tree, self.forms, self.lexicon, self.attached = tree, forms, lexicon, attached
        self.known: dict[int, Anchor | None] = {}

    def find(self, token: Token, depth: int = 0) -> Anchor | None:
        """Return the anchor that the sentence gives, or None."""
        if token.i in self.known:
            return self.known[token.i]
        self.known[token.i] = None  # while it is being looked for: trees of bad parses may send us round
        anchor = self.own(token)
        if anchor is None and depth < FAR:
            anchor = self.by_verb(token, depth) if token.pos in VERBAL else self.by_noun(token, depth)
        self.known[token.i] = anchor
        return anchor

    def own(self, token: Token) -> Anchor | None:
        """Return the anchor that hangs on the word itself: "attacked on Friday", "has risen since 2011"."""
        attached = self.attached.get(token.i, ())
        dating = [a for a in attached if a.dates]
        if dating:
            best = min(dating, key=lambda a: (a.time.precision or 9, abs(a.token.i - token.i)))
            return Anchor(time=best.time.id, rule=best.rule, distance="clause")
        if attached and all(a.rule == "since" for a in attached) and self.forms.tense(token) in ("past", "present"):
            return None  # "rose to its highest level since 2011"
        if attached:  # "has risen since 2011", "by Friday", "recently"
            return Anchor(time=None, rule=attached[0].rule, distance="clause")
        return None

    def by_verb(self, token: Token, depth: int = 0) -> Anchor | None:
        """Return the anchor that a verb shares with the one above it or beside it: "attacked, killing two"."""
        head = self.tree.head(token)
        if head is None:
            return self._from_last_conjunct(token)
        if token.dep == "conj" and head.pos in VERBAL and self._same_time(head, token):
            return handed(self.find(head, depth + 1), "coordination")
        if token.dep == "advcl" and head.pos in VERBAL:
            marks = {t.lower for t in self.tree.children(token, "mark", "advmod")}
            finite = token.tag in ("VBD", "VBZ", "VBP") or bool(self.tree.children(token, "aux", "auxpass"))
            bare = token.tag in ("VBG", "VBN") and not finite and not marks & {"after", "since", "by", "if", "unless"}
            if marks & {"as", "when", "while", "whereupon"} or bare:
                return handed(self.find(head, depth + 1), "same-time-clause")
        if token.dep == "pcomp" and self.goes_with(head, token) and (verb := self.tree.head(head)) is not None:
            return handed(self.find(verb, depth + 1), "same-time-clause")
        if (
            token.dep == "acl"
            and token.tag == "VBG"
            and head.dep == "pobj"
            and (over := self.tree.head(head)) is not None
        ):
            verb = self.tree.head(over)
            if over.lower == "with" and verb is not None and verb.pos in VERBAL:
                return handed(self.find(verb, depth + 1), "same-time-clause")
        if token.dep in ("xcomp", "ccomp", "advcl") and self.forms.has_word("ASPECTUAL", head):
            return handed(self.find(head, depth + 1), "aspect")
        if token.dep == "xcomp" and token.tag == "VBG" and head.pos in VERBAL:
            return handed(self.find(head, depth + 1), "participle")
        return self._from_last_conjunct(token)

    def _from_last_conjunct(self, token: Token) -> Anchor | None:
        """Share the time at the end of "attacked the base and killed two on Friday"."""
        for child in self.tree.children(token, "conj"):
            if (
                child.pos in VERBAL
                and not self.tree.children(child, "nsubj", "nsubjpass")
                and self._same_time(child, token)
            ):
                own = self.own(child)
                if own and own.time and not any(a.token.i < child.i for a in self.attached.get(child.i, ())):
                    return handed(own, "coordination")
        if self.forms.has_word("ASPECTUAL", token):
            for child in self.tree.children(token, "xcomp"):
                return handed(self.own(child), "aspect")
        return None

    def _same_time(self, one: Token, other: Token) -> bool:
        return self.forms.tense(one) == self.forms.tense(other)

    def by_noun(self, token: Token, depth: int = 0) -> Anchor | None:
        """Return the anchor of the clause in which a noun of an event stands: "the raid took place on Friday"."""
        for child in self.tree.children(token, "relcl", "acl"):
            if self.forms.has_word("OCCUR", child) and (own := self.own(child)):
                return handed(own, "relative-clause")
        head = self.tree.head(token)
        while head is not None and token.dep in ("conj", "compound", "appos") and head.pos not in VERBAL:
            if token.dep == "conj" and (own := self.own(head)):
                return handed(own, "coordination")
            token, head = head, self.tree.head(head)
        if head is not None and token.dep == "pobj" and self.lexicon.value("SETTING_PREP", head.lower) is not None:
            verb = self.tree.head(head)
            if verb is not None and verb.pos in VERBAL and not self.forms.has_word("RETROSPECT", verb):
                return handed(self.find(verb, depth + 1), "setting")
        if head is None or head.pos not in VERBAL:
            return None
        if token.dep == "attr" and any(t.lower in ("it", "this", "that") for t in self.tree.children(head, "nsubj")):
            return handed(self.find(head, depth + 1), "occurrence-verb")
        subject, object_ = token.dep in ("nsubj", "nsubjpass"), token.dep in ("dobj", "obj", "nsubjpass")
        if (subject or object_) and self.forms.has_word("OCCUR", head):
            return handed(self.find(head, depth + 1), "occurrence-verb")
        if token.dep == "nsubj" and self.forms.has_word("EFFECT", head):
            return handed(self.find(head, depth + 1), "effect-verb")
        if (subject or object_) and token.tag == "NN" and not self.forms.has_word("RETROSPECT", head):
            return handed(self.find(head, depth + 1), "clause-mate")
        return None

    def goes_with(self, prep: Token, participle: Token) -> bool:
        """Tell whether a participle behind this preposition happens with its verb, or just before it."""
        if self.lexicon.value("PCOMP_PREP", prep.lower) is not None:
            return True
        verb = self.tree.head(prep)
        sequel = self.lexicon.value("SEQUEL_PREP", prep.lower) is not None and participle.tag == "VBG"
        return sequel and verb is not None and verb.pos in VERBAL and not self.forms.has_word("RETROSPECT", verb)
