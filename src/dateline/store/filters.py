from dataclasses import dataclass
from typing import Any, get_args

from dateline.codebook.schema import TYPES
from dateline.errors import UsageError
from dateline.model.event import Standing, Status
from dateline.store.folding import fold
from dateline.store.tables import MACHINE, Tables

EVENT = "(e.document, e.event)"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted; every field that is given must hold, several values of one field are alternatives.

    Args:
        type: PLOVER types (``ASSAULT``), or type and mode (``ASSAULT/aerial``).
        actor: names (any party whose name holds these words) or codes (``IRQREB``; ``IRQ*`` for all that begin so).
        source: as ``actor``, but only who acts.
        target: as ``actor``, but only who is acted on.
        country: ISO 3166 alpha-3 codes of the country where it took place.
        place: names of places (those whose name holds these words).
        since: the first day (YYYY-MM-DD): events that may have been on it or later.
        until: the last day. Events without a date are left out as soon as one of the two is given.
        status: ``occurred``, ``planned`` …
        standing: ``asserted``, ``attributed``, ``disputed``, ``denied``.
        background: False for news only, True for what is recalled only.
        inside: False leaves out events that are the content of another one ("urged them to withdraw").
        origins: at least so many independent origins; counts only events that were linked.
        reports: at least so many reports of the same occurrence.
        document: keys or ids of documents.
        contradicted: True for events whose reports contradict one another.
        rule: the codebook entries that coded them (``assault.aerial``).
    """

    type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    status: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    background: bool | None = None
    inside: bool | None = None
    origins: int | None = None
    reports: int | None = None
    document: tuple[str, ...] = ()
    contradicted: bool | None = None
    rule: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no event can be: it would find nothing, as a word spelt wrongly does.

        Raises:
            UsageError: an unknown type, status or standing.
        """
        types = tuple(name.upper().partition("/")[0] for name in self.type)
        for field, given, known in (
            ("type", types, TYPES),
            ("status", self.status, get_args(Status)),
            ("standing", self.standing, get_args(Standing)),
        ):
            if strange := [name for name in given if name not in known]:
                raise UsageError(f"{field}: there is no {', '.join(map(repr, strange))}; use {', '.join(known)}")

    def where(self, tables: Tables = MACHINE) -> tuple[str, list[Any]]:
        """Return the condition in SQL on events ``e`` of documents that are present, and its parameters."""
        parts = ["e.document NOT IN (SELECT key FROM documents WHERE presence <> 'present')"]
        values: list[Any] = []

        def add(sql: str, *given: Any) -> None:
            parts.append(sql)
            values.extend(given)

        self._add_plain(add)
        for role, names in (("", self.actor), ("source", self.source), ("target", self.target)):
            if names:
                sql, given = _party(role, names, tables)
                add(sql, *given)
        if self.since:
            add("coalesce(e.end_date, e.start_date) >= ?", self.since)
        if self.until:
            add("coalesce(e.start_date, e.end_date) < ?", f"{self.until}~")  # "~" comes after any time of that day
        if self.origins is not None:
            add(f"{EVENT} IN ({tables.linked(f'o.origins >= {int(self.origins)}')})")
        if self.reports is not None:
            add(f"{EVENT} IN ({tables.linked(f'o.reports >= {int(self.reports)}')})")
        if self.contradicted is not None:
            no = "" if self.contradicted else "NOT "
            against = "o.occurrence IN (SELECT occurrence FROM {contradictions})"
            add(f"{EVENT} {no}IN ({tables.linked(against)})")
        return " AND ".join(parts), values

    def _add_plain(self, add: Any) -> None:
        if self.type:
            pairs = [name.upper().partition("/") for name in self.type]
            sql = " OR ".join("(e.type = ? AND e.mode = ?)" if mode else "e.type = ?" for _, _, mode in pairs)
            add(
                f"({sql})", *(value for type, _, mode in pairs for value in ((type, mode.lower()) if mode else (type,)))
            )
        for column, names in (
            ("e.country", tuple(name.upper() for name in self.country)),
            ("e.status", self.status),
            ("e.standing", self.standing),
        ):
            if names:
                add(f"{column} IN ({', '.join('?' * len(names))})", *names)
        if self.rule:
            add("(" + " OR ".join("starts_with(e.rule, ?)" for _ in self.rule) + ")", *self.rule)
        if self.place:
            sql = " OR ".join("position(? IN lower(e.place_name)) > 0" for _ in self.place)
            add(f"({sql})", *(name.lower() for name in self.place))
        if self.document:
            marks = ", ".join("?" * len(self.document))
            add(
                f"e.document IN (SELECT key FROM documents WHERE key IN ({marks}) OR id IN ({marks}))",
                *self.document,
                *self.document,
            )
        if self.background is not None:
            add("e.background = ?", self.background)
        if self.inside is not None:
            add(f"e.inside IS {'NOT ' if self.inside else ''}NULL")


def _party(role: str, names: tuple[str, ...], tables: Tables) -> tuple[str, list[Any]]:
    """Return the condition that a party has one of these names or codes."""
    parts, values = [], []
    for name in names:
        if name.endswith("*"):
            parts.append("starts_with(p.code, ?)")
            values.append(name[:-1].upper())
        else:
            parts.append("(p.code = ? OR p.folded LIKE ?)")
            values += [name.upper(), f"%{fold(name)}%" if fold(name) else ""]
    sql = f"({' OR '.join(parts)})"
    if role:
        sql += " AND p.role = ?"
        values.append(role)
    return f"e.serial IN (SELECT p.serial FROM {tables.participants} p WHERE {sql})", values
