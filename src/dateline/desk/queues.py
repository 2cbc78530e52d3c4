"""Which events a queue may show: those of a filter, narrowed by what people or reports have said of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.desk.quality import find_disagreements, leave_out_settling
from dateline.engine.reviewed import find_final
from dateline.review import Candidate, Decision, apply_decisions, find_anchored, standing_decisions
from dateline.store import EventFilter, Store

MOST = 100_000  # events that a queue may hold
FROM_DECISIONS = ("flagged", "disagreement", "another-look")


def find_candidates(store: Store, kind: str, wanted: EventFilter) -> list[Candidate]:
    """Return the events that a queue of a kind may show, with what it sorts by.

    ``flagged`` are events with a standing flag, ``disagreement`` those that coders left differently, ``another-look``
    those with a decision that no longer fits what is coded, ``contradicted`` those of stories whose reports contradict
    one another, most fields first.
    """
    if kind == "contradicted":
        wanted = replace(wanted, contradicted=True)
    chosen: set[str] | None = None
    if kind in FROM_DECISIONS:
        decisions = [Decision.from_dict(row) for row in store.decisions()]
        if kind == "flagged":
            standing = standing_decisions(decisions)
            chosen = {f"{row.document}#{row.event}" for row in standing if row.action == "flag" and row.event}
        elif kind == "disagreement":
            chosen = {row.address for row in find_disagreements(_coding(store, decisions))}
        else:
            chosen = find_stale(store, decisions)
    found = list(store.events(wanted, limit=MOST))
    fields = _contradicted_fields(store) if kind == "contradicted" else {}
    return [
        Candidate(
            address=one.address, serial=one.cursor, confidence=float(one.row["confidence"] or 0),
            contradicted=fields.get(one.link.occurrence, 0) if one.link else 0,
        )
        for one in found if chosen is None or one.address in chosen
    ]  # fmt: skip


def _coding(store: Store, decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions of those who code: in a queue that names its coders these, whatever their role."""
    final = find_final(store)
    named = {sample.sample: sample.coders for sample in store.samples() if sample.coders}
    found = [row for row in leave_out_settling(decisions, coders=(), final=final) if row.sample not in named]
    for name, coders in named.items():
        found += leave_out_settling((row for row in decisions if row.sample == name), coders=coders, final=final)
    return sorted(found, key=lambda row: row.serial or 0)


def find_stale(store: Store, decisions: Iterable[Decision]) -> set[str]:
    """Return the addresses of events that hold a decision which no longer fits them; an event that is gone has none."""
    by: dict[str, list[Decision]] = {}
    for row in decisions:
        by.setdefault(row.document, []).append(row)
    found = set()
    for stored in store.records(keys=sorted(by)):
        ids = {event["id"] for event in stored.record["events"]}
        for row in apply_decisions(stored.record, by[stored.key]).stale:
            id = (find_anchored(stored.record, row.anchor) if row.anchor else None) or row.event
            if id in ids:
                found.add(f"{stored.key}#{id}")
    return found


def _contradicted_fields(store: Store) -> Mapping[str, int]:
    fields: dict[str, int] = {}
    after = 0
    while page := store.told_most(contradicted=True, after=after, limit=1_000):
        fields |= {one.id: len(one.contradictions) for one in page}
        after += len(page)
    return fields
