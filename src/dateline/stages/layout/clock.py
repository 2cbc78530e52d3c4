import re

from dateline.knowledge.layout_lexicon import load_zones

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?\s*\(?"
    r"(?P<name>[A-Z]{1,5})?\s?(?P<sign>[+-])?(?P<hours>\d{1,2})?(?::?(?P<minutes>\d{2}))?"
)


def read_clock(words: str) -> str | None:
    """Read a time of the day with its zone: "6:22 pm (GMT+2)" is ``18:22:00+02:00``; None where no zone is certain.

    A zone is an offset, or an abbreviation that stands for one only (``data/layout/zones.yaml``): "IST" is none.
    """
    match = _CLOCK.search(words)
    if match is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    zone = _offset(match)
    return f"{hour:02}:{minute:02}:{second:02}{zone}" if zone and hour < 24 and minute < 60 and second < 60 else None


def _offset(match: re.Match[str]) -> str | None:
    base = load_zones().get(match["name"]) if match["name"] else None
    if not match["sign"] or not match["hours"]:
        return base
    if match["name"] and base != "+00:00":  # "EST+1" is no way to write a zone
        return None
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    return f"{match['sign']}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None
