import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from dateline.knowledge.registry.entries import make_entry
from dateline.knowledge.registry.folding import fold_name, skeleton
from dateline.knowledge.registry.reading import read_file, registry_files
from dateline.knowledge.registry.schema import Entry

VERSION = "5"
Compiled = dict[str, Any]


def cache_folder() -> Path:
    """Return where compiled knowledge is kept: DATELINE_CACHE, else XDG_CACHE_HOME/dateline, else ~/.cache/dateline."""
    if given := os.environ.get("DATELINE_CACHE"):
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "dateline"


def registry_hash(extra: Sequence[Path] = ()) -> str:
    """Return the hash of every file that the registry is made from."""
    digest = hashlib.sha256(VERSION.encode())
    for path in [*registry_files(), *extra]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def compiled_registry(extra: Sequence[Path] = ()) -> Compiled:
    """Return the compiled registry from the cache, or compile it and keep it there.

    Reading thousands of YAML entries takes seconds, reading them compiled a tenth of a second. A cache that cannot be
    read or written costs time and changes nothing.
    """
    key = registry_hash(extra)
    try:
        path: Path | None = cache_folder() / f"actors-{key}.json"
    except RuntimeError:  # no home folder
        path = None
    kept = _kept(path) if path else None
    if kept is not None:
        return kept
    made = compile_entries(_entries(extra), key)
    if path:
        _keep(path, made)
    return made


def _kept(path: Path) -> Compiled | None:
    try:
        found: Compiled = json.loads(path.read_text(encoding="utf8"))
    except (OSError, ValueError):
        return None
    return found


def _entries(extra: Sequence[Path]) -> Iterable[Entry]:
    """Yield the user's entries first, so that they win, then the registry's; a repeated id keeps the first."""
    seen: set[str] = set()
    for path in [*extra, *registry_files()]:
        header, rows = read_file(path)
        for row in rows:
            entry = make_entry(row, header, path.name)
            if entry.id not in seen and entry.name:
                seen.add(entry.id)
                yield entry


def compile_entries(entries: Iterable[Entry], key: str) -> Compiled:
    """Index entries by the first word of every name and by the skeleton of names that are spelled in many ways.

    ``index`` maps a first word to ``[rest of the words, entry, form, whether capitals are required]``, longest first
    and then in the order of the entries.
    """
    rows: list[Any] = []
    index: dict[str, list[list[Any]]] = {}
    spellings: dict[str, list[list[Any]]] = {}
    surnames: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        rows.append(astuple(entry))
        if entry.kind == "person":
            for surname in dict.fromkeys(
                fold_name(name)[-1] for name in (entry.name, *entry.aliases) if fold_name(name)
            ):
                surnames.setdefault(surname, []).append(number)
        seen: set[tuple[str, ...]] = set()
        for form, name in _names(entry):
            exact = name.isupper() and len(name) <= 7
            for words in _variants(fold_name(name), entry.kind):
                if not words or words in seen:
                    continue
                seen.add(words)
                index.setdefault(words[0], []).append([list(words[1:]), number, form, exact])
                if (
                    not exact
                    and form < 2
                    and sum(map(len, words)) >= 7
                    and (len(words) > 1 or entry.kind not in ("person", "state"))
                ):
                    bones = " ".join(map(skeleton, words))
                    if len(bones) >= 4:
                        spellings.setdefault(bones, []).append([list(words), number, form])
    for found in index.values():
        found.sort(key=lambda row: -len(row[0]))  # stable: the order of the entries decides among equals
    return {
        "key": key,
        "entries": [_packed(row) for row in rows],
        "index": {word: _packed(found) for word, found in index.items()},
        "spellings": {bones: _packed(found) for bones, found in spellings.items()},
        "surnames": {surname: _packed(found) for surname, found in surnames.items()},
    }


def _packed(value: Any) -> str:
    """Return a value as a string that is opened only when it is looked up: a report needs a few of thousands."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _names(entry: Entry) -> Iterable[tuple[int, str]]:
    given = ((entry.name,), entry.aliases, entry.acronyms, entry.demonyms, entry.metonyms)
    for form, names in enumerate(given):
        if form == 0 and entry.kind == "government" and entry.metonyms and not entry.aliases and entry.parent:
            continue  # "Government of Iraq": found by the noun and its state
        for name in names:
            yield form, name


def _variants(words: tuple[str, ...], kind: str) -> Iterable[tuple[str, ...]]:
    yield words
    short = tuple(word for word in words if word != "al")
    if short != words and short and (len(short) > 1 or (len(short[0]) >= 5 and kind != "person")):
        yield short


def _keep(path: Path, made: Compiled) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf8") as out:
            json.dump(made, out, ensure_ascii=False, separators=(",", ":"))
        Path(out.name).replace(path)
    except OSError:
        return
