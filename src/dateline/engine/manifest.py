import hashlib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from dateline.cache import layer_keys
from dateline.cache.fingerprint import hash_code, program_key
from dateline.codebook import load_codebook
from dateline.contract import record
from dateline.engine.local import Recipe, build_pipeline
from dateline.ingest.columns import load_all


def make_manifest(recipe: Recipe, *, inputs: Sequence[str], settings: dict[str, Any]) -> dict[str, Any]:
    """Return what a run is made of: versions, the hash of every stage's data and program, the model, the settings.

    ``registries`` and ``columns`` have the hash of each file that the settings name, ``settings`` all that decides what
    is read of an input (limits, column mapping, isolation) and how it is coded. ``stages`` has for each stage its
    version, the hash of the data that it reads (codebook, registries, gazetteer, lexicons) and of its program. Whoever
    has the same manifest and the same texts gets the same records.
    """
    pipeline = build_pipeline(recipe)
    stages = {
        stage.name: {"version": stage.version, "data": _short(stage.resources), "program": program_key(stage)}
        for stage in pipeline.stages
    }
    return {
        "dateline": metadata.version("dateline"),
        "contract": record.CONTRACT_VERSION,
        "codebook": load_codebook(recipe.codebook).label(),
        "model": next((stage.resources for stage in pipeline.stages if stage.name == "parse"), None),
        "registries": {str(path): hash_file(path) for path in recipe.actors},
        "columns": _hash_columns(settings.get("columns")),
        "stages": stages,
        "settings": settings,
        "inputs": list(inputs),
    }


def coding_key(recipe: Recipe) -> str:
    """Return the hash of all that decides a record beside the document: stages, their data, program and libraries."""
    pipeline = build_pipeline(recipe)
    keys = layer_keys(pipeline.stages, pipeline.keys())
    book = load_codebook(recipe.codebook).label()
    parts = [
        *keys.values(),
        repr(sorted(book.items())),
        str(record.CONTRACT_VERSION),
        metadata.version("dateline"),
        _record_code(),
    ]
    return _short("|".join(parts))


def hash_file(path: Path) -> str:
    """Return the hash of a file, or of all files of a folder."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + (file.read_bytes() if file.exists() else b""))
    return digest.hexdigest()[:16]


def _hash_columns(given: str | None) -> dict[str, str]:
    """Return the hash of a column mapping of the user's own; ready-made ones come with the version."""
    own = given and not any(columns.name == given for columns in load_all()[0])
    return {given: hash_file(Path(given))} if given and own else {}


def _record_code() -> str:
    return hash_code([Path(record.__file__)])


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
