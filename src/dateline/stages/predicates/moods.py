from collections.abc import Callable
from dataclasses import replace

from dateline.knowledge.modality import Modality
from dateline.model import Token
from dateline.stages.predicates.judgement import NEGATED, Judgement, from_effect
from dateline.syntax.scope import Clause
from dateline.syntax.tree import Tree


class Moods:
    """Judges verbs by their own clause alone: mood, modal, negation, conjunction, adverbs, tense."""

    def __init__(self, tree: Tree, lexicon: Modality, read: Callable[[Token], Clause]) -> None:
        """Keep the tree, the lexicon and how to read another clause."""
        self.tree = tree
        self.lexicon = lexicon
        self.read = read

    def judge(self, token: Token, clause: Clause) -> Judgement:
        """Judge a verb by its own clause alone: mood, modal, negation, conjunction, adverbs, tense."""
        effects = self.lexicon.effects
        head = clause.head
        before = [t.lower for t in self.tree.tokens[max(0, token.i - 2) : token.i]]
        if before in (["rather", "than"], ["instead", "of"]):
            return replace(NEGATED, rule="without", governor=self.tree.tokens[token.i - 1])
        if clause.imperative and (head.lemma in self.lexicon.performative or head.lower in self.lexicon.performative):
            judged = Judgement(rule="performative")
        elif clause.imperative:
            judged = from_effect(effects["demanded"], head, "imperative")
        elif clause.question:
            judged = from_effect(effects["questioned"], None, f"question.{clause.question}")
            if clause.question == "wh" and clause.tense == "past":
                judged = Judgement(rule="question.wh.past")
        else:
            judged = (
                self._inverted(clause)
                or self._modal(clause)
                or self._conjunction(clause)
                or self._adverb(head)
                or self._plain(token, clause)
            )
        if clause.negation is not None:
            if judged.plain:
                rule = f"negative.{judged.rule}"
                return replace(NEGATED, rule=rule, governor=clause.negation, certainty=judged.certainty)
            return replace(judged, positive=not judged.positive, rule=f"{judged.rule}.negative")
        return judged

    def _inverted(self, clause: Clause) -> Judgement | None:
        """Judge an inverted condition: "*Should* the talks fail", "*Had* they known"."""
        first = clause.auxiliaries[0] if clause.auxiliaries else None
        if first is None or clause.subject is None or first.i > clause.subject.i:
            return None
        if first.lower not in ("should", "had", "were") or clause.head.dep not in ("advcl", "ccomp"):
            return None
        return from_effect(self.lexicon.effects["hypothetical"], first, "if.inverted")

    def _modal(self, clause: Clause) -> Judgement | None:
        consequent = self._consequent(clause.head)
        if clause.tense == "future":
            if consequent is not None:
                name = "threatened" if consequent.lower in self.lexicon.threats else "hypothetical"
                return from_effect(self.lexicon.effects[name], consequent, "consequent.future")
            return from_effect(self.lexicon.effects["planned"], clause.modal, "future")
        if clause.modal is None:
            return None
        effect = self.lexicon.modals.get(clause.modal.lower)
        if effect is None:
            return None
        shifted = effect.name == "conditional" and self._is_back_shifted(clause.head)
        if consequent is not None:
            name = "threatened" if shifted and consequent.lower in self.lexicon.threats else "hypothetical"
            return from_effect(self.lexicon.effects[name], consequent, "consequent.modal")
        if shifted:
            return from_effect(self.lexicon.effects["planned"], clause.modal, "future.past")
        perfect = ".perfect" if clause.aspect and clause.aspect.startswith("perfect") else ""
        return from_effect(effect, clause.modal, f"modal.{effect.name}{perfect}")

    def _is_back_shifted(self, head: Token) -> bool:
        """Tell whether "would" is the "will" of a past report: "announced that it *would* buy"."""
        while head.dep == "conj":
            head = self.tree.tokens[head.head]
        if head.dep not in ("ccomp", "relcl"):
            return False
        above = next((a for a in self.tree.ancestors(head) if a.pos in ("VERB", "AUX")), None)
        return above is not None and self.read(above).tense == "past" and self.read(above).modal is None

    def _consequent(self, head: Token) -> Token | None:
        for child in self.tree.children(head, "advcl"):
            for mark in self.tree.children(child, "mark"):
                if mark.lower in self.lexicon.consequents or mark.lower in self.lexicon.threats:
                    return mark
        return None

    def _conjunction(self, clause: Clause) -> Judgement | None:
        mark = clause.mark or self._shared_mark(clause.head)
        if mark is None or clause.form not in ("finite", "nominal", "participle"):
            return None
        kind = self.lexicon.conjunctions.get(mark.lower)
        if kind == "hypothetical" and clause.head.dep in ("advcl", "conj"):
            return from_effect(self.lexicon.effects["hypothetical"], mark, f"if.{clause.tense}")
        if kind == "hypothetical" and mark.lower == "whether" and clause.head.dep == "ccomp":  # "it is unclear whether"
            return from_effect(self.lexicon.effects["questioned"], mark, "whether")
        if kind == "before":
            return Judgement(rule=f"before.{clause.tense}", governor=mark)
        return None

    def _shared_mark(self, head: Token) -> Token | None:
        """Return the conjunction that a coordinated clause shares: "*if* they leave and we return"."""
        while head.dep == "conj" and self.tree.tokens[head.head].pos in ("VERB", "AUX"):
            head = self.tree.tokens[head.head]
            mark = self.tree.child(head, "mark")
            if mark is not None:
                return mark if head.dep == "advcl" else None
        return None

    def _adverb(self, head: Token) -> Judgement | None:
        for child in self.tree.children(head, "advmod"):
            effect = self.lexicon.adverbs.get(child.lower)
            if effect is not None and (effect.name != "almost" or child.i + 1 == head.i):
                return from_effect(effect, child, f"adverb.{effect.name}")
        return None

    def _plain(self, token: Token, clause: Clause) -> Judgement:
        if token is not clause.head:
            return Judgement(rule=f"predicative.{clause.tense}")
        if clause.form != "finite":
            return Judgement(rule="past.root" if clause.tense == "past" else clause.form)
        arranged = (
            clause.head.lemma in self.lexicon.futurate and clause.subject is not None and clause.subject.tag == "PRP"
        )
        if clause.aspect == "progressive" and clause.tense == "present" and arranged:
            return Judgement(rule="present.progressive.futurate", certainty="probable")
        if clause.aspect:
            return Judgement(rule=f"{clause.tense}.{clause.aspect}")
        if clause.tense == "present":
            stative = clause.head.lemma in self.lexicon.stative
            rule = "present.stative" if stative else "present.simple"
            generic = clause.subject is not None and clause.subject.lower in ("you", "one", "u", "whoever", "anyone")
            return Judgement(rule=f"{rule}.you" if generic else rule)
        return Judgement(rule="past")
