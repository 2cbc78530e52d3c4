"""Data frames over a project: what `dateline events`, `timeline` and `show` list, as pandas or polars."""

import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from dateline.errors import UsageError
from dateline.store import EVENT_ROW, EventFilter, StoredDocument, event_row, open_store

Library = Literal["pandas", "polars"]
TYPES = {  # of the columns that are no text
    "Int64": "serial quad geonameid place_precision date_precision reports outlets origins n stamp attempts first_run "
             "run seen events count",
    "Float64": "goldstein lat lon confidence",
    "boolean": "background reciprocal representative",
}  # fmt: skip


def project_events(
    project: str | Path, *, limit: int | None = None, one_each: bool = False, library: Library = "pandas", **wanted: Any
) -> Any:
    """Return the events of a project as a data frame, with the same columns as `dateline events --format csv`.

    Args:
        project: a DuckDB file, or ``postgresql://…``.
        limit: at most so many.
        one_each: one event for each occurrence.
        library: ``pandas`` or ``polars``.
        **wanted: fields of ``EventFilter``; one value or several (``type="ASSAULT"``, ``country=("IRQ", "SYR")``).

    Raises:
        UsageError: the project cannot be opened, the library is not installed, or there is no such filter.

    Example:
        >>> dateline.project_events("project.duckdb", type="ASSAULT", origins=2).groupby("country").size()
    """
    with open_store(project) as store:
        found = store.events(make_filter(wanted), limit=limit, representatives=one_each)
        return make_frame((event_row(event) for event in found), EVENT_ROW, library)


def project_timeline(
    project: str | Path, *, by: Literal["day", "month", "year"] = "month", library: Library = "pandas", **wanted: Any
) -> Any:
    """Return how many events began on each day, month or year; the count of those without a date has no period."""
    with open_store(project) as store:
        counts = store.count(make_filter(wanted), by=by)
    return make_frame(
        ({by: period or None, "count": count} for period, count in counts.items()), (by, "count"), library
    )


def project_documents(
    project: str | Path, *, search: str | None = None, present: bool | None = True, state: str | None = None,
    library: Library = "pandas",
) -> Any:  # fmt: skip
    """Return the documents of a project as a data frame; with ``search`` those that have all its words.

    Args:
        project: a DuckDB file, or ``postgresql://…``.
        search: ``truce*`` finds words that begin so, ``"safe passage"`` in quotes words that stand together.
        present: True for those that are in their corpus, False for those that are no more, None for all.
        state: ``coded`` or ``failed``.
        library: ``pandas`` or ``polars``.
    """
    columns = tuple(StoredDocument.__dataclass_fields__)
    with open_store(project) as store:
        found = (
            store.search(search, limit=1 << 40) if search is not None else store.documents(present=present, state=state)
        )
        return make_frame(({name: getattr(doc, name) for name in columns} for doc in found), columns, library)


def make_filter(wanted: dict[str, Any]) -> EventFilter:
    """Return a filter from keyword arguments, where a single value need not be wrapped in a tuple.

    Raises:
        UsageError: there is no filter of that name; the message lists those there are.
    """
    fields = EventFilter.__dataclass_fields__
    if unknown := sorted(wanted.keys() - fields.keys()):
        raise UsageError(f"events cannot be filtered by {', '.join(unknown)}; use {', '.join(fields)}")
    several = {name for name, field in fields.items() if field.default == ()}
    values: dict[str, Any] = {
        name: ((value,) if isinstance(value, str) else tuple(value)) if name in several else value
        for name, value in wanted.items()
    }
    return EventFilter(**values)


def make_frame(rows: Iterable[dict[str, Any]], columns: Sequence[str], library: Library) -> Any:
    """Return rows as a data frame whose columns have the same types whatever the rows hold.

    Raises:
        UsageError: the library is not installed; the message names the pip command.
    """
    if library not in ("pandas", "polars"):
        raise UsageError(f"library={library!r} is not known; use 'pandas' or 'polars'")
    if not importlib.util.find_spec(library):
        raise UsageError(f"{library} is not installed; run `pip install 'dateline[{library}]'`")
    kinds = {name: kind for kind, names in TYPES.items() for name in names.split()}
    table = [tuple(row[name] for name in columns) for row in rows]
    if library == "polars":
        import polars

        schema = {name: getattr(polars, kinds.get(name, "String").capitalize()) for name in columns}
        return polars.DataFrame(table, schema=schema, orient="row")
    import pandas

    frame = pandas.DataFrame(table, columns=list(columns), dtype=object)
    return frame.astype({name: kinds.get(name, "string") for name in columns})
