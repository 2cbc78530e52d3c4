import json
from pathlib import Path

from dateline.cli.code import open_output
from dateline.cli.guard import complain
from dateline.desk.gold import gold_records
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
