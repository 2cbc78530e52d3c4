"""Marks as annotation tools want them: W3C Web Annotation, Label Studio, Prodigy. All count code points."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dateline.export.marks import Mark, find_marks
from dateline.export.reviewing import CODED, UNREVIEWED, is_reviewed

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters of context that a quote selector keeps
MODEL = "dateline {version}, {coded}"


def w3c_items(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a record's marks as Web Annotations (W3C Recommendation 2017), one for each mark.

    The target is the record's source with two selectors: the position in code points, and the quote.
    """
    text, found = record["text"], []
    for mark in find_marks(record).marks:
        start, end = mark.span
        body: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": mark.label}]
        body += [
            {"type": "TextualBody", "purpose": "describing", "value": f"{key}: {value}"} for key, value in mark.facts
        ]
        selectors = [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": text[max(0, start - AROUND) : start],
             "suffix": text[end : end + AROUND]},
        ]  # fmt: skip
        found.append({
            "id": f"urn:dateline:{record['raw_sha256'][:16]}:{mark.owner}:{mark.id}", "type": "Annotation",
            "motivation": "tagging", "body": body, "target": {"source": record["source"], "selector": selectors},
        })  # fmt: skip
    return found


def write_page(items: Iterable[dict[str, Any]], notice: str) -> Iterator[str]:
    """Yield the text of an annotation page."""
    yield f'{{"@context": "{CONTEXT}", "type": "AnnotationPage", "label": {json.dumps(notice)}, "items": ['
    for number, item in enumerate(items):
        yield ("," if number else "") + "\n" + json.dumps(item, ensure_ascii=False)
    yield "\n]}\n"


def labelstudio_task(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as a Label Studio task with one prediction."""
    marked, text = find_marks(record), record["text"]
    result: list[dict[str, Any]] = [
        {"id": mark.id, "from_name": "label", "to_name": "text", "type": "labels", "meta": _meta(mark),
         "value": {"start": mark.span[0], "end": mark.span[1], "text": text[slice(*mark.span)],
                   "labels": [mark.label]}}
        for mark in marked.marks
    ]  # fmt: skip
    result += [
        {"type": "relation", "from_id": tie.start, "to_id": tie.end, "direction": "right", "labels": [tie.label]}
        for tie in marked.ties
    ]
    return {
        "data": {"text": text, "document": record["id"], "source": record["source"]},
        "predictions": [{"model_version": _coder(record), "result": result}],
    }


def prodigy_task(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as a Prodigy task; its relations are in ``meta``, because Prodigy's own need its tokens."""
    marked = find_marks(record)
    spans = [
        {"start": mark.span[0], "end": mark.span[1], "label": mark.label, "id": mark.id, "owner": mark.owner}
        for mark in marked.marks
    ]
    return {
        "text": record["text"], "spans": spans,
        "ties": [{"label": tie.label, "start": tie.start, "end": tie.end} for tie in marked.ties],
        "meta": {"document": record["id"], "source": record["source"],
                 "coder": _coder(record)},
    }  # fmt: skip


def _coder(record: Mapping[str, Any]) -> str:
    """Say who coded a record; one that `dateline review records` wrote holds what people decided."""
    coded = CODED.format(review="reviewed" if is_reviewed(record) else UNREVIEWED)
    return MODEL.format(version=record["dateline"], coded=coded)


def _meta(mark: Mark) -> dict[str, Any]:
    return {"text": [f"{key}: {value}" for key, value in (("of", mark.owner), *mark.facts)]}
