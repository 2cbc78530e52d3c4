import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dateline.knowledge.datafiles import read_yaml

LOOKED_AT = 4096  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The first bytes of a format that is not text, its kind, its name in a sentence, and what its owner can do."""

    start: re.Pattern[bytes]
    kind: str
    name: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """What ``data/formats.yaml`` says: signatures, the endings that folders are searched for, encodings by script."""

    signatures: tuple[Signature, ...]
    endings: frozenset[str]
    jsonl: frozenset[str]
    json: frozenset[str]
    tables: frozenset[str]
    isolated: frozenset[str]
    encodings: tuple[tuple[str, tuple[str, ...]], ...]

    def find_signature(self, data: bytes) -> Signature | None:
        """Return the signature that the bytes begin with (white space before it is skipped)."""
        head = data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\0":  # UTF-16: the Latin letters of it
            head = head.translate(None, b"\0\xff\xfe").lstrip(b" \t\r\n") if b"<\0" in head or b"\0<" in head else head
        return next((s for s in self.signatures if s.start.match(head)), None)


def _start(row: dict[str, str]) -> re.Pattern[bytes]:
    if "pattern" in row:
        return re.compile(row["pattern"].encode("latin-1"), re.IGNORECASE | re.DOTALL)
    return re.compile(re.escape(row["bytes"].encode("latin-1")))


@lru_cache
def load_formats() -> Formats:
    """Read ``data/formats.yaml``."""
    data = read_yaml((resources.files("dateline.ingest") / "data" / "formats.yaml").read_bytes())
    return Formats(
        signatures=tuple(
            Signature(start=_start(row), kind=row["kind"], name=row["name"], advice=row["advice"])
            for row in data["signatures"]
        ),
        endings=frozenset(f".{ending}" for row in data["read"].values() for ending in row),
        jsonl=frozenset(f".{ending}" for ending in data["read"]["jsonl"]),
        json=frozenset(f".{ending}" for ending in data["read"]["json"]),
        tables=frozenset(f".{ending}" for ending in data["read"]["table"]),
        isolated=frozenset(data["isolated"]),
        encodings=tuple((row["name"], tuple(row["script"].split("|"))) for row in data["encodings"]),
    )
