import re
from dataclasses import dataclass

from dateline.stages.times.meaning import Reading, has


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number of units; None is a number that is not given ("several")."""

    number: float | None
    article: bool = False


def amount_of(r: Reading, m: re.Match[str], group: str) -> Amount:
    """Return the number that a group of words gives: "2.5", "two", "twenty-five", "one and a half", "a", "several"."""
    if not has(m, group):
        return Amount(number=1.0)
    total = 0.0
    for i in range(m.start(group), m.end(group)):
        key = r.words.key(i)
        if re.match(r"\d", key) and "/" not in key:
            number = float(key.replace(",", "")) if re.fullmatch(r"\d+|\d{1,3}(?:,\d{3})+|\d+\.\d+", key) else 0.0
            total += number
            continue
        for section in ("NUMBER", "A", "HALF", "AND_HALF"):
            value = r.words.value(section, i)
            if isinstance(value, (int, float)):
                total = total * value if value >= 100 and total else total + value
                break
        else:
            quantity = r.words.value("QUANTIFIER", i)
            if quantity == "X":
                return Amount(number=None)
            if isinstance(quantity, int):
                total += quantity
    return Amount(number=total or None, article=r.words.value("A", m.start(group)) is not None)


def whole_units(number: float, unit: str) -> tuple[int, str]:
    """Turn "two and a half years" into 30 months."""
    finer = {"Y": (12, "M"), "DE": (10, "Y"), "CE": (100, "Y"), "M": (4, "W"), "W": (7, "D")}
    if number != int(number) and unit in finer:
        factor, small = finer[unit]
        return round(number * factor), small
    return int(number), unit
