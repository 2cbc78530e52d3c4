from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dateline.knowledge.layout_lexicon import layout_resources
from dateline.knowledge.repair_lexicon import load_fixes, repair_resources
from dateline.model import Document, align
from dateline.stage import Stage
from dateline.stages.repair.characters import (
    fix_characters,
    fix_joiners,
    fix_line_ends,
    fix_mojibake,
    fix_trailing_blanks,
)
from dateline.stages.repair.draft import Draft, Replacement
from dateline.stages.repair.hyphens import fix_lost_hyphens
from dateline.stages.repair.letters import fix_spaced_letters
from dateline.stages.repair.lines import fix_page_furniture, fix_wrapped_lines
from dateline.stages.repair.names import fix_names
from dateline.stages.repair.specks import fix_specks
from dateline.stages.repair.splits import fix_split_words
from dateline.stages.repair.stops import fix_lost_stops
from dateline.stages.repair.words import fix_words

Propose = Callable[[str], Iterable[Replacement]]
PROPOSERS: Mapping[str, Propose] = MappingProxyType(
    {
        "line ends": fix_line_ends,
        "mojibake": fix_mojibake,
        "characters": fix_characters,
        "joiners": fix_joiners,
        "trailing blanks": fix_trailing_blanks,
        "spaced letters": fix_spaced_letters,
        "specks": fix_specks,
        "lost hyphens": fix_lost_hyphens,
        "split words": fix_split_words,
        "words": fix_words,
        "page furniture": fix_page_furniture,
        "wrapped lines": fix_wrapped_lines,
        "lost stops": fix_lost_stops,
        "names": fix_names,
    }
)


def repair(raw: str, plan: Sequence[Propose]) -> Draft:
    """Return the raw text repaired by the plan, with the edits that lead from one to the other.

    Each fix sees the text as the ones before it left it.
    """
    draft = Draft(raw=raw, text=raw)
    for propose in plan:
        draft = draft.revised(list(propose(draft.text)))
    return draft


def repair_stage() -> Stage:
    """Build the stage that makes readable text of a raw one and records every change.

    The fixes run in the order of ``data/repair/fixes.yaml``.
    """
    plan = tuple(PROPOSERS[row.name] for row in load_fixes())

    def run(doc: Document) -> Document:
        draft = repair(doc.raw, plan)
        return replace(doc, text=draft.text, alignment=align(doc.raw, draft.edits), edits=draft.edits)

    return Stage(
        name="repair",
        version="2",
        reads=frozenset({"raw"}),
        writes=frozenset({"text", "alignment", "edits"}),
        run=run,
        resources=repair_resources() + layout_resources(),  # whose stop words tell English
    )
