from collections.abc import Mapping
from dataclasses import replace

from dateline.knowledge.modality import Modality
from dateline.model import Token
from dateline.stages.predicates.governors import Governor, Governors
from dateline.stages.predicates.judgement import NEGATED, Judgement, from_effect, govern, merge
from dateline.stages.predicates.moods import Moods
from dateline.syntax.scope import Clause, negates_noun, read_clause
from dateline.syntax.tree import Tree

DEPTH = 12  # governors above one another; deeper is a broken parse
OPEN = frozenset(
    {"planned", "expected", "promised", "threatened", "demanded", "offered", "obligated", "wished", "able", "possible"}
    | {"hypothetical", "questioned", "generic", "doubted", "permitted"}
)
FACT = Judgement(rule="fact")


class Judge:
    """Judges the predicates of one document; each word is judged once."""

    def __init__(self, tree: Tree, lexicon: Modality, kinds: Mapping[int, str]) -> None:
        """Keep the tree, the lexicon, and which tokens are judged as what."""
        self.kinds = kinds
        self.tree = tree
        self.lexicon = lexicon
        self.governors = Governors(tree, lexicon)
        self._clauses: dict[int, Clause] = {}
        self._moods = Moods(tree, lexicon, self.clause)
        self._judged: dict[int, Judgement] = {}

    def clause(self, token: Token) -> Clause:
        """Return the clause that a verb or predicative adjective heads."""
        if token.i not in self._clauses:
            self._clauses[token.i] = read_clause(self.tree, token)
        return self._clauses[token.i]

    def judge(self, token: Token, depth: int = 0) -> Judgement:
        """Return what is said of a verb, adjective or noun, its governors included."""
        known = self._judged.get(token.i)
        if known is not None:
            return known
        if depth > DEPTH:
            return FACT
        kind = self.kinds.get(token.i)
        nominal = kind == "noun" if kind else token.pos in ("NOUN", "PROPN", "PRON", "NUM")
        found = self._noun(token, depth) if nominal else self._thwarted(token, self._verb(token, depth))
        if not nominal and self._is_open(token, found, depth):
            found = replace(found, rule=f"{found.rule}.open")
        self._judged[token.i] = found
        return found

    def _verb(self, token: Token, depth: int) -> Judgement:
        clause = self.clause(token)
        local = self._moods.judge(token, clause)
        governor = None if self._asks_how(clause) else self.governors.of_verb(token, clause)
        if governor is not None and governor.token.i != token.i:
            outer = self._outer(governor, depth)
            if governor.token.lemma == "warn" and local.modality == "planned" and clause.subject is not None:
                return (
                    replace(local, modality="threatened", rule="threatened") if clause.subject.tag == "PRP" else outer
                )
            return merge(outer, local)
        return self._adjunct(token, clause, local, depth)

    def _asks_how(self, clause: Clause) -> bool:
        """Tell whether an infinitive is an embedded question: "know *how to* attack", "*what to* do"."""
        to = next((a for a in clause.auxiliaries if a.lower == "to"), None)
        return to is not None and to.i > 0 and self.tree.tokens[to.i - 1].tag in ("WRB", "WP", "WDT")

    def _is_open(self, token: Token, found: Judgement, depth: int) -> bool:
        """Tell whether a plain clause lies in the scope of something open: "will support those who *return*".

        Modal subordination (Roberts 1989): what depends on a plan, wish, question or condition is as open as that.
        """
        if token.dep in ("ROOT", "parataxis") or not (found.plain or found.modality in ("purpose", "generic")):
            return False
        if found.rule.startswith(("past", "said", "presupposed", "question")):
            return False
        for above in self.tree.ancestors(token):
            if above.i in self.kinds and self.kinds[above.i] != "noun":
                over = self.judge(above, depth + 1)
                return over.modality in OPEN or over.rule.endswith(".open")
        return False

    def _thwarted(self, token: Token, judged: Judgement) -> Judgement:
        """Add the outcome that the next clause tells: "fired but were *repelled*", "tried to bomb it, but *failed*"."""
        if not judged.positive or judged.modality not in (None, "attempted") or judged.outcome is not None:
            return judged
        attempt = judged.modality == "attempted"
        top = judged.governor if attempt and judged.governor is not None else token
        for clause in (*self.tree.children(top, "conj", "ccomp", "parataxis"), *self.tree.children(token, "conj")):
            if clause.i <= token.i:
                continue
            outcome = self.lexicon.outcomes.get(clause.lemma.lower())
            passive = self.tree.child(clause, "auxpass", "nsubjpass") is not None
            if outcome and (attempt if outcome == "failed" else passive and self._but(token, clause)):
                return replace(judged, outcome=outcome, governor=clause, positive=outcome != "failed")
        if attempt and any(
            c.lower in self.lexicon.vain for c in (*self.tree.children(top), *self.tree.children(token))
        ):
            return replace(judged, outcome="failed", positive=False)
        return judged

    def _but(self, token: Token, clause: Token) -> bool:
        return any(t.lower in ("but", "before", "and") for t in self.tree.tokens[token.i : clause.i])

    def _outer(self, governor: Governor, depth: int) -> Judgement:
        token = governor.token
        nominal = token.pos in ("NOUN", "PROPN")
        past = not nominal and self.clause(token).tense == "past"
        above = self.judge(token, depth + 1)
        refuser = self._refuser(token) if nominal else None
        if refuser is not None and self.judge(refuser, depth + 1).positive:
            return from_effect(self.lexicon.effects["denied"], refuser)
        if governor.frame == "subj" and governor.signature.holds.outcome and not above.plain:
            return replace(FACT, governor=token)
        return govern(governor.signature, token, above, past=past)

    def _refuser(self, noun: Token) -> Token | None:
        """Return the verb that denies what a noun tells: "*dismissed* reports that it had bombed a camp"."""
        head = self.tree.head(noun)
        denies = head is not None and noun.dep in ("dobj", "nsubjpass") and head.lemma in self.lexicon.denials
        return head if denies and noun.lemma in self.lexicon.accounts else None

    def _adjunct(self, token: Token, clause: Clause, local: Judgement, depth: int) -> Judgement:
        """Judge a verb that no lexical governor decides over, by its place in the sentence."""
        top = token
        while top.dep == "conj" and self.tree.tokens[top.head].pos in ("VERB", "AUX"):
            top = self.tree.tokens[top.head]
        head = self.tree.head(top)
        if clause.form == "bare" and head is not None and head.lemma == "be" and top.dep in ("ccomp", "xcomp", "acomp"):
            return from_effect(self.lexicon.effects["purpose"], head, "infinitive.be")
        if clause.form == "infinitive" and head is None:
            return merge(from_effect(self.lexicon.effects["planned"], None, "infinitive.root"), local)
        if clause.form == "infinitive" and head is not None:
            return self._infinitive(token, top, head, clause, local, depth)
        if top.dep == "pcomp" and head is not None:
            return self._prepositional(head, local, depth)
        if (
            head is not None
            and clause.form in ("gerund", "participle", "bare")
            and top.dep in ("advcl", "xcomp", "ccomp")
        ):
            above = self.judge(head, depth + 1)
            if above.modality not in (None, "negated") and local.plain:
                return replace(
                    above, rule=f"{above.rule}.adjunct".replace(".adjunct.adjunct", ".adjunct"), positive=True
                )
        if head is not None and top.dep == "advcl" and clause.form == "finite":
            return self._adverbial(clause, local, head, depth)
        if local.plain and local.rule in ("gerund", "participle"):
            return replace(local, rule=f"{local.rule}.{top.dep}")
        return local

    def _prepositional(self, preposition: Token, local: Judgement, depth: int) -> Judgement:
        """Judge a gerund after a preposition: "without firing", "instead of talking", "after shelling"."""
        over = self.tree.head(preposition)
        word = preposition.lower
        if word == "without" or (over is not None and over.lower in ("instead", "rather")):
            return replace(NEGATED, rule="without", governor=preposition)
        if over is not None and over.pos in ("VERB", "AUX") and local.plain:
            above = self.judge(over, depth + 1)
            if above.modality not in (None, "negated", "questioned", "demanded") and word not in (
                "after",
                "for",
                "since",
            ):
                return replace(above, rule=f"{above.rule}.adjunct", positive=True)
        if local.plain:
            return replace(local, rule="gerund.after" if word in self.lexicon.factive_prepositions else "gerund.of")
        return local

    def _adverbial(self, clause: Clause, local: Judgement, head: Token, depth: int) -> Judgement:
        """Judge a finite adverbial clause: "when talks resume" after a future verb is as open as the verb."""
        mark = clause.mark.lower if clause.mark is not None else ""
        if (
            not local.plain
            or clause.tense != "present"
            or mark in ("as", "because", "since", "although", "though", "while")
        ):
            return local
        above = self.judge(head, depth + 1)
        if above.modality in ("planned", "expected", "threatened", "promised", "hypothetical", "demanded", "obligated"):
            return from_effect(self.lexicon.effects["hypothetical"], clause.mark, "adverbial.future")
        return local

    def _infinitive(
        self, token: Token, top: Token, head: Token, clause: Clause, local: Judgement, depth: int
    ) -> Judgement:
        if self._asks_how(clause):
            rule = "infinitive.how"
        elif top.dep in ("relcl", "acl") or head.pos in ("NOUN", "PROPN", "PRON"):
            rule = "infinitive.noun"
        elif top.dep in ("xcomp", "ccomp", "oprd", "acomp"):
            rule = "infinitive.complement"
        elif head.lemma == "be" and head.pos == "AUX":
            rule = "infinitive.be"
        else:
            rule = "purpose"
        if (
            token.lemma in self.lexicon.results
            and head.tag in ("VBD", "VBZ", "VBN")
            and self.judge(head, depth + 1).plain
        ):
            return Judgement(rule="result", governor=head)
        judged = from_effect(self.lexicon.effects["purpose"], head, rule)
        if not local.positive:
            judged = replace(judged, positive=False)
        return judged

    def _noun(self, token: Token, depth: int) -> Judgement:
        negation = negates_noun(self.tree, token) or self._without(token)
        if negation is not None:
            return replace(NEGATED, rule="negative.noun", governor=negation)
        governor = self.governors.of_noun(token)
        if governor is not None and governor.token.i != token.i:
            found = self._outer(governor, depth) if governor.frame != "mod" else self._modified(governor, token, depth)
            return replace(found, rule=f"{found.rule}.noun".replace(".noun.noun", ".noun"))
        return self._argument(token, depth)

    def _without(self, token: Token) -> Token | None:
        head = self.tree.head(token)
        return head if token.dep == "pobj" and head is not None and head.lower == "without" else None

    def _modified(self, modifier: Governor, token: Token, depth: int) -> Judgement:
        """Judge a noun with a telling adjective, by both the adjective and what governs the noun.

        An outcome wins ("the planned visit was *cancelled*"); an adjective that only gives a phase leaves the rest.
        """
        found = govern(modifier.signature, modifier.token, FACT)
        governor = self.governors.of_noun(token, modifiers=False)
        above = self._outer(governor, depth) if governor is not None else self._argument(token, depth)
        if not found.plain:
            return above if above.outcome is not None or above.modality in ("negated", "denied") else found
        return replace(above, phase=found.phase or above.phase, outcome=found.outcome or above.outcome,
            governor=above.governor or modifier.token)  # fmt: skip

    def _argument(self, token: Token, depth: int) -> Judgement:
        """Judge an event noun by the verb whose argument it is: "will hold talks", "no attack took place"."""
        top = self.governors.counted_by(token)
        head = self.tree.head(top)
        while top.dep == "conj" and head is not None and head.pos in ("NOUN", "PROPN"):
            if negates_noun(self.tree, head) is not None:
                return replace(NEGATED, rule="negative.noun", governor=head)
            top, head = head, self.tree.head(head)
        if head is None or head.pos not in ("VERB", "AUX"):
            return Judgement(rule="noun")
        above = self.judge(head, depth + 1)
        light = top.dep == "attr" or (head.lemma in ("occur", "happen", "take") and top.dep == "nsubj")
        if not above.plain and (light or (above.positive and top.dep in ("dobj", "nsubjpass"))):
            return replace(
                above, rule=f"{above.rule}.noun".replace(".noun.noun", ".noun"), governor=above.governor or head
            )
        return Judgement(rule="noun")
