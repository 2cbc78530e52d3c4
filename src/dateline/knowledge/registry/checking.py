import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import Fault, read_yaml
from dateline.knowledge.registry.entries import make_entry
from dateline.knowledge.registry.folding import fold_name
from dateline.knowledge.registry.reading import DATA, read_file, registry_files
from dateline.knowledge.registry.schema import Entry, Row

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_WIKIDATA = re.compile(r"Q[1-9]\d*$")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
_FIELDS = frozenset(
    {
        "id",
        "name",
        "kind",
        "country",
        "code",
        "codes",
        "aliases",
        "acronyms",
        "demonyms",
        "metonyms",
        "parent",
        "wikidata",
    }
    | {"check", "status", "person_status", "__line__"}
)
_CODE_FIELDS = frozenset({"code", "from", "to", "office", "__line__"})


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, frozenset[str]]:
    """Return the roles, kinds and statuses that entries may use, and the countries that states.csv knows."""
    data = read_yaml(DATA / "vocabulary.yaml")
    names = {key: frozenset(map(str, value)) for key, value in data.items() if isinstance(value, list)}
    countries = {str(row["country"]) for row in read_file(DATA / "states.csv")[1]}
    return {**names, "countries": frozenset(countries) | names["international"]}


def check_registry(extra: Sequence[Path] = ()) -> tuple[Fault, ...]:
    """Return every fault of the registry and of the extra files, in order of file and line; none means sound.

    Faults: a header without version, source or licence; unknown fields, kinds, countries and roles; missing name, code
    or check; repeated ids; unknown parents; bad or reversed dates; codes that contradict one another or can never hold;
    an alias that two entries of one country claim for the same time.
    """
    faults: list[Fault] = []
    entries: list[Entry] = []
    for path in [*registry_files(), *extra]:
        try:
            header, rows = read_file(path)
        except KnowledgeError as error:
            faults.append(Fault(str(path), 0, str(error)))
            continue
        missing = [key for key in ("version", "source", "licence") if not header.get(key)]
        if missing and path not in extra:
            faults.append(Fault(str(path), 1, f"header lacks {', '.join(missing)}"))
        for row in rows:
            entry = make_entry(row, header, str(path))
            faults += [Fault(str(path), entry.line, f"{entry.id}: {m}") for m in _check_row(row, entry, path in extra)]
            entries.append(entry)
    faults += _check_ids(entries, {str(path) for path in extra})
    faults += _check_names(entries)
    return tuple(sorted(faults))


def _check_row(row: Row, entry: Entry, is_extra: bool) -> Iterable[str]:
    words = vocabulary()
    for key in sorted(set(map(str, row)) - _FIELDS):
        yield f"unknown field {key!r}; known are {', '.join(sorted(_FIELDS - {'__line__'}))}"
    if not _ID.match(entry.id):
        yield f"id {entry.id!r} is not lower-case words joined by hyphens"
    if not entry.name:
        yield "no name"
    if entry.kind not in words["kinds"]:
        yield f"unknown kind {entry.kind!r}"
    if entry.country and entry.country not in words["countries"]:
        yield f"unknown country {entry.country!r}; use a code of states.csv"
    if not entry.codes and entry.kind not in ("ethnic", "religious"):
        yield "no code"
    if not entry.check and not is_extra:
        yield "no check: say where the fact can be checked"
    if entry.wikidata and not _WIKIDATA.match(entry.wikidata):
        yield f"wikidata {entry.wikidata!r} is not of the form Q123"
    if entry.status and entry.status not in words["person_status"]:
        yield f"unknown person_status {entry.status!r}"
    yield from _check_codes(row, entry)


def _check_codes(row: Row, entry: Entry) -> Iterable[str]:
    words = vocabulary()
    given = row.get("codes")
    for item in given if isinstance(given, list) else []:
        if isinstance(item, dict):
            for key in sorted(set(map(str, item)) - _CODE_FIELDS):
                yield f"unknown field {key!r} in a code"
            for key in ("from", "to"):
                if item.get(key) and not _DATE.match(str(item[key])):
                    yield f"{key} {item[key]!r} is not an ISO year, month or day"
    seen: dict[tuple[str | None, str | None], str] = {}
    for at, code in enumerate(entry.codes):
        if code.code[:3] not in words["countries"]:
            yield f"code {code.code!r}: unknown country {code.code[:3]!r}"
        if code.code[3:] and code.code[3:] not in words["roles"]:
            yield f"code {code.code!r}: unknown role {code.code[3:]!r}"
        if code.start and code.end and code.start > code.end:
            yield f"code {code.code}: from {code.start} is after to {code.end}"
        span = (code.start, code.end)
        if seen.setdefault(span, code.code) != code.code:
            yield f"codes {seen[span]} and {code.code} contradict each other for the same dates"
        elif any(_covers((c.start, c.end), span) for c in entry.codes[:at]):
            yield f"code {code.code} can never hold: an earlier one covers all its dates"


def _covers(outer: tuple[str | None, str | None], inner: tuple[str | None, str | None]) -> bool:
    return (outer[0] or "") <= (inner[0] or "") and (outer[1] or "9") >= (inner[1] or "9")


def _check_ids(entries: Sequence[Entry], extra: set[str]) -> Iterable[Fault]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.id, entry)
        if first is not entry and entry.file not in extra:
            yield Fault(entry.file, entry.line, f"{entry.id}: id already used at {first.file}:{first.line}")
    for entry in entries:
        if entry.parent and entry.parent not in seen:
            yield Fault(entry.file, entry.line, f"{entry.id}: parent {entry.parent!r} is no entry's id")


def _check_names(entries: Sequence[Entry]) -> Iterable[Fault]:
    seen: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        names = [entry.name, *entry.aliases, *entry.acronyms, *entry.demonyms, *entry.metonyms]
        for key in dict.fromkeys(fold_name(name) for name in names):
            if not key:
                yield Fault(entry.file, entry.line, f"{entry.id}: an empty name or alias")
                continue
            others = [o for o in seen.setdefault(key, []) if o.id != entry.id and not _told_apart(o, entry)]
            for other in others:
                name = " ".join(key)
                yield Fault(
                    entry.file,
                    entry.line,
                    f"{entry.id}: {name!r} is also claimed by {other.id} ({other.file}:{other.line}) "
                    "and neither country nor dates tell them apart",
                )
            seen[key].append(entry)


def _told_apart(a: Entry, b: Entry) -> bool:
    if a.country != b.country:
        return True
    ends = [max((c.end or "9" for c in e.codes), default="9") for e in (a, b)]
    starts = [min((c.start or "" for c in e.codes), default="") for e in (a, b)]
    return ends[0] < starts[1] or ends[1] < starts[0]
