"""Whether a value fits the field that a person sets to it: everybody reads it for as long as it stands."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from dateline.errors import UsageError

STATUSES = (
    "occurred", "ongoing", "attempted", "planned", "threatened", "demanded", "offered", "negated", "denied",
    "hypothetical",
)  # fmt: skip
STANDINGS = ("asserted", "attributed", "disputed", "denied")
_CODE = re.compile(r"[A-Z_]{2,40}")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?([T ][\d:+Z.-]{2,20})?")
_PLACE: dict[str, tuple[type, ...]] = {
    "geonameid": (int, str), "lat": (int, float), "lon": (int, float), "country": (str,), "admin1": (str,),
    "admin2": (str,), "kind": (str,), "precision": (int, str), "disputed": (bool, list, str),
}  # fmt: skip
_MOST = 30  # parties of an event


def check_value(field: str, value: Any, *, text: str) -> Any:
    """Return the value as it is kept: words of a trigger that stand once in the text become their span.

    Args:
        field: one of ``FIELDS``, or ``add`` for an event that was missed.
        value: what a client sent.
        text: of the document.

    Raises:
        UsageError: the value does not fit; the message says what would.
    """
    if field == "add":
        return _added(value, text)
    if field == "trigger" and isinstance(value, str):
        value = _find_words(value, text)
    if not CHECKS[field](value, text):
        raise UsageError(f"{field}: this value does not fit; {SHAPES[field]}")
    return value


def _added(value: Any, text: str) -> Any:
    spanned = isinstance(value, Mapping) and _span(value.get("span"), text)
    if not spanned or not value.get("type") or not isinstance(value.get("words", ""), str):
        raise UsageError("an event that is added needs its span ([start, end] in the text) and its type")
    unknown = sorted(set(value) - {"span", "words", "type", *ADDABLE})
    if unknown:
        raise UsageError(f"an added event cannot be given {', '.join(map(str, unknown))[:200]}")
    for name in value:
        if name not in ("span", "words"):
            check_value(name, value[name], text=text)
    return value


def _find_words(words: str, text: str) -> Any:
    at = text.find(words) if words else -1
    if at < 0 or text.find(words, at + 1) >= 0:
        raise UsageError("trigger: these words do not stand once in the text; send their span")
    return {"span": [at, at + len(words)], "words": words}


def _span(value: Any, text: str) -> bool:
    if not isinstance(value, (list, tuple)) or len(value) != 2 or not all(type(at) is int for at in value):
        return False
    return bool(0 <= value[0] < value[1] <= len(text))


def _party(value: Any, text: str) -> bool:
    if not isinstance(value, Mapping) or "name" not in value or set(value) - {"name", "code", "span", "words"}:
        return False
    names = all(value.get(key) is None or isinstance(value[key], str) for key in ("name", "code"))
    return names and (value.get("span") is None or _span(value["span"], text))


def _parties(value: Any, text: str) -> bool:
    return value is None or (
        isinstance(value, (list, tuple)) and len(value) <= _MOST and all(_party(one, text) for one in value)
    )


def _place(value: Any, text: str) -> bool:
    if value is None:
        return True
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str) or not value["name"]:
        return False
    if not all(value.get(key) is None or isinstance(value[key], kinds) for key, kinds in _PLACE.items()):
        return False
    lat, lon = value.get("lat") or 0, value.get("lon") or 0
    on_earth = bool(-90 <= lat <= 90 and -180 <= lon <= 180)
    return on_earth and (value.get("span") is None or _span(value["span"], text))


def _date(value: Any, text: str) -> bool:
    if value is None:
        return True
    days = isinstance(value, (list, tuple)) and len(value) == 2
    return days and all(day is None or (isinstance(day, str) and bool(_DAY.fullmatch(day))) for day in value)


CHECKS: dict[str, Callable[[Any, str], bool]] = {
    "type": lambda value, text: isinstance(value, str) and bool(_CODE.fullmatch(value)),
    "mode": lambda value, text: value is None or (isinstance(value, str) and 0 < len(value) <= 60),
    "status": lambda value, text: value in STATUSES,
    "standing": lambda value, text: value in STANDINGS,
    "background": lambda value, text: isinstance(value, bool),
    "trigger": lambda value, text: isinstance(value, Mapping) and _span(value.get("span"), text),
    "source": _parties,
    "target": _parties,
    "where": _place,
    "date": _date,
    "claims": lambda value, text: value is None or (
        isinstance(value, list) and len(value) <= _MOST and all(one is None or isinstance(one, str) for one in value)
    ),
}  # fmt: skip
SHAPES = {
    "type": "write a type of the codebook, such as ASSAULT",
    "mode": "write a mode of the codebook, or null",
    "status": f"it is one of {', '.join(STATUSES)}",
    "standing": f"it is one of {', '.join(STANDINGS)}",
    "background": "it is true or false",
    "trigger": 'write {"span": [start, end]} inside the text',
    "source": 'write a list of {"name": …, "code": …, "span": [start, end]}',
    "target": 'write a list of {"name": …, "code": …, "span": [start, end]}',
    "where": 'write {"name": …, "geonameid": …, "lat": …, "lon": …, "country": …}, or null',
    "date": "write [first day, last day] as YYYY-MM-DD, or null",
    "claims": "write a list of who says so",
}
ADDABLE = ("mode", "status", "standing", "background", "source", "target", "where", "date")
