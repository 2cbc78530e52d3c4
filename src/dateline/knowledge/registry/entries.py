from dateline.knowledge.registry.schema import DatedCode, Entry, Row

_STARTS = {4: "-01-01", 7: "-01"}
_ENDS = {4: "-12-31", 7: "-31"}


def first_day(value: object) -> str | None:
    """Return the first day of a year, month or day written in ISO; None stays None."""
    return str(value) + _STARTS.get(len(str(value)), "") if value else None


def last_day(value: object) -> str | None:
    """Return the last day of a year, month or day (a month's 31st compares rightly as text)."""
    return str(value) + _ENDS.get(len(str(value)), "") if value else None


def make_entry(row: Row, header: Row, file: str) -> Entry:
    """Make an entry from a row as read; faults are left for ``check_registry`` to report, nothing is dropped here."""
    base = str(header.get("check_base") or "")
    check = str(row.get("check") or "")
    country = row.get("country")
    return Entry(
        id=str(row.get("id") or ""),
        name=str(row.get("name") or ""),
        kind=str(row.get("kind") or header.get("kind") or "group"),
        country=str(country) if country else None,
        codes=_codes(row),
        aliases=_texts(row.get("aliases")),
        acronyms=_texts(row.get("acronyms")),
        demonyms=_texts(row.get("demonyms")),
        metonyms=_texts(row.get("metonyms")),
        parent=_text(row.get("parent")),
        wikidata=_text(row.get("wikidata")),
        check=base + check.replace(" ", "_") if check and base and "://" not in check else check or None,
        status=_text(row.get("status") or row.get("person_status") or header.get("status")),
        file=file,
        line=int(str(row.get("__line__") or 0)),
    )


def _codes(row: Row) -> tuple[DatedCode, ...]:
    given = row.get("codes") or ([row["code"]] if row.get("code") else [])
    found = []
    for item in given if isinstance(given, list) else [given]:
        code = item if isinstance(item, dict) else {"code": item}
        found.append(
            DatedCode(
                code=str(code.get("code") or ""),
                start=first_day(code.get("from")),
                end=last_day(code.get("to")),
                office=_text(code.get("office")),
            )
        )
    return tuple(found)


def _text(value: object) -> str | None:
    return str(value) if value else None


def _texts(value: object) -> tuple[str, ...]:
    if not value:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)
