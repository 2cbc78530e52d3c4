from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dateline.export import Coded, Selection, Unusable
from dateline.export.act import Act, find_acts
from dateline.export.formats import Format
from dateline.export.outcome import Tally
from dateline.export.selection import plan_rows
from dateline.model.story import Account

TOP = 12  # events that a list shows
FAILED = 20  # failed documents that are named
POINT = 6  # UCDP where_prec from which on a place is no point
COARSEST = 4  # UCDP date_prec that still tells the month
ACTS = Format(name="report", title="", kind="rows", shape="", about="", date_precision=COARSEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An event as a list shows it, with the words that carry it."""

    key: str
    type: str
    mode: str | None
    status: str
    standing: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    place: str | None
    date: str | None
    before: str
    trigger: str
    after: str
    said_by: str | None
    outlet: str | None
    published: str | None
    reports: int
    outlets: int
    origins: int | None
    accounts: tuple[tuple[str, tuple[Account, ...]], ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class Summary:
    """What a report page shows of a set of coded records."""

    tally: Tally = field(default_factory=Tally)
    events: int = 0
    acts: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    acts_by_type: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    points: Counter[tuple[float, float, str]] = field(default_factory=Counter)
    pointless: int = 0
    shares: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)
    outlets: Counter[str] = field(default_factory=Counter)
    corroborated: list[Evidence] = field(default_factory=list)
    contradicted: list[Evidence] = field(default_factory=list)


def summarize(source: Callable[[], Iterable[Coded | Unusable]]) -> Summary:
    """Go through records twice and count; an act is what an export would take for a row, one for each occurrence."""
    selection, found = Selection().within(ACTS), Summary()
    plan = plan_rows(source(), selection, ACTS)

    def use(coded: Coded) -> None:
        record = coded.record
        if "error" in record:
            found.errors[record["error"]["code"]] += 1
            if len(found.failed) < FAILED:
                found.failed.append((record["source"], record["error"]["message"]))
            return
        acts = find_acts(coded)
        chosen = [a for a in acts if selection.refusal(a, ACTS) is None and plan.takes(a)]
        evidence = [(act, show(act)) for act in acts if act in chosen or act.event["standing"] == "disputed"]
        _count_quality(found, coded)
        for act in acts:
            found.events += 1
            found.statuses[act.event["status"]] += 1
            found.types[act.event["type"]] += 1
        for act in chosen:
            _count_act(found, act, dated=selection.dated(act))
        _keep(found.corroborated, [item for act, item in evidence if act in chosen and item.reports > 1], _weight)
        _keep(found.contradicted, [item for _, item in evidence if _dispute(item)], _dispute)

    found.tally.go_through(source(), use)
    return found


def show(act: Act) -> Evidence:
    """Return an event as a list shows it."""
    event, date, told = act.event, act.date, act.occurrence
    start, end = act.record["sentences"][event["sentence"]]
    at, to = event["trigger"]
    days = dict.fromkeys(day for day in (date.get("start"), date.get("end")) if day)
    return Evidence(
        key=act.key, type=event["type"], mode=event["mode"], status=event["status"], standing=event["standing"],
        sources=tuple(party.name for party in act.parties("source")),
        targets=tuple(party.name for party in act.parties("target") or act.parties("victim")),
        place=act.place.get("name"), date=" to ".join(days) if date.get("start") else None,
        before=act.words((max(start, at - 200), at)), trigger=act.words((at, to)),
        after=act.words((to, max(to, min(end, to + 200)))),
        said_by=act.said_by, outlet=act.outlet, published=act.published, reports=told.reports if told else 1,
        outlets=told.outlets if told else 1, origins=told.origins if told else None,
        accounts=tuple((item.field, item.accounts) for item in told.contradictions) if told else (),
        conflicts=tuple(str(conflict.get("field")) for conflict in event["conflicts"]),
    )  # fmt: skip


def _count_act(found: Summary, act: Act, *, dated: bool) -> None:
    place, precision = act.place, act.precision
    found.acts += 1
    found.acts_by_type[act.event["type"]] += 1
    if place.get("country"):
        found.countries[place["country"]] += 1
    if dated:
        found.months[act.date["start"][:7]] += 1
    else:
        found.undated += 1
    if place.get("lat") is not None and place.get("lon") is not None and (precision or POINT) < POINT:
        found.points[place["lat"], place["lon"], place["name"]] += 1
    else:
        found.pointless += 1


def _count_quality(found: Summary, coded: Coded) -> None:
    record = coded.record
    checks: dict[str, list[bool]] = {
        "actors without a code": [actor["code"] is None for actor in record["actors"]],
        "places without coordinates": [place["lat"] is None for place in record["places"]],
        "times without a day, month or year": [time["start"] is None and time["end"] is None
                                               for time in record["times"]],
        "events without a place": [event["where"] is None for event in record["events"]],
        "events without a date": [not (event["date"] or {}).get("start") for event in record["events"]],
        "events without anybody who acts": [not event["source"] for event in record["events"]],
        "numbers without an event": [number["event"] is None for number in record["numbers"]],
        "documents without a publication date": [not (record["header"] or {}).get("published")],
        "documents without an outlet": [not (record["header"] or {}).get("outlet")],
    }  # fmt: skip
    for name, missing in checks.items():
        found.shares[name] += sum(missing)
        found.totals[name] += len(missing)
    found.notes.update(note["code"] for note in record["notes"])
    outlet = (record["header"] or {}).get("outlet")
    found.outlets[outlet["value"] if outlet else ""] += 1


def _keep(kept: list[Evidence], new: list[Evidence], weight: Callable[[Evidence], Any]) -> None:
    """Keep the weightiest, each key once; ties go to the one that came first."""
    known = {item.key for item in kept}
    kept.extend(item for item in new if item.key not in known)
    kept.sort(key=weight, reverse=True)
    del kept[TOP:]


def _weight(item: Evidence) -> tuple[int, int, int]:
    return item.origins or 0, item.outlets, item.reports


def _dispute(item: Evidence) -> int:
    return 2 * sum(len(accounts) for _, accounts in item.accounts) + (item.standing == "disputed") + len(item.conflicts)
