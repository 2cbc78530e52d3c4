from dataclasses import replace

from dateline.knowledge.layout_lexicon import layout_resources
from dateline.model import Document
from dateline.stage import Stage
from dateline.stages.layout.asides import cut_out, find_asides
from dateline.stages.layout.header import read_header
from dateline.stages.layout.language import find_languages
from dateline.stages.layout.regions import find_layout


def layout_stage() -> Stage:
    """Build the stage that tells title, dateline, body, caption, credit and boilerplate apart and reads the header."""
    return Stage(
        name="layout",
        version="3",
        reads=frozenset({"text", "alignment", "meta"}),
        writes=frozenset({"header", "regions", "language"}),
        run=_read_layout,
        resources=layout_resources(),
    )


def _read_layout(doc: Document) -> Document:
    text = doc.text or ""
    layout = find_layout(text, doc.meta, doc.alignment or ())
    header, notes = read_header(text, doc.meta, layout)
    languages = find_languages(text, layout.regions)
    asides = find_asides(text, layout.regions)
    foreign = [span for span, _ in languages.passages if span not in asides]
    regions = cut_out(text, layout.regions, (*asides, *foreign))
    done = replace(doc, header=header, regions=regions, language=languages.document)
    return done.with_notes((*notes, *languages.notes))
