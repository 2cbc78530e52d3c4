"""Small corpora of several shards, and what a project holds of them."""

import gzip
import json
import sys
from pathlib import Path

from dateline.engine.local import Recipe
from dateline.engine.manifest import coding_key
from dateline.engine.shards import Job
from dateline.ingest import Limits
from dateline.project import ProjectRun
from dateline.store import open_store
from dateline.workspace import Workspace, load_settings

sys.path.append(str(Path(__file__).parents[1]))
from samples import parquet, warc, zstd

NAMES = ("Goma", "Zaria", "Herat", "Quito", "Lagos", "Basra", "Donetsk", "Bangui")


def write_corpus(folder: Path, *, count: int = 230, sentences: int = 1) -> tuple[str, str]:
    """Write a JSONL file of about three shards, with repeated ids and an empty text, and a folder of three files."""
    lines = []
    for n in range(count):
        text = " ".join(
            f"Rebels shelled {NAMES[n % 8]} on Monday, killing {n + k + 2} people." for k in range(sentences)
        )
        lines.append(json.dumps({"id": f"r{n % (count - 20)}", "text": text if n != 30 else "", "outlet": f"Post {n}"}))
    path, reports = folder / "c.jsonl", folder / "reports"
    path.write_text("\n".join(lines) + "\n")
    reports.mkdir()
    (reports / "a.txt").write_text("Police arrested 12 protesters in Lagos on Tuesday.\n")
    (reports / "b.txt").write_text("Two states signed a truce in Geneva.\n")
    (reports / "c.txt").write_text(" ")
    return str(path), str(reports)


def write_formats(folder: Path, *, count: int = 45) -> str:
    """Write the same reports in six kinds of file, and return the folder; see ``ABREAST`` for where they are cut."""
    texts = [f"Police arrested {n + 2} protesters in {NAMES[n % 8]} on Tuesday." for n in range(count)]
    pages = [("200 OK", "text/plain", text.encode()) for text in texts]
    place = folder / "kinds"
    place.mkdir()
    (place / "a.jsonl").write_bytes(_lines("a", texts))
    (place / "b.jsonl.gz").write_bytes(gzip.compress(_lines("b", texts)))
    rows = f"select 'c' || i as id, texts[i + 1] as text from (select {texts!r} as texts), range({count}) t(i)"
    (place / "c.parquet").write_bytes(parquet(rows))
    (place / "d.warc").write_bytes(warc(*pages, packed=False))
    (place / "e.warc.gz").write_bytes(warc(*pages))
    (place / "f.warc.zst").write_bytes(zstd(warc(*pages, packed=False)))
    return str(place)


def _lines(name: str, texts: list[str]) -> bytes:
    return "".join(json.dumps({"id": f"{name}{n}", "text": text}) + "\n" for n, text in enumerate(texts)).encode()


def make_job(folder: Path, *, recipe: Recipe | None = None, **given: object) -> Job:
    """Return a job that codes with the whole pipeline and keeps no layers."""
    recipe = recipe or Recipe()
    values = {"recipe": recipe, "coding": coding_key(recipe), "folder": str(folder), "limits": Limits(), **given}
    return Job(**values)  # type: ignore[arg-type]


def run_project(place: Path, *inputs: str, cache: Path | str = "", jobs: int = 1, **given: object) -> ProjectRun:
    """Run a corpus into a project to its end."""
    with open_store(place, writable=True) as store:
        workspace = Workspace(load_settings(layer_cache=cache, jobs=jobs))
        going = ProjectRun(workspace, store, inputs, **given)  # type: ignore[arg-type]
        list(going)
    return going


def read_project(place: Path) -> list[tuple[object, ...]]:
    """Return what a project holds of each document, in the order of arrival, its record byte for byte."""
    with open_store(place) as store:
        return [
            (doc.key, doc.id, doc.source, doc.state, doc.error_message, store.record_text(doc.key))
            for doc in store.documents(present=None)
        ]
