"""Say whether a toponym is meant as a place: by the words around it, the model's label, and its prominence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from dateline.knowledge.gazetteer import fold_cached
from dateline.knowledge.gazetteer.contexts import Contexts, is_noun_of
from dateline.model import Token
from dateline.stages.places.toponym import Toponym

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
OTHER_LABELS = frozenset(
    {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL", "LANGUAGE", "LAW", "WORK_OF_ART"}
)
FAMOUS = 6.0  # a country, sea, well-known region, first-order division of a federation, or a city of a million
KNOWN = 4.5  # a town of thirty thousand


class Verdict(IntEnum):
    """Whether a toponym is a place: OPEN and LIKELY are settled by its neighbours and the rest of the document."""

    NO = 0
    OPEN = 1
    LIKELY = 2
    YES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A toponym's neighbours in its sentence ("" and None at the edge) and the model's entity around it."""

    before: str
    before2: str
    after: str
    before_token: Token | None
    after_token: Token | None
    before_capital: bool
    after_capital: bool
    joined: str  # the word after a hyphen: "Beirut-based"
    label: str
    whole: bool  # the model's entity is this toponym, or it and "the"
    entity: Sequence[Token]
    tokens: Sequence[Token]


def look_around(toponym: Toponym, sentence: Sequence[Token]) -> Surroundings:
    """Return the neighbours of a toponym and the model's entity around it."""
    offset = sentence[0].i
    first, last = toponym.first - offset, toponym.last - offset
    before = sentence[first - 1] if first > 0 else None
    after = sentence[last] if last < len(sentence) else None
    label = next((token.ent for token in sentence[first:last] if token.ent), "")
    left, right = first, last
    if label:  # a comma ends an entity: the model takes "Palma, Mozambique" for one organisation
        while left > 0 and not sentence[left].ent_start and sentence[left - 1].ent == sentence[left].ent == label:
            if sentence[left - 1].text == ",":
                break
            left -= 1
        while right < len(sentence) and sentence[right].ent == label and not sentence[right].ent_start:
            if sentence[right].text == ",":
                break
            right += 1
    core = sum(token.lower not in ("the", "'s", "’s") for token in sentence[left:right])
    return Surroundings(
        before=before.lower if before else "",
        before2=sentence[first - 2].lower if first > 1 else "",
        after=after.lower if after else "",
        before_token=before,
        after_token=after,
        before_capital=bool(before and before.text[0].isupper() and (first > 1 or before.pos == "PROPN")),
        after_capital=bool(after and after.text[0].isupper()),
        joined=sentence[last + 1].lower if after and after.text == "-" and last + 1 < len(sentence) else "",
        label=label,
        whole=core <= last - first,
        entity=sentence[left:right],
        tokens=sentence[first:last],
    )


def judge(toponym: Toponym, around: Surroundings, contexts: Contexts, surnames: frozenset[str]) -> Verdict:
    """Judge one toponym by its own sentence."""
    famous = bool(toponym.entries) and toponym.entries[0].score >= FAMOUS
    if around.after in contexts.disease_words and toponym.form == "name" and (not famous or around.before_capital):
        return Verdict.NO
    if toponym.form == "demonym":
        return Verdict.YES if _is_demonym(around, contexts) else Verdict.NO
    if toponym.form == "abbreviation":
        return _judge_abbreviation(toponym, around, contexts)
    if around.joined in contexts.joined_words and toponym.entries:
        return Verdict.YES
    if toponym.site:
        return Verdict.YES
    locative = _is_locative(around, contexts)
    if toponym.key in contexts.seats and not locative:
        return Verdict.NO
    if _is_private(toponym, around, contexts):
        return Verdict.NO
    if _is_person(toponym, around, contexts, surnames, locative):
        return _judge_person(toponym, around, contexts, surnames)
    if not toponym.entries:
        return _judge_unlisted(toponym, around, contexts, locative)
    return _judge_listed(toponym, around, contexts, locative)


def _judge_person(toponym: Toponym, around: Surroundings, contexts: Contexts, surnames: frozenset[str]) -> Verdict:
    """Judge what looks like a person: the model often takes a little-known town for one ("Rebels shelled Goma")."""
    titled = around.before.rstrip(".") in contexts.person_titles
    if around.label != "PERSON" or not around.whole or around.before_capital or titled or toponym.key in surnames:
        return Verdict.NO
    if not toponym.entries or toponym.key in contexts.person_names or toponym.entries[0].form != "name":
        return Verdict.OPEN
    if toponym.entries[0].score < KNOWN:
        return Verdict.OPEN
    return Verdict.YES if _is_object(around, contexts) else Verdict.LIKELY


def _is_locative(around: Surroundings, contexts: Contexts) -> bool:
    before, before2 = around.before, around.before2
    if before in contexts.locative_prepositions or before == "between":
        return True
    if before in ("the", "nearby") or before in contexts.directions:
        return before2 in contexts.locative_prepositions
    if before in ("of", "on", "for", "against") and is_noun_of(before2, contexts.attack_nouns):
        return before != "of" or before2 not in ("people", "most", "part", "parts")
    return before == "of" and (is_noun_of(before2, contexts.place_nouns) or before2 in contexts.directions)


def is_named_so(around: Surroundings, contexts: Contexts) -> bool:
    """Say whether the words make it a place by name: "the villages of X", "X district"."""
    if around.before == "of" and is_noun_of(around.before2, contexts.place_nouns):
        return True
    return is_noun_of(around.after, contexts.named_nouns) and not around.before_capital


def _judge_listed(toponym: Toponym, around: Surroundings, contexts: Contexts, locative: bool) -> Verdict:
    top = toponym.entries[0]
    score = top.score - (1.0 if top.form == "alias" else 0.0)
    placed = around.label in PLACE_LABELS and around.whole
    noun = around.after in contexts.place_nouns
    if around.label in OTHER_LABELS and not (score >= FAMOUS and locative):
        return Verdict.NO
    if toponym.key in contexts.ignored:
        return Verdict.YES if placed and (locative or around.after == ",") and score >= 4 else Verdict.NO
    if score >= FAMOUS:
        return Verdict.YES
    if placed:
        clear = score >= KNOWN or locative or noun or around.before in ("from", "to") or " " in toponym.key
        return Verdict.YES if clear else Verdict.OPEN
    first = around.before_token is None
    if first and around.tokens[0].pos != "PROPN" and len(around.tokens) == 1:
        return Verdict.NO  # "Still, Hawaii …"
    if locative or noun:
        return Verdict.YES if around.label in ("", "ORG", *PLACE_LABELS) or score >= KNOWN else Verdict.OPEN
    if around.label == "ORG" and not around.whole:
        return Verdict.OPEN if score >= KNOWN else Verdict.NO
    if _is_object(around, contexts) and around.label in ("", "ORG", *PLACE_LABELS):
        return Verdict.YES
    apart = not around.before_capital and not around.after_capital
    return Verdict.LIKELY if apart and top.form == "name" and around.label in ("", "ORG", "NORP") else Verdict.OPEN


def _is_object(around: Surroundings, contexts: Contexts) -> bool:
    """Say whether the toponym follows a verb that takes towns: "rebels shelled Goma"."""
    before = around.before_token
    return before is not None and before.pos == "VERB" and before.lemma in contexts.place_verbs


def _judge_unlisted(toponym: Toponym, around: Surroundings, contexts: Contexts, locative: bool) -> Verdict:
    """Judge a name that no list has: "the village of Umbara", "in Kampani district"."""
    last = toponym.key.rsplit(" ", 1)[-1]
    label = around.label
    if (
        " " in toponym.key
        and label in ("", *PLACE_LABELS)
        and (last in contexts.type_words or (toponym.key.split()[0] in contexts.head_words and around.whole))
    ):
        return Verdict.YES
    if toponym.key in contexts.ignored or not toponym.key[0].isalpha() or around.before_capital:
        return Verdict.NO
    if label not in PLACE_LABELS and label not in ("", "ORG", "PERSON", "NORP"):
        return Verdict.NO
    if is_named_so(around, contexts) and around.tokens[0].pos in ("PROPN", "X", "NOUN", "ADJ"):
        return Verdict.YES
    if around.after_capital:
        return Verdict.NO
    if label in PLACE_LABELS and around.whole:
        near = locative or around.before in ("from", "to")
        return Verdict.YES if near or label == "LOC" else Verdict.OPEN
    if around.tokens[0].pos != "PROPN" or len(around.tokens) > 3 or label == "ORG":
        return Verdict.NO
    return Verdict.OPEN


def _is_demonym(around: Surroundings, contexts: Contexts) -> bool:
    """Say whether a demonym points to its land: "Syrian forces" does; "Syrians" are people, "in Arabic" a language."""
    token = around.tokens[-1]
    if around.label in ("LANGUAGE", "DATE", "TIME", "EVENT", "WORK_OF_ART") or around.after.startswith("language"):
        return False
    if around.label == "PERSON" and (around.before_capital or around.after_capital) and not around.whole:
        return False
    if token.tag in ("NNS", "NNPS") and token.text[-1] == "s" and token.lower not in ("swiss",):
        return False
    if around.before in ("african", "hispanic", "native", "latin", "asian") or around.after in (
        "american",
        "americans",
    ):
        return False
    if around.label == "ORG" and not around.whole and fold_cached(around.entity[-1].text) in contexts.private_words:
        return False
    following = around.after_token
    modifies = token.dep in ("amod", "compound", "nmod", "poss") or (
        following is not None and (following.pos in ("NOUN", "PROPN", "ADJ") or following.text == "-")
    )
    if not modifies and token.head != token.i:
        return False  # "an American", "were British": a person, a nationality
    if around.before in (
        "speak",
        "speaks",
        "spoke",
        "speaking",
        "spoken",
        "learn",
        "learning",
        "teach",
        "teaching",
        "fluent",
    ):
        return False
    return not (around.before == "in" and around.after in ("", ",", ".", "and", "or"))


def _judge_abbreviation(toponym: Toponym, around: Surroundings, contexts: Contexts) -> Verdict:
    entry = toponym.entries[0]
    if around.label == "MONEY" or around.before in ("$", "sen.", "rep.") or around.after == "$":
        return Verdict.NO
    if entry.kind != "admin1" and toponym.key not in contexts.doubtful_abbreviations:
        return Verdict.YES
    if around.before == ",":  # "Louisville, Ky.", "Salem, MA": a division's short form stands after its town
        return Verdict.YES
    if around.after_capital and toponym.key.endswith("."):
        return Verdict.NO  # "state Del. Alfonso Lopez"
    if len(toponym.key.strip(".")) > 2:
        return Verdict.YES
    placed = around.before in ("in", "of", "from", "across") and around.label in PLACE_LABELS
    return Verdict.YES if placed else Verdict.OPEN


def _is_private(toponym: Toponym, around: Surroundings, contexts: Contexts) -> bool:
    """Say whether a paper, team, school or company bears the name: "the Boston Globe", "University of Georgia"."""
    if around.after_capital and around.after_token is not None:
        head = fold_cached(around.after_token.text)
        if head in contexts.private_words and head not in contexts.body_words:
            return True
    if around.before == "of" and around.before2 in contexts.named_after_heads:
        return True
    if around.label != "ORG" or around.whole:
        return False
    if fold_cached(around.entity[-1].text) in contexts.private_words:
        return True
    famous = bool(toponym.entries) and toponym.entries[0].score >= FAMOUS
    first = around.entity[0].i + (around.entity[0].lower == "the")
    if toponym.first == first:
        words = {fold_cached(token.text) for token in around.entity}
        return not famous and not (words & contexts.body_words)
    return not (famous and around.before in ("in", "of", "for", "the", ","))


def _is_person(
    toponym: Toponym, around: Surroundings, contexts: Contexts, surnames: frozenset[str], locative: bool
) -> bool:
    """Say whether a person bears the name: "Michael Jordan", "Chelsea Clinton", "Mr. Washington", "Jordan said"."""
    famous = bool(toponym.entries) and toponym.entries[0].score >= FAMOUS
    placed = around.label in PLACE_LABELS and around.whole
    before, after = around.before_token, around.after_token
    if around.before.rstrip(".") in contexts.person_titles and before is not None and before.text[0].isupper():
        return not (famous and placed)
    if len(around.tokens) == 1 and toponym.key in surnames and not locative:
        return True
    person = around.label == "PERSON"
    if person and not around.whole and not is_named_so(around, contexts):
        return True
    if around.before_capital and before is not None and before.ent == "PERSON":
        return True
    if around.after_capital and after is not None and after.ent == "PERSON" and not after.ent_start:
        return True
    if locative or is_named_so(around, contexts):
        return False
    if person and not famous:
        return toponym.entries == () or around.before not in contexts.weak_prepositions
    if " " in toponym.key:
        return False
    if toponym.key in contexts.person_names:
        if around.after_capital and after is not None and after.pos == "PROPN":
            head = fold_cached(after.text)
            return head not in contexts.body_words and head not in contexts.type_words
        return person or (not placed and not famous)
    return False
