import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.codebook import load_codebook
from dateline.contract.record import as_record
from dateline.engine.local import Recipe, build_pipeline
from dateline.errors import ProjectError
from dateline.model import Failure
from dateline.store import Run, Store, restore_item, with_id

CHUNK = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One document that was coded again: whether the bytes are the same, and the first field that is not."""

    key: str
    id: str
    source: str
    same: bool
    field: str | None = None


def verify_run(store: Store, run: Run, *, sample: int, seed: int) -> Iterator[Verified]:
    """Code a sample of a run's documents again, from their raw texts and the run's settings, and compare byte for byte.

    Which documents are drawn depends on ``seed`` alone. Nothing is taken from a cache, and nothing is written.

    Raises:
        UsageError: the codebook, the model or a registry of the run is not there any more.
    """
    keys = [
        key
        for (key,) in store.connection.rows("SELECT key FROM documents WHERE run = ? AND state = 'coded'", [run.run])
    ]
    if not keys:
        raise ProjectError(f"{store.place}: no document is as run {run.run} coded it; later runs coded them again")
    drawn = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())[:sample]
    recipe = read_recipe(run.manifest)
    pipeline, book = build_pipeline(recipe), load_codebook(recipe.codebook).label()
    for start in range(0, len(drawn), CHUNK):
        incoming = [restore_item(store.connection, key) for key in drawn[start : start + CHUNK]]
        coded = pipeline.run([one.item for one in incoming])
        for one, item in zip(incoming, coded, strict=True):
            document, before = store.document(one.key), store.record_text(one.key) or ""
            if isinstance(item, Failure):
                after: dict[str, Any] = {"error": item.message}
            else:
                after = with_id(as_record(item, book), one, document.id)
            same = json.dumps(after, ensure_ascii=False, allow_nan=False) == before
            field = None if same else _first_difference(json.loads(before), json.loads(json.dumps(after)))
            yield Verified(key=one.key, id=document.id, source=document.source, same=same, field=field)


def read_recipe(manifest: dict[str, Any]) -> Recipe:
    """Return the recipe that a run's manifest tells of, without a cache."""
    settings = manifest["settings"]
    actors = tuple(Path(name) for name in settings["actors"])
    parse = settings.get("parse", "all")  # runs before there was a choice parsed all
    return Recipe(codebook=settings["codebook"], model=settings["model"], actors=actors, parse=parse)


def _first_difference(old: Any, new: Any, path: str = "") -> str | None:
    if isinstance(old, dict) and isinstance(new, dict):
        parts = ((f"{path}.{key}".lstrip("."), old.get(key), new.get(key)) for key in {**old, **new})
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        parts = ((f"{path}[{i}]", old[i], new[i]) for i in range(len(old)))
    else:
        return None if old == new else path or "record"
    return next((found for at, was, now in parts if (found := _first_difference(was, now, at))), None)
