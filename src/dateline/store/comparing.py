"""What changed between two runs of a project, event by event, and why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from dateline.store.connection import Connection
from dateline.store.runs import Run, find_run
from dateline.store.versions import FIELDS

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """One event that a later run added, lost or coded otherwise; ``causes`` says what changed between the codings.

    ``old`` and ``new`` are what is compared of an event (type, status, parties as codes …); ``fields`` are those that
    differ.
    """

    kind: Literal["added", "lost", "changed"]
    document: str
    source: str
    event: str
    words: str
    sentence: str
    fields: tuple[str, ...]
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    run: int
    state: str
    events: list[dict[str, Any]]


def compare_runs(connection: Connection, old: int, new: int) -> Iterator[RunChange]:
    """Yield the events that differ between what a project held after one run and after another, in document order.

    Raises:
        ProjectError: there is no run of that number.
    """
    runs = {number: find_run(connection, number) for number in {old, new}}
    known = dict(runs)
    rows = iter(_changed(connection, old, new))
    while chunk := list(islice(rows, PAGE)):
        versions = _versions(connection, chunk)
        for key, source, replaced_by, same_text, before_run, after_run in chunk:
            for number in (before_run, after_run):
                if number is not None and number not in known:
                    known[number] = find_run(connection, number)
            before, after = versions.get((key, before_run)), versions.get((key, after_run))
            causes = _causes(known, before, after)
            if after and after.state == "replaced" and replaced_by:
                causes = ("its metadata changed",) if same_text else ("its text changed",)
                after = _latest(connection, replaced_by, new)
            elif (before is None or before.state != "coded") and _replaces(connection, key, old, new):
                continue  # told with the text that it replaced
            yield from _compare(key, source, before, after, causes)


def explain_manifests(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """Name what differs between two manifests, as causes that a person can look up."""
    causes = []
    if old["codebook"] != new["codebook"]:
        names = [f"{book['name']} {book['version']} ({book['hash']})" for book in (old["codebook"], new["codebook"])]
        causes.append(f"codebook: {names[0]} → {names[1]}")
    if old["registries"] != new["registries"]:
        causes.append("registry: " + ", ".join(sorted(_differing(old["registries"], new["registries"]))))
    if columns := _differing(old.get("columns", {}), new.get("columns", {})):
        causes.append(f"column mapping: {', '.join(columns)}")
    if old["model"] != new["model"]:
        causes.append(f"model: {old['model']} → {new['model']}")
    for name in _differing(old["settings"], new["settings"]):
        if name not in ("codebook", "actors", "model"):
            causes.append(f"setting {name}: {old['settings'].get(name)} → {new['settings'].get(name)}")
    told = {"events" if old["codebook"] != new["codebook"] else "", "parse" if old["model"] != new["model"] else ""}
    told.add("actors" if old["registries"] != new["registries"] else "")
    stages = {
        name: (old["stages"].get(name, {}), new["stages"].get(name, {})) for name in {**old["stages"], **new["stages"]}
    }
    data = [name for name, (was, now) in stages.items() if was.get("data") != now.get("data") and name not in told]
    code = [
        name for name, (was, now) in stages.items()
        if (was.get("program"), was.get("version")) != (now.get("program"), now.get("version"))
    ]  # fmt: skip
    if data:
        causes.append(f"lexicons and gazetteer read by: {', '.join(data)}")
    if code or old["dateline"] != new["dateline"]:
        versions = f"dateline {old['dateline']} → {new['dateline']}" if old["dateline"] != new["dateline"] else ""
        causes.append("program: " + ", ".join(filter(None, [versions, *code])))
    return tuple(causes)


def _causes(runs: dict[int, Run], before: _Version | None, after: _Version | None) -> tuple[str, ...]:
    if before is None or before.state in ("vanished", "replaced"):
        return ("the document is new",)
    if after is None or after.state in ("vanished", "replaced"):
        return ("the document has vanished from the corpus",)
    if after.state == "failed":
        return ("the document could not be coded",)
    if before.state == "failed":
        return ("the document could not be coded before",)
    return explain_manifests(runs[before.run].manifest, runs[after.run].manifest) or ("coded again",)


def _compare(
    key: str, source: str, before: _Version | None, after: _Version | None, causes: tuple[str, ...]
) -> Iterator[RunChange]:
    was = before.events if before else []
    left = list(after.events if after else [])
    for event in was:
        match = _match(event, left)
        if match:
            left.remove(match)
        fields = tuple(name for name in FIELDS if match and event[name] != match[name])
        if match and not fields:
            continue
        yield RunChange(
            kind="changed" if match else "lost", document=key, source=source, event=(match or event)["id"],
            words=event["words"], sentence=event["sentence"], fields=fields, old=event, new=match, causes=causes,
        )  # fmt: skip
    for event in left:
        yield RunChange(
            kind="added", document=key, source=source, event=event["id"], words=event["words"],
            sentence=event["sentence"], fields=(), old=None, new=event, causes=causes,
        )  # fmt: skip


def _match(event: dict[str, Any], others: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the event that is the same mention: the same words of the same sentence, best of the same type."""
    same = [one for one in others if (one["words"], one["sentence"]) == (event["words"], event["sentence"])]
    same = same or [one for one in others if (one["words"], one["type"]) == (event["words"], event["type"])]
    return next((one for one in same if one["type"] == event["type"]), same[0] if same else None)


def _changed(connection: Connection, old: int, new: int) -> list[tuple[Any, ...]]:
    """Return the documents whose newest version differs between the two runs."""
    newest = "SELECT document, max(run) AS run FROM versions WHERE run <= ? GROUP BY document"
    return connection.rows(
        "SELECT d.key, d.source, d.replaced_by, r.raw_sha256 = d.raw_sha256, a.run, b.run "
        f"FROM documents d JOIN ({newest}) b ON b.document = d.key LEFT JOIN ({newest}) a ON a.document = d.key "
        "LEFT JOIN documents r ON r.key = d.replaced_by WHERE a.run IS NULL OR a.run <> b.run ORDER BY d.n",
        [new, old],
    )


def _versions(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int], _Version]:
    keys = [row[0] for row in rows]
    sql = "SELECT document, run, state, events FROM versions WHERE document IN (SELECT unnest(?::TEXT[]))"
    return {
        (key, run): _Version(run=run, state=state, events=json.loads(events))
        for key, run, state, events in connection.rows(sql, [keys])
    }


def _latest(connection: Connection, key: str, run: int) -> _Version | None:
    sql = "SELECT run, state, events FROM versions WHERE document = ? AND run <= ? ORDER BY run DESC LIMIT 1"
    for number, state, events in connection.rows(sql, [key, run]):
        return _Version(run=number, state=state, events=json.loads(events))
    return None


def _replaces(connection: Connection, key: str, old: int, new: int) -> bool:
    sql = (
        "SELECT count(*) FROM documents d JOIN versions v ON v.document = d.key "
        "WHERE d.replaced_by = ? AND v.state = 'replaced' AND v.run > ? AND v.run <= ?"
    )
    return bool(connection.rows(sql, [key, old, new])[0][0])


def _differing(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]
