"""Who stands where in an event: the places of the codebook's frame, filled from the syntax of one mention."""

from collections.abc import Callable, Iterable

from dateline.codebook import Codebook, Match
from dateline.model import Actor, Span, Token
from dateline.stages.events.parties import Company, Parties, Party, Word
from dateline.stages.events.reading import Reading
from dateline.syntax import Arguments, arguments, conjuncts, is_verbal

_OR = "or"
_DEPTH = 4  # how far a party is looked for below the head of an argument


class PartyFinder:
    """Fills the frame of a trigger from one mention of an event."""

    def __init__(self, reading: Reading, codebook: Codebook) -> None:
        """Take the word classes that the search needs from the codebook."""
        self.reading = reading
        self.tree = reading.tree
        self.support = codebook.classes.get("SUPPORT_VERB", frozenset())
        self.spoken = frozenset(codebook.settings.get("needs_mind", ()))
        self.mediating = codebook.classes.get("MEDIATING", frozenset())
        self.members = codebook.classes.get("MEMBERS", frozenset())
        self.owned = codebook.classes.get("SUFFERED_BY_OWNER", frozenset())
        self.transparent = codebook.classes.get("TRANSPARENT", frozenset())

    def find(self, match: Match) -> Parties:
        """Return the parties of a match.

        Example: "Israeli warplanes bombed Kafr Nabl" has the source *Israeli warplanes*; the town is a place and no
        party, so the target is seen and unresolved.
        """
        frame = match.entry.frame
        carrier = self._carrier(match.token) if match.noun else None
        used = {t.i for t in match.filled}

        def place(name: str) -> list[Token]:
            return [t for t in self._place(name, match, carrier) if t.i != match.token.i]

        source_places = frame.noun_source if match.noun else frame.verb_source
        target_places = frame.noun_target if match.noun else frame.verb_target
        if match.noun and match.token.lemma.lower() in self.owned and not match.args.after("of"):  # "his arrest"
            source_places = tuple(name for name in source_places if name != "possessor")
            target_places = (*target_places, "possessor")
        if match.args.passive and not match.args.subjects and "object" not in target_places and not match.noun:
            source_places = (*source_places, "object")  # "hundreds of residents protested" read as a participle
        sources = self._first(source_places, place, used, skip_used=False)
        targets = self._first(target_places, place, used, skip_used=True)
        source, target = self._parties(sources), self._parties(targets)
        if not target and frame.name != "one-sided":
            target = self._parties(self._below(match, targets))
        if match.entry.type in self.spoken:  # whoever plans to send its soldiers plans nothing towards them
            own = {party.actor.country for party in source if party.actor.role in (None, "GOV", "MIL")} - {None}
            target = tuple(p for p in target if p.actor.kind != "military" or p.actor.country not in own)
        seen = {party.actor.id for party in source}
        return Parties(
            source=source,
            target=tuple(party for party in target if party.actor.id not in seen),
            source_seen=bool(sources),
            target_seen=bool(targets),
            mediator=self._mediators(match),
            instrument=self._instruments(match, {party.actor.id for party in (*source, *target)}),
        )

    def _instruments(self, match: Match, taken: set[str]) -> tuple[Party, ...]:
        """The forces or arms with which an act is done: "shelled the town with Iranian drones", "using its jets"."""
        if "with" in match.entry.frame.verb_target or match.noun:
            return ()
        found = list(match.args.after("with", "using"))
        for clause in self.tree.children(match.token, "advcl"):
            if clause.lemma == "use":
                found += self.tree.children(clause, "dobj")
        return tuple(
            p for p in self._parties(found) if p.actor.id not in taken and p.actor.kind in ("military", "armed group")
        )

    def _mediators(self, match: Match) -> tuple[Party, ...]:
        """Who brought the parties together: "talks mediated by Oman", "a UN-brokered truce"."""
        nouns = [match.token, *(t for t in match.filled if t.pos == "NOUN")]
        found: list[Token] = []
        for noun in nouns:
            for child in self.tree.children(noun, "acl", "amod"):
                if child.lemma.lower() in self.mediating:
                    args = arguments(self.tree, child)
                    found += args.after("by") or self.tree.children(child, "npadvmod", "nmod", "compound", "amod")
        return self._parties(found)

    def _below(self, match: Match, targets: list[Token]) -> list[Token]:
        """The other party of what the trigger swallows, or of what stands in the target's place and is nobody.

        "refused to meet the envoy", "ended talks with Bonn", "threatened action against Moscow".
        """
        for token in (*match.filled, *targets, *match.args.complements):
            if token.i == match.token.i or token.pos not in ("VERB", "NOUN"):
                continue
            args = arguments(self.tree, token)
            found = [*args.objects, *args.after("with", "against", "between", "to", "on", "from", "for")]
            actors = [each for each in found if self._party(each)]
            if actors:
                return actors
        return []

    def of(self, tokens: Iterable[Token]) -> tuple[Party, ...]:
        """Return the parties that some arguments stand for."""
        return self._parties(list(tokens))

    def company(self, words: Iterable[Word], *, without: set[str], more: Iterable[Party] = ()) -> Company:
        """Return the parties that words put beside an act, and ``more``, each once and none of ``without``."""
        found: dict[str, Party] = {}
        told: set[int] = set()
        for word, nouns in words:
            new = [party for party in self.of(nouns) if party.actor.id not in without]
            told |= {word.i} if new else set()
            found.update({party.actor.id: party for party in new if party.actor.id not in found})
        for party in more:
            if party.actor.id not in without:
                found.setdefault(party.actor.id, party)
        return Company(parties=tuple(found.values()), told=frozenset(told))

    def _first(
        self, names: Iterable[str], place: Callable[[str], list[Token]], used: set[int], *, skip_used: bool
    ) -> list[Token]:
        """Return the tokens of the first place that holds an actor; else of the first that holds anything."""
        fallback: list[Token] = []
        for name in names:
            tokens = place(name)
            if any(self._party(token) for token in tokens):
                return tokens
            if tokens and not fallback and name != "modifier" and not (skip_used and tokens[0].i in used):
                fallback = tokens
        return fallback

    def _place(self, name: str, match: Match, carrier: tuple[Token, Arguments] | None) -> list[Token]:
        args = match.args
        if name == "subject":
            return list(args.subjects)
        if name == "object":
            return list(args.objects)
        if name == "dative":
            return list(args.datives)
        if name == "possessor":
            return list(args.possessors)
        if name == "modifier":
            return [t for m in args.modifiers for t in conjuncts(self.tree, m)]
        if name.startswith("complement-"):
            return self._complement(args, name.removeprefix("complement-"))
        if name == "condition-subject":
            return self._condition(match.token)
        if name.startswith("support-"):
            return self._support(carrier, name.removeprefix("support-"))
        found = list(args.after(name))
        if not found and not match.noun:  # "carried out an attack on the base": the phrase may hang on the object
            found = [
                head
                for obj in args.objects
                for prep in self.tree.children(obj, "prep")
                if prep.lower == name and obj.i in {t.i for t in match.filled}
                for child in self.tree.children(prep, "pobj")
                for head in conjuncts(self.tree, child)
            ]
        if not found and match.noun and carrier is not None:
            found = list(carrier[1].after(name))
        return found

    def _complement(self, args: Arguments, what: str) -> list[Token]:
        for head in args.complements:
            if is_verbal(self.tree, head):
                inner = arguments(self.tree, head)
                found = inner.subjects if what == "subject" else inner.objects
                if what == "subject" and (inner.inherited or not found):
                    found = inner.objects if inner.passive else ()
                if found:
                    return list(found)
        return []

    def _condition(self, verb: Token) -> list[Token]:
        """The subject of the clause on which an act hangs: "will not rest as long as foreign forces stay"."""
        for child in self.tree.children(verb, "advcl", "advmod"):
            clause = child if child.dep == "advcl" else self.tree.child(child, "advcl")
            if clause is not None and is_verbal(self.tree, clause):
                own = arguments(self.tree, clause)
                if own.subjects and not own.inherited:
                    return list(own.subjects)
        return []

    def _carrier(self, noun: Token) -> tuple[Token, Arguments] | None:
        """The verb that carries an event noun: "launched an attack", "an attack was carried out"."""
        token = noun
        for _ in range(3):
            head = self.tree.head(token)
            if head is None:
                return None
            if is_verbal(self.tree, head):
                direct = token.dep in ("dobj", "nsubjpass", "attr", "oprd")
                if direct and head.lemma in self.support:
                    return head, arguments(self.tree, head)
                return None
            if token.dep not in ("conj", "pobj", "prep", "appos", "compound"):
                return None
            token = head
        return None

    def _support(self, carrier: tuple[Token, Arguments] | None, what: str) -> list[Token]:
        if carrier is None:
            return []
        args = carrier[1]
        return list({"subject": args.subjects, "dative": args.datives or args.after("to", "for")}.get(what, ()))

    def _parties(self, tokens: list[Token]) -> tuple[Party, ...]:
        found: dict[str, Party] = {}
        either = 1 if self._joined_by_or(tokens) else None
        for token in tokens:
            for actor, span in self._party(token):
                found.setdefault(actor.id, Party(actor=actor, span=span, head=token, alternative=either))
        return tuple(found.values())

    def _joined_by_or(self, tokens: list[Token]) -> bool:
        return len(tokens) > 1 and any(c.lower == _OR for t in tokens for c in self.tree.children(t, "cc"))

    def _party(self, token: Token, depth: int = 0) -> list[tuple[Actor, Span]]:
        """Return the actors that an argument stands for.

        The mention at the head counts; else, through a measure word ("dozens of protesters") or for a thing that
        belongs to somebody ("Palestinian homes", "the army's convoy"), the actor that the phrase names.
        """
        if depth > _DEPTH:
            return []
        lemma = token.lemma.lower()
        at = self.reading.actors_at.get(token.i, [])
        if lemma in self.transparent:
            found = self._after(token, ("of",), depth)
            if found:
                return found
        if lemma in self.members:
            group = [
                row
                for row in self._after(token, ("of", "from"), depth)
                if row[0].basis in ("registry", "alias-in-text") and row[0].role is not None
            ]
            if group:
                return group[:1]
        if at and at[0][0].code is None:
            coded = [row for row in self._after(token, ("of",), depth) if row[0].code]
            return coded[:1] or at
        return at or self._owner(token, depth)

    def _owner(self, token: Token, depth: int) -> list[tuple[Actor, Span]]:
        """Whose a thing is: "Palestinian homes", "the army's convoy", "the bases accommodating American forces"."""
        for child in reversed(self.tree.children(token, "poss", "compound", "amod", "nmod", "appos")):
            if child.i in self.reading.actors_at:
                return self.reading.actors_at[child.i]
        found = self._after(token, ("of", "from", "by"), depth)
        if found:
            return found
        for clause in self.tree.children(token, "acl"):
            for child in self.tree.children(clause, "dobj") if clause.tag == "VBG" else ():
                found = self._party(child, depth + 1)
                if found:
                    return found
        return []

    def _after(self, token: Token, prepositions: tuple[str, ...], depth: int) -> list[tuple[Actor, Span]]:
        """The first actors that a prepositional phrase below a noun names."""
        for prep in self.tree.children(token, "prep"):
            if prep.lower in prepositions:
                heads = [head for child in self.tree.children(prep, "pobj") for head in conjuncts(self.tree, child)]
                found = [row for head in heads for row in self._party(head, depth + 1)]
                if found:
                    return found
        return []
