"""The document record of the output contract (docs/contract.md), from the model and nothing else."""

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
        "edits": [_plain(edit) for edit in doc.edits or ()],
        "header": _plain(doc.header) if doc.header else None,
        "regions": [_plain(region) for region in doc.regions or ()],
        "sentences": [list(span) for span in doc.sentences or ()],
        "actors": [_plain(actor) for actor in doc.actors or ()],
        "places": [_plain(place) for place in doc.places or ()],
        "times": [_plain(time) for time in doc.times or ()],
        "predicates": [_plain(predicate) for predicate in doc.predicates or ()],
        "claims": [_plain(claim) for claim in doc.claims or ()],
        "numbers": [_plain(number) for number in numbers],
        "events": [_event(event, [n.id for n in numbers if n.event == event.id]) for event in doc.events or ()],
        "loaded_terms": [_plain(term) for term in doc.loaded_terms or ()],
        "notes": [_plain(note) for note in doc.notes],
    }


@lru_cache
def _version() -> str:
    return version("dateline")


def _event(event: Event, numbers: list[str]) -> dict[str, Any]:
    sources, targets = event.parties("source"), event.parties("target")
    return {
        **_plain(event),
        "source": [p.actor for p in sources],
        "target": [p.actor for p in targets],
        "source_spans": [list(p.span) for p in sources],
        "target_spans": [list(p.span) for p in targets],
        "numbers": numbers,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
