"""Actor files of PETRARCH, TABARI and Phoenix: names, synonyms and dated codes in brackets."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dateline.knowledge.agents import load_agents
from dateline.knowledge.datafiles import Fault
from dateline.knowledge.registry.checking import vocabulary
from dateline.knowledge.registry.importing import Imported, Line, country_code, is_clean, load_tables, read_lines, slug
from dateline.knowledge.registry.schema import Row

CENTURY = 30  # of two-digit years, 00 to 30 are 20YY
_OPENING = re.compile(r"<!\s?--")
_BRACKET = re.compile(r"\[([^\[\]]*)(\]|$)")
_RESTRICTED = re.compile(r"\s*(?P<code>[^\s<>]*)\s*(?P<rest>[<>].*|\d.*)?$")
_GLUED = re.compile(r"(?<=[\s_])\+|\+(?=_)")
_BOUND = re.compile(r"(?:(?P<sign>[<>])\s*(?P<one>\d+)|(?P<first>\d+)\s*-\s*(?P<last>\d+)|(?P<bare>\d+))\s*$")


@dataclass(slots=True)
class _Entry:
    line: int
    names: list[str] = field(default_factory=list)
    codes: list[dict[str, str]] = field(default_factory=list)
    coded: bool = False  # a code was given, if only one that says that it is nobody


def strip_comments(lines: Iterable[Line], path: str, faults: list[Fault]) -> Iterator[Line]:
    """Yield what the lines hold without comments: ``#`` or ``;`` to the line's end, ``<!-- -->`` over lines."""
    within = 0
    for number, text in lines:
        kept = ""
        while text:
            if within:
                closing = text.find("-->")
                text, within = (text[closing + 3 :], 0) if closing >= 0 else ("", within)
                continue
            opening = _OPENING.search(text)
            if opening is None:
                kept, text = kept + text, ""
                continue
            kept, text, within = kept + text[: opening.start()], text[opening.end() :], number
            if opening.group() != "<!--":
                faults.append(Fault(path, number, "a comment opens with '<! --'; read as '<!--'"))
        kept = re.split(r"[#;]", kept, maxsplit=1)[0].rstrip()
        if kept.strip():
            yield Line(number, kept)
    if within:
        faults.append(Fault(path, within, "a comment that begins here is never closed; all after it is left out"))


def read_actors(path: Path) -> Imported:
    """Read an actor file: every line that breaks the format is reported, and read as far as its meaning is plain.

    A primary name, ``+SYNONYM`` lines, ``[CODE restriction]`` lines. Restricted codes hold on the days that they name
    (inclusive); the code without a restriction holds on all others; without one the actor has no code then. Codes are
    cut to country and one role; a finer code stands in ``office``, for people to read.

    Example: ``BAN_KI-MOON`` with ``[IGOUNO >20070101]`` and ``[KORGOV 20040117-20061201]``.
    Known miss: names without a final ``_``, which PETRARCH matches as stems, are matched as whole words.
    """
    faults: list[Fault] = []
    entries: dict[str, _Entry] = {}
    current: _Entry | None = None
    for number, text in strip_comments(read_lines(path, faults), str(path), faults):
        said: list[str] = []
        names, codes = _parts(text, said)
        stripped = text.lstrip()
        if stripped.startswith("+"):
            if current is None:
                said.append("a synonym without a name before it; left out")
            else:
                current.names += names
        elif names:
            if text != stripped:
                said.append("a name that is indented like a code; read as a name")
            primary, *glued = names
            current = entries.setdefault(primary.casefold(), _Entry(number))
            if current.line != number:
                said.append(f"{primary!r} stands at line {current.line} already; joined with it")
            current.names += [primary, *glued]
        elif stripped.startswith("[") and text == stripped:
            said.append("a code that is not indented; read as the code of the name before it")
        elif not codes:
            current = None
        if current is None and codes:
            said.append("a code without a name before it; left out")
        elif current is not None:
            _add_codes(current, codes, said)
        faults += [Fault(str(path), number, message) for message in said]
    return _finished(entries.values(), str(path), faults)


def _parts(text: str, said: list[str]) -> tuple[list[str], list[str]]:
    """Cut a line into its names (several where they are glued) and what stands in each bracket."""
    head, bracket, tail = text.partition("[")
    codes = []
    rest = bracket + tail
    for match in _BRACKET.finditer(rest):
        codes.append(match.group(1).strip())
        if not match.group(2):
            said.append("a bracket that is never closed; read to the end of the line")
    if trailing := _BRACKET.sub("", rest).strip():
        said.append(f"{trailing[:40]!r} after the code; left out")
    given = [part for part in _GLUED.split(head) if part.strip(" \t_+")]
    if len(given) > 1:
        said.append(f"{len(given)} names on one line, joined by '+'; read as {len(given)} names")
    names = []
    for part in given:
        name = " ".join(part.replace("_", " ").strip(" \t+").split())
        if "]" in name:
            said.append("a bracket that was never opened; left out")
            name = name.replace("]", "").strip()
        if not is_clean(name):
            said.append(f"{name!r} has characters that cannot be read; this name is left out")
        elif name:
            names.append(name)
    if not given and not codes:
        said.append("neither a name nor a code; left out")
    return names, codes


def _add_codes(entry: _Entry, codes: list[str], said: list[str]) -> None:
    if len(codes) > 1:
        said.append(f"{len(codes)} codes on one line; all of them were read")
    for text in codes:
        match = _RESTRICTED.match(text)
        given = match.group("code") if match else ""
        if not match or not given:
            said.append(f"[{text}] has no code; left out")
            continue
        entry.coded = True
        if given in load_tables()["petrarch"]["null_codes"]:
            continue
        bounds = _bounds(match.group("rest") or "", text, said)
        code = read_code(given, said)
        if code is None or bounds is None:
            continue
        row = {"code": code, **bounds, **({"office": f"coded {given}"} if given.upper() != code else {})}
        undated = [other for other in entry.codes if not bounds and "from" not in other and "to" not in other]
        if undated and undated[0]["code"] != code:
            said.append(f"[{text}]: {undated[0]['code']} holds for all dates already; left out")
        elif row not in entry.codes and not undated:
            entry.codes.append(row)


def read_code(given: str, said: list[str]) -> str | None:
    """Return a CAMEO code as country and at most one role: "PSEREBHMS" is PSEREB; None, and why, where it has none."""
    table, words = load_tables()["petrarch"], vocabulary()
    code = given.upper()
    if code != given:
        said.append(f"code {given!r} in lower case; read as {code}")
    if "/" in code:
        code = code.split("/")[0]
        said.append(f"{given!r} gives several actors one name; read as {code}")
    if any(ch.isdigit() for ch in code):
        said.append(f"code {given!r} has digits; read without them")
        code = "".join(ch for ch in code if not ch.isdigit())
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    country = str(table["countries"].get(parts[0], parts[0])) if parts else ""
    role = next((part for part in parts[1:] if part in words["roles"]), None)
    if country in table["regions"] and country_code(country) is None and role in table["armed"]:
        country = "IMG"
    if country_code(country) is None:
        said.append(f"code {given!r}: no country {country!r} in states.csv; left out")
        return None
    return country + (role or "")


def _bounds(rest: str, text: str, said: list[str]) -> dict[str, str] | None:
    """Return from and to of a restriction; None, with the reason said, where its dates cannot be read."""
    if not rest.strip():
        return {}
    match = _BOUND.match(rest)
    if match is None:
        said.append(f"[{text}]: {rest.strip()!r} is no restriction (<date, >date or date-date); left out")
        return None
    if match["bare"]:
        said.append(f"[{text}]: a date without < or >; read as the day from which the code holds")
    start = match["first"] or match["bare"] or (match["one"] if match["sign"] == ">" else None)
    end = match["last"] or (match["one"] if match["sign"] == "<" else None)
    found = {}
    for key, given in (("from", start), ("to", end)):
        if given is not None:
            day = read_date(given, said)
            if day is None:
                said.append(f"[{text}]: {given} is no date (YYMMDD or YYYYMMDD); the code is left out")
                return None
            found[key] = day
    if len(found) == 2 and found["from"] > found["to"]:
        said.append(f"[{text}]: ends before it begins; left out")
        return None
    return found


def read_date(given: str, said: list[str]) -> str | None:
    """Return YYMMDD or YYYYMMDD as an ISO day; years 00 to 30 are 20YY. A day that its month lacks is its last day."""
    if len(given) == 6:
        given = ("20" if int(given[:2]) <= CENTURY else "19") + given
    if len(given) != 8:
        return None
    year, month, day = int(given[:4]), int(given[4:6]), int(given[6:])
    if not (1 <= month <= 12 and 1 <= day <= 31 and year):
        return None
    last = monthrange(year, month)[1]
    if day > last:
        said.append(f"{given} is no day of the calendar; read as the last of its month")
    return f"{year:04}-{month:02}-{min(day, last):02}"


def _finished(found: Iterable[_Entry], path: str, faults: list[Fault]) -> Imported:
    rows: list[Row] = []
    taken: dict[str, int] = {}
    prefix = Path(path).stem
    for entry in found:
        if not entry.names or not entry.codes:
            if not entry.coded:
                faults.append(
                    Fault(path, entry.line, f"{entry.names[0] if entry.names else '?'}: a name without a code")
                )
            continue
        codes = _reachable(sorted(entry.codes, key=lambda code: "from" not in code and "to" not in code))
        names = list(dict.fromkeys(map(as_written, entry.names)))
        default = [code["code"] for code in codes if "from" not in code and "to" not in code]
        short = [name for name in names[1:] if name.isupper() and len(name) <= 3]
        rows.append({
            "id": slug(f"{prefix} {names[0]}", taken), "name": names[0], "kind": _kind(names[0], codes),
            "country": default[0][:3] if default else None, "codes": codes,
            "aliases": [name for name in names[1:] if name not in short], "acronyms": short, "__line__": entry.line,
        })  # fmt: skip
    return Imported(entries=tuple(rows), faults=tuple(sorted(faults)))


def as_written(name: str) -> str:
    """Return a name in capitals as texts write it: "BANK OF CHINA" is Bank of China; acronyms stay."""
    table = load_tables()["petrarch"]
    if not name.isupper():
        return name
    words = name.split()
    if len(words) == 1 and (len(name) <= 3 or "." in name or name.lower() in table["not_names"]):
        return name
    small = table["small_words"]
    return " ".join(w.lower() if n and w.lower() in small else _capitalized(w) for n, w in enumerate(words))


def _capitalized(word: str) -> str:
    if "." in word[:-1] or word in load_tables()["petrarch"]["acronyms"]:
        return word
    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", lambda m: m.group().capitalize(), word)


def _reachable(codes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Leave out codes whose days an earlier one of the same actor covers: they can never hold."""
    kept: list[dict[str, str]] = []
    for code in codes:
        start, end = code.get("from", ""), code.get("to", "9")
        if not any(other.get("from", "") <= start and end <= other.get("to", "9") for other in kept):
            kept.append(code)
    return kept


def _kind(name: str, codes: list[dict[str, str]]) -> str:
    """Return the kind of an actor. The format tells no person from a body: dated codes of offices are a person's.

    Unless a noun for a body is in the name ("MINISTRY OF DEFENCE").
    """
    code, agents = codes[-1]["code"], load_agents()
    dated = any("from" in row or "to" in row for row in codes)
    words = name.lower().split()
    if dated and len(words) in (2, 3, 4) and not any(agents.noun_at(words, at) for at in range(len(words))):
        roles = {row["code"][3:] for row in codes if row["code"] not in vocabulary()["countries"]}
        if roles & set(load_tables()["petrarch"]["offices"]):
            return "person"
    if code[3:]:
        return agents.kind_of.get(code[3:], "group")
    return {"IGO": "igo", "NGO": "ngo", "MNC": "business", "IMG": "armed group"}.get(code, "state")
