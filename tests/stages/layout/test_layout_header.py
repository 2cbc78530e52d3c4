import pytest

from dateline.model import Document, Metadata, Region, Span, make_document
from dateline.stages.layout import layout_stage
from dateline.stages.layout.bylines import split_byline
from dateline.stages.layout.clock import read_clock
from dateline.stages.repair import repair_stage

REPAIR, LAYOUT = repair_stage(), layout_stage()
BODY = "Shells fell on the road on Wednesday, killing two drivers.\n\nThe army denied it."


def lay_out(raw: str, meta: Metadata | None = None) -> Document:
    return LAYOUT.run(REPAIR.run(make_document(raw, meta=meta)))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Esther Mapendo and Jonas Weil", ["Esther Mapendo", "Jonas Weil"]),
        ("Hauwa Bukar, Associated Press", ["Hauwa Bukar"]),
        ("Marguerite Tolliver, Staff Writer", ["Marguerite Tolliver"]),
        ("Imogen Pascoe and Dev Rattan in Avonmouth", ["Imogen Pascoe", "Dev Rattan"]),
        ("JANE DOE and JOHN ROE", ["JANE DOE", "JOHN ROE"]),
        ("Ann van der Berg / Omar al-Sharif", ["Ann van der Berg", "Omar al-Sharif"]),
        ("Our Correspondent", []),
        ("AFP", []),
        ("the Newsroom", []),
        ("Special to The Post", []),
    ],
)
def test_names_of_a_byline(words: str, names: list[str]) -> None:
    text = f"By {words}"
    assert [span.of(text) for span in split_byline(words, 3)] == names


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("18:22 GMT", "18:22:00+00:00"),
        ("6:22 pm (GMT+2)", "18:22:00+02:00"),
        ("12.05 AM EST", "00:05:00-05:00"),
        ("18:22 +0530", "18:22:00+05:30"),
        ("T18:22:07Z", "18:22:07+00:00"),
        ("18:22", None),
        ("18:22 IST", None),
        ("18:22 CST", None),
        ("25:00 GMT", None),
        ("13:00 pm GMT", None),
    ],
)
def test_clock_needs_a_zone_of_one_meaning(words: str, clock: str | None) -> None:
    assert read_clock(words) == clock


def test_printed_times_are_read() -> None:
    doc = lay_out(
        "Road shelled near Goma\n\nPublished: March 4, 2026 18:22 GMT+02:00\n\n"
        f"Last updated: 4 March 2026, 9:05 pm (CAT)\n\n{BODY}"
    )
    header = doc.header
    assert header
    assert header.published
    assert (header.published.value, header.published.basis) == ("2026-03-04", "printed")
    assert header.published_at
    assert header.published_at.value == "2026-03-04T18:22:00+02:00"
    assert header.updated
    assert header.updated_at
    assert header.updated_at.value == "2026-03-04T21:05:00+02:00"


def test_a_revision_alone_dates_the_report() -> None:
    header = lay_out(f"Road shelled near Goma\n\nUpdated March 4, 2026\n\n{BODY}").header
    assert header
    assert header.published
    assert header.updated
    assert header.published.value == header.updated.value == "2026-03-04"


def test_what_was_given_wins_and_says_where_it_is_printed() -> None:
    meta = Metadata(
        authors=("Jane Roe", "AFP"),
        published="2026-03-05",
        published_at="2026-03-05T01:00:00+09:00",
        updated_at="2026-03-06T01:00:00Z",
    )
    header = lay_out(f"Road shelled near Goma\n\nBy Jane Roe\n\nMarch 4, 2026 18:00 GMT\n\n{BODY}", meta).header
    assert header
    assert [(author.value, author.basis, author.span is not None) for author in header.authors] == [
        ("Jane Roe", "given", True)
    ]
    assert header.agency
    assert (header.agency.value, header.agency.basis) == ("AFP", "byline")
    assert header.published_at
    assert (header.published_at.value, header.published_at.basis) == ("2026-03-05T01:00:00+09:00", "given")
    assert header.updated
    assert header.updated.value == "2026-03-06"


def test_time_of_another_day_than_the_given_one_is_not_taken() -> None:
    meta = Metadata(published="2026-03-05")
    header = lay_out(f"Road shelled near Goma\n\nMarch 4, 2026 18:00 GMT\n\n{BODY}", meta).header
    assert header
    assert header.published_at is None


def test_given_names_make_a_byline_where_none_is_printed() -> None:
    header = lay_out(BODY, Metadata(authors=("Jane Roe", "Bo Lee"))).header
    assert header
    assert header.byline
    assert (header.byline.value, header.byline.span, header.byline.basis) == ("Jane Roe, Bo Lee", None, "given")


def test_marks_of_the_source_survive_repair() -> None:
    caption = "A lorry stands on the road."
    raw = f"Road shelled near Goma\r\n\r\n{caption}  \r\n\r\n{BODY}"
    at = raw.index(caption)
    doc = lay_out(raw, Metadata(marks=(Region(span=Span(at, at + len(caption)), kind="caption"),)))
    assert doc.text != raw
    assert [(region.kind, region.span.of(doc.text or "")[:12]) for region in doc.regions or ()] == [
        ("title", "Road shelled"), ("caption", "A lorry stan"), ("body", "Shells fell "),
    ]  # fmt: skip
