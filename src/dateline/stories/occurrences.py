from collections.abc import Collection, Mapping, Sequence

from dateline.model import Occurrence, OccurrenceMember
from dateline.stories.contradictions import find_contradictions
from dateline.stories.origins import find_origins
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch, EventSketch

Members = list[tuple[DocumentSketch, EventSketch]]


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
