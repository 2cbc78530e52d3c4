"""Where words stand on the page, from the record's text back to the lines that were read."""

from dateline.desk.boxes import MOST, PrintedLines
from dateline.model import Line, Page, Span, align
from dateline.model.alignment import Edit

RAW = "Rebels shelled the mar-\nket in Gom on Monday.\nThe army denied it."
LINES = ((0, 23), (24, 45), (46, 65))


def page(number: int, *spans: tuple[int, int]) -> Page:
    lines = tuple(
        Line(raw_span=Span(*span), box=(10.0, 12.0 * n, 110.0, 12.0 * n + 10)) for n, span in enumerate(spans)
    )
    return Page(number=number, width=200.0, height=300.0, lines=lines)


def test_words_are_found_through_repairs_on_both_lines_and_pages() -> None:
    joined = Edit(span=Span(19, 25), raw_span=Span(19, 27), was="mar-\nket", now="market", rule="hyphen")
    named = Edit(span=Span(29, 33), raw_span=Span(31, 34), was="Gom", now="Goma", rule="ocr.name")
    lines = PrintedLines([page(1, LINES[0]), page(2, *LINES[1:])], align(RAW, [joined, named]))
    broken = lines.find([(19, 25)])  # market: the end of one page, the beginning of the next
    assert [(mark.page, mark.box[1]) for mark in broken] == [(1, 0.0), (2, 0.0)]
    assert broken[0].words == (92.61, 110.0)
    assert broken[1].words[0] == 10.0
    (goma,) = lines.find([(29, 33)])
    assert (goma.page, goma.words) == (2, (43.33, 57.62))
    assert [mark.box[1] for mark in lines.find([(0, 6), (45, 49), (0, 6)])] == [0.0, 12.0]


def test_words_without_a_line_have_no_box() -> None:
    assert PrintedLines([page(1, *LINES)], ()).find([(23, 24)]) == ()  # the end of a line
    assert PrintedLines([], ()).find([(0, 6)]) == ()
    assert PrintedLines([page(1, *LINES)], ()).find([(500, 600)]) == ()


def test_an_answer_is_bounded() -> None:
    many = PrintedLines([page(1, *((n, n + 1) for n in range(MOST + 50)))], ())
    assert len(many.find([(0, MOST + 50)])) == MOST
