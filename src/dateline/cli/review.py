import json
from pathlib import Path

from dateline.cli.code import open_output
from dateline.cli.guard import complain
from dateline.desk.gold import gold_records
from dateline.desk.importing import import_annotations, read_annotations
from dateline.desk.pool import StorePool
from dateline.desk.service import Desk
from dateline.project import open_store


def run_records(project: str, *, out: Path | None, until: str | None, every: bool) -> int:
    """Write the reviewed records of a project as JSONL; return the exit status."""
    count = events = 0
    with open_store(project) as store, open_output(out) as stream:
        for record in gold_records(store, until=until, every=every):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
            events += len(record["events"])
    complain(f"{count} documents, {events} events")
    return 0


def run_log(project: str, *, out: Path | None) -> int:
    """Write the decisions of a project as JSONL, in the order in which they were kept; return the exit status."""
    count = 0
    with open_store(project) as store, open_output(out) as stream:
        for row in store.decisions():
            stream.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    complain(f"{count} decisions")
    return 0


def run_import(project: str, file: Path, *, format: str, coder: str) -> int:
    """Keep annotations made in another tool as a coder's decisions; return the exit status."""
    found = list(read_annotations(file, format=format))
    pool = StorePool(project)
    try:
        taken = import_annotations(Desk(pool), found, coder=coder)
    finally:
        pool.close()
    for message in taken.refused:
        complain(message)
    complain(f"{taken.documents} documents, {taken.decisions} decisions of {coder}")
    return 1 if taken.refused else 0
