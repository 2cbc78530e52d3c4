"""The file that ``dateline watch`` is given: feeds, saved queries and whom they tell (docs/watch.md)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dateline.errors import SettingsError
from dateline.ingest import is_url, read_day
from dateline.store import EventFilter

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d+)\s*([smhd])")
_LISTS = frozenset(f.name for f in fields(EventFilter) if f.type == "tuple[str, ...]" or f.type == tuple[str, ...])
_WATCH = frozenset({"every", "contact", "allow_private", "max_bytes", "seconds", "seed"})
_FEED = frozenset({"url", "every"})
_QUERY = frozenset({"name", "tell", "history"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed, and how many seconds lie between two polls."""

    url: str
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A filter with a name, and whom it tells: ``terminal``, ``file:PATH`` or an address (a webhook).

    With ``history`` it also tells what was there before it was saved.
    """

    name: str
    wanted: EventFilter
    tell: tuple[str, ...] = ("terminal",)
    history: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """All that a watch is told."""

    feeds: tuple[Feed, ...]
    queries: tuple[SavedQuery, ...] = ()
    contact: str = ""
    allow_private: bool = False
    max_bytes: int = 20_000_000
    seconds: float = 60.0
    seed: int = 0


def load_feed_list(path: Path) -> FeedList:
    """Read a feed list; paths in it are taken from the folder that it is in.

    Raises:
        SettingsError: naming every fault.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}); a feed list is TOML, see docs/watch.md") from None
    faults: list[str] = []
    given = _table(data.get("watch", {}), _WATCH, "[watch]", faults)
    usual = _seconds(given.pop("every", "15m"), "[watch] every", faults)
    feeds = [_feed(row, number, usual, faults) for number, row in enumerate(data.get("feeds", []), 1)]
    queries = [_query(row, n, path.parent, faults) for n, row in enumerate(data.get("queries", []), 1)]
    faults += [f"{key} is no table of a feed list" for key in data.keys() - {"watch", "feeds", "queries"}]
    if not feeds:
        faults.append("there is no [[feeds]]")
    for kind, names in (("feed", [feed.url for feed in feeds]), ("query", [query.name for query in queries])):
        faults += [f"the {kind} {name!r} is given twice" for name in sorted({n for n in names if names.count(n) > 1})]
    kinds: dict[str, Any] = {
        "contact": str,
        "allow_private": bool,
        "max_bytes": int,
        "seconds": (int, float),
        "seed": int,
    }
    faults += [f"[watch] {key} is {value!r}" for key, value in given.items() if not isinstance(value, kinds[key])]
    if faults:
        raise SettingsError(f"{path}: the feed list cannot be used:\n" + "\n".join(f"  {fault}" for fault in faults))
    return FeedList(feeds=tuple(feeds), queries=tuple(queries), **given)


def _feed(row: Mapping[str, Any], number: int, usual: int, faults: list[str]) -> Feed:
    where = f"[[feeds]] {number}"
    values = _table(row, _FEED, where, faults)
    url = str(values.get("url", ""))
    if not url.startswith(("http://", "https://")):
        faults.append(f"{where}: url is {url!r}; write an http or https address")
    return Feed(url=url, every=_seconds(values["every"], f"{where} every", faults) if "every" in values else usual)


def _query(row: Mapping[str, Any], number: int, folder: Path, faults: list[str]) -> SavedQuery:
    where = f"[[queries]] {number}"
    names = {field.name for field in fields(EventFilter)}
    values = _table(row, _QUERY | names, where, faults)
    if not isinstance(values.get("name"), str):
        faults.append(f"{where}: it has no name")
    for key in ("since", "until"):
        if key in values and read_day(str(values[key])) is None:
            faults.append(f"{where}: {key} is {values[key]!r}; write YYYY-MM-DD")
    wanted: dict[str, Any] = {
        key: _listed(value) if key in _LISTS else value for key, value in values.items() if key in names
    }
    tell = tuple(_sink(sink, folder, where, faults) for sink in _listed(values.get("tell", "terminal")))
    name, history = str(values.get("name")), bool(values.get("history"))
    return SavedQuery(name=name, wanted=EventFilter(**wanted), tell=tell, history=history)


def _sink(name: str, folder: Path, where: str, faults: list[str]) -> str:
    if name.startswith("file:"):
        return f"file:{folder / name.removeprefix('file:')}"
    if name != "terminal" and not (is_url(name) and name.startswith(("http://", "https://"))):
        faults.append(f"{where}: tell is {name!r}; write terminal, file:PATH or an http or https address")
    return name


def _table(row: Any, known: frozenset[str] | set[str], where: str, faults: list[str]) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        faults.append(f"{where} is no table")
        return {}
    faults += [f"{where}: {key} is not known; it may have {', '.join(sorted(known))}" for key in row.keys() - known]
    return {key: value for key, value in row.items() if key in known}


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _seconds(value: Any, where: str, faults: list[str]) -> int:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if not found or not int(found[1]):
        faults.append(f"{where} is {value!r}; write 30s, 15m, 2h or 1d")
        return 900
    return int(found[1]) * UNITS[found[2]]
