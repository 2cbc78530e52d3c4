"""Find the stretches of text that the gazetteer, the model or a word such as "Airport" says may be names of places."""

from collections.abc import Iterator, Sequence

from dateline.knowledge.gazetteer import Entry, Gazetteer, fold
from dateline.knowledge.gazetteer.contexts import Contexts, is_noun_of
from dateline.model import Span, Token
from dateline.model.place import PlaceForm
from dateline.stages.places.toponym import Toponym

LONGEST = 7  # tokens in one name
ELIDED = ("d'", "l'", "d’", "l’")
CLOSED = frozenset({"ADP", "SCONJ", "CCONJ", "PRON", "AUX"})  # "In", "While": no name begins with them
AFTER_SITE = ("of", "for")  # "Hospital for Sick Children" goes on


def find_toponyms(text: str, sentence: Sequence[Token], gazetteer: Gazetteer, contexts: Contexts) -> Iterator[Toponym]:
    """Yield candidates of one sentence in text order, without overlaps: the longest name first.

    Case matters: "Reading" may be a town, "reading" never. Known miss: names written without capitals.
    """
    at, size = 0, len(sentence)
    while at < size:
        if not _may_begin(sentence, at, contexts):
            at += 1
            continue
        found = (
            _site(text, sentence, at, gazetteer, contexts)
            or _longest(text, sentence, at, gazetteer, contexts)
            or _named(text, sentence, at, contexts)
        )
        if found is None:
            at += 1
            continue
        yield found
        at = max(at + 1, found.last - sentence[0].i)


def _may_begin(sentence: Sequence[Token], at: int, contexts: Contexts) -> bool:
    text = sentence[at].text
    if text[0].isupper():
        return text != "I" and not (at == 0 and sentence[at].pos in CLOSED)
    return (
        text in contexts.name_articles
        and at + 2 < len(sentence)
        and sentence[at + 1].text == "-"
        and sentence[at + 2].text[0].isupper()
    )


def _longest(text: str, sentence: Sequence[Token], at: int, gazetteer: Gazetteer, contexts: Contexts) -> Toponym | None:
    start = sentence[at].start
    article = sentence[at].lower == "the"
    for last in reversed(_ends(sentence, at, contexts)):
        words = text[start : sentence[last - 1].end]
        if words in gazetteer.abbreviations:
            return _toponym(words, sentence, at, last, "abbreviation", gazetteer.find_abbreviation(words))
        if words[-1] == "." or (words.isupper() and len(words) < 4) or any(c.isdigit() for c in words[:2]):
            continue  # "WHO", "ACT": only listed abbreviations
        key = fold(words)
        generic = last - at == 1 and key in contexts.head_words and last < len(sentence)
        if generic and _goes_on(sentence, last, contexts):
            continue  # "Tal Sha'ban" is no "Tal"
        if len(key) < 3 or key in contexts.person_titles or (article and key not in contexts.articles_kept):
            continue
        entries = gazetteer.find(key)
        kind = None
        if entries and words.isupper() and len(words) < 6 and entries[0].form == "alias":
            continue  # "NAFTA"
        if not entries and last - at > 1:
            entries, kind = _typed(text, sentence, at, last, gazetteer, contexts)
        if entries:
            form: PlaceForm = "demonym" if entries[0].form == "demonym" else "name"
            return _toponym(
                key, sentence, at, last, form, entries, kind or _kind(key, sentence, last, entries, contexts)
            )
    return None


def _toponym(
    key: str, sentence: Sequence[Token], at: int, last: int, form: PlaceForm, entries: tuple[Entry, ...],
    kind: str | None = None, site: bool = False,
) -> Toponym:  # fmt: skip
    span = Span(sentence[at].start, sentence[last - 1].end)
    return Toponym(
        span=span,
        first=sentence[at].i,
        last=sentence[last - 1].i + 1,
        key=key,
        form=form,
        entries=entries,
        kind=kind,
        site=site,
    )


def _typed(
    text: str, sentence: Sequence[Token], at: int, last: int, gazetteer: Gazetteer, contexts: Contexts
) -> tuple[tuple[Entry, ...], str | None]:
    """Look up "Anbar" where "Anbar Province" is not listed."""
    head = fold(sentence[last - 1].text)
    kind = contexts.type_words.get(head)
    if (
        sentence[at].lower in contexts.directions and sentence[at + 1].text[0].isupper()
    ):  # "South Beirut", "Western Aleppo"
        entries = gazetteer.find(fold(text[sentence[at + 1].start : sentence[last - 1].end]))
        return tuple(
            e for e in entries if e.form != "demonym" and e.score >= 5.0 and head not in contexts.ignored
        ), None
    if sentence[at].lower in contexts.head_words or kind in (None, "city"):
        return (), None
    entries = gazetteer.find(fold(text[sentence[at].start : sentence[last - 2].end]))
    entries = tuple(
        e
        for e in entries
        if e.kind in ("admin1", "admin2", "city", "region", "river", "country") and e.form != "demonym"
    )
    if head == "state":
        entries = tuple(
            e for e in entries if e.kind == "admin1" and e.country != "USA"
        )  # "Mississippi State" is a school
    if kind in ("admin1", "admin2"):
        entries = tuple(e for e in entries if e.kind != "country")
    return entries, kind


def _ends(sentence: Sequence[Token], at: int, contexts: Contexts) -> list[int]:
    """Return where a name that begins here may end: after capitalised words, over connectors."""
    ends = []
    for i in range(at, min(at + LONGEST, len(sentence))):
        token = sentence[i]
        if token.text[0].isupper():
            ends.append(i + 1)
            continue
        if i == at:
            continue
        glued = sentence[i - 1].end == token.start and (token.text.isalpha() or token.text in "-'’.")
        elided = token.text.startswith(ELIDED)
        if not (token.text in contexts.connectors or glued or elided):
            break
        if elided or (glued and (token.text == "." or (token.text.isalpha() and sentence[i - 1].text == "-"))):
            ends.append(i + 1)
    return ends


def _kind(key: str, sentence: Sequence[Token], last: int, entries: Sequence[Entry], contexts: Contexts) -> str | None:
    """Return the kind that the words say: "Anbar Province", "Plateau state", "the Luhansk and Donetsk regions"."""
    if " " in key and (kind := contexts.type_words.get(key.rsplit(" ", 1)[1])):
        return kind
    if last + 2 < len(sentence) and sentence[last].text == "and" and sentence[last + 2].text[-1] == "s":
        last += 2
    word = sentence[last].text if last < len(sentence) else ""
    word = word.removesuffix("s") if word not in contexts.type_words else word
    kind = contexts.type_words.get(word)
    if kind == "admin2" and word != "county":
        return None  # a district may be part of a town
    return kind if kind in ("admin1", "admin2") and (word != "region" or entries[0].kind == "city") else None


def _site(text: str, sentence: Sequence[Token], at: int, gazetteer: Gazetteer, contexts: Contexts) -> Toponym | None:
    """Return a built thing named by capitalised words: "Goma International Airport", "St. Mary's Church"."""
    last = at
    for i in range(at, min(at + LONGEST, len(sentence))):
        word = sentence[i].text
        if word in ("'s", "’s"):
            owner = gazetteer.find(fold(text[sentence[at].start : sentence[i - 1].end]))
            if owner and owner[0].score > 4:
                break  # "Moscow's Red Square" is two places
        if not (word[0].isupper() or word in ("'s", "’s", "-", "al", "el")):
            break
        if i > at and word[0].isupper() and fold(word) in contexts.site_words:
            last = i + 1
    if last == at or sentence[at].lower in ("the", "a", "an", "this", "its", "his", "our", "their", "new", "old"):
        return None
    if last < len(sentence) and (sentence[last].text in AFTER_SITE or sentence[last].text[0].isupper()):
        return None
    key = fold(text[sentence[at].start : sentence[last - 1].end])
    if gazetteer.find(key):
        return None  # a place of its own right
    inner: tuple[Entry, ...] = ()
    for end in range(last - 1, at, -1):
        if key.rsplit(" ", 1)[-1] in contexts.street_words:
            break
        found = gazetteer.find(fold(text[sentence[at].start : sentence[end - 1].end]))
        inner = tuple(e for e in found if e.form == "name" and e.score >= 3.5)
        if inner:
            break
    return _toponym(key, sentence, at, last, "name", inner, site=True)


def _goes_on(sentence: Sequence[Token], i: int, contexts: Contexts) -> bool:
    """Say whether a name goes on at a token: a capital, a hyphen, or the article of "Dahiyat al-Assad"."""
    text = sentence[i].text
    if text[0].isupper() or text == "-" or sentence[i - 1].text == "-":
        return True
    return text in contexts.name_articles and i + 2 < len(sentence) and sentence[i + 1].text == "-"


def _named(text: str, sentence: Sequence[Token], at: int, contexts: Contexts) -> Toponym | None:
    """Return a name that no list has: the model's place, or capitalised words that context may settle."""
    token = sentence[at]
    if token.lower == "the" or (token.pos not in ("PROPN", "NOUN", "ADJ", "X") and not token.ent):
        return None
    called = at > 1 and sentence[at - 1].text == "of" and is_noun_of(sentence[at - 2].lower, contexts.place_nouns)
    headed = token.lower in contexts.head_words or token.text in contexts.name_articles
    last = at + 1
    while last < len(sentence) and _goes_on(sentence, last, contexts):
        apart = sentence[last].ent != token.ent or (token.ent and sentence[last].ent_start)
        if apart and not called and not headed and sentence[last].text not in contexts.name_articles:
            break
        last += 1
    while last > at + 1 and not sentence[last - 1].text[0].isalpha():
        last -= 1
    key = fold(text[token.start : sentence[last - 1].end])
    if (
        len(key) < 3
        or key in contexts.person_titles
        or any(c.isdigit() for c in key)
        or (text[token.start : sentence[last - 1].end].isupper() and len(key) < 6)
    ):
        return None
    return _toponym(key, sentence, at, last, "name", ())


def find_dateline(text: str, span: Span, gazetteer: Gazetteer) -> Iterator[Toponym]:
    """Yield the places of a dateline, which is not parsed: "GOMA, Democratic Republic of Congo"."""
    start = span.start
    for part in span.of(text).split(","):
        begin = start + len(part) - len(part.lstrip())
        end = begin + len(part.strip())
        start += len(part) + 1
        if text[end : end + 1] == "." and text[begin : end + 1] in gazetteer.abbreviations:
            end += 1
        words = text[begin:end]
        if not words:
            continue
        entries = gazetteer.find_abbreviation(words)
        form: PlaceForm = "abbreviation" if entries else "name"
        key = words if entries else fold(words)
        entries = entries or tuple(e for e in gazetteer.find(key) if e.form != "demonym")
        yield Toponym(span=Span(begin, end), first=-1, last=-1, key=key, form=form, entries=entries)
