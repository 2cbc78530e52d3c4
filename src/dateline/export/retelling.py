"""The stories that a reviewed record tells of its events (`dateline review records`), as exporters take them."""

from collections.abc import Mapping
from typing import Any

from dateline.model.story import Account, Contradiction, Occurrence, OccurrenceMember


def read_stories(record: Mapping[str, Any]) -> dict[str, Occurrence]:
    """Return the occurrence of each event of a reviewed record; none where the project was not linked.

    The record of the event that stands for a story has it whole; the others know that event and themselves.

    Raises:
        KeyError: the record is not as `dateline review records` writes it; so do TypeError and ValueError.
    """
    told = (record.get("review") or {}).get("stories") or {}
    return {event: _read(story, (str(record["id"]), event)) for event, story in told.items()}


def _read(story: Mapping[str, Any], here: tuple[str, str]) -> Occurrence:
    document, event = story["representative"]
    best = OccurrenceMember(document=document, event=event)
    others = story.get("members") or [
        [*pair, []] for pair in dict.fromkeys(((document, event), here))
    ]  # fmt: skip
    members = tuple(OccurrenceMember(document=key, event=id, reasons=tuple(why)) for key, id, why in others)
    return Occurrence(
        id=story["id"], members=members, representative=next((m for m in members if _same(m, best)), best),
        reports=story["reports"], outlets=story["outlets"], origins=story["origins"],
        origin_keys=tuple(story.get("origin_keys", ())),
        contradictions=tuple(
            Contradiction(
                field=each["field"], grows=each["grows"],
                accounts=tuple(Account(value=v, document=d, event=e, claim=c) for v, d, e, c in each["accounts"]),
            )
            for each in story.get("contradictions", ())
        ),
    )  # fmt: skip


def _same(one: OccurrenceMember, other: OccurrenceMember) -> bool:
    return (one.document, one.event) == (other.document, other.event)
