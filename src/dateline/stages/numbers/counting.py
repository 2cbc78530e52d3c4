"""What a figure counts: the people or arms, and the word that says what befell them or what they did."""

from dataclasses import dataclass

from dateline.knowledge.number_words import NumberWords
from dateline.model import Token
from dateline.stages.numbers.figures import Figure
from dateline.stages.numbers.phrase import counted_noun, heads_noun
from dateline.syntax import Tree, arguments, is_verbal

_HARMED = frozenset({"killed", "injured", "abducted", "arrested", "missing", "released", "rescued", "expelled"})
_ARMED = frozenset({"troops", "fighters", "police"})
_STEPS = 4
_LINKS = frozenset({"of", "including", "among", "between", "over", "around", "about", "for"})
_BE = frozenset({"be", "get", "being", "been"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted, the counted noun, and the word that says what befell the counted or what they did."""

    what: str
    noun: Token
    governor: Token


def find_counted(tree: Tree, figure: Figure, words: NumberWords) -> Counted | None:
    """Tell what a figure counts, or None where it counts neither people nor arms.

    Example: in "killed at least 12 people and wounded dozens" the figures count killed and injured. The words right
    before and after the phrase are asked first: a small parser attaches headlines badly. Known miss: a verb of harm far
    from its object ("wounded, in what police called an ambush, were 12 soldiers").
    """
    noun = counted_noun(tree, figure, words)
    if figure.kind != "figure" and not _is_single(tree, figure, noun, words):
        return None
    lemma = noun.lemma.lower()
    bare = noun.i <= figure.last.i
    if bare and figure.last.lower == "no":
        return None
    by_noun = None if bare else _kind(tree, noun, words)
    if not bare and _after_of(tree, figure):  # the whole in "11 of the 25 hostages are missing"
        return Counted(what=by_noun, noun=noun, governor=noun) if by_noun is not None else None
    if by_noun in ("weapons", "killed", "injured", "missing") and lemma not in words.sets["people"]:
        return Counted(what=by_noun, noun=noun, governor=noun)
    if lemma == "life" and not bare and (claimed := _claimed(tree, noun)) is not None:
        return Counted(what=claimed[1], noun=noun, governor=claimed[0])
    people = bare or lemma in words.sets["people"] or noun.ent in ("NORP", "PERSON") or by_noun is not None
    if not people or (bare and _is_named(tree, figure)):
        return None
    killed = _killed_or_wounded(tree, figure, noun, words)
    if killed is not None:
        return Counted(what="casualties", noun=noun, governor=killed)
    found = _after(tree, figure, noun, words) or _before(tree, figure, words) or _governor(tree, noun, words)
    if found is None and not bare:
        found = _listed(tree, noun, words) or (_by_actor_count(tree, noun, words) if _plural(figure, noun) else None)
    if found is not None and (figure.kind == "figure" or found[1] in _HARMED):
        what = found[1]
        if what == "troops" or (what == "displaced" and by_noun == "refugees"):
            what = by_noun or ""
        if what and not (found[1] == "troops" and what not in _ARMED):
            return Counted(what=what, noun=noun, governor=found[0])
    if by_noun is not None and figure.kind == "figure":
        return Counted(what=by_noun, noun=noun, governor=_verb_above(tree, noun) or noun)
    return None


def _kind(tree: Tree, noun: Token, words: NumberWords) -> str | None:
    """The kind that the noun itself names, with the word before it where that decides: "police officers"."""
    lemma = noun.lemma.lower()
    pair = f"{tree.tokens[noun.i - 1].lower} {lemma}" if noun.i else lemma
    return words.nouns.get(pair) or words.nouns.get(lemma) or words.nouns.get(noun.lower)


def _after_of(tree: Tree, figure: Figure) -> bool:
    before = [t for t in tree.tokens[max(0, figure.first.i - 3) : figure.first.i] if t.sent == figure.first.sent]
    words = [t.lower for t in before]
    if words[-1:] == ["the"]:
        before, words = before[:-1], words[:-1]
    return words[-1:] == ["of"] and len(before) > 1 and before[-2].pos == "NUM"


def _killed_or_wounded(tree: Tree, figure: Figure, noun: Token, words: NumberWords) -> Token | None:
    """Return the first of two harms that share one figure: "killing or wounding 50", "50 were killed or wounded"."""
    before = tree.tokens[max(0, figure.first.i - 3) : figure.first.i]
    after = tree.tokens[max(noun.i, figure.last.i) + 1 : max(noun.i, figure.last.i) + 7]
    for run in (before, *(after[n : n + 3] for n in range(4))):
        if len(run) == 3 and run[1].lower in ("or", "and"):
            harms = [words.befalls.get(t.lemma.lower()) or words.states.get(t.lower) for t in (run[0], run[2])]
            if set(harms) == {"killed", "injured"}:
                apart = any(t.pos in ("PUNCT", "NUM") for t in after if t.i < run[0].i)
                return None if apart else run[0]
    return None


def _plural(figure: Figure, noun: Token) -> bool:
    return figure.kind == "figure" and (noun.tag in ("NNS", "NNPS") or figure.best == 1)


def _is_single(tree: Tree, figure: Figure, noun: Token, words: NumberWords) -> bool:
    """Tell whether "a soldier" or "no one" may be a count: a singular noun of persons, no title and no kind."""
    if figure.kind == "none":
        return True
    if noun.i == figure.last.i:  # "One was killed and another was injured"
        return noun.lower == "another" and noun.dep in ("nsubjpass", "nsubj")
    if noun.tag != "NN" or noun.lemma.lower() not in words.sets["people"] or noun.dep in ("attr", "appos", "compound"):
        return False
    following = tree.tokens[noun.i + 1 : noun.i + 2]
    of_group = bool(following) and following[0].lower == "of"
    return noun.lemma.lower() not in ("people", "police", "family", "crew", "other") and not (
        of_group and noun.lemma.lower() in ("general", "chief", "leader")
    )


def _is_named(tree: Tree, figure: Figure) -> bool:
    """Tell whether a bare figure belongs to the name before it: "Flight 370", "Apollo 11"."""
    if figure.qualifier is not None or figure.first.i == 0:
        return False
    before = tree.tokens[figure.first.i - 1]
    return before.pos == "PROPN" and before.sent == figure.first.sent and figure.first.dep != "dobj"


def _after(tree: Tree, figure: Figure, noun: Token, words: NumberWords) -> tuple[Token, str] | None:
    """What is said right after the phrase: "12 dead", "five others were wounded", "20 people remain missing"."""
    start = max(noun.i, figure.last.i) + 1
    passive = False
    for token in tree.tokens[start : start + 6]:
        if token.sent != noun.sent:
            return None
        low, lemma = token.lower, token.lemma.lower()
        what = words.states.get(low) or (words.befalls.get(lemma) if token.tag == "VBN" and passive else None)
        if what is not None and (passive or not _has_object(tree, token)) and not heads_noun(tree, token):
            return token, what
        if lemma in words.does and not passive:
            return token, words.does[lemma]
        if lemma in _BE:
            passive = True
        elif token.pos not in ("ADV", "AUX") and low not in words.sets["between"]:
            return None
    return None


def _has_object(tree: Tree, token: Token) -> bool:
    if tree.child(token, "dobj") is not None:
        return True
    following = tree.tokens[token.i + 1 : token.i + 2]
    return bool(following) and token.tag in ("VBD", "VBN") and following[0].pos in ("DET", "NUM", "PRON")


def _before(tree: Tree, figure: Figure, words: NumberWords) -> tuple[Token, str] | None:
    """The verb right before the phrase: "kills 12", "wounding at least 20", "arrested a man"."""
    if figure.first.i == 0:
        return None
    token = tree.tokens[figure.first.i - 1]
    if token.pos == "PUNCT" and token.text == ":":
        return None
    what = words.befalls.get(token.lemma.lower())
    if what is None or token.sent != figure.first.sent or token.tag in ("NN", "NNP") or _is_passive(tree, token):
        return None
    return token, what


def _is_passive(tree: Tree, token: Token) -> bool:
    return tree.child(token, "auxpass", "nsubjpass") is not None


def _governor(tree: Tree, noun: Token, words: NumberWords) -> tuple[Token, str] | None:
    """The verb that the counted phrase undergoes ("killed 12 people") or does ("thousands marched")."""
    token = noun
    for _ in range(_STEPS):
        head = tree.head(token)
        if head is None:
            return None
        if token.dep in ("conj", "appos", "nummod", "quantmod", "compound", "nmod", "amod") and not is_verbal(
            tree, head
        ):
            token = head
        elif token.dep == "pobj" and head.lower in _LINKS:
            if head.lower == "of" and (harm := _harm_of(tree, head, words)) is not None:
                return harm
            token = head
        elif token.dep == "prep" and not is_verbal(tree, head):
            token = head
        elif is_verbal(tree, head):
            return _by_verb(tree, token, head, words)
        else:
            return None
    return None


def _harm_of(tree: Tree, of: Token, words: NumberWords) -> tuple[Token, str] | None:
    """The noun of harm before "of": "the bodies of nine soldiers", "claimed the lives of 22 people"."""
    noun = tree.head(of)
    if noun is None or noun.pos not in ("NOUN", "PROPN"):
        return None
    lemma = noun.lemma.lower()
    if lemma == "life":
        return _claimed(tree, noun)
    return (noun, words.harms[lemma]) if lemma in words.harms else None


def _claimed(tree: Tree, life: Token) -> tuple[Token, str] | None:
    """The verb that takes lives: "claimed 24 lives", "cost the lives of 22 people"."""
    verb = tree.head(life)
    return (verb, "killed") if verb is not None and verb.lemma.lower() in ("claim", "take", "cost", "end") else None


def _listed(tree: Tree, noun: Token, words: NumberWords) -> tuple[Token, str] | None:
    """What is said after the last of a list: "Two policemen, three civilians killed in bombing"."""
    tokens, at = tree.tokens, noun.i + 1
    for _ in range(_STEPS):
        here = tokens[at : at + 5]
        if len(here) < 3 or here[0].sent != noun.sent or here[0].lower not in (",", "and"):
            break
        step = 2 if here[1].lower == "and" else 1
        if here[step].pos != "NUM":
            break
        following = next((t for t in here[step + 1 :] if t.pos in ("NOUN", "PROPN")), None)
        if following is None or following.lemma.lower() not in words.sets["people"]:
            break
        at = following.i + 1
    if at == noun.i + 1 or at >= len(tokens) or tokens[at].sent != noun.sent:
        return None
    token = tokens[at + 1] if tokens[at].lemma.lower() == "be" and at + 1 < len(tokens) else tokens[at]
    what = words.states.get(token.lower) or words.does.get(token.lemma.lower())
    return (token, what) if what is not None and not _has_object(tree, token) else None


def _by_verb(tree: Tree, token: Token, verb: Token, words: NumberWords) -> tuple[Token, str] | None:
    undergone = token.dep in ("dobj", "nsubjpass", "dative", "oprd", "attr")
    acts = token.dep in ("nsubj", "csubj")
    if token.dep == "prep" and token.lower not in _LINKS:
        return None
    if token.dep == "conj":
        undergone = True
    lemma = verb.lemma.lower()
    if not acts and not undergone:
        args = arguments(tree, verb)
        undergone, acts = token in args.objects, token in args.subjects
    if acts and tree.child(verb, "auxpass") is not None:
        undergone, acts = True, False
    if undergone and lemma in words.befalls:
        return verb, words.befalls[lemma]
    if undergone and lemma in words.takes and token.pos in ("NOUN", "PROPN"):
        return verb, words.takes[lemma]
    if acts and lemma in words.does:
        return verb, words.does[lemma]
    phrase = _by_phrase(tree, verb, undergone, acts, words)
    if phrase is not None:
        return phrase
    if acts and (follow := _state_of(tree, verb, words)) is not None:
        return follow
    if (
        undergone
        and lemma in ("leave", "see", "report", "make", "find", "render")
        and (follow := _state_of(tree, verb, words))
    ):
        return follow
    if lemma in words.sets["moves"] and (undergone or acts):
        return verb, "troops"
    return None


def _by_phrase(tree: Tree, verb: Token, undergone: bool, acts: bool, words: NumberWords) -> tuple[Token, str] | None:
    rows = words.phrases.get(verb.lemma.lower(), ())
    if not rows:
        return None
    near = {t.lemma.lower() for t in tree.tokens[verb.i + 1 : verb.i + 8] if t.sent == verb.sent}
    for row in rows:
        if row.word in near and (row.befalls == undergone or row.befalls != acts):
            if row.befalls and not undergone:
                continue
            return verb, row.what
    return None


def _state_of(tree: Tree, verb: Token, words: NumberWords) -> tuple[Token, str] | None:
    """The state that a copula or "left" gives: "five were missing", "left 12 people dead"."""
    for child in tree.children(verb, "acomp", "oprd", "attr", "xcomp", "ccomp"):
        if child.lower in words.states:
            return child, words.states[child.lower]
    return None


def _by_actor_count(tree: Tree, noun: Token, words: NumberWords) -> tuple[Token, str] | None:
    """A crowd that somebody draws: "drew 20,000 people"."""
    head = tree.head(noun)
    if head is not None and noun.dep == "dobj" and head.lemma.lower() in words.sets["gatherers"]:
        subject = tree.child(head, "nsubj")
        if subject is not None and subject.lemma.lower() in words.sets["crowds"]:
            return subject, "participants"
    return None


def _verb_above(tree: Tree, noun: Token) -> Token | None:
    head = tree.head(noun)
    while head is not None and noun.dep in ("conj", "pobj", "prep") and not is_verbal(tree, head):
        noun, head = head, tree.head(head)
    return head if head is not None and is_verbal(tree, head) else None
