import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dateline.errors import InputError, UsageError
from dateline.ingest.source import Reading, Source
from dateline.knowledge.datafiles import read_yaml

_RANGES = re.compile(r"\s*\d+(?:\s*-\s*\d+)?(?:\s*,\s*\d+(?:\s*-\s*\d+)?)*\s*")
SIDECAR = ".split.yaml"
HELP = "auto, none, pages:1-3,4-6 or lines:1-40,41-90"


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPlan:
    """How a file is to be split: as its marks say, not at all, or by pages or lines (from 1, the last one included)."""

    kind: Literal["auto", "none", "pages", "lines"] = "auto"
    ranges: tuple[tuple[int, int], ...] = ()
    said_by: str | None = None


def read_plan(source: Source, reading: Reading) -> SplitPlan:
    """Return the plan of a source: its sidecar's (``FILE.split.yaml``), else that of the option ``split``, else auto.

    Raises:
        InputError: ``bad-record``: the sidecar cannot be used.
        UsageError: the option cannot be used.
    """
    sidecar = Path(f"{source.path or source.name}{SIDECAR}")
    try:
        there = sidecar.is_file()
    except (OSError, ValueError):
        there = False
    if there:
        try:
            data = read_yaml(sidecar)
            plan = parse_split(data["split"] if isinstance(data, dict) else data, said_by=f"by {sidecar.name}")
        except Exception:
            raise InputError(
                "bad-record", f"{sidecar}: this is no plan of how to split a file; write `split:` and one of {HELP}"
            ) from None
        return plan
    return parse_split(reading.options.get("split", "auto"), said_by="by --split")


def parse_split(given: object, *, said_by: str | None = None) -> SplitPlan:
    """Read ``auto``, ``none``, ``pages:1-3,4-6`` or ``lines:1-40,41-90``. Raises UsageError for anything else."""
    words = given.strip() if isinstance(given, str) else "none" if given in (None, False) else ""
    if words == "auto":
        return SplitPlan()
    if words == "none":
        return SplitPlan(kind="none", said_by=said_by)
    kind, _, rest = words.partition(":")
    if kind not in ("pages", "lines") or not _RANGES.fullmatch(rest):
        raise UsageError(f"{given!r} does not say how to split a file; give {HELP}")
    ranges = []
    for part in rest.split(","):
        first, _, last = part.partition("-")
        ranges.append((int(first), int(last or first)))
    if any(first < 1 or last < first for first, last in ranges):
        raise UsageError(f"{given!r}: pages and lines are numbered from 1, and a range ends after it begins")
    return SplitPlan(kind="pages" if kind == "pages" else "lines", ranges=tuple(ranges), said_by=said_by)
