import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from dateline.errors import ProjectError
from dateline.store.connection import Connection, insert

Status = Literal["running", "finished", "interrupted"]
_INSIDE = re.compile(r"[/#]")
COLUMNS = "run, status, started, finished, coding, request, manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One ``dateline run``: when, and by what. ``manifest`` has versions, hashes, settings, inputs and counts.

    ``coding`` is the hash of all that decides a record beside the document; ``continued`` is set where a run that was
    stopped goes on.
    """

    run: int
    status: Status
    started: str
    finished: str | None
    coding: str
    request: str
    manifest: dict[str, Any]
    continued: bool = False


def read_runs(connection: Connection) -> tuple[Run, ...]:
    """Return the runs of a project, in order."""
    return tuple(_run(row) for row in connection.rows(f"SELECT {COLUMNS} FROM runs ORDER BY run"))


def find_run(connection: Connection, run: int) -> Run:
    """Return one run.

    Raises:
        ProjectError: there is none of that number; the message lists those there are.
    """
    runs = read_runs(connection)
    for found in runs:
        if found.run == run:
            return found
    there = ", ".join(str(found.run) for found in runs) or "none"
    raise ProjectError(f"{connection.place}: there is no run {run}; the runs are: {there}")


def begin_run(connection: Connection, *, manifest: dict[str, Any], coding: str, request: str) -> Run:
    """Begin a run, or go on with the last one where it was stopped and the same is asked for again."""
    with connection.writing():
        runs = read_runs(connection)
        for found in runs:
            if found.status == "running" and connection.claim_run(found.run):
                if found is runs[-1] and (found.coding, found.request) == (coding, request):
                    return Run(**{**_fields(found), "continued": True})
                connection.run("UPDATE runs SET status = 'interrupted' WHERE run = ?", [found.run])
        run = Run(
            run=runs[-1].run + 1 if runs else 1, status="running", started=_now(), finished=None, coding=coding,
            request=request, manifest=manifest,
        )  # fmt: skip
        row = {name: value for name, value in _fields(run).items() if name != "continued"}
        insert(connection, "runs", [{**row, "manifest": json.dumps(manifest, ensure_ascii=False)}])
    connection.claim_run(run.run)
    return run


def finish_run(
    connection: Connection, run: Run, *, complete: Sequence[str], rolling: Sequence[str] = (), stdin: str = "-"
) -> Run:
    """End a run: mark what has vanished from its inputs, and complete the manifest with counts and the inputs' hash.

    ``complete`` names the inputs that were read to their end; a folder that is not there today has lost nothing.
    ``rolling`` names feeds, which drop what is old: nothing of them vanishes, but a corrected item replaces its former.
    """
    with connection.writing():
        _mark_corrected(connection, run.run, list(rolling))
        absent = _mark_absent(connection, run.run, [name for name in complete if name != stdin])
        digest, documents = hashlib.sha256(), 0
        for (key,) in connection.rows("SELECT key FROM documents WHERE seen = ? ORDER BY key", [run.run]):
            digest.update(key.encode() + b"\n")
            documents += 1
        outcomes = connection.rows(
            "SELECT outcome, count(*), sum(events) FROM documents WHERE seen = ? GROUP BY 1 ORDER BY 1",
            [run.run],
        )
        counts = {
            "documents": documents,
            **{str(outcome): int(count) for outcome, count, _ in outcomes},
            **absent,
            "events": sum(int(events) for *_, events in outcomes),
        }
        manifest = {**run.manifest, "counts": counts, "documents_sha256": digest.hexdigest()}
        done = Run(**{**_fields(run), "status": "finished", "finished": _now(), "manifest": manifest})
        connection.run(
            "UPDATE runs SET status = ?, finished = ?, manifest = ? WHERE run = ?",
            [done.status, done.finished, json.dumps(manifest, ensure_ascii=False), run.run],
        )
    return done


def _mark_absent(connection: Connection, run: int, corpora: list[str]) -> dict[str, int]:
    """Mark the documents that are in these corpora no more: replaced where a corrected text came, else vanished.

    A document whose file, or the archive that it was in, could not be read this time is not marked: it is there still.
    """
    unread = {
        file for (file,) in connection.rows("SELECT file FROM documents WHERE seen = ? AND raw_sha256 IS NULL", [run])
    }
    gone = connection.rows(
        "SELECT key, identity, file FROM documents WHERE corpus IN (SELECT unnest(?::TEXT[])) AND seen < ? "
        "AND presence = 'present' ORDER BY n",
        [corpora, run],
    )
    absent = [(key, identity) for key, identity, file in gone if unread.isdisjoint(_containers(file))]
    if not absent:
        return {}
    identities = sorted({identity for _, identity in absent})
    now = connection.rows(
        "SELECT identity, max(key) FROM documents WHERE seen = ? AND identity IN (SELECT unnest(?::TEXT[])) "
        "GROUP BY identity",
        [run, identities],
    )
    successor: dict[str, str] = dict(now)
    stamp = int(connection.rows("SELECT coalesce(max(stamp), 0) FROM documents")[0][0])
    versions = []
    for number, (key, identity) in enumerate(absent, 1):
        presence = "replaced" if identity in successor else "vanished"
        connection.run(
            "UPDATE documents SET presence = ?, replaced_by = ?, stamp = ? WHERE key = ?",
            [presence, successor.get(identity), stamp + number, key],
        )
        versions.append({"document": key, "run": run, "state": presence, "record_sha256": None, "events": "[]"})
    insert(connection, "versions", versions)
    return dict(Counter(row["state"] for row in versions))


def _mark_corrected(connection: Connection, run: int, corpora: list[str]) -> None:
    """Mark the items of feeds of which this run has seen another version, by the id that the feed gives them."""
    pairs = connection.rows(
        "SELECT d.key, max(s.key) FROM documents d JOIN documents s ON s.identity = d.identity AND s.corpus = d.corpus "
        "WHERE d.corpus IN (SELECT unnest(?::TEXT[])) AND d.identity LIKE 'id:%' AND d.presence = 'present' "
        "AND d.seen < ? AND s.seen = ? GROUP BY d.key ORDER BY d.key",
        [corpora, run, run],
    )
    stamp = int(connection.rows("SELECT coalesce(max(stamp), 0) FROM documents")[0][0]) if pairs else 0
    versions = []
    for number, (key, successor) in enumerate(pairs, 1):
        connection.run(
            "UPDATE documents SET presence = 'replaced', replaced_by = ?, stamp = ? WHERE key = ?",
            [successor, stamp + number, key],
        )
        versions.append({"document": key, "run": run, "state": "replaced", "record_sha256": None, "events": "[]"})
    insert(connection, "versions", versions)


def _containers(file: str) -> Iterator[str]:
    """Yield a file and whatever it may be in: ``a.zip/b.csv``, ``a.zip``; ``crawl.warc#URL``, ``crawl.warc``."""
    yield file
    for match in _INSIDE.finditer(file):
        yield file[: match.start()]


def _run(row: tuple[Any, ...]) -> Run:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    return Run(**{**values, "manifest": json.loads(values["manifest"])})


def _fields(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in Run.__dataclass_fields__}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
