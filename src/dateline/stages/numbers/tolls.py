"""Figures that stand apart from what they count: tolls, crowds, totals since a start, figures given up for new ones."""

from dateline.knowledge.number_words import NumberWords
from dateline.model import Token
from dateline.stages.numbers.counting import Counted
from dateline.stages.numbers.figures import Figure
from dateline.syntax import Tree

_WINDOW = 12


def find_toll(tree: Tree, figure: Figure, words: NumberWords) -> Counted | None:
    """Tell what a bare figure counts when a noun at a distance says so, or None.

    Example: "The death toll rose to 41", "put the number of wounded at 340", "a crowd of 5,000". Known miss: a toll
    named in one sentence and given in the next.
    """
    tokens = tree.tokens
    before = tokens[figure.first.i - 1] if figure.first.i else None
    if before is None or before.sent != figure.first.sent:
        return None
    crowd = _crowd(tree, before, words) or _strong(tree, figure, words) or _fronted(tree, figure, before, words)
    if crowd is not None:
        return crowd
    near = before.lower in words.sets["toll_preps"] or before.lemma.lower() in words.sets["toll_verbs"]
    if not near:
        return None
    reached = before.lemma.lower() in words.sets["toll_verbs"]
    named: Counted | None = None
    for token in reversed(tokens[max(tree.sentences[before.sent][0].i, before.i - _WINDOW) : before.i + 1]):
        reached = reached or token.lemma.lower() in words.sets["toll_verbs"] or token.lower in ("at", "of")
        if token.text == ";":
            break
        named = named or _named(tree, token, words)
        if named is not None and (reached or before.lower == "of"):
            return named
    return None


def _named(tree: Tree, token: Token, words: NumberWords) -> Counted | None:
    lemma = token.lemma.lower()
    if token.pos not in ("NOUN", "PROPN", "ADJ", "VERB"):
        return None
    pair = f"{tree.tokens[token.i - 1].lower} {lemma}" if token.i else lemma
    what = words.tolls.get(pair) or words.tolls.get(lemma)
    if what is not None and token.pos in ("NOUN", "PROPN"):
        before = tree.tokens[token.i - 1].lower if token.i else ""
        if lemma == "toll" and before in ("injury", "injured", "wounded"):
            what = "injured"
        return Counted(what=what, noun=token, governor=token)
    if lemma in words.sets["counts"]:
        for after in tree.tokens[token.i + 1 : token.i + 5]:
            if after.lower in words.states:
                return Counted(what=words.states[after.lower], noun=after, governor=token)
            if after.lemma.lower() in words.nouns:
                return Counted(what=words.nouns[after.lemma.lower()], noun=after, governor=token)
            if after.lemma.lower() in words.befalls and after.tag == "VBN":
                return Counted(what=words.befalls[after.lemma.lower()], noun=after, governor=token)
    return None


def _crowd(tree: Tree, before: Token, words: NumberWords) -> Counted | None:
    if before.lower not in ("of", "by") or before.i == 0:
        return None
    noun = tree.tokens[before.i - 1]
    if before.lower == "of" and noun.lemma.lower() in words.sets["crowds"] and noun.pos == "NOUN":
        return Counted(what="participants", noun=noun, governor=noun)
    if before.lower == "of" and noun.lemma.lower() in words.sets["forces"] and noun.pos == "NOUN":
        return Counted(what="troops", noun=noun, governor=noun)
    if before.lower == "by" and noun.lemma.lower() == "attend":
        return Counted(what="participants", noun=noun, governor=noun)
    return None


def _strong(tree: Tree, figure: Figure, words: NumberWords) -> Counted | None:
    """The force or crowd in "a 15,000-strong mission"."""
    after = tree.tokens[figure.last.i + 1 : figure.last.i + 7]
    if len(after) < 3 or after[1].lower != "strong":
        return None
    for token in after[2:]:
        lemma = token.lemma.lower()
        if lemma in words.sets["forces"] or lemma in words.sets["crowds"]:
            return Counted(
                what="troops" if lemma in words.sets["forces"] else "participants", noun=token, governor=token
            )
    return None


def _fronted(tree: Tree, figure: Figure, before: Token, words: NumberWords) -> Counted | None:
    """What is named after the figure: "brought to 57 the number of people killed"."""
    verb = tree.tokens[before.i - 1] if before.i else None
    if before.lower not in ("to", "at") or verb is None or verb.lemma.lower() not in words.sets["toll_verbs"]:
        return None
    after = [t for t in tree.tokens[figure.last.i + 1 : figure.last.i + 4] if t.sent == before.sent]
    return next((found for t in after if (found := _named(tree, t, words)) is not None), None)


def is_cumulative(tree: Tree, figure: Figure, counted: Counted, words: NumberWords) -> bool:
    """Tell whether a figure adds up more than this event: "brings the toll to 200", "since January", "in the war".

    Only figures of what befell people add up; a force "stationed since 2014" is no total.
    """
    sentence = tree.sentences[figure.first.sent]
    clause = [t for t in sentence if figure.first.i - 10 <= t.i <= figure.last.i + 18]
    verb = next((a for a in (counted.governor, *tree.ancestors(counted.governor)) if a.pos == "VERB"), None)
    adds = verb is not None and verb.lemma.lower() in words.sets["adding"]
    if adds and (counted.noun.lemma.lower() in words.tolls or counted.governor.lemma.lower() in words.sets["counts"]):
        return True
    if any(_starts(tree, token, words) and _same_clause(tree, figure, token) for token in clause):
        return True
    subject = tree.child(verb, "nsubj") if verb is not None else None
    return bool(
        subject is not None
        and subject.lemma.lower() in words.sets["lasting"]
        and verb is not None
        and any(a.lemma == "have" for a in tree.children(verb, "aux"))
    )


def _starts(tree: Tree, token: Token, words: NumberWords) -> bool:
    """Tell whether a total starts here: "since January", "so far this year", "over the past two weeks"."""
    if token.lower == "since":
        return token.pos in ("SCONJ", "ADP", "ADV")
    after = [t.lemma.lower() for t in tree.tokens[token.i + 1 : token.i + 6] if t.sent == token.sent]
    if token.lower == "so":
        return after[:1] == ["far"] and bool(set(after) & words.sets["periods"])
    if token.lower in ("over", "in", "during") and after[:1] == ["the"] and after[1:2] in (["past"], ["last"]):
        return bool(set(after[2:4]) & words.sets["periods"])
    return False


def _same_clause(tree: Tree, figure: Figure, word: Token) -> bool:
    """Tell whether no other verb with its own subject stands between the figure and the word."""
    low, high = min(figure.last.i, word.i), max(figure.last.i, word.i)
    for token in tree.tokens[low + 1 : high]:
        if token.text == ";" or (token.lower in ("but", "while", "and") and _opens_clause(tree, token)):
            return False
        if token.tag == "VBG" and tree.tokens[token.i - 1].text == ",":
            return False  # "killed 24, bringing the toll since October to 900"
    return True


def _opens_clause(tree: Tree, joint: Token) -> bool:
    return any(t.dep in ("nsubj", "nsubjpass") for t in tree.tokens[joint.i + 1 : joint.i + 5])


def is_replaced(tree: Tree, figure: Figure, words: NumberWords) -> bool:
    """Tell whether the report gives a figure up for a new one: "revised to 38, up from 30", "to 41 from 35"."""
    before = tuple(t.lower for t in tree.tokens[max(0, figure.first.i - 2) : figure.first.i])
    if any(before[-len(phrase) :] == phrase for phrase in words.replaced):
        return True
    if before[-1:] != ("from",):
        return False
    verbs = [t for t in tree.tokens[max(0, figure.first.i - 12) : figure.first.i] if t.sent == figure.first.sent]
    return any(t.lemma.lower() in words.sets["toll_verbs"] and t.pos == "VERB" for t in verbs)
