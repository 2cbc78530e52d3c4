"""Find the stretches of text that the gazetteer, the model or a word such as "Airport" says may be names of places."""

from collections.abc import Iterator, Sequence

from dateline.knowledge.gazetteer import Gazetteer, fold
from dateline.knowledge.gazetteer.contexts import Contexts
from dateline.model import Span, Token
from dateline.stages.places.toponym import Toponym

LONGEST = 7  # tokens in one name
CONNECTORS = frozenset({"of", "the", "and", "de", "la", "las", "los", "del", "do", "da", "dos", "das", "e", "y", "le", "les", "du", "des", "di",
                        "al", "el", "ul", "ur", "ez", "an", "ar", "as", "es", "ash", "ad", "az", "abu", "bin", "ben", "bou", "sur", "en", "am", "an", "der", "den", "upon",
                        "under", "on", "in", "au", "aux", "i", "o", "a", "ye", "&", "-", "–", "'", "’", "'s", "’s", "."})  # fmt: skip
ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "an", "at", "ad", "az", "ez"})
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


def find_toponyms(text: str, sentence: Sequence[Token], gazetteer: Gazetteer, contexts: Contexts) -> Iterator[Toponym]:
    """Yield candidates of one sentence in text order, without overlaps: the longest name first.

    Case matters: "Reading" may be a town, "reading" never. Known miss: names written without capitals.
    """
    at, size = 0, len(sentence)
    while at < size:
        token = sentence[at]
        if not _may_begin(sentence, at):
            at += 1
            continue
        found = _longest(text, sentence, at, gazetteer, contexts) or _named(text, sentence, at, contexts)
        if found is None:
            at += 1
            continue
        yield found
        at = max(at + 1, found.last - sentence[0].i)


def _may_begin(sentence: Sequence[Token], at: int) -> bool:
    text = sentence[at].text
    if text[0].isupper() or (not text[0].isascii() and text[0].isalpha() and text[0] != text[0].lower()):
        return True
    return text in ARTICLES and at + 2 < len(sentence) and sentence[at + 1].text == "-" and sentence[at + 2].text[0].isupper()


def _longest(text: str, sentence: Sequence[Token], at: int, gazetteer: Gazetteer, contexts: Contexts) -> Toponym | None:
    start = sentence[at].start
    for last in reversed(_ends(sentence, at)):
        end = sentence[last - 1].end
        words = text[start:end]
        if words in gazetteer.abbreviations:
            return Toponym(
                span=Span(start, end), first=sentence[at].i, last=sentence[last - 1].i + 1, key=words, form="abbreviation",
                entries=gazetteer.find_abbreviation(words),
            )  # fmt: skip
        if words.isupper() and len(words) < 4:
            continue  # "WHO", "ACT": only listed abbreviations
        key = fold(words)
        entries = gazetteer.find(key) if len(key) > 1 else ()
        kind = None
        if not entries and last - at > 1:
            head = fold(sentence[last - 1].text)
            if head in contexts.type_words:  # "Anbar Province" is not listed, but Anbar is
                kind = contexts.type_words[head]
                entries = gazetteer.find(fold(text[start : sentence[last - 2].end]))
        if entries:
            form = "demonym" if entries[0].form == "demonym" else "name"
            return Toponym(
                span=Span(start, end), first=sentence[at].i, last=sentence[last - 1].i + 1, key=key, form=form,  # type: ignore[arg-type]
                entries=entries, kind=kind or _kind(key, contexts),
            )  # fmt: skip
    return None


def _ends(sentence: Sequence[Token], at: int) -> list[int]:
    """Return where a name that begins here may end: after capitalised words, over connectors."""
    ends = []
    for i in range(at, min(at + LONGEST, len(sentence))):
        token = sentence[i]
        if token.text[0].isupper() or (i > at and token.text[0].isdigit() and token.text.isalnum() and len(token.text) < 3):
            ends.append(i + 1)
            continue
        if i == at and token.text in ARTICLES:
            continue
        glued = i > at and sentence[i - 1].end == token.start and (token.text.isalpha() or token.text in "-'’.")
        if glued and token.text == "." and i + 1 <= len(sentence):
            ends.append(i + 1)
        if not (token.text in CONNECTORS or glued or token.text.startswith(("d'", "l'", "d’", "l’"))):
            break
        if token.text.startswith(("d'", "l'", "d’", "l’")) or (glued and token.text.isalpha() and sentence[i - 1].text == "-"):
            ends.append(i + 1)
    return ends


def _kind(key: str, contexts: Contexts) -> str | None:
    return contexts.type_words.get(key.rsplit(" ", 1)[1]) if " " in key else None


def _named(text: str, sentence: Sequence[Token], at: int, contexts: Contexts) -> Toponym | None:
    """Return what only the model takes for a place: a name that no list has."""
    token = sentence[at]
    if not token.ent_start or token.ent not in PLACE_LABELS:
        return None
    last = at + 1
    while last < len(sentence) and sentence[last].ent == token.ent and not sentence[last].ent_start:
        last += 1
    while last > at + 1 and sentence[last - 1].text in ("'s", "’s", ".", ",", "-"):
        last -= 1
    span = Span(token.start, sentence[last - 1].end)
    return Toponym(span=span, first=token.i, last=sentence[last - 1].i + 1, key=fold(span.of(text)), form="name", entries=())
