import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dateline.cli.asking import asked, refuse_unknown_format, split_project, write_csv, write_jsonl
from dateline.cli.guard import complain
from dateline.cli.printing import print_parts
from dateline.cli.table import report_parts
from dateline.errors import UsageError
from dateline.project import Store, StoredDocument, read_report

LIMIT = 50
COLUMNS = tuple(StoredDocument.__dataclass_fields__)


def run_show(
    arguments: Sequence[str], *, search: str | None, failed: bool, absent: bool, format: str, limit: int | None
) -> int:
    """Show one document of a project, or list documents; return the exit status."""
    refuse_unknown_format(format)
    project, names = split_project(arguments, least=0, most=1, names="PROJECT")
    with asked(project) as store:
        if names:
            if search or failed or absent:
                raise UsageError("--search, --failed and --absent list documents; leave out the document's name")
            return _show(store, names[0], format)
        most = limit if limit is not None else LIMIT if format == "table" else None
        documents = _find(store, search, failed, absent, most)
        if format == "jsonl":
            write_jsonl(map(asdict, documents))
        elif format == "csv":
            write_csv(map(asdict, documents), COLUMNS)
        else:
            print_parts([_table(documents) if documents else Text("no document is like that")], sys.stdout)
            if len(documents) == most:
                complain(f"the first {most} documents; --limit shows more")
    return 0


def _find(store: Store, search: str | None, failed: bool, absent: bool, limit: int | None) -> list[StoredDocument]:
    if search is not None:
        return list(store.search(search, limit=limit or 1_000_000))
    return list(islice(store.documents(present=not absent, state="failed" if failed else None), limit))


def _show(store: Store, name: str, format: str) -> int:
    report = read_report(store, name)
    if report.error:
        complain(report.error.message)
    if format == "jsonl":
        sys.stdout.write((store.record_text(store.document(name).key) or report.to_json()) + "\n")
    elif format == "csv":
        raise UsageError(
            "one document is shown as table or jsonl; `dateline events --document` gives its events as csv"
        )
    elif not report.error:
        print_parts(report_parts(report), sys.stdout)
    return 1 if report.error else 0


def _table(documents: Sequence[StoredDocument]) -> Table:
    table = Table("Document", "Published", "Outlet", "Title, or why it failed", "Events", box=SIMPLE_HEAD,
                  show_edge=False, pad_edge=False)  # fmt: skip
    for doc in documents:
        state = "" if doc.presence == "present" else f" ({doc.presence})"
        words = doc.error_message if doc.state == "failed" else doc.title or doc.source
        table.add_row(
            Text(doc.id + state, style="cyan"), doc.published or "–", doc.outlet or "–", words, f"{doc.events:,}"
        )
    return table
