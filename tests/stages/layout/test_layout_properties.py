from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Document, Header, Metadata, Region, Span, make_document
from dateline.stages.layout import layout_stage
from dateline.stages.repair import repair_stage

REPAIR, LAYOUT = repair_stage(), layout_stage()
PIECES = st.sampled_from(
    ["GOMA", "Goma", ", ", "Congo", "May 3", "May 3, 2024", " (Reuters)", " (AP)", "/TASS/",
     ". ", " - ", " -- ", " — ", ": ", "\n", "\n\n",
     "Rebels shelled the town", "By Jane Doe", "Photo by AFP", "In this photo, men wait.",
     "(Photo by AFP)", "Advertisement",
     "Friday, July 21, 2017", "Read more", " ", "ANKARA", "“", "”", "> quoted", "Sign up for news"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=120)
META = st.sampled_from(
    [
        Metadata(),
        Metadata(title="Rebels shelled the town", published="2024-05-04"),
        Metadata(published="x", authors=("Jane Doe", "AP"), agency="AFP", updated_at="2024-05-05T01:00:00+02:00"),
        Metadata(marks=(Region(span=Span(0, 9), kind="caption"), Region(span=Span(12, 99), kind="dateline"))),
    ]
)


def lay_out(raw: str, meta: Metadata) -> Document:
    return LAYOUT.run(REPAIR.run(make_document(raw, meta=meta)))


@settings(max_examples=400, deadline=None)
@given(TEXTS, META)
def test_regions_tile_the_words_of_the_text(raw: str, meta: Metadata) -> None:
    doc = lay_out(raw, meta)
    assert doc.text is not None and doc.regions is not None
    at = 0
    for region in doc.regions:
        assert not doc.text[at : region.span.start].strip()
        assert at <= region.span.start < region.span.end <= len(doc.text)
        at = region.span.end
    assert not doc.text[at:].strip()


@settings(max_examples=400, deadline=None)
@given(TEXTS, META)
def test_header_spans_lie_in_the_text(raw: str, meta: Metadata) -> None:
    doc = lay_out(raw, meta)
    assert doc.header is not None and doc.text is not None
    for field in fields(Header):
        value = getattr(doc.header, field.name)
        for found in value if isinstance(value, tuple) else (value,):
            if found and found.span:
                assert 0 <= found.span.start < found.span.end <= len(doc.text)


@settings(max_examples=100, deadline=None)
@given(TEXTS, META)
def test_stage_changes_only_what_it_declares(raw: str, meta: Metadata) -> None:
    before = REPAIR.run(make_document(raw, meta=meta))
    after = LAYOUT.run(before)
    assert LAYOUT.run(before) == after
    assert replace(after, notes=before.notes, header=None, regions=None, language=None) == before
    assert LAYOUT.writes == {"header", "regions", "language"}
    assert after.notes[: len(before.notes)] == before.notes
