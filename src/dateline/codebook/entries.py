"""Reading the rows of a codebook's pages: entries, derived rules and refinements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from dateline.codebook.folder import LINE, Folder
from dateline.codebook.pattern import PartOfSpeech, PatternError, Trigger, parse_trigger, spell_out
from dateline.codebook.schema import TYPES, Code, Derived, Entry, Example, Frame, Refinement
from dateline.codebook.shape import find_misshapen
from dateline.model.event import Status

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
_WORD_LISTS = ("unless", "despite", "elsewhere", "in_document", "not_in_document")
_STATUSES = frozenset(get_args(Status))
_OUTCOMES = frozenset({"failed", "foiled", "repelled", "intercepted", "averted", "cancelled", "postponed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What the rows of a codebook name: word classes, frames, CAMEO codes and contexts."""

    classes: Mapping[str, frozenset[str]]
    frames: Mapping[str, Frame]
    codes: Mapping[str, Code]
    contexts: Mapping[str, frozenset[str]]


def read_derived(folder: Folder, row: dict[str, Any], tables: Tables) -> Derived | None:
    """Return the derived rule of one row, or None where it cannot be one; its faults are told to the folder."""
    kind, of = str(row.get("type")), row.get("of") or []
    if kind not in TYPES or not isinstance(of, list) or not {str(each) for each in of} <= set(TYPES):
        folder.fault("derived.yaml", row[LINE], f"{row.get('id')}: type and of must be among {', '.join(TYPES)}")
        return None
    entry = read_entry(folder, "derived.yaml", kind, {}, row, tables)
    if entry is None:
        return None
    return Derived(
        entry=entry,
        of=frozenset(row.get("of") or ()),
        modality=frozenset(row.get("modality") or ()),
        polarity=str(row.get("polarity", "positive")),
    )


def read_entry(
    folder: Folder, file: str, kind: str, page: dict[str, Any], row: dict[str, Any], tables: Tables
) -> Entry | None:
    """Return the entry of one row, or None where it cannot be one; each of its faults is told to the folder.

    Args:
        folder: takes the faults.
        file: the name of the page in the folder.
        kind: the type of the page.
        page: the page, whose frame and CAMEO code hold for rows that have none.
        row: the row.
        tables: what the row may name.
    """
    line = row.get(LINE, 1)

    def fault(message: str) -> None:
        folder.fault(file, line, f"{row.get('id', '(no id)')}: {message}")

    misshapen = list(find_misshapen(row))
    for message in misshapen:
        fault(message)
    if misshapen:
        return None
    for key in sorted(set(row) - _ENTRY_KEYS - {LINE}):
        fault(f"unknown key {key!r}; keys are {', '.join(sorted(_ENTRY_KEYS))}")
    triggers = _read_triggers(row, tables, fault)
    if "id" not in row or not (triggers or row.get("of")):
        fault("an entry needs an id and at least one of verbs, nouns, adjectives")
        return None
    if not row.get("examples"):
        fault("an entry needs examples")
    frame_name = row.get("frame", page.get("frame", "transitive"))
    if frame_name not in tables.frames:
        fault(f"unknown frame {frame_name!r}; frames are {', '.join(sorted(tables.frames))}")
        return None
    code = str(row["cameo"]) if row.get("cameo") is not None else page.get("cameo")
    _check_values(kind, page, row, code, tables, fault)
    words = {key: _expand_words(row.get(key), tables.classes, fault) for key in _WORD_LISTS}
    return Entry(
        id=str(row["id"]), type=kind, triggers=triggers, frame=_own_frame(tables.frames[frame_name], row),
        mode=row.get("mode"), cameo=str(code) if code is not None else None, goldstein=row.get("goldstein"),
        contexts=tuple(row.get("contexts") or ()), about=tuple(row.get("about") or ()), inner=row.get("inner"),
        needs=tuple(row.get("needs") or ()), nature=row.get("nature", "act"), outcome=row.get("outcome"),
        performed=bool(row.get("performed")), examples=_read_examples(row.get("examples"), line),
        counterexamples=_read_examples(row.get("counterexamples"), line), file=file, line=line, **words,
    )  # fmt: skip


def _read_triggers(row: dict[str, Any], tables: Tables, fault: Callable[[str], None]) -> tuple[Trigger, ...]:
    triggers: list[Trigger] = []
    parts: tuple[tuple[str, PartOfSpeech], ...] = (("verbs", "verb"), ("nouns", "noun"), ("adjectives", "adjective"))
    for key, pos in parts:
        for text in row.get(key) or ():
            try:
                triggers += [parse_trigger(each, pos, tables.classes) for each in spell_out(str(text), pos)]
            except PatternError as error:
                fault(f"{key}: {error}")
    return tuple(triggers)


def _check_values(
    kind: str, page: dict[str, Any], row: dict[str, Any], code: Any, tables: Tables, fault: Callable[[str], None]
) -> None:
    """Report codes, contexts, modes, outcomes and statuses that are not on their lists."""
    if code is not None and str(code) not in tables.codes:
        fault(f"unknown CAMEO code {code!r}")
    for name in sorted(set(row.get("contexts") or ()) - set(tables.contexts)):
        fault(f"unknown context {name!r}")
    mode = row.get("mode")
    if mode is not None and page.get("modes") and mode not in page["modes"]:
        fault(f"unknown mode {mode!r} of {kind}; modes are {', '.join(m for m in page['modes'] if m != LINE)}")
    if row.get("outcome") and row["outcome"] not in _OUTCOMES:
        fault(f"outcome: unknown {row['outcome']!r}; outcomes are {', '.join(sorted(_OUTCOMES))}")
    if row.get("inner") and row["inner"] not in _STATUSES:
        fault(f"inner: unknown status {row['inner']!r}; statuses are {', '.join(sorted(_STATUSES))}")


def read_refinement(folder: Folder, file: str, kind: str, row: dict[str, Any], tables: Tables) -> Refinement:
    """Return the refinement of one row; its faults are told to the folder."""
    code = str(row["cameo"]) if row.get("cameo") is not None else None
    if code is not None and code not in tables.codes:
        folder.fault(file, row[LINE], f"refinement: unknown CAMEO code {code!r}")

    def fault(message: str) -> None:
        folder.fault(file, row[LINE], f"refinement: {message}")

    return Refinement(
        type=kind, mode=row.get("mode"), cameo=code, words=_expand_words(row.get("words"), tables.classes, fault),
        inner_type=row.get("inner"),
        inner_mode=row.get("inner_mode"), inner_cameo=_text(row.get("inner_cameo")), for_mode=row.get("for_mode"),
        for_cameo=frozenset(str(c) for c in row.get("for_cameo") or ()),
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _expand_words(words: Any, classes: Mapping[str, frozenset[str]], fault: Callable[[str], None]) -> frozenset[str]:
    """Return a list of words in lower case, with the words of each class that it names by ``@NAME``."""
    found: set[str] = set()
    for word in map(str, words or ()):
        if word.startswith("@") and word[1:] not in classes:
            fault(f"unknown word class {word}; classes stand in the folder classes/")
        found |= classes.get(word[1:], frozenset()) if word.startswith("@") else {word.lower()}
    return frozenset(found)


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
                    line=row.get(LINE, line),
                    source=row.get("source"),
                    target=row.get("target"),
                    status=row.get("status"),
                )
            )
        else:
            found.append(Example(text=str(row), line=line))
    return tuple(found)
