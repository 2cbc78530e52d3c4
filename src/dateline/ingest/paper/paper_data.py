import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dateline.knowledge.datafiles import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperData:
    """What ``data/paper.yaml`` says of heads and feet of pages."""

    address: re.Pattern[str]
    printed: re.Pattern[str]
    numbers: re.Pattern[str]
    day: re.Pattern[str]
    separators: re.Pattern[str]
    outlets: frozenset[str]
    not_titles: re.Pattern[str]


@lru_cache(maxsize=1)
def load_paper() -> PaperData:
    """Read ``data/paper.yaml``."""
    data = read_yaml((resources.files("dateline.ingest") / "data" / "paper.yaml").read_bytes())
    return PaperData(
        address=re.compile(data["address"]),
        printed=re.compile(data["printed"], re.IGNORECASE),
        numbers=re.compile("|".join(f"(?:{pattern})" for pattern in data["numbers"]), re.IGNORECASE),
        day=re.compile(data["day"], re.IGNORECASE),
        separators=re.compile(data["separators"]),
        outlets=frozenset(data["outlets"]),
        not_titles=re.compile(data["not_titles"], re.IGNORECASE),
    )
