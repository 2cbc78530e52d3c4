"""Who may decide what: a queue's events are decided by its coders, and whoever codes blind sees nobody else's work."""

from collections.abc import Iterable

from dateline.errors import NotAllowedError
from dateline.store.decisions import Sample


def check_assignment(sample: Sample, coder: str, role: str, *, document: str, event: str | None) -> None:
    """Refuse a decision that is said to be of a queue which does not hold it, or is for others.

    Raises:
        NotAllowedError: nothing was kept.
    """
    check_member(sample, coder, role)
    held = f"{document}#{event}" in sample.addresses if event else document in documents_of(sample)
    if not held:
        raise NotAllowedError(f"the queue {sample.sample!r} does not hold this event; decide it without the queue")


def check_member(sample: Sample, coder: str, role: str) -> None:
    """Refuse whoever is not a coder of a queue that is coded blind. Raises NotAllowedError."""
    if role not in ("adjudicator", "owner") and sample.coders and coder not in sample.coders:
        raise NotAllowedError(f"the queue {sample.sample!r} is for its coders")


def is_blind(samples: Iterable[Sample], coder: str | None, role: str, document: str) -> bool:
    """Tell whether somebody must not see others' decisions on a document, because they code it blind."""
    return role == "coder" and any(coder in sample.coders and document in documents_of(sample) for sample in samples)


def documents_of(sample: Sample) -> set[str]:
    """Return the keys of the documents that a queue has events of."""
    return {address.rpartition("#")[0] for address in sample.addresses}
