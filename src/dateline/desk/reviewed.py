"""The documents that people reviewed, each with the decisions that somebody may see."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dateline.desk.assignment import documents_of
from dateline.errors import ProjectError
from dateline.review import Decision, ReviewedRecord, apply_decisions, standing_decisions
from dateline.review.decision import is_model
from dateline.store import Store
from dateline.store.decisions import Sample

JUDGING = ("accept", "reject", "correct", "add", "complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedDocument:
    """A document as it was reviewed; ``read_in_full`` where somebody marked it so."""

    key: str
    title: str
    reviewed: ReviewedRecord
    read_in_full: bool


def blind_documents(samples: Iterable[Sample], coder: str, role: str) -> set[str]:
    """Return the documents on which somebody sees no decisions but their own, because they code them blind."""
    blind = [documents_of(sample) for sample in samples if coder in sample.coders] if role == "coder" else []
    return set().union(*blind)


def visible_decisions(decisions: Iterable[Decision], *, coder: str, blind: Collection[str]) -> list[Decision]:
    """Return what people (no models) decided, as far as somebody may see it."""
    return [row for row in decisions if not is_model(row.coder) and (row.coder == coder or row.document not in blind)]


def find_reviewed(decisions: Iterable[Decision], *, entry: str) -> list[str]:
    """Return the keys of the documents that somebody judged: those with most decisions on an entry's events first."""
    touched: Counter[str] = Counter()
    for row in standing_decisions(decisions):
        if row.action in JUDGING:
            touched[row.document] += (row.rule or "").partition("#")[0] == entry
    return sorted(touched, key=lambda key: (-touched[key], key))


def read_reviewed(
    store: Store, key: str, *, coder: str, blind: Collection[str], final: tuple[str, ...]
) -> ReviewedDocument | None:
    """Return a document as somebody may see it reviewed; None where it is not there, or was not coded."""
    try:
        record = store.record(key).record
    except ProjectError:
        return None
    if "events" not in record:
        return None
    rows = [Decision.from_dict(row) for row in store.decisions(document=key)]
    seen = visible_decisions(rows, coder=coder, blind=blind)
    title = ((record["header"] or {}).get("title") or {}).get("value")
    return ReviewedDocument(
        key=key, title=title or record["id"],
        reviewed=apply_decisions(record, seen, final=() if key in blind else final),
        read_in_full=any(row.action == "complete" for row in standing_decisions(seen)),
    )  # fmt: skip
