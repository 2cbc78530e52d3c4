from hypothesis import given
from hypothesis import strategies as st

from dateline.desk.marking import LayerMark, cut_pieces

TEXT = "Rebels 🙂 shelled Gôma قصف."
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(st.lists(SPANS, max_size=8))
def test_pieces_are_the_text_and_carry_all_marks(spans: list[list[int]]) -> None:
    marks = [
        LayerMark(start=a, end=b, layer="actor", item=f"a{n}", role="name", basis="x") for n, (a, b) in enumerate(spans)
    ]
    pieces = cut_pieces(TEXT, marks)
    assert "".join(piece.text for piece in pieces) == TEXT
    for mark in marks:
        covered = "".join(piece.text for piece in pieces if mark in piece.marks)
        assert covered == TEXT[mark.start : mark.end]
