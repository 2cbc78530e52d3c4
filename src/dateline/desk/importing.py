"""What was annotated in another tool, as decisions of a named coder: brat, Label Studio, Prodigy."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.codebook.schema import QUADS
from dateline.desk.service import Asked, Desk
from dateline.errors import ProjectError, UsageError
from dateline.export.brat import read_ann

Span = tuple[int, int]
FORMATS = ("brat", "labelstudio", "prodigy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A document as somebody annotated it elsewhere: the marks whose label is an event type, in code points."""

    document: str
    text: str
    marks: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import did: documents and decisions taken, and why others were not."""

    documents: int
    decisions: int
    refused: tuple[str, ...]


def import_annotations(desk: Desk, found: Iterable[Annotated], *, coder: str) -> Taken:
    """Keep what was annotated as decisions of a coder; the same file twice is kept once.

    A document that is not the project's, or has another text, is refused.
    """
    documents = decisions = 0
    refused = []
    for one in found:
        try:
            with desk.pool.store() as store:
                stored = store.document(one.document)
                record = store.record(stored.key).record
        except ProjectError as error:
            refused.append(str(error))
            continue
        if record.get("text") != one.text:
            refused.append(f"{one.document}: its text is not the one that was annotated")
            continue
        asked = list(compare_marks(record, one.marks, document=stored.key, coder=coder))
        decisions += len(desk.decide_all(coder, asked)) if asked else 0
        documents += 1
    return Taken(documents=documents, decisions=decisions, refused=tuple(refused))


def compare_marks(
    record: Mapping[str, Any], marks: Iterable[tuple[str, Span]], *, document: str, coder: str
) -> Iterator[Asked]:
    """Yield what the marks of an annotator say of a record's events.

    An event whose trigger still has its type is accepted; one whose trigger has another type gets that type; one whose
    type stands on words that overlap its trigger gets that trigger; any other is rejected. A mark of a type that is
    nobody's is an event that the machine missed.
    """
    left = list(dict.fromkeys(marks))
    known = {(event["type"], _span(m["trigger"])) for event in record["events"] for m in event["mentions"]}
    text = record["text"]

    def ask(action: str, event: str | None, **more: Any) -> Asked:
        told = json.dumps([coder, document, event, action, more], sort_keys=True, default=str)
        key = f"import-{hashlib.sha256(told.encode()).hexdigest()[:40]}"
        return Asked(action=action, document=document, event=event, key=key, why="annotated elsewhere", **more)

    waiting = []
    for event in record["events"]:
        mark = (event["type"], _span(event["trigger"]))
        if mark in left:
            left.remove(mark)
            yield ask("accept", event["id"])
        else:
            waiting.append(event)
    left = [mark for mark in left if mark not in known]  # further mentions of events that are there
    for event in waiting:
        start, end = _span(event["trigger"])
        retyped = next((m for m in left if m[1] == (start, end)), None)
        moved = next((m for m in left if m[0] == event["type"] and m[1][0] < end and start < m[1][1]), None)
        if retyped:
            left.remove(retyped)
            yield ask("correct", event["id"], field="type", after=retyped[0])
        elif moved:
            left.remove(moved)
            after = {"span": list(moved[1]), "words": text[slice(*moved[1])]}
            yield ask("correct", event["id"], field="trigger", after=after)
        else:
            yield ask("reject", event["id"])
    for type, span in left:
        yield ask("add", None, after={"type": type, "span": list(span), "words": text[slice(*span)]})


def read_annotations(path: Path, *, format: str) -> Iterator[Annotated]:
    """Yield the documents of a file (brat: a folder) as `dateline export` wrote it and a tool gave it back.

    Documents without an answer are passed over: tasks that were skipped or cancelled say nothing.

    Raises:
        UsageError: there is no such format, or the file is not of it.
    """
    readers = {"brat": _read_brat, "labelstudio": _read_labelstudio, "prodigy": _read_prodigy}
    if format not in readers:
        raise UsageError(f"annotations are not read as {format!r}; use {', '.join(FORMATS)}")
    try:
        yield from readers[format](path)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UsageError(f"{path} cannot be read as {format} ({type(error).__name__}: {error})") from None


def _read_brat(path: Path) -> Iterator[Annotated]:
    with (path / "documents.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["file"]: row["document"] for row in csv.DictReader(stream)}
    for stem, document in names.items():
        with (path / f"{stem}.txt").open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        yield _annotated(document, text, read_ann((path / f"{stem}.ann").read_text(encoding="utf-8")))


def _read_labelstudio(path: Path) -> Iterator[Annotated]:
    for task in _rows(path):
        answers = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
        if answers:
            values = [one["value"] for one in answers[-1]["result"] if one.get("type") == "labels"]
            marks = [(label, (value["start"], value["end"])) for value in values for label in value["labels"]]
            yield _annotated(task["data"]["document"], task["data"]["text"], marks)


def _read_prodigy(path: Path) -> Iterator[Annotated]:
    for task in _rows(path):
        if task.get("answer") == "accept":
            marks = [(span["label"], (span["start"], span["end"])) for span in task["spans"]]
            yield _annotated(task["meta"]["document"], task["text"], marks)


def _rows(path: Path) -> list[dict[str, Any]]:
    """Return the tasks of a JSON list, or of JSON lines."""
    text = path.read_text(encoding="utf-8-sig")
    found = (
        json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines() if line]
    )
    return list(found)


def _annotated(document: str, text: str, marks: Iterable[tuple[str, Span]]) -> Annotated:
    kept = ((label, _span(span)) for label, span in marks if label in QUADS)
    return Annotated(document=document, text=text, marks=tuple(m for m in kept if 0 <= m[1][0] < m[1][1] <= len(text)))


def _span(span: Any) -> Span:
    return int(span[0]), int(span[1])
