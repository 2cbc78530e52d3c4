import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from dateline.errors import UsageError
from dateline.export.coded import Coded, Unusable, explain_misfit, is_uncoded, read_coded
from dateline.export.outcome import checksum
from dateline.export.reviewing import count_reviews
from dateline.export.stored import is_project, open_project
from dateline.sharing import Profile, share_occurrences, share_record

Source = Callable[[], Iterable[Coded | Unusable]]  # gives the records anew at each call
STORIES = b'"stories"'  # in the line of a record that tells the stories of its events
MISFITS = (KeyError, TypeError, ValueError, AttributeError, IndexError)  # what a record that breaks the contract raises
TOLD = ("dateline", "contract", "codebook", "model", "stages")  # of a run's manifest, where records are shared


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedInput:
    """Where coded records come from, and what a manifest says of it."""

    source: Source
    provenance: Mapping[str, Any]
    linked: bool = False

    def shared(self, profile: Profile) -> "CodedInput":
        """Return the same with every record as it may be given on; names of files and folders are left out."""
        kept = {key: value for key, value in self.provenance.items() if key not in ("name", "runs")}
        if runs := self.provenance.get("runs"):
            kept["runs"] = [{key: run["manifest"].get(key) for key in TOLD} for run in runs]
        source, names = self.source, lru_cache(maxsize=1)(lambda: _name_documents(self.source(), profile))
        return replace(
            self, provenance=kept, source=lambda: _share(source(), profile, names() if self.linked else {})
        )  # fmt: skip


@contextmanager
def open_coded(name: str, stdin: BinaryIO) -> Iterator[CodedInput]:
    """Open a project, a JSONL file of records, or standard input (``-``), which is kept because it is read twice.

    Raises:
        UsageError: it cannot be read, or is no file of records.
    """
    if is_project(name):
        with open_project(name) as (source, provenance):
            yield CodedInput(source=source, provenance=provenance, linked=True)
        return
    if name == "-":
        with tempfile.NamedTemporaryFile(prefix="dateline-", suffix=".jsonl") as kept:
            shutil.copyfileobj(stdin, kept)
            kept.flush()
            yield _open_file(Path(kept.name), "standard input", code="dateline code - --format jsonl")
        return
    path = Path(name)
    if path.is_dir():
        raise UsageError(f"{name} is a folder; give a JSONL file of `dateline code --format jsonl`")
    try:
        path.open("rb").close()
    except OSError as error:
        raise UsageError(f"{name}: cannot be read ({error.strerror}); check the name") from None
    yield _open_file(path, path.name, code=f"dateline code {name} --format jsonl --out coded.jsonl")


def _open_file(path: Path, name: str, *, code: str) -> CodedInput:
    with path.open("rb") as stream:
        if is_uncoded(stream):
            raise UsageError(
                f"{name}: no line of it is a coded record; code it first (`{code}`) and give what comes out"
            )

    def lines() -> Iterator[Coded | Unusable]:
        with path.open("rb") as stream:
            yield from read_coded(stream, name)

    with path.open("rb") as stream:
        review = count_reviews(stream)
    told: dict[str, Any] = {"name": name, "sha256": checksum(path), "bytes": path.stat().st_size}
    with path.open("rb") as stream:
        linked = any(STORIES in line for line in stream)
    return CodedInput(source=lines, provenance={**told, **({"review": review} if review else {})}, linked=linked)


def _name_documents(stream: Iterable[Coded | Unusable], profile: Profile) -> dict[str, str]:
    """Return what the documents of a file go by where they are shared, as their stories name one another by id."""
    names: dict[str, str] = {}
    for coded in stream:
        if isinstance(coded, Coded) and coded.key:
            return {}  # a project, whose stories name documents by their keys
        if isinstance(coded, Unusable) or "error" in coded.record:
            continue
        with suppress(*MISFITS):
            id = str(coded.record["id"])
            name = share_record(coded.record, profile)["id"]
            names[id] = name if names.get(id, id) == id else names[id]
    return names


def _share(
    stream: Iterable[Coded | Unusable], profile: Profile, names: Mapping[str, str]
) -> Iterator[Coded | Unusable]:
    """Share record by record; one that breaks the contract could tell what it must not, and is left out."""
    for coded in stream:
        if isinstance(coded, Unusable):
            yield Unusable(where=_line(coded.where), message="is no record that could be shared")
            continue
        try:
            record = share_record(coded.record, profile, ids=names)
        except MISFITS as error:
            message = explain_misfit(coded.record, error).partition(":")[0]
            yield Unusable(where=_line(coded.where), message=f"cannot be shared, it {message}")
            continue
        occurrences = share_occurrences(coded.occurrences, record, ids=None if coded.key else names)
        yield Coded(record=record, occurrences=occurrences, where=_line(coded.where), key=coded.key)


def _line(where: str) -> str:
    """Return where a record stands without the name of the file, which may tell a name."""
    return f"record {where.rpartition(':')[2]}"
