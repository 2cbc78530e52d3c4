import re
from datetime import date

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?![\d-])")


def read_day(value: str) -> str | None:
    """Return the day of an ISO or YYYYMMDD date as YYYY-MM-DD, or None where it is neither.

    Implements the contract's input dates: a time after the day is dropped, in the zone in which it was written
    (``2024-08-26T22:00:00+03:00`` is 26 August).
    """
    match = _DAY.match(value.strip())
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None
