from dataclasses import replace

from dateline.knowledge.loaded_lexicon import LoadedLexicon, load_loaded
from dateline.model import Document
from dateline.stage import Stage
from dateline.stages.loaded.finding import find_loaded


def loaded_stage(lexicon: LoadedLexicon | None = None) -> Stage:
    """Build the stage that records loaded terms; they are kept as evidence of framing and never adopted."""
    found = lexicon or load_loaded()

    def run(doc: Document) -> Document:
        return replace(doc, loaded_terms=find_loaded(doc, found))

    return Stage(
        name="loaded",
        version="2",
        reads=frozenset({"text", "tokens", "sentences"}),
        writes=frozenset({"loaded_terms"}),
        run=run,
        resources=found.hash,
    )
