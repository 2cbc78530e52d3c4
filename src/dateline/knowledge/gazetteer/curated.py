import csv
import hashlib
from collections.abc import Iterator
from importlib.resources import files

FILES = ("countries", "divisions", "regions", "sites", "aliases", "peoples", "disputed")


def read_curated(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a curated file (knowledge/data/places/NAME.csv); lines with "#" are comments."""
    text = _data(name).decode("utf8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines):
        yield {key: (value or "").strip() for key, value in row.items() if key is not None}


def split(cell: str) -> list[str]:
    """Return the parts of a cell that holds several values, joined by "|"."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def curated_hash() -> str:
    """Return a hash of all curated files."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(_data(name))
    return digest.hexdigest()[:16]


def _data(name: str) -> bytes:
    return files("dateline.knowledge").joinpath("data", "places", f"{name}.csv").read_bytes()
