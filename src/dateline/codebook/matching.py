"""Finding a codebook's triggers in a parsed text."""

from collections.abc import Callable
from dataclasses import dataclass

from dateline.codebook.pattern import PREPOSITIONS, Slot, Test, Trigger
from dateline.codebook.schema import Codebook, Entry
from dateline.knowledge.inflection import inflect_all
from dateline.model import Token
from dateline.syntax import Arguments, Tree

_QUANTITIES = frozenset(
    """dozen score hundred thousand million ten number group crowd series wave handful ton tonne kilogram barrel box
    crate load truckload planeload shipment consignment batch worth variety stream team contingent""".split()
)
Kinds = Callable[[Token], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A trigger found in the text: its head token, the entry, and the tokens that met its conditions.

    ``rivals`` counts the other types for which the codebook has a trigger with the same head.
    """

    token: Token
    entry: Entry
    trigger: Trigger
    args: Arguments
    filled: tuple[Token, ...] = ()
    noun: bool = False
    rivals: int = 0


class Index:
    """A codebook's triggers by head word: built once, read by every document."""

    def __init__(self, codebook: Codebook) -> None:
        """Sort the triggers of each head by how specific they are."""
        self.codebook = codebook
        rows: dict[tuple[str, str], list[tuple[Entry, Trigger]]] = {}
        for entry in codebook.entries:
            for trigger in entry.triggers:
                for head in trigger.heads:
                    rows.setdefault((trigger.pos, head), []).append((entry, trigger))
        self._rows = {key: tuple(sorted(found, key=lambda row: -row[1].specificity)) for key, found in rows.items()}
        self._rivals = {key: len({entry.type for entry, _ in found}) - 1 for key, found in self._rows.items()}
        self._needs = {key: tuple(_needed_words(trigger) for _, trigger in found) for key, found in self._rows.items()}
        self.refinements = {
            name: tuple(rule for rule in codebook.refinements if rule.type == name)
            for name in {rule.type for rule in codebook.refinements}
        }
        self.nouns = frozenset(head for pos, head in self._rows if pos == "noun")
        self.verb_forms = inflect_all(head for pos, head in self._rows if pos == "verb")
        self.discards: dict[str, list[tuple[str, ...]]] = {}
        for phrase in codebook.discards:
            words = tuple(phrase.replace("-", " - ").split())
            self.discards.setdefault(words[0], []).append(words)

    def candidates(self, pos: str, head: str) -> tuple[tuple[Entry, Trigger], ...]:
        """Return the (entry, trigger) pairs of a head, the most specific first."""
        return self._rows.get((pos, head), ())

    def find(
        self, tree: Tree, token: Token, pos: str, head: str, args: Arguments, kinds: Kinds, vocabulary: frozenset[str]
    ) -> Match | None:
        """Return the most specific entry whose conditions hold at the token, or None.

        ``vocabulary`` holds the lemmas and two-word phrases of the whole document.
        """
        rows = self.candidates(pos, head)
        near = _near(tree, token, args) if len(rows) > 1 else None
        for (entry, trigger), needed in zip(rows, self._needs.get((pos, head), ()), strict=True):
            if near is not None and not needed <= near:
                continue  # most triggers of a common verb fail on a particle or preposition that is not there
            filled = _fill(tree, token, trigger, args, kinds)
            if filled is None:
                continue
            if entry.not_in_document & vocabulary or (entry.in_document and not entry.in_document & vocabulary):
                continue
            if entry.unless and _is_another_sense(entry, near_words(tree, token, args)):
                continue
            if entry.elsewhere and entry.elsewhere & sentence_words(tree, token):
                continue
            return Match(
                token=token, entry=entry, trigger=trigger, args=args, filled=filled, noun=pos == "noun",
                rivals=self._rivals[pos, head],
            )  # fmt: skip
        return None


def _is_another_sense(entry: Entry, near: frozenset[str]) -> bool:
    spared = {phrase.rpartition(" ")[2] for phrase in entry.despite & near}
    return not spared >= entry.unless & near


def _needed_words(trigger: Trigger) -> frozenset[str]:
    """The particles and prepositions without which a trigger cannot match, whatever stands beside them."""
    return frozenset(
        slot.word
        for slot in trigger.slots
        if slot.word and (slot.kind == "word" or (slot.kind == "prep" and _positive(slot.test)))
    )


def _positive(test: Test | None) -> bool:
    return test is None or bool(test.words or test.kinds) or not (test.barred or test.barred_kinds)


def _near(tree: Tree, token: Token, args: Arguments) -> frozenset[str]:
    """The words in which ``_fill_slot`` may find a particle or preposition: a superset, made once for each token."""
    words = {child.lower for child in tree.children(token)} | {prep for prep, _ in args.preps}
    words |= {child.lower for each in args.objects for child in tree.children(each, "prep")}
    words |= {following.lower for following in tree.tokens[token.i + 1 : token.i + 2]}
    return frozenset(words)


def sentence_words(tree: Tree, token: Token) -> frozenset[str]:
    """Return the lemmas, forms and word pairs of the token's sentence."""
    words: set[str] = set()
    previous = ""
    for each in tree.sentences[token.sent]:
        lemma = each.lemma.lower()
        words |= {lemma, each.lower, f"{previous} {lemma}", f"{previous} {each.lower}"}
        previous = each.lower
    return frozenset(words)


def near_words(tree: Tree, token: Token, args: Arguments) -> frozenset[str]:
    """Return the words of the token's phrase and of its arguments: what decides between two senses.

    A verb that is coordinated with another, or depends on it, is judged by the other's company too: in "killed and
    injured in an earthquake" the earthquake hangs on the first verb only. Who reports it decides nothing: "were killed,
    the army reported", "according to a statement".
    """
    words = set(_company(tree, token))
    for each in (*args.subjects, *args.objects, *(noun for _, noun in args.preps)):
        words |= argument_words(tree, each)
    head = tree.head(token)
    if head is not None and token.dep != "ccomp":
        words |= {head.lemma.lower(), head.lower}
        if token.dep in ("conj", "advcl", "acl", "xcomp") and head.pos in ("VERB", "AUX"):
            words |= _company(tree, head)
    return frozenset(words)


def _company(tree: Tree, token: Token) -> set[str]:
    words: set[str] = set()
    for child in tree.children(token):
        if child.lower == "according" or child.dep in ("ccomp", "parataxis"):
            continue
        words |= argument_words(tree, child)
        for grandchild in tree.children(child, "pobj", "compound", "amod", "dobj", "nsubj", "nsubjpass", "pcomp"):
            words |= argument_words(tree, grandchild)
    return words


def argument_words(tree: Tree, token: Token) -> frozenset[str]:
    """Return what a condition may name of an argument: lemma, form, and the head with each modifier before it."""
    lemma, lower = token.lemma.lower(), token.lower
    words = {lemma, lower}
    for child in tree.children(token, "compound", "amod", "nmod"):
        for modifier in {child.lower, child.lemma.lower()}:
            words |= {f"{modifier} {lemma}", f"{modifier} {lower}", f"{modifier} ~"}
    if token.ent == "CARDINAL" or lemma in _QUANTITIES:  # "thousands of soldiers" are soldiers
        for prep in tree.children(token, "prep"):
            if prep.lower == "of":
                for counted in tree.children(prep, "pobj"):
                    words |= argument_words(tree, counted)
    return frozenset(words)


def _fill(tree: Tree, token: Token, trigger: Trigger, args: Arguments, kinds: Kinds) -> tuple[Token, ...] | None:
    """Return the tokens that fill the trigger's slots, or None if a condition fails."""
    filled: list[Token] = []
    if trigger.modifiers:
        before = [t.lower for t in tree.tokens[max(0, token.i - len(trigger.modifiers)) : token.i]]
        lemmas = [t.lemma.lower() for t in tree.tokens[max(0, token.i - len(trigger.modifiers)) : token.i]]
        pairs = zip(trigger.modifiers, before, lemmas, strict=False)
        if len(before) < len(trigger.modifiers) or not all(m in (b, lemma) for m, b, lemma in pairs):
            return None
        filled += tree.tokens[token.i - len(trigger.modifiers) : token.i]
    for slot in trigger.slots:
        found = _fill_slot(tree, token, slot, args, kinds)
        if found is None:
            return None
        filled += found
    return tuple(filled)


def _fill_slot(tree: Tree, token: Token, slot: Slot, args: Arguments, kinds: Kinds) -> list[Token] | None:
    if slot.kind == "word":
        return _find_word(tree, token, slot.word or "", args)
    test = slot.test or Test()
    if slot.kind == "subject":
        places = [*args.subjects, *args.possessors, *args.modifiers]
    elif slot.kind == "object":
        places = [*args.objects, *(args.after("of") if not args.objects else ())]
    elif slot.kind == "prep":
        places = list(_after(tree, token, slot.word or "", args))
    else:
        places = list(args.complements)
        if slot.word == "to":
            places += _purposes(tree, token, args)
            if not test.words:
                places = [t for t in places if any(c.lower == "to" for c in tree.children(t, "aux", "mark"))]
        elif slot.word and slot.word != "to":
            places = [t for prep, t in args.preps if prep == slot.word]
    negative_only = bool(test.barred or test.barred_kinds) and not (test.words or test.kinds)
    if not places:
        return [] if negative_only else None
    for place in places:
        if test.holds(argument_words(tree, place), kinds(place)):
            return [place]
    return None


def _purposes(tree: Tree, token: Token, args: Arguments) -> list[Token]:
    """The infinitives that the parser hung elsewhere: "sent a team *to investigate*", "is ready *to fight*"."""
    found = list(tree.children(token, "advcl"))
    for each in (*args.objects, *tree.children(token, "acomp")):
        found += tree.children(each, "acl", "relcl", "advcl", "xcomp", "ccomp")
    return [t for t in found if any(c.lower == "to" for c in tree.children(t, "aux"))]


def _after(tree: Tree, token: Token, prep: str, args: Arguments) -> tuple[Token, ...]:
    """The objects of a preposition of the trigger, also where the parser hung the phrase on the object."""
    found = args.after(prep)
    if not found:
        found = tuple(
            p
            for obj in args.objects
            for c in tree.children(obj, "prep")
            if c.lower == prep
            for p in tree.children(c, "pobj")
        )
    if not found and any(c.lower == prep for c in tree.children(token, "prt", "advmod")):
        return args.objects  # "called up reservists": the word is a particle, not a preposition
    return found


def _find_word(tree: Tree, token: Token, word: str, args: Arguments) -> list[Token] | None:
    for child in tree.children(token):
        if child.lower == word and child.dep in ("prt", "prep", "advmod", "acomp", "agent", "dative", "oprd", "neg"):
            return [child]
    following = tree.tokens[token.i + 1 : token.i + 2]
    if following and following[0].lower == word:
        return [following[0]]
    if word in PREPOSITIONS:
        for obj in args.objects:
            for child in tree.children(obj, "prep"):
                if child.lower == word:
                    return [child]
    return None
