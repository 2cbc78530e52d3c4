"""Reading a codebook folder: every fault is found and reported at once, with file and line."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.codebook.checking import HEAD_FILE, check_ids, check_switches, unused_classes
from dateline.codebook.entries import Tables, read_derived, read_entry, read_refinement
from dateline.codebook.folder import LINE, Folder, items
from dateline.codebook.schema import TYPES, Code, Codebook, Entry, Frame, Refinement, Relevance, Topic
from dateline.errors import CodebookError
from dateline.knowledge.datafiles import Fault

PACKAGED = Path(__file__).parent / "data"
SHARED_FILES = frozenset(
    f"{name}.yaml" for name in ("codebook", "frames", "cameo", "contexts", "discards", "derived", "relevance")
)


def list_codebooks() -> list[str]:
    """Return the names of the codebooks in the package."""
    return sorted(path.name for path in PACKAGED.iterdir() if (path / "codebook.yaml").exists())


def find_codebook(name: str | Path | None) -> Path:
    """Return the folder of a codebook given by name or path.

    Raises:
        CodebookError: there is no such codebook.
    """
    for path in (PACKAGED / str(name or "plover"), Path(str(name))):
        if (path / "codebook.yaml").exists():
            return path
    raise CodebookError(
        f"no codebook {str(name)!r}: give a folder that holds codebook.yaml, or one of {', '.join(list_codebooks())}"
    )


@lru_cache(maxsize=4)
def load_codebook(name: str | Path | None = None) -> Codebook:
    """Load and compile a codebook, once: a file that changes later is not read again.

    Raises:
        CodebookError: the message lists every fault with file and line.
    """
    return compile_codebook(name)


def compile_codebook(name: str | Path | None = None) -> Codebook:
    """Load and compile a codebook as its files are now.

    Raises:
        CodebookError: the message lists every fault with file and line.
    """
    path = find_codebook(name)
    codebook, faults = read_codebook(path)
    if faults:
        raise CodebookError(f"codebook {path} has {len(faults)} faults:\n  " + "\n  ".join(map(str, faults)))
    return codebook


def read_codebook(path: Path) -> tuple[Codebook, list[Fault]]:
    """Read a codebook folder; return what could be compiled, and every fault."""
    folder = Folder(path)
    head = dict(items(folder.read(HEAD_FILE)))
    classes = _read_classes(folder)
    frames = _read_frames(folder)
    tables = Tables(classes=classes, frames=frames, codes=_read_codes(folder), contexts=_read_contexts(folder))
    discards = tuple(str(phrase).lower() for phrase in (folder.read("discards.yaml") or {}).get("phrases", ()))
    entries: list[Entry] = []
    refinements: list[Refinement] = []
    modes: dict[str, tuple[str, ...]] = {}
    for file in sorted(path.rglob("*.yaml")):
        name = str(file.relative_to(path))
        if name in SHARED_FILES or name.startswith("classes/"):
            continue
        page = folder.read(name)
        if isinstance(page, dict):
            _read_page(folder, name, page, tables, entries, refinements, modes)
    rules = _rows(folder, "derived.yaml", folder.read("derived.yaml") or {}, "rules")
    derived = [read_derived(folder, row, tables) for row in rules]
    check_ids(entries, folder.fault)
    if head:
        check_switches(head, folder.key_lines(HEAD_FILE), modes, folder.fault)
    _report_unused(folder, unused_classes(classes, folder.named))
    codebook = Codebook(
        name=str(head.get("name", path.name)), version=str(head.get("version", "0")),
        hash=folder.digest.hexdigest()[:16], entries=tuple(entries), frames=frames, classes=classes,
        refinements=tuple(refinements), derived=tuple(rule for rule in derived if rule is not None), codes=tables.codes,
        contexts=tables.contexts, discards=discards, modes=modes, relevance=_read_relevance(folder),
        settings=head,
    )  # fmt: skip
    return codebook, sorted(folder.faults, key=lambda fault: (fault.file, fault.line, fault.message))


def _read_classes(folder: Folder) -> dict[str, frozenset[str]]:
    """Read the word classes; a class may name others by ``@NAME``."""
    raw: dict[str, list[str]] = {}
    for file in sorted((folder.path / "classes").glob("*.yaml")):
        for name, words in items(folder.read(f"classes/{file.name}")):
            if name in raw:
                folder.fault(f"classes/{file.name}", 1, f"class {name!r} is defined twice")
            raw[name] = [str(word) for word in words or ()]
    done: dict[str, frozenset[str]] = {}

    def expand(name: str, above: tuple[str, ...]) -> frozenset[str]:
        if name in done:
            return done[name]
        if name in above or name not in raw:
            folder.fault("classes", 1, f"class {name!r} is {'part of itself' if name in above else 'unknown'}")
            return frozenset()
        words: set[str] = set()
        for word in raw[name]:
            words |= expand(word[1:], (*above, name)) if word.startswith("@") else {word.lower()}
        done[name] = frozenset(words)
        return done[name]

    for name in raw:
        expand(name, ())
    return done


def _read_codes(folder: Folder) -> dict[str, Code]:
    return {
        str(code): Code(code=str(code), label=row["label"], type=row.get("type"), goldstein=row.get("goldstein"))
        for code, row in items(folder.read("cameo.yaml"))
    }


def _read_contexts(folder: Folder) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(map(str.lower, words if isinstance(words, list) else words["words"]))
        for name, words in items(folder.read("contexts.yaml"))
    }


def _report_unused(folder: Folder, names: list[str]) -> None:
    """Report word classes that serve nothing, each where it is defined."""
    if not names:
        return
    for file in sorted((folder.path / "classes").glob("*.yaml")):
        where = f"classes/{file.name}"
        lines = folder.key_lines(where)
        for name in (name for name in names if name in lines):
            message = f"class {name!r} is used nowhere: name it by @{name}, or delete it"
            folder.fault(where, lines[name], message)


def _read_frames(folder: Folder) -> dict[str, Frame]:
    frames = {}
    for name, row in items(folder.read("frames.yaml")):
        verb, noun = row.get("verb") or {}, row.get("noun") or {}
        frames[name] = Frame(
            name=name,
            verb_source=tuple(verb.get("source") or ()), verb_target=tuple(verb.get("target") or ()),
            noun_source=tuple(noun.get("source") or ()), noun_target=tuple(noun.get("target") or ()),
            reciprocal=bool(row.get("reciprocal")),
        )  # fmt: skip
    return frames


def _read_relevance(folder: Folder) -> Relevance:
    page = folder.read("relevance.yaml") or {}
    topics = []
    for name, row in items(page.get("topics")):
        if not row.get("cues"):
            folder.fault("relevance.yaml", row[LINE], f"topic {name!r} has no cues")
        cues = frozenset(str(cue).lower() for cue in row.get("cues") or ())
        topics.append(Topic(name=name, cues=cues, least=int(row.get("least", 6)), share=float(row.get("share", 0.02))))
    return Relevance(topics=tuple(topics), signs=frozenset(str(word).lower() for word in page.get("signs") or ()))


def _read_page(
    folder: Folder,
    file: str,
    page: dict[str, Any],
    tables: Tables,
    entries: list[Entry],
    refinements: list[Refinement],
    modes: dict[str, tuple[str, ...]],
) -> None:
    kind = str(page.get("type"))
    if kind not in TYPES:
        folder.fault(file, page[LINE], f"unknown type {kind!r}; types are {', '.join(TYPES)}")
        return
    if page.get("modes"):
        modes[kind] = tuple(str(mode) for mode in page["modes"] if mode != LINE)
    for row in _rows(folder, file, page, "entries"):
        entry = read_entry(folder, file, kind, page, row, tables)
        if entry:
            entries.append(entry)
    for row in _rows(folder, file, page, "refinements"):
        refinements.append(read_refinement(folder, file, kind, row, tables))


def _rows(folder: Folder, file: str, page: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the rows of a page; what is no mapping is a fault."""
    rows = page.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        folder.fault(file, page.get(LINE, 1), f"{key}: must be a list of mappings, each begun with a dash and its id")
        return []
    return rows
