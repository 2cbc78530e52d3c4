"""Say whether a toponym is meant as a place: by the words around it, the model's label, and how well known the place is."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.knowledge.gazetteer import fold_cached
from dateline.knowledge.gazetteer.contexts import Contexts
from dateline.model import Token
from dateline.stages.places.toponym import Toponym

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
OTHER_LABELS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL", "LANGUAGE", "LAW", "WORK_OF_ART"})
FAMOUS = 6.0  # a country, sea, well-known region, first-order division of a federation, or a city of a million


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The neighbours of a toponym within its sentence, in lower case; "" at the sentence's edge."""

    before: str
    before2: str
    after: str
    after_capital: bool
    before_capital: bool
    after_token: Token | None
    before_token: Token | None
    labels: tuple[str, ...]
    whole: bool  # the model's entity is this toponym, or it and "the"
    entity: tuple[Token, ...]


def look_around(toponym: Toponym, sentence: Sequence[Token]) -> Surroundings:
    """Return the neighbours of a toponym and the model's entity around it."""
    offset = sentence[0].i
    first, last = toponym.first - offset, toponym.last - offset
    before = sentence[first - 1] if first > 0 else None
    before2 = sentence[first - 2] if first > 1 else None
    after = sentence[last] if last < len(sentence) else None
    labels = tuple(token.ent for token in sentence[first:last])
    left, right = first, last
    if labels[0]:
        while left > 0 and not sentence[left].ent_start and sentence[left - 1].ent == labels[0]:
            left -= 1
    if labels[-1]:
        while right < len(sentence) and sentence[right].ent == labels[-1] and not sentence[right].ent_start:
            right += 1
    entity = tuple(sentence[left:right])
    core = [token for token in entity if token.text.lower() not in ("the", "'s", "’s")]
    return Surroundings(
        before=before.lower if before else "",
        before2=before2.lower if before2 else "",
        after=after.lower if after else "",
        after_capital=bool(after and after.text[0].isupper()),
        before_capital=bool(before and before.text[0].isupper() and first > 1),
        after_token=after,
        before_token=before,
        labels=labels,
        whole=bool(labels[0]) and len(core) <= last - first,
        entity=entity,
    )


def is_place(toponym: Toponym, around: Surroundings, contexts: Contexts, surnames: frozenset[str]) -> bool:
    """Decide whether a toponym is a place here."""
    if toponym.form == "demonym":
        return _is_demonym(toponym, around, contexts)
    if toponym.form == "abbreviation":
        return _is_abbreviation(toponym, around)
    label = around.labels[0]
    words = toponym.key.split()
    locative = around.before in contexts.locative_prepositions or (
        around.before in contexts.directions and around.before2 in contexts.locative_prepositions
    )
    if _is_private(toponym, around, contexts):
        return False
    if not toponym.entries:
        return _is_unlisted_place(toponym, around, contexts, locative)
    score = toponym.entries[0].score
    famous = score >= FAMOUS
    if label in OTHER_LABELS and not (famous and locative):
        return False
    if _is_person(toponym, around, contexts, surnames, locative, famous):
        return False
    placed = label in PLACE_LABELS and around.whole
    if len(words) == 1 and (words[0] in contexts.ignored or (toponym.span.start, toponym.span.end) == (0, 0)):
        return placed and (locative or around.after == ",") and score >= 4
    if placed or label in PLACE_LABELS:
        return True
    noun = around.before == "of" and around.before2 in contexts.place_nouns
    if locative or noun:
        return famous or score >= 3.5 or len(words) > 1 or noun
    if famous:
        return True
    return score >= 5.0 and _is_proper(toponym, around)


def _is_proper(toponym: Toponym, around: Surroundings) -> bool:
    return around.labels[0] in ("GPE", "LOC", "FAC", "ORG", "NORP", "") and not around.before_capital and not around.after_capital


def _is_demonym(toponym: Toponym, around: Surroundings, contexts: Contexts) -> bool:
    if around.labels[0] == "LANGUAGE" or around.labels[0] in ("DATE", "TIME"):
        return False
    if around.labels[0] == "PERSON" and not around.whole and around.before_capital:
        return False
    last = fold_cached(around.entity[-1].text) if around.entity else ""
    if around.labels[0] == "ORG" and last in contexts.private_words and not around.whole:
        return False
    return not (around.after in ("language", "languages") or (around.before in ("in", "speak", "speaks", "spoke", "speaking") and not around.after_capital and toponym.span and around.after in (",", ".", "", "and") and toponym.entries[0].name != toponym.key))


def _is_abbreviation(toponym: Toponym, around: Surroundings) -> bool:
    entry = toponym.entries[0]
    if entry.kind != "admin1":
        return True
    # "Louisville, Ky.", "Salem, MA": a division's short form stands after its town
    if around.before == ",":
        return True
    return len(toponym.key.strip(".")) > 2 or toponym.key in ("D.C.", "DC", "B.C.", "BC", "WA", "N.J.", "N.Y.", "N.C.") or around.before in ("in", "of")


def _is_private(toponym: Toponym, around: Surroundings, contexts: Contexts) -> bool:
    """Say whether a paper, team, school or company bears the name: "the Boston Globe", "University of Georgia"."""
    if around.after_capital and around.after_token is not None:
        head = fold_cached(around.after_token.text)
        if head in contexts.private_words and head not in contexts.body_words:
            return True
    if around.before == "of" and around.before2 in ("university", "bank", "college", "institute", "school"):
        return True
    if around.labels[0] == "ORG" and not around.whole:
        last = fold_cached(around.entity[-1].text)
        if last in contexts.private_words:
            return True
        first = around.entity[0].i if around.entity[0].lower != "the" else around.entity[0].i + 1
        words = {fold_cached(token.text) for token in around.entity}
        if toponym.first == first:
            return not (words & contexts.body_words) and toponym.entries != () and toponym.entries[0].score < 6.0
        if around.before in ("in", "of", "for"):
            return toponym.entries != () and toponym.entries[0].score < 6.0
        return True
    return False


def _is_person(
    toponym: Toponym, around: Surroundings, contexts: Contexts, surnames: frozenset[str], locative: bool, famous: bool
) -> bool:
    """Say whether a person bears the name: "Michael Jordan", "Chelsea Clinton", "Mr. Washington", "Jordan said"."""
    words = toponym.key.split()
    title = around.before.rstrip(".")
    if title in contexts.person_titles and around.before_capital | (around.before_token is not None and around.before_token.text[0].isupper()):
        return not (famous and around.labels[0] in PLACE_LABELS and around.whole)
    person = around.labels[0] == "PERSON"
    if person and not around.whole:
        return True
    if around.before_capital and around.before_token is not None and around.before_token.ent == "PERSON":
        return True
    if around.after_capital and around.after_token is not None and around.after_token.ent == "PERSON" and not around.after_token.ent_start:
        return True
    if locative:
        return False
    if person and not famous:
        return True
    if len(words) == 1 and words[0] in surnames:
        return True
    if len(words) == 1 and words[0] in contexts.person_names:
        if around.after_capital and around.after_token is not None and around.after_token.pos == "PROPN":
            head = fold_cached(around.after_token.text)
            return head not in contexts.body_words and head not in contexts.type_words
        return person
    return False


def _is_unlisted_place(toponym: Toponym, around: Surroundings, contexts: Contexts, locative: bool) -> bool:
    """Judge a name that only the model takes for a place."""
    last = toponym.key.rsplit(" ", 1)[-1]
    if around.labels[0] == "FAC":
        return last in contexts.site_words or last in contexts.type_words
    if last in contexts.site_words or last in contexts.type_words:
        return True
    if not toponym.key or toponym.key in contexts.ignored or not toponym.key[0].isalpha():
        return False
    if around.before.rstrip(".") in contexts.person_titles or around.before_capital or around.after_capital:
        return False
    noun = around.before == "of" and around.before2 in contexts.place_nouns
    return locative or noun or around.before in contexts.weak_prepositions or around.labels[0] == "LOC"
