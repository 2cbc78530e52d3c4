import time

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Span, apply_edits, make_document, to_raw, undo_edits
from dateline.stages.repair import repair_stage
from dateline.stages.repair.draft import Draft, Replacement

STAGE = repair_stage()
PIECES = st.sampled_from(
    ["tho", "lragl", "Iraqi", "com", "mittee", "\n", "\n\n", " ", "-\n", "-", "â€™", "\ufb01", "\0", "\r\n", "\f",
     "the", "of",
     ". ", ", ", "¦", " ; ", "T R O O P S", "goverument", "thoir",
     "peoplo", "12", "“", "”", "é", "\u200b", "Page 2 of 3", "In"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_edits_replay_from_raw_to_text_and_back(raw: str) -> None:
    doc = STAGE.run(make_document(raw))
    assert doc.text is not None and doc.edits is not None and doc.alignment is not None
    assert apply_edits(raw, doc.edits) == doc.text
    assert undo_edits(doc.text, doc.edits) == raw
    for edit in doc.edits:
        assert edit.span.of(doc.text) == edit.now
        assert edit.raw_span.of(raw) == edit.was
        assert edit.was != edit.now
    ends = [0, *(run.end for run in doc.alignment)]
    assert [run.start for run in doc.alignment] == ends[:-1]
    assert ends[-1] == len(doc.text)
    for run in doc.alignment:
        assert to_raw(doc.alignment, Span(run.start, run.end)) == (run.raw_start, run.raw_end)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_same_text_gives_the_same_edits(raw: str) -> None:
    assert STAGE.run(make_document(raw)) == repair_stage().run(make_document(raw))


@st.composite
def replacements(draw: st.DrawFn, text: str) -> list[Replacement]:
    at, made = 0, []
    while at < len(text) and draw(st.booleans()):
        start = draw(st.integers(at, len(text)))
        end = draw(st.integers(start, min(len(text), start + 4)))
        made.append(Replacement(start, end, draw(st.text("xyz", max_size=3)), draw(st.sampled_from(["a", "b"]))))
        at = end + 1
    return made


@settings(max_examples=300, deadline=None)
@given(st.data(), st.text("abc\n", max_size=30))
def test_changes_of_changes_still_lead_from_raw_to_text(data: st.DataObject, raw: str) -> None:
    draft = Draft(raw=raw, text=raw)
    for _ in range(4):
        changes = data.draw(replacements(draft.text))
        expected, at = [], 0
        for change in changes:
            expected += [draft.text[at : change.start], change.now]
            at = change.end
        expected.append(draft.text[at:])
        draft = draft.revised(changes)
        assert draft.text == "".join(expected)
        assert undo_edits(draft.text, draft.edits) == raw


def test_a_megabyte_on_one_line_is_quick() -> None:
    for text in ("The army left the town on Friday. " * 30_000, "a" * 1_000_000, " " * 1_000_000, "a-\n" * 100_000):
        start = time.process_time()
        STAGE.run(make_document(text))
        assert time.process_time() - start < 10
