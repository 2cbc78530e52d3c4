"""Where words stand in a printed line, against the letters that the file itself places."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from dateline.ingest.paper.letters import find_reach

LINE = "On Wednesday the company asked the high court for an order to clear"


@pytest.mark.parametrize("font", ["Helvetica", "Helvetica-Bold", "Times-Roman"])
@pytest.mark.parametrize("words", ["On", "company", "asked", "order to clear"])
def test_words_are_found_to_a_letter(font: str, words: str) -> None:
    start = LINE.index(words)
    whole = stringWidth(LINE, font, 10)
    true = [stringWidth(LINE[:end], font, 10) / whole for end in (start, start + len(words))]
    assert find_reach(LINE, start, start + len(words)) == pytest.approx(true, abs=1 / len(LINE))


def test_the_whole_line_and_nothing() -> None:
    assert find_reach(LINE, 0, len(LINE)) == (0, 1)
    assert find_reach("", 0, 0) == (0, 0)
    assert find_reach("مسلحون", 0, 3) == pytest.approx((0, 0.5))
