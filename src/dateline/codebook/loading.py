"""Reading a codebook folder: every fault is found and reported at once, with file and line."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import yaml

from dateline.codebook.checking import HEAD_FILE, check_ids, check_switches, named_classes, unused_classes
from dateline.codebook.pattern import PartOfSpeech, PatternError, parse_trigger, spell_out
from dateline.codebook.schema import (
    TYPES,
    Code,
    Codebook,
    Derived,
    Entry,
    Example,
    Frame,
    Refinement,
    Relevance,
    Topic,
)
from dateline.errors import CodebookError
from dateline.knowledge.datafiles import Fault, SafeLoader
from dateline.model.event import Status

PACKAGED = Path(__file__).parent / "data"
SHARED_FILES = frozenset(
    f"{name}.yaml" for name in ("codebook", "frames", "cameo", "contexts", "discards", "derived", "relevance")
)
_LINE = "__line__"
_ENTRY_KEYS = frozenset(
    [
        "id",
        "mode",
        "cameo",
        "goldstein",
        "contexts",
        "verbs",
        "nouns",
        "adjectives",
        "frame",
        "source",
        "target",
        "reciprocal",
        "about",
        "inner",
        "needs",
        "unless",
        "despite",
        "elsewhere",
        "nature",
        "outcome",
        "performed",
        "in_document",
        "not_in_document",
        "examples",
        "counterexamples",
        "note",
        "type",
        "of",
        "modality",
        "polarity",
    ]
)
_STATUSES = frozenset(get_args(Status))
_OUTCOMES = frozenset({"failed", "foiled", "repelled", "intercepted", "averted", "cancelled", "postponed"})


class _Loader(SafeLoader):  # type: ignore[misc]
    """A YAML loader that keeps the line of every mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[_LINE] = node.start_mark.line + 1
        return mapping


_Loader.yaml_implicit_resolvers = {
    # YAML 1.1 reads the preposition "on" as true; only true and false are truth values here, as in YAML 1.2
    first: [(tag, regex) for tag, regex in rows if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rows in _Loader.yaml_implicit_resolvers.items()
}


class _Folder:
    """The files of one codebook, and the faults found in them so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()
        self.named: set[str] = set()  # word classes

    def read(self, name: str) -> Any:
        file = self.path / name
        if not file.exists():
            return None
        raw = file.read_bytes()
        self.digest.update(name.encode() + b"\0" + raw)
        try:
            page = yaml.load(raw, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.fault(name, mark.line + 1 if mark else 1, f"not valid YAML: {getattr(error, 'problem', error)}")
            return None
        self.named.update(named_classes(page))
        return page

    def key_lines(self, name: str) -> dict[str, int]:
        """Return the line of each key of a file that could be read."""
        node = yaml.compose((self.path / name).read_bytes(), Loader=_Loader)
        rows = node.value if isinstance(node, yaml.MappingNode) else ()
        return {str(key.value): key.start_mark.line + 1 for key, _ in rows}

    def fault(self, file: str, line: int, message: str) -> None:
        self.faults.append(Fault(file=file, line=line, message=message))


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
    folder = _Folder(path)
    head = dict(_items(folder.read(HEAD_FILE)))
    classes = _read_classes(folder)
    frames = _read_frames(folder)
    codes = {
        str(code): Code(code=str(code), label=row["label"], type=row.get("type"), goldstein=row.get("goldstein"))
        for code, row in _items(folder.read("cameo.yaml"))
    }
    contexts = {
        name: frozenset(map(str.lower, words if isinstance(words, list) else words["words"]))
        for name, words in _items(folder.read("contexts.yaml"))
    }
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
            _read_page(folder, name, page, (classes, frames, codes, contexts), entries, refinements, modes)
    derived = [
        _read_derived(folder, row, (classes, frames, codes, contexts))
        for row in (folder.read("derived.yaml") or {}).get("rules", ())
    ]
    check_ids(entries, folder.fault)
    if head:
        check_switches(head, folder.key_lines(HEAD_FILE), modes, folder.fault)
    _report_unused(folder, unused_classes(classes, folder.named))
    codebook = Codebook(
        name=str(head.get("name", path.name)), version=str(head.get("version", "0")),
        hash=folder.digest.hexdigest()[:16], entries=tuple(entries), frames=frames, classes=classes,
        refinements=tuple(refinements), derived=tuple(rule for rule in derived if rule is not None), codes=codes,
        contexts=contexts, discards=discards, modes=modes, relevance=_read_relevance(folder),
        settings=head,
    )  # fmt: skip
    return codebook, sorted(folder.faults, key=lambda fault: (fault.file, fault.line, fault.message))


def _items(page: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(page, dict):
        yield from ((str(key), value) for key, value in page.items() if key != _LINE)


def _read_classes(folder: _Folder) -> dict[str, frozenset[str]]:
    """Read the word classes; a class may name others by ``@NAME``."""
    raw: dict[str, list[str]] = {}
    for file in sorted((folder.path / "classes").glob("*.yaml")):
        for name, words in _items(folder.read(f"classes/{file.name}")):
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


def _report_unused(folder: _Folder, names: list[str]) -> None:
    """Report word classes that serve nothing, each where it is defined."""
    if not names:
        return
    for file in sorted((folder.path / "classes").glob("*.yaml")):
        where = f"classes/{file.name}"
        lines = folder.key_lines(where)
        for name in (name for name in names if name in lines):
            message = f"class {name!r} is used nowhere: name it by @{name}, or delete it"
            folder.fault(where, lines[name], message)


def _read_frames(folder: _Folder) -> dict[str, Frame]:
    frames = {}
    for name, row in _items(folder.read("frames.yaml")):
        verb, noun = row.get("verb") or {}, row.get("noun") or {}
        frames[name] = Frame(
            name=name,
            verb_source=tuple(verb.get("source") or ()), verb_target=tuple(verb.get("target") or ()),
            noun_source=tuple(noun.get("source") or ()), noun_target=tuple(noun.get("target") or ()),
            reciprocal=bool(row.get("reciprocal")),
        )  # fmt: skip
    return frames


_Tables = tuple[Mapping[str, frozenset[str]], Mapping[str, Frame], Mapping[str, Code], Mapping[str, frozenset[str]]]


def _read_relevance(folder: _Folder) -> Relevance:
    page = folder.read("relevance.yaml") or {}
    topics = []
    for name, row in _items(page.get("topics")):
        if not row.get("cues"):
            folder.fault("relevance.yaml", row[_LINE], f"topic {name!r} has no cues")
        cues = frozenset(str(cue).lower() for cue in row.get("cues") or ())
        topics.append(Topic(name=name, cues=cues, least=int(row.get("least", 6)), share=float(row.get("share", 0.02))))
    return Relevance(topics=tuple(topics), signs=frozenset(str(word).lower() for word in page.get("signs") or ()))


def _read_page(
    folder: _Folder,
    file: str,
    page: dict[str, Any],
    tables: _Tables,
    entries: list[Entry],
    refinements: list[Refinement],
    modes: dict[str, tuple[str, ...]],
) -> None:
    kind = str(page.get("type"))
    if kind not in TYPES:
        folder.fault(file, page[_LINE], f"unknown type {kind!r}; types are {', '.join(TYPES)}")
        return
    if page.get("modes"):
        modes[kind] = tuple(str(mode) for mode in page["modes"] if mode != _LINE)
    for row in page.get("entries") or ():
        entry = _read_entry(folder, file, kind, page, row, tables)
        if entry:
            entries.append(entry)
    for row in page.get("refinements") or ():
        refinements.append(_read_refinement(folder, file, kind, row, tables))


def _read_entry(
    folder: _Folder, file: str, kind: str, page: dict[str, Any], row: dict[str, Any], tables: _Tables
) -> Entry | None:
    classes, frames, codes, contexts = tables
    line = row.get(_LINE, 1)

    def fault(message: str) -> None:
        folder.fault(file, line, f"{row.get('id', '(no id)')}: {message}")

    for key in sorted(set(row) - _ENTRY_KEYS - {_LINE}):
        fault(f"unknown key {key!r}; keys are {', '.join(sorted(_ENTRY_KEYS))}")
    triggers = []
    parts: tuple[tuple[str, PartOfSpeech], ...] = (("verbs", "verb"), ("nouns", "noun"), ("adjectives", "adjective"))
    for key, pos in parts:
        for text in row.get(key) or ():
            try:
                triggers += [parse_trigger(each, pos, classes) for each in spell_out(str(text), pos)]
            except PatternError as error:
                fault(f"{key}: {error}")
    if "id" not in row or not (triggers or row.get("of")):
        fault("an entry needs an id and at least one of verbs, nouns, adjectives")
        return None
    if not row.get("examples"):
        fault("an entry needs examples")
    frame_name = row.get("frame", page.get("frame", "transitive"))
    if frame_name not in frames:
        fault(f"unknown frame {frame_name!r}; frames are {', '.join(sorted(frames))}")
        return None
    code = str(row["cameo"]) if row.get("cameo") is not None else page.get("cameo")
    if code is not None and str(code) not in codes:
        fault(f"unknown CAMEO code {code!r}")
    for name in sorted(set(row.get("contexts") or ()) - set(contexts)):
        fault(f"unknown context {name!r}")
    mode = row.get("mode")
    if mode is not None and page.get("modes") and mode not in page["modes"]:
        fault(f"unknown mode {mode!r} of {kind}; modes are {', '.join(m for m in page['modes'] if m != _LINE)}")
    if row.get("outcome") and row["outcome"] not in _OUTCOMES:
        fault(f"outcome: unknown {row['outcome']!r}; outcomes are {', '.join(sorted(_OUTCOMES))}")
    if row.get("inner") and row["inner"] not in _STATUSES:
        fault(f"inner: unknown status {row['inner']!r}")
    return Entry(
        id=str(row["id"]), type=kind, triggers=tuple(triggers), frame=_own_frame(frames[frame_name], row), mode=mode,
        cameo=str(code) if code is not None else None, goldstein=row.get("goldstein"),
        contexts=tuple(row.get("contexts") or ()), about=tuple(row.get("about") or ()), inner=row.get("inner"),
        needs=tuple(row.get("needs") or ()), unless=_expand_words(row.get("unless"), classes, fault),
        despite=_expand_words(row.get("despite"), classes, fault),
        elsewhere=_expand_words(row.get("elsewhere"), classes, fault),
        nature=row.get("nature", "act"), outcome=row.get("outcome"), performed=bool(row.get("performed")),
        in_document=_expand_words(row.get("in_document"), classes, fault),
        not_in_document=_expand_words(row.get("not_in_document"), classes, fault),
        examples=_read_examples(row.get("examples"), line),
        counterexamples=_read_examples(row.get("counterexamples"), line), file=file, line=line,
    )  # fmt: skip


def _expand_words(words: Any, classes: Mapping[str, frozenset[str]], fault: Callable[[str], None]) -> frozenset[str]:
    """Return a list of words in lower case, with the words of each class that it names by ``@NAME``."""
    found: set[str] = set()
    for word in map(str, words or ()):
        if word.startswith("@") and word[1:] not in classes:
            fault(f"unknown word class {word}; classes stand in the folder classes/")
        found |= classes.get(word[1:], frozenset()) if word.startswith("@") else {word.lower()}
    return frozenset(found)


def _read_derived(folder: _Folder, row: dict[str, Any], tables: _Tables) -> Derived | None:
    kind = str(row.get("type"))
    if kind not in TYPES or not set(row.get("of") or ()) <= set(TYPES):
        folder.fault("derived.yaml", row[_LINE], f"{row.get('id')}: type and of must be among {', '.join(TYPES)}")
        return None
    entry = _read_entry(folder, "derived.yaml", kind, {}, row, tables)
    if entry is None:
        return None
    return Derived(
        entry=entry,
        of=frozenset(row["of"]),
        modality=frozenset(row.get("modality") or ()),
        polarity=str(row.get("polarity", "positive")),
    )


def _own_frame(frame: Frame, row: dict[str, Any]) -> Frame:
    """Return the named frame with what the entry says otherwise."""
    source, target = row.get("source"), row.get("target")
    if source is None and target is None and row.get("reciprocal") is None:
        return frame
    return Frame(
        name=frame.name,
        verb_source=tuple(source) if source is not None else frame.verb_source,
        verb_target=tuple(target) if target is not None else frame.verb_target,
        noun_source=tuple(source) if source is not None else frame.noun_source,
        noun_target=tuple(target) if target is not None else frame.noun_target,
        reciprocal=bool(row.get("reciprocal", frame.reciprocal)),
    )


def _read_examples(rows: Any, line: int) -> tuple[Example, ...]:
    found = []
    for row in rows or ():
        if isinstance(row, dict):
            found.append(
                Example(
                    text=str(row["text"]),
                    line=row.get(_LINE, line),
                    source=row.get("source"),
                    target=row.get("target"),
                    status=row.get("status"),
                )
            )
        else:
            found.append(Example(text=str(row), line=line))
    return tuple(found)


def _read_refinement(folder: _Folder, file: str, kind: str, row: dict[str, Any], tables: _Tables) -> Refinement:
    classes, _, codes, _ = tables
    code = str(row["cameo"]) if row.get("cameo") is not None else None
    if code is not None and code not in codes:
        folder.fault(file, row[_LINE], f"refinement: unknown CAMEO code {code!r}")

    def fault(message: str) -> None:
        folder.fault(file, row[_LINE], f"refinement: {message}")

    return Refinement(
        type=kind, mode=row.get("mode"), cameo=code, words=_expand_words(row.get("words"), classes, fault),
        inner_type=row.get("inner"),
        inner_mode=row.get("inner_mode"), inner_cameo=_text(row.get("inner_cameo")), for_mode=row.get("for_mode"),
        for_cameo=frozenset(str(c) for c in row.get("for_cameo") or ()),
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
