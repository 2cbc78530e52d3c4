"""How many accounts of an occurrence are independent of one another."""

from collections.abc import Collection, Iterable, Mapping

from dateline.stories.provenance import name_origin
from dateline.stories.sketch import DocumentSketch, EventSketch, VoiceSketch

Member = tuple[DocumentSketch, EventSketch]


def find_origins(
    members: Iterable[Member], copy_group: Mapping[str, str], outlets: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the keys of the independent accounts behind an occurrence, sorted.

    A report that cites another outlet or an agency for the event is that one's account, and the same goes for a report
    that carries an agency's text. Copies of one text are one account, whoever prints them. A report whose every voice
    is one person or body with a name is that voice's account. What is left is the report's own: its outlet's, so that
    two reports by one outlet are one account.

    Args:
        members: the events with their documents.
        copy_group: the group of copies of a document, by its key.
        outlets: the folded names of the collection's outlets, which a cited source may turn out to be.

    Known misses: two agencies that quote one unnamed source without naming the other count as two; an outlet that
    rewrites an agency's text in its own words without credit counts apart.
    """
    given = [(document, event, _copy_key(document, copy_group)) for document, event in members]
    home = _name_groups(given)
    found: set[str] = set()
    for document, event, group in given:
        cited = _find_cited(event, outlets) - {name_publisher(document)}
        own = home.get(group, group)
        found |= {home.get(key, key) for key in cited} if cited else {own}
    return tuple(sorted(found))


def _find_cited(event: EventSketch, outlets: Collection[str]) -> set[str]:
    """Return whose account this report gives where it is not its own.

    A voice of its own (police, a witness) makes it its own. A sentence that the outlet asserts beside a cited outlet
    does not: headlines and ledes repeat what is cited below.
    """
    voices = [voice for voice in event.voices if voice.stance == "asserts"] or list(event.voices)
    cited = [_name_voice(voice, outlets) for voice in voices if voice.claim]
    if not cited or None in cited:
        return set()
    publishers = {origin for origin in cited if origin and origin.startswith("by:")}
    if publishers:
        return publishers
    return {origin for origin in cited if origin} if len(cited) == len(voices) else set()


def _name_voice(voice: VoiceSketch, outlets: Collection[str]) -> str | None:
    known = [name for name in voice.names if name in outlets]
    return name_origin(known[0]) if known else voice.origin


def _copy_key(document: DocumentSketch, copy_group: Mapping[str, str]) -> str:
    group = copy_group.get(document.key)
    if group is not None:
        return f"text:{group}"
    return name_publisher(document)


def name_publisher(document: DocumentSketch) -> str:
    """Return the key of who vouches for a report: its agency, else its outlet, else the report itself."""
    publisher = document.agency or document.outlet
    return name_origin(publisher) if publisher else f"doc:{document.key}"


def _name_groups(given: list[tuple[DocumentSketch, EventSketch, str]]) -> dict[str, str]:
    """Return for each group of copies whose text it is: the agency's that one of them names, else the first outlet's.

    The outlets of the group are not this key: what they write themselves stays their own account.
    """
    home: dict[str, str] = {}
    texts: dict[str, list[DocumentSketch]] = {}
    for document, _, group in given:
        if group.startswith("text:"):
            texts.setdefault(group, []).append(document)
    for group, documents in sorted(texts.items()):
        agencies = sorted({name_origin(document.agency) for document in documents if document.agency})
        first = min(documents, key=lambda document: (document.published or 0, document.key))
        home[group] = agencies[0] if agencies else name_publisher(first)
    return home
