import csv
import hashlib
from collections.abc import Iterator
from importlib.resources import files

FILES = ("countries", "divisions", "regions", "sites", "aliases", "peoples", "disputed", "kinds", "conventions")


def read_curated(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a curated file (knowledge/data/places/NAME.csv); lines with "#" are comments."""
    text = _data(name).decode("utf8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines):
        yield {key: (value or "").strip() for key, value in row.items() if key is not None}


def split(cell: str) -> list[str]:
    """Return the parts of a cell that holds several values, joined by "|"."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def kind_scores() -> dict[str, float]:
    """Return how prominent a curated place of each kind is."""
    return {row["kind"]: float(row["score"]) for row in read_curated("kinds") if row["score"]}


def kind_precisions() -> dict[str, int]:
    """Return the UCDP ``where_prec`` of each kind of place."""
    return {row["kind"]: int(row["precision"]) for row in read_curated("kinds")}


def countries_with(convention: str) -> frozenset[str]:
    """Return the countries (ISO alpha-3) that follow a convention of names."""
    return next(frozenset(split(row["countries"])) for row in read_curated("conventions") if row["name"] == convention)


def curated_hash() -> str:
    """Return a hash of all curated files."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(_data(name))
    return digest.hexdigest()[:16]


def _data(name: str) -> bytes:
    return files("dateline.knowledge").joinpath("data", "places", f"{name}.csv").read_bytes()
