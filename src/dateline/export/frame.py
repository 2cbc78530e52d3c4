import importlib.util
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, overload

from dateline.errors import UsageError
from dateline.model import Event
from dateline.report import Report

if TYPE_CHECKING:
    import pandas
    import polars

COLUMNS = (
    "document", "source_file", "published", "outlet", "event", "type", "mode", "cameo", "quad", "goldstein", "status",
    "background", "standing", "said_by", "source", "source_codes", "target", "target_codes", "reciprocal", "about",
    "place", "country", "lat", "lon", "start", "end", "date_basis", "trigger", "sentence", "confidence", "rule",
)  # fmt: skip
TYPES = {  # of the columns that are no text
    "quad": "Int64", "goldstein": "Float64", "background": "boolean", "reciprocal": "boolean", "lat": "Float64",
    "lon": "Float64", "confidence": "Float64",
}  # fmt: skip


@overload
def events_frame(docs: Iterable[Report] | Report, *, library: Literal["polars"]) -> "polars.DataFrame": ...
@overload
def events_frame(docs: Iterable[Report] | Report, *, library: Literal["pandas"] = "pandas") -> "pandas.DataFrame": ...
def events_frame(docs: Iterable[Report] | Report, *, library: Literal["pandas", "polars"] = "pandas") -> Any:
    """Return a data frame with one row for each event of coded reports.

    Several actors stand in one cell with " | " between them, in text order; ``said_by`` is the chain of who says so,
    from whom the outlet cites to whom that one cites (``al-Akhbar ← a source``); ``about`` is the id of the event that
    a speech act is about. Nothing is filled in: what could not be told is missing. A column has the same type whatever
    the reports hold, so that frames can be joined.

    Raises:
        UsageError: the library is not installed; the message names the pip command.

    Example:
        >>> events_frame(dateline.code_many(texts)).groupby(["type", "status"]).size()
    """
    if library not in ("pandas", "polars"):
        raise UsageError(f"library={library!r} is not known; use 'pandas' or 'polars'")
    if not importlib.util.find_spec(library):
        raise UsageError(f"{library} is not installed; run `pip install 'dateline[{library}]'`")
    docs = [docs] if isinstance(docs, Report) else docs
    rows = [row for doc in docs for row in event_rows(doc)]
    if library == "polars":
        import polars

        schema = {name: getattr(polars, TYPES.get(name, "String").capitalize()) for name in COLUMNS}
        return polars.DataFrame(rows, schema=schema, orient="row")
    import pandas

    frame = pandas.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return frame.astype({name: TYPES.get(name, "string") for name in COLUMNS})


def event_rows(report: Report) -> Iterator[tuple[Any, ...]]:
    """Yield the events of a report as rows in the order of ``COLUMNS``."""
    if report.error:
        return
    doc = report.document
    actors = {actor.id: actor for actor in report.actors}
    places = {place.id: place for place in report.places}
    claims = {claim.id: claim.source_name or "not named" for claim in report.claims}

    def names(event: Event, role: Any) -> tuple[str | None, str | None]:
        found = [actors[party.actor] for party in event.parties(role) if party.actor in actors]
        return (
            " | ".join(actor.name for actor in found) or None,
            " | ".join(actor.code or "?" for actor in found) or None,
        )

    header = report.header
    for event in report.events:
        place, date = places.get(event.where or ""), event.date
        yield (
            report.id, report.source,
            header.published.value if header.published else None, header.outlet.value if header.outlet else None,
            event.id, event.type, event.mode, event.cameo, event.quad, event.goldstein, event.status,
            event.background, event.standing,
            " ← ".join(claims[id] for id in reversed(event.claims) if id in claims) or None,
            *names(event, "source"), *names(event, "target"), event.reciprocal, event.about,
            place.name if place else None, place.country if place else None,
            place.lat if place else None, place.lon if place else None,
            date.start if date else None, date.end if date else None, date.basis if date else None,
            event.trigger.of(report.text), doc.sentence_text(event.sentence), event.confidence, event.rule,
        )  # fmt: skip
