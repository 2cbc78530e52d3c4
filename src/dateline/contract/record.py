"""The document record of the output contract (docs/contract.md), from the model and nothing else."""

from collections import Counter
from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from dateline.model import Document, Event, Failure, Span

CONTRACT_VERSION = 1


def as_record(doc: Document | Failure, codebook: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the contract's record of a document, ready for ``json.dumps``.

    Layers whose stage has not run are empty lists; a document that failed has its id, source and error only.
    """
    if isinstance(doc, Failure):
        return {"id": doc.id, "source": doc.source, "error": {"code": doc.code, "message": doc.message}}
    numbers = doc.numbers or ()
    return {
        "contract": CONTRACT_VERSION,
        "dateline": _version(),
        "codebook": codebook,
        "id": doc.id,
        "source": doc.source,
        "raw_sha256": doc.raw_sha256,
        "raw_kind": doc.raw_kind,
        "language": doc.language,
        "text": doc.text if doc.text is not None else doc.raw,
        "alignment": [list(run) for run in doc.alignment or ()],
        "edits": [plain(edit) for edit in doc.edits or ()],
        "header": plain(doc.header) if doc.header else None,
        "regions": [plain(region) for region in doc.regions or ()],
        "sentences": [list(span) for span in doc.sentences or ()],
        "actors": [plain(actor) for actor in doc.actors or ()],
        "places": [plain(place) for place in doc.places or ()],
        "times": [plain(time) for time in doc.times or ()],
        "predicates": [plain(predicate) for predicate in doc.predicates or ()],
        "claims": [plain(claim) for claim in doc.claims or ()],
        "numbers": [plain(number) for number in numbers],
        "events": [_event(event, [n.id for n in numbers if n.event == event.id]) for event in doc.events or ()],
        "loaded_terms": [plain(term) for term in doc.loaded_terms or ()],
        "notes": [plain(note) for note in doc.notes],
    }


@lru_cache
def _version() -> str:
    return version("dateline")


def as_reading(doc: Document | Failure) -> dict[str, Any]:
    """Return what was read of a document (``dateline read``): the fields of the record that come before coding.

    ``metadata`` is what came with the text, ``pages`` where its lines stand on paper (null: it has none), ``repairs``
    how many edits each rule made.
    """
    if isinstance(doc, Failure):
        return as_record(doc)
    record = as_record(doc)
    names = ("dateline", "id", "source", "raw_sha256", "raw_kind", "language", "header", "text", "regions", "alignment")
    rules = Counter(edit.rule for edit in doc.edits or ())
    return {
        **{name: record[name] for name in names},
        "repairs": dict(sorted(rules.items())),
        "edits": record["edits"],
        "metadata": plain(doc.meta),
        "pages": plain(doc.pages),
        "notes": record["notes"],
    }


def _event(event: Event, numbers: list[str]) -> dict[str, Any]:
    sources, targets = event.parties("source"), event.parties("target")
    return {
        **plain(event),
        "source": [p.actor for p in sources],
        "target": [p.actor for p in targets],
        "source_spans": [list(p.span) for p in sources],
        "target_spans": [list(p.span) for p in targets],
        "numbers": numbers,
    }


def plain(value: Any) -> Any:
    """Return what the model holds as plain data, spans as pairs."""
    if isinstance(value, Span):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
