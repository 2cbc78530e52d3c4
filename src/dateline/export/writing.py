import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from dateline.export.annotations import labelstudio_task, prodigy_task, w3c_items, write_page
from dateline.export.brat import file_stem, write_ann, write_conf
from dateline.export.codebook_page import GEONAMES, NOTICE, write_codebook
from dateline.export.coded import Coded
from dateline.export.formats import Column, Format
from dateline.export.full import load_tables, table_rows
from dateline.export.geojson import write_features
from dateline.export.inputs import Source
from dateline.export.marks import find_marks
from dateline.export.outcome import Complain, Outcome, Tally, checksum
from dateline.export.placing import MARK, open_draft
from dateline.export.reviewing import describe_review
from dateline.export.rows import DATE_FLAGS, FLAGS, make_rows
from dateline.export.selection import Plan, Selection, plan_rows
from dateline.export.tables import TABS, RowFile, write_parquet

Tables = dict[str, tuple[str, tuple[Column, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One export: where from, into what, where to."""

    source: Source
    format: Format
    out: Path
    selection: Selection = field(default_factory=Selection)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    sharing: Mapping[str, Any] | None = None
    complain: Complain = lambda unusable: None
    linked: bool = True  # whether records may have occurrences: without, one pass is enough

    @property
    def notice(self) -> str:
        """What a file says of itself where it can."""
        review = describe_review(self.provenance.get("review"))
        return f"{NOTICE.format(shape=self.format.shape, review=review)}. {GEONAMES}"


def export_records(job: Job) -> Outcome:
    """Write the records of a stream in a format, with a codebook and a manifest beside it.

    A file ``x.csv`` gets ``x.codebook.md``, ``x.manifest.json`` and, for tables of acts, ``x.undated.csv``; a folder
    holds ``codebook.md`` and ``manifest.json``. All appear at once when done.

    Raises:
        UsageError: the place cannot be written.
    """
    tally = Tally(complain=job.complain)
    with open_draft(job.out, folder=job.format.folder) as draft:
        write = {"rows": _write_rows, "model": _write_model, "documents": _write_documents}[job.format.kind]
        tables, counts = write(job, draft, tally)
        files = {path.name: checksum(path) for path in sorted(draft.iterdir()) if path.is_file()}
        manifest = {
            "dateline": version("dateline"), "format": job.format.name, "notice": job.notice,
            "selection": asdict(job.selection.within(job.format)) if job.format.kind == "rows" else None,
            "sharing": job.sharing, "input": dict(job.provenance), "counts": {**counts, **tally.as_dict()},
            "files": files,
        }  # fmt: skip
        page, record = ("codebook.md", MARK) if job.format.folder else (_beside(job.out, "codebook.md"),
                                                                        _beside(job.out, MARK))  # fmt: skip
        (draft / page).write_text(write_codebook(job.format, tables, manifest), encoding="utf-8", newline="\n")
        manifest["files"] = {**files, page: checksum(draft / page)}
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (draft / record).write_text(text, encoding="utf-8", newline="\n")
    return Outcome(manifest=manifest, unusable=len(tally.unusable))


def _write_rows(job: Job, draft: Path, tally: Tally) -> tuple[Tables, dict[str, int]]:
    selection = job.selection.within(job.format)
    single = selection.every_report or not job.linked
    plan = Plan({}, {}) if single else plan_rows(job.source(), selection, job.format)
    if job.format.name == "geojson":
        return _write_geojson(job, draft, tally, plan)
    flags = tuple(Column(name=name, filled="yes", meaning=meaning) for name, meaning in FLAGS)
    columns = job.format.columns + (flags if selection.flags else ())
    extra = tuple(column for column in flags if column.name in dict(DATE_FLAGS) and column not in columns)
    side, tabs = _beside(job.out, f"undated{job.out.suffix}"), job.out.suffix in TABS
    with _create(draft / job.out.name) as main, _create(draft / side) as late:
        dated = RowFile(main, [column.name for column in columns], tabs=tabs)
        undated = RowFile(late, [column.name for column in (*columns, *extra)], tabs=tabs)

        def use(coded: Coded) -> None:
            rows = make_rows(coded, job.format, selection, plan)
            tally.left_out.update(rows.left_out)
            dated.write(rows.dated)
            undated.write(rows.undated)

        tally.go_through(job.source(), use)
    about = "One row for each " + ("mention." if job.format.mentions else "act; see above what is one.")
    late_about = "The same, for acts whose date is not known as exactly as the format's date says: its date is empty."
    tables = {job.out.name: (about, columns), side: (late_about, extra)}
    return tables, {"rows": dated.count, "undated_rows": undated.count}


def _write_geojson(job: Job, draft: Path, tally: Tally, plan: Plan) -> tuple[Tables, dict[str, int]]:
    selection, rows = job.selection.within(job.format), 0
    with _create(draft / job.out.name) as main:

        def stream() -> Iterable[dict[str, Any]]:
            nonlocal rows
            for row in _each(job, tally, lambda coded: _rows(coded)):
                rows += 1
                yield row

        def _rows(coded: Coded) -> tuple[dict[str, Any], ...]:
            made = make_rows(coded, job.format, selection, plan)
            tally.left_out.update(made.left_out)
            return made.dated

        main.writelines(write_features(stream(), job.notice))
    return {job.out.name: ("One feature for each act; see above what is one.", ())}, {"rows": rows}


def _each(job: Job, tally: Tally, make: Callable[[Coded], Iterable[Any]]) -> Iterable[Any]:
    """Yield what is made of each record, one record at a time, with the tally's care for those that cannot be used."""
    for coded in job.source():
        made: list[Any] = []

        def use(coded: Coded, made: list[Any] = made) -> None:
            made.extend(make(coded))

        tally.go_through([coded], use)
        yield from made


def _write_model(job: Job, draft: Path, tally: Tally) -> tuple[Tables, dict[str, int]]:
    parquet, counts = job.format.name == "parquet", {}
    suffix = "jsonl" if parquet else "csv"
    with ExitStack() as stack:
        streams = {table: stack.enter_context(_create(draft / f"{table.name}.{suffix}")) for table in load_tables()}
        writers = {} if parquet else {table: RowFile(stream, [f.name for f in table.fields])
                                      for table, stream in streams.items()}  # fmt: skip
        counts = dict.fromkeys((table.name for table in streams), 0)

        def use(coded: Coded) -> None:
            made = {table: list(table_rows(coded, table)) for table in streams}
            for table, rows in made.items():
                counts[table.name] += len(rows)
                if parquet:
                    names = [field.name for field in table.fields]
                    streams[table].writelines(f"{json.dumps(dict(zip(names, row, strict=True)))}\n" for row in rows)
                else:
                    writers[table].write_exact(rows)

        tally.go_through(job.source(), use)
    for table in load_tables() if parquet else ():
        lines = draft / f"{table.name}.jsonl"
        write_parquet(lines, draft / f"{table.name}.parquet", table)
        lines.unlink()
    tables = {f"{table.name}.{job.format.name}": (table.about, table.columns) for table in load_tables()}
    return tables, {"rows_of_" + name: count for name, count in counts.items()}


def _write_documents(job: Job, draft: Path, tally: Tally) -> tuple[Tables, dict[str, int]]:
    if job.format.name == "brat":
        return _write_brat(job, draft, tally)
    make: dict[str, Callable[[Mapping[str, Any]], list[dict[str, Any]]]] = {
        "w3c": w3c_items,
        "labelstudio": lambda record: [labelstudio_task(record)],
        "prodigy": lambda record: [prodigy_task(record)],
    }
    maker = make[job.format.name]
    items = _each(job, tally, lambda coded: [] if "error" in coded.record else maker(coded.record))
    with _create(draft / job.out.name) as main:
        if job.format.name == "w3c":
            main.writelines(write_page(items, job.notice))
        else:
            main.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    return {job.out.name: ("Every mark of every document.", ())}, {}


def _write_brat(job: Job, draft: Path, tally: Tally) -> tuple[Tables, dict[str, int]]:
    types: dict[str, None] = {}
    ties: set[str] = set()
    stems: dict[str, str] = {}

    def use(coded: Coded) -> None:
        if "error" in coded.record:
            return
        stem = file_stem(coded.record["id"])
        if stem in stems:  # the same id twice, as when two runs are in one file
            stem = f"{stem}~{len(stems) + 1}"
        ann = write_ann(coded.record)
        (draft / f"{stem}.txt").write_text(coded.record["text"], encoding="utf-8", newline="")
        (draft / f"{stem}.ann").write_text(ann, encoding="utf-8", newline="\n")
        stems[stem] = coded.record["id"]
        types.update((event["type"], None) for event in coded.record["events"])
        ties.update(tie.label for tie in find_marks(coded.record).ties)

    tally.go_through(job.source(), use)
    (draft / "annotation.conf").write_text(write_conf(tuple(sorted(types)), frozenset(ties)), encoding="utf-8")
    names = (
        Column(name="file", filled="yes", meaning="name of the .txt and .ann"),
        Column(name="document", filled="yes", meaning="the document's id"),
    )
    with _create(draft / "documents.csv") as stream:
        index = RowFile(stream, ["file", "document"])
        index.write({"file": stem, "document": id} for stem, id in stems.items())
    return {"documents.csv": ("Which files are which document.", names)}, {}


def _beside(out: Path, name: str) -> str:
    return f"{out.stem}.{name}"


def _create(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")
