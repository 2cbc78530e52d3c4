from collections.abc import Callable, Collection, Mapping, Sequence

from dateline.model import Occurrence, OccurrenceMember
from dateline.stories.comparing import Match, rank_published, rank_vagueness
from dateline.stories.contradictions import find_contradictions
from dateline.stories.origins import find_origins
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch, EventSketch

Members = list[tuple[DocumentSketch, EventSketch]]
Told = tuple[DocumentSketch, EventSketch, int]
_EARLIER = 50  # reports before a member that may give the reason for it


def tell_occurrence(
    members: Sequence[Told],
    *,
    points: Callable[[int, int], int],
    match: Callable[[int, int], Match | None],
    copy_group: Mapping[str, str],
    outlets: Collection[str],
    rules: LinkingRules,
) -> Occurrence:
    """Return the occurrence of events that were put together, the first report first, each with its reasons.

    Args:
        members: documents and events, with the event's place in its document.
        points: how near two members are, by their places in ``members``; 0 where they were not compared.
        match: compares two members.
        copy_group: the group of copies of a document, by its key.
        outlets: the folded names of the collection's outlets.
        rules: the tables.
    """

    def published(number: int) -> tuple[object, ...]:
        document, _, place = members[number]
        return (rank_published(document), document.key, place)

    def give_reasons(number: int, earlier: Sequence[int]) -> tuple[str, ...]:
        """Return what a member has in common with the report before it that is most like it."""
        if not earlier:
            return ()
        nearest = max((points(number, other), -place) for place, other in enumerate(earlier[:_EARLIER]))[1]
        found = match(earlier[-nearest], number)
        return found.reasons if found else ()

    ordered = sorted(range(len(members)), key=published)
    reasons = [give_reasons(number, ordered[:place]) for place, number in enumerate(ordered)]
    best = ordered.index(min(ordered, key=lambda number: _rank_representative(members[number])))
    given = [members[number][:2] for number in ordered]
    return describe_occurrence(given, reasons, best, copy_group, outlets, rules)


def _rank_representative(told: Told) -> tuple[object, ...]:
    document, event, place = told
    real = {"occurred": 0, "ongoing": 1, "attempted": 2}.get(event.status, 3)
    vague, latest = rank_vagueness((document, event))[:3], -(document.published or 0)
    return (event.background, real, *vague, -len(event.tolls), latest, document.key, place)


def describe_occurrence(
    members: Members,
    reasons: Sequence[tuple[str, ...]],
    representative: int,
    copy_group: Mapping[str, str],
    outlets: Collection[str],
    rules: LinkingRules,
) -> Occurrence:
    """Return an occurrence with its counts and contradictions.

    Args:
        members: the events with their documents, the first report first.
        reasons: why each was linked.
        representative: the place of the member that an export takes.
        copy_group: the group of copies of a document, by its key.
        outlets: the folded names of the collection's outlets.
        rules: the tables.
    """
    entries = tuple(
        OccurrenceMember(document=document.key, event=event.id, reasons=why)
        for (document, event), why in zip(members, reasons, strict=True)
    )
    documents = {document.key: document for document, _ in members}
    printed = {document.outlet or document.agency or f"doc:{key}" for key, document in documents.items()}
    origins = find_origins(members, copy_group, outlets)
    return Occurrence(
        id=f"{entries[0].document}#{entries[0].event}",
        members=entries,
        representative=entries[representative],
        reports=len(documents),
        outlets=len({outlet.casefold() for outlet in printed}),
        origins=len(origins),
        origin_keys=origins,
        contradictions=find_contradictions(members, rules) if len(members) > 1 else (),
    )
