from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dateline.knowledge.datafiles import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The first bytes of a format that is not text, its kind, its name in a sentence, and what its owner can do."""

    start: bytes
    kind: str
    name: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """What ``data/formats.yaml`` says: signatures, the endings that folders are searched for, encodings by script."""

    signatures: tuple[Signature, ...]
    endings: frozenset[str]
    jsonl: frozenset[str]
    tables: frozenset[str]
    encodings: tuple[tuple[str, tuple[str, ...]], ...]

    def find_signature(self, data: bytes) -> Signature | None:
        """Return the signature that the bytes begin with (white space before it is skipped)."""
        head = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
        return next((s for s in self.signatures if head.startswith(s.start)), None)


@lru_cache
def load_formats() -> Formats:
    """Read ``data/formats.yaml``."""
    data = read_yaml((resources.files("dateline.ingest") / "data" / "formats.yaml").read_bytes())
    return Formats(
        signatures=tuple(
            Signature(start=row["bytes"].encode("latin-1"), kind=row["kind"], name=row["name"], advice=row["advice"])
            for row in data["signatures"]
        ),
        endings=frozenset(f".{ending}" for row in data["read"].values() for ending in row),
        jsonl=frozenset(f".{ending}" for ending in data["read"]["jsonl"]),
        tables=frozenset(f".{ending}" for ending in data["read"]["table"]),
        encodings=tuple((row["name"], tuple(row["script"].split("|"))) for row in data["encodings"]),
    )
