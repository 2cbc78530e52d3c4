"""The figures of the desk, from the decisions on record: what a methods section quotes."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.review import (
    Agreement,
    Decision,
    Interval,
    Judged,
    Precision,
    estimate_precision,
    estimate_recall,
    measure_agreement,
    standing_decisions,
    weighted_precision,
)
from dateline.review.decision import FIELDS, is_model


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAgreement:
    """How far the coders of a sample agree on one field (``verdict``: whether the event is one at all)."""

    field: str
    agreement: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """An event that coders left differently: for each field that differs, what each coder made of it."""

    address: str
    fields: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One coder's share of rejected events in one stretch of their work, in order."""

    coder: str
    part: int
    judged: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Precision by type and over all, from an honest sample, and recall from documents that were read in full."""

    rows: tuple[Precision, ...]
    whole: Interval | None
    recall: Interval | None
    judged: int
    read_in_full: int = 0  # documents that recall comes from


def final_values(decisions: Iterable[Decision]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what each coder made of each event: by address, then coder, the verdict and the fields as they left them.

    A corrected event counts as accepted with other values. The event's fields as the machine had them come with the
    decision, so that what two coders left untouched is seen to be the same.
    """
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in standing_decisions(decisions):
        if not row.event or row.action not in ("accept", "reject", "correct"):
            continue
        values = found[f"{row.document}#{row.event}"].setdefault(
            row.coder, {**dict(row.fields or {}), "verdict": "accept"}
        )
        if row.action == "correct" and row.field:
            values[row.field] = row.after
            values["verdict"] = "accept"
        elif row.action == "reject":
            values["verdict"] = "reject"
        else:
            values["verdict"] = "accept"
    return dict(found)


def leave_out_settling(
    decisions: Iterable[Decision], *, coders: Collection[str], final: Collection[str]
) -> list[Decision]:
    """Return the decisions of those who code a queue; whoever settles what they left differently is no coder of it.

    Where a queue names its coders, these and models count. Where it is for whoever comes, an adjudicator counts on the
    events that nobody else has judged.
    """
    rows = list(decisions)
    if coders:
        return [row for row in rows if row.coder in coders or is_model(row.coder)]
    judged = {
        (row.document, row.event) for row in rows
        if row.coder not in final and not is_model(row.coder) and row.action in ("accept", "reject", "correct")
    }  # fmt: skip
    return [row for row in rows if row.coder not in final or (row.document, row.event) not in judged]


def find_settled(decisions: Iterable[Decision], *, coders: Collection[str], final: Collection[str]) -> dict[str, str]:
    """Return who settled which event of a queue: by address, an adjudicator who is no coder of it."""
    return {
        f"{row.document}#{row.event}": row.coder
        for row in standing_decisions(decisions)
        if row.coder in final and row.coder not in coders and row.action in ("accept", "reject", "correct")
    }


def measure_fields(decisions: Iterable[Decision], *, seed: int = 1) -> tuple[FieldAgreement, ...]:
    """Return agreement on the verdict and on each field of events that all their coders accepted."""
    values = final_values(decisions)
    out = [FieldAgreement(field="verdict", agreement=_measure(values.values(), "verdict", seed))]
    kept = [by for by in values.values() if all(one["verdict"] == "accept" for one in by.values())]
    out += [FieldAgreement(field=name, agreement=_measure(kept, name, seed)) for name in FIELDS]
    return tuple(out)


def find_disagreements(decisions: Iterable[Decision]) -> tuple[Disagreement, ...]:
    """Return the events that two or more coders left differently, in order of their addresses."""
    out = []
    for address, by in sorted(final_values(decisions).items()):
        names = sorted({name for values in by.values() for name in values}) if len(by) > 1 else []
        if len({values["verdict"] for values in by.values()}) > 1:
            names = ["verdict"]  # whoever rejects an event says nothing of its fields
        different = {
            name: {coder: values.get(name) for coder, values in sorted(by.items())}
            for name in names
            if len({_key(values.get(name)) for values in by.values()}) > 1
        }
        if different:
            out.append(Disagreement(address=address, fields=different))
    return tuple(out)


def measure_quality(
    decisions: Iterable[Decision], sample: Sequence[str], types: Mapping[str, str], sizes: Mapping[str, int],
    *, final: Sequence[str] = (),
) -> Quality:  # fmt: skip
    """Return precision by type from a random sample, weighted back to the corpus, and recall.

    Args:
        decisions: all decisions, in order; the last word on an event counts.
        sample: addresses of a random sample.
        types: the machine's type of each address of the sample.
        sizes: events of each type in the corpus.
        final: coders whose word counts over everybody else's.

    An event is wrong when it was rejected, or when its type was corrected. Only documents that somebody has read in
    full (``complete``) say anything of recall.
    """
    rows = sorted(standing_decisions(decisions), key=lambda row: row.coder in final)
    verdicts: dict[str, bool] = {}
    mistyped = set[str]()
    for row in rows:
        address = f"{row.document}#{row.event}"
        if row.event and row.action in ("accept", "reject", "correct"):
            verdicts[address] = row.action != "reject"
            if row.action == "correct" and row.field == "type":
                mistyped.add(address)
    verdicts = {address: kept and address not in mistyped for address, kept in verdicts.items()}
    judged = [Judged(stratum=types[at], right=verdicts[at]) for at in sample if at in verdicts and at in types]
    precision = estimate_precision(judged, sizes)
    full = {row.document for row in rows if row.action == "complete"}
    missed = sum(row.action == "add" and row.document in full for row in rows)
    found = sum(right for address, right in verdicts.items() if address.rpartition("#")[0] in full)
    return Quality(
        rows=precision, whole=weighted_precision(precision), recall=estimate_recall(found, missed) if full else None,
        judged=len(judged), read_in_full=len(full),
    )  # fmt: skip


def measure_drift(decisions: Iterable[Decision], *, parts: int = 4) -> tuple[Drift, ...]:
    """Return each coder's share of rejections in equal parts of their work: a coder who drifts is seen in it."""
    by: dict[str, list[Decision]] = defaultdict(list)
    for row in standing_decisions(decisions):
        if row.action in ("accept", "reject", "correct"):
            by[row.coder].append(row)
    out = []
    for coder, rows in sorted(by.items()):
        for part in range(parts):
            piece = rows[part * len(rows) // parts : (part + 1) * len(rows) // parts]
            rejected = sum(row.action == "reject" for row in piece)
            out.append(Drift(coder=coder, part=part + 1, judged=len(piece), rejected=rejected))
    return tuple(out)


def _measure(units: Iterable[Mapping[str, Mapping[str, Any]]], name: str, seed: int) -> Agreement:
    return measure_agreement([[_key(values.get(name)) for values in by.values()] for by in units], seed=seed)


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
