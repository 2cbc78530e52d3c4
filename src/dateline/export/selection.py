from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateline.export.act import Act, Telling, find_acts
from dateline.export.coded import Coded, Unusable
from dateline.export.formats import Format

STATUSES = ("occurred", "ongoing")
STANDINGS = ("asserted", "attributed", "disputed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events become rows, and what a row says beside the format's columns.

    By default a row is an act that occurred or goes on, is not recalled as background, not inside another event
    ("agreed to resume attacks"), not denied, and one for each occurrence.
    """

    statuses: tuple[str, ...] = STATUSES
    standings: tuple[str, ...] = STANDINGS
    background: bool = False
    inside: bool = False
    every_report: bool = False
    types: tuple[str, ...] = ()
    origins: int = 1
    date_precision: int | None = None
    dyads: bool = False
    flags: bool = False

    def within(self, format: Format) -> "Selection":
        """Return the selection with the format's own types and dates where none were asked for."""
        return replace(self, date_precision=self.date_precision or format.date_precision)

    def refusal(self, act: Act, format: Format) -> str | None:
        """Say why an event is no row of this format; None where it is one."""
        event, types = act.event, self.types or format.types
        if event["status"] not in self.statuses:
            return f"status {event['status']}"
        if event["standing"] not in self.standings and event["status"] != "denied":
            return f"standing {event['standing']}"
        if event["background"] and not self.background:
            return "background"
        if event["id"] in act.index.inner and not self.inside:
            return "inside another event"
        if types and event["type"] not in types:
            return "type not of this format" if not self.types else "type not asked for"
        if format.fatal and not self.types and not (act.own_toll and act.own_toll.conservative):
            return "no deaths"
        if (act.occurrence.origins if act.occurrence else 1) < self.origins:
            return f"fewer than {self.origins} independent origins"
        return None

    def dated(self, act: Act) -> bool:
        """Say whether an event's date is as exact as asked for; a bound alone ("not after …") is no date."""
        date, limit = act.date, self.date_precision
        if limit is None:
            return True
        return bool(date.get("start") and date.get("end") and date.get("precision")) and date["precision"] <= limit


@dataclass(frozen=True, slots=True)
class Plan:
    """Which event stands for each occurrence of several reports, and what these tell together."""

    picks: dict[str, tuple[str, str]]
    tellings: dict[str, Telling]
    undated: frozenset[str] = frozenset()

    def takes(self, act: Act) -> bool:
        """Say whether an event is the one row of its occurrence."""
        pick = self.picks.get(act.key) if act.occurrence else None
        return pick is None or pick == (act.document, act.event["id"])


def plan_rows(stream: Iterable[Coded | Unusable], selection: Selection, format: Format) -> Plan:
    """Go through all records once: choose the row of each linked occurrence, and gather what its reports tell.

    The representative stands for an occurrence where it is selected, else the first event that is. A row whose date
    is too coarse yields to one that has a date.
    """
    picks: dict[str, tuple[tuple[bool, bool], tuple[str, str]]] = {}
    tellings: dict[str, Telling] = {}
    for coded in stream:
        if isinstance(coded, Unusable) or not coded.occurrences:
            continue
        try:
            acts = [(act, selection.refusal(act, format)) for act in find_acts(coded)]
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            continue  # the second pass reports the record
        for act, refused in acts:
            if act.occurrence is None or refused:
                continue
            event = (act.document, act.event["id"])
            best = act.occurrence.representative
            rank = (not selection.dated(act), event != (best.document, best.event))
            tellings[act.key] = tellings.get(act.key, Telling()).with_report(act)
            if act.key not in picks or rank < picks[act.key][0]:
                picks[act.key] = (rank, event)
    undated = frozenset(key for key, ((no_date, _), _) in picks.items() if no_date)
    return Plan({key: event for key, (_, event) in picks.items()}, tellings, undated)
