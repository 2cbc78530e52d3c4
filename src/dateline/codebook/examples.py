"""Running a codebook's own examples: each entry codes what it says it codes, and not what it says it does not."""

from collections.abc import Callable, Iterable, Sequence

from dateline.codebook.schema import Codebook, Entry, Example
from dateline.knowledge.datafiles import Fault
from dateline.model import Document, Event

Coder = Callable[[Sequence[str]], Iterable[Document]]


def check_examples(codebook: Codebook, code: Coder, entries: Iterable[Entry] | None = None) -> list[Fault]:
    """Return a fault for every example that its entry does not code and every counterexample that it does.

    Args:
        codebook: the codebook that ``code`` was built with.
        code: codes sentences into documents, in order (the front end gives it, so that a codebook needs no parser).
        entries: only these, else all.
    """
    rows = [
        (entry, example, wanted)
        for entry in (codebook.entries if entries is None else entries)
        for examples, wanted in ((entry.examples, True), (entry.counterexamples, False))
        for example in examples
    ]
    docs = code([example.text for _, example, _ in rows])
    faults = []
    for (entry, example, wanted), doc in zip(rows, docs, strict=True):
        message = _judge(entry, example, doc.events or (), wanted=wanted)
        if message:
            faults.append(Fault(file=entry.file, line=example.line, message=f"{entry.id}: {message}: {example.text!r}"))
    return faults


def _judge(entry: Entry, example: Example, events: Sequence[Event], *, wanted: bool) -> str | None:
    ours = [event for event in events if event.rule.split("#")[0] == entry.id]
    if not wanted:
        return f"counterexample is coded by {ours[0].rule}" if ours else None
    if ours:
        statuses = sorted({event.status for event in ours})
        if example.status and example.status not in statuses:
            return f"example has status {', '.join(statuses)}, not {example.status}"
        return None
    same = [event for event in events if event.type == entry.type and (entry.mode in (None, event.mode))]
    if same:
        return None  # another entry of the same type and mode took it: the coding is right
    found = ", ".join(f"{event.type}/{event.mode} by {event.rule}" for event in events) or "nothing"
    return f"example is not coded (found {found})"
