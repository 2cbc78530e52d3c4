"""From decisions to a better codebook: the entries that are corrected most, with a draft of an example for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.review.decision import Decision, standing_decisions

SHOWN = 5  # sentences that are drafted for an entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What people changed about the events of one codebook entry.

    ``kinds`` counts corrections as "rejected", "type: ASSAULT -> COERCE", "status: occurred -> planned"; ``examples``
    and ``counterexamples`` are sentences of the reviewed reports, drafted as the codebook wants them. The sentences
    belong to the reports: whoever puts one into a codebook writes one of their own after it.
    """

    rule: str
    judged: int
    kinds: Mapping[str, int]
    examples: tuple[Mapping[str, Any], ...]
    counterexamples: tuple[str, ...]


def suggest_changes(decisions: Iterable[Decision], *, most: int = 20) -> tuple[Suggestion, ...]:
    """Return the entries that are corrected most, the commonest first, with drafts to try with `codebook diff`."""
    judged: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    against: dict[str, list[str]] = defaultdict(list)
    for row in standing_decisions(decisions):
        if not row.rule or row.action not in ("accept", "reject", "correct"):
            continue
        judged[row.rule] += 1
        sentence = row.anchor.sentence if row.anchor else ""
        if row.action == "reject":
            kinds[row.rule]["rejected"] += 1
            against[row.rule].append(sentence)
        elif row.action == "correct" and row.field:
            kinds[row.rule][_kind(row)] += 1
            if row.field in ("type", "mode", "status"):
                examples[row.rule].append({"text": sentence, row.field: row.after})
    order = sorted(kinds, key=lambda rule: (-sum(kinds[rule].values()), rule))[:most]
    return tuple(
        Suggestion(
            rule=rule, judged=judged[rule], kinds=dict(kinds[rule].most_common()),
            examples=tuple(one for one in examples[rule] if one["text"])[:SHOWN],
            counterexamples=tuple(dict.fromkeys(one for one in against[rule] if one))[:SHOWN],
        )
        for rule in order
    )  # fmt: skip


def _kind(row: Decision) -> str:
    if row.field in ("type", "mode", "status", "standing", "background"):
        return f"{row.field}: {row.before} -> {row.after}"
    return f"{row.field} changed"
