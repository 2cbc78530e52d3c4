from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dateline.export.acled import acled_row
from dateline.export.act import Act, Party, Row, find_acts
from dateline.export.coded import Coded
from dateline.export.formats import Format
from dateline.export.gdelt import gdelt_row, mention_rows
from dateline.export.ged import ged_row
from dateline.export.geojson import feature
from dateline.export.icews import icews_row
from dateline.export.polecat import polecat_row
from dateline.export.selection import Plan, Selection

RowMaker = Callable[..., Row]
MAKERS: dict[str, RowMaker] = {
    "acled": acled_row, "ged": ged_row, "gdelt": gdelt_row, "icews": icews_row, "polecat": polecat_row,
    "geojson": feature,
}  # fmt: skip
FLAGS = (
    ("dateline_key", "our key of the row: the occurrence's id where events were linked, else document#event"),
    ("dateline_document", "id of the document that the row is from"),
    ("dateline_event", "id of the event in its record"),
    ("dateline_status", "what is said of the act: occurred, ongoing, attempted, planned, threatened, …"),
    ("dateline_background", "whether the report recalls it rather than reports it"),
    ("dateline_standing", "asserted by the outlet, attributed, disputed or denied"),
    ("dateline_said_by", "who says so, from whom the outlet cites to whom that one cites"),
    ("dateline_about", "key of the speech act that this event is inside of, if any"),
    ("dateline_reports", "documents that tell the occurrence"),
    ("dateline_origins", "independent origins of these; empty where nothing was linked"),
    ("dateline_confidence", "how sure the rule is, 0 to 1; not a probability that the act took place"),
    ("dateline_date_start", "first possible day"),
    ("dateline_date_end", "last possible day"),
    ("dateline_date_precision", "UCDP date_prec: 1 day, 2 two to six days, 3 week, 4 month, 5 year"),
    ("dateline_date_basis", "how the date is known"),
)
DATE_FLAGS = FLAGS[-4:]


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The rows of one record: dated ones, those for the side file, and why its other events are none."""

    dated: tuple[Row, ...] = ()
    undated: tuple[Row, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)


def make_rows(coded: Coded, format: Format, selection: Selection, plan: Plan) -> RecordRows:
    """Return the rows of one record in a format's columns.

    An act without a date that the format can carry gets the same row with empty date columns, for the side file: it is
    never given a default date.
    """
    dated: list[Row] = []
    undated: list[Row] = []
    left_out: Counter[str] = Counter()
    for act in find_acts(coded):
        reason = selection.refusal(act, format)
        if reason is None and not (selection.every_report or format.mentions or plan.takes(act)):
            reason = "another report of the same occurrence"
        if reason:
            left_out[reason] += 1
            continue
        linked = act.occurrence is not None and not selection.every_report
        act = replace(act, telling=plan.tellings.get(act.key) if linked else None)
        late = act.key in plan.undated if format.mentions and linked else not selection.dated(act)
        shown = replace(act, event={**act.event, "date": None}) if late else act
        rows = [
            {**row, **flags_of(act)} for row in _rows_of(shown, format, selection)
        ]  # what is not in the columns is not written
        (undated if late else dated).extend(rows)
    return RecordRows(tuple(dated), tuple(undated), left_out)


def find_pairs(act: Act, *, dyads: bool) -> list[tuple[Sequence[Party], Sequence[Party]]]:
    """Return the parties of a row: all of them, or with ``dyads`` each ordered pair of source and target.

    "X, Y and Z met" has all parties in source: the first stands as source, the others as target; as dyads every
    ordered pair of them.
    """
    sources, targets = act.parties("source"), act.parties("target") or act.parties("victim")
    mutual = bool(act.event["reciprocal"])
    if not dyads:
        return [(sources[:1], sources[1:])] if mutual and not targets and len(sources) > 1 else [(sources, targets)]
    if mutual and not targets:
        pairs = [([one], [other]) for one in sources for other in sources if one is not other]
    else:
        pairs = [([one], [other]) for one in sources for other in targets]
        pairs += [([other], [one]) for one, other in ((s[0], t[0]) for s, t in pairs)] if mutual else []
    return list(pairs) or [(sources[:1], targets[:1])]


def flags_of(act: Act) -> Row:
    """Return what a format's own columns cannot say, in columns of ours."""
    event, date, linked = act.event, act.date, act.occurrence
    about = [outer["id"] for outer in act.record["events"] if outer["about"] == event["id"]]
    return {
        "dateline_key": act.key, "dateline_document": act.record["id"], "dateline_event": event["id"],
        "dateline_status": event["status"], "dateline_background": int(event["background"]),
        "dateline_standing": event["standing"], "dateline_said_by": act.said_by,
        "dateline_about": f"{act.record['id']}#{about[0]}" if about else None,
        "dateline_reports": linked.reports if linked else 1, "dateline_origins": linked.origins if linked else None,
        "dateline_confidence": event["confidence"], "dateline_date_start": date.get("start"),
        "dateline_date_end": date.get("end"), "dateline_date_precision": date.get("precision"),
        "dateline_date_basis": date.get("basis"),
    }  # fmt: skip


def _rows_of(act: Act, format: Format, selection: Selection) -> Iterator[dict[str, Any]]:
    for number, (sources, targets) in enumerate(find_pairs(act, dyads=selection.dyads)):
        if format.mentions:
            yield from mention_rows(act, sources, targets, first=number == 0)
        else:
            yield MAKERS[format.name](act, sources, targets, first=number == 0)
