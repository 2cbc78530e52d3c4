import io
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from dateline.ingest import Limits
from dateline.ingest.source import Item
from dateline.model import Document, Failure
from dateline.stages.layout import layout_stage
from dateline.stages.repair import repair_stage

Read = Callable[..., list[Item]]
Articles = dict[str, dict[str, Any]]


def pdf(*pages: Callable[[Canvas], object], size: tuple[float, float] = A4, **properties: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for name, value in properties.items():
        getattr(canvas, f"set{name.title()}")(value)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def rows(*lines: str, left: float = 60, top: float = 700, size: float = 10) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for n, line in enumerate(lines):
            canvas.drawString(left, top - n * size * 1.25, line)

    return draw


def only(items: list[Item]) -> Document:
    (doc,) = items
    assert isinstance(doc, Document), doc
    return doc


def failed(items: list[Item]) -> Failure:
    (item,) = items
    assert isinstance(item, Failure)
    return item


def said(doc: Document, code: str) -> str:
    return next(note.reason for note in doc.notes if note.code == code)


@pytest.mark.parametrize("style", ["ONE", "TWO", "THREE"])
@pytest.mark.parametrize("name", ["bristol-dockers", "springfield-walkout", "port-sudan-truce"])
def test_columns_are_read_in_order_and_the_header_is_right(
    press: ModuleType, articles: Articles, read: Read, style: str, name: str
) -> None:
    article = articles[name]
    printed = press.print_article(article, getattr(press, style))
    doc = layout_stage().run(repair_stage().run(only(read(printed.data))))
    assert (doc.text or "").split() == " ".join(printed.paragraphs[1:]).split()
    assert doc.header
    assert doc.header.title
    assert doc.header.title.value == article["title"]
    assert doc.header.outlet
    assert doc.header.outlet.value == article["outlet"]
    assert doc.header.published
    assert doc.header.published.value == article["published"][:10]


def test_each_line_has_its_page_and_its_box(press: ModuleType, articles: Articles, read: Read) -> None:
    doc = only(read(press.print_article(articles["bristol-dockers"], press.ONE).data))
    assert doc.pages
    assert [page.number for page in doc.pages] == [1, 2]
    lines = [line for page in doc.pages for line in page.lines]
    assert [line.raw_span.of(doc.raw) for line in lines if "Gareth Lewin" in line.raw_span.of(doc.raw)]
    covered = {n for line in lines for n in range(line.raw_span.start, line.raw_span.end)}
    assert all(n in covered for n, char in enumerate(doc.raw) if not char.isspace())
    for page in doc.pages:
        for line in page.lines:
            left, top, right, bottom = line.box
            assert 0 <= left < right <= page.width
            assert 0 <= top < bottom <= page.height
        tops = [line.box[1] for line in page.lines]
        assert tops == sorted(tops)


def test_running_heads_and_page_numbers_are_left_out_and_told(
    press: ModuleType, articles: Articles, read: Read
) -> None:
    doc = only(read(press.print_article(articles["bristol-dockers"], press.ONE).data))
    assert "'The Severn Mercury | 27 February 2026'; '2'" in said(doc, "page-furniture")
    assert "27 February 2026" not in doc.raw.split("\n", 1)[1]


def test_page_printed_from_the_web_gives_title_outlet_and_address_but_no_day(read: Read) -> None:
    body = "Dockers in the harbour of Lowmouth went on strike on Monday, their union said."
    page = [
        rows("3/6/31, 9:12 AM", top=815, size=8),
        rows("Dockers go on strike - The Harbour Post", top=815, left=250, size=8),
        rows("Dockers go on strike", top=740, size=20),
        rows(body, body, body),
        rows("https://www.harbourpost.example/dockers", top=22, size=8),
        rows("1/1", top=22, left=520, size=8),
    ]
    doc = only(read(pdf(lambda canvas: [draw(canvas) for draw in page])))
    assert (doc.meta.title, doc.meta.outlet) == ("Dockers go on strike", "The Harbour Post")
    assert doc.meta.url == "https://www.harbourpost.example/dockers"
    assert doc.meta.published is None
    assert "3/6/31" in said(doc, "printed-on")
    assert doc.raw.startswith("Dockers go on strike\n\nDockers in the harbour")


def test_properties_count_only_where_the_text_prints_them(read: Read) -> None:
    lines = rows(
        "Ferry sinks off Norhaven", "By Ada Brook", "A ferry sank off Norhaven on Friday, the coast guard said."
    )
    right = only(read(pdf(lines, title="Ferry sinks off Norhaven | Norhaven Echo", author="Ada Brook")))
    assert right.meta.title == "Ferry sinks off Norhaven"
    assert (right.meta.outlet, right.meta.authors) == ("Norhaven Echo", ("Ada Brook",))
    wrong = only(read(pdf(lines, title="Microsoft Word - final2.docx", author="newsdesk")))
    assert (wrong.meta.title, wrong.meta.outlet, wrong.meta.authors) == (None, None, ())


def test_day_of_making_is_a_note_and_no_day_of_publication(read: Read) -> None:
    doc = only(read(pdf(rows("A ferry sank off Norhaven on Friday, the coast guard said."))))
    assert doc.meta.published is None
    assert "2000-01-01" in said(doc, "created-on")


def test_table_of_figures_is_read_row_by_row(read: Read) -> None:
    cells = [("Region", "Dead", "Injured"), ("North", "12", "40"), ("South", "3", "11"), ("East", "0", "7")]

    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(cells):
            for m, cell in enumerate(row):
                canvas.drawString(60 + 120 * m, 700 - 14 * n, cell)

    assert only(read(pdf(draw))).raw.splitlines() == [" ".join(row) for row in cells]


def test_page_that_the_file_turns_is_read_by_how_its_letters_stand(read: Read) -> None:
    lines = rows("Rebels shelled Goma on Monday,", "the army said in a statement.")
    file = pypdfium2.PdfDocument(pdf(lines))
    upright = only(read(pdf(lines)))
    for degrees in (90, 180, 270):
        file[0].set_rotation(degrees)
        out = io.BytesIO()
        file.save(out)
        turned = only(read(out.getvalue()))
        assert turned.raw.split() == upright.raw.split()
        assert turned.pages == upright.pages
    file.close()


def test_page_without_a_text_layer_is_read_as_a_scan(press: ModuleType, read: Read) -> None:
    first = pdf(rows("Rebels shelled Goma on Monday,", "the army said in a statement.", size=14))
    picture = next(press.draw(first, 200))
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=200.0)
    doc = only(read(out.getvalue()))
    assert doc.raw.split() == "Rebels shelled Goma on Monday, the army said in a statement.".split()
    assert doc.pages
    assert all((line.confidence or 0) > 0.8 for line in doc.pages[0].lines)
    assert "page 1" in said(doc, "page-scanned")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\nnonsense", "damaged"),
        (b"%PDF-", "damaged"),
        (pdf(lambda canvas: None), "empty"),
    ],
    ids=["nonsense", "head only", "empty page"],
)
def test_what_cannot_be_read_is_one_failure_that_says_why(read: Read, data: bytes, code: str) -> None:
    failure = failed(read(data, "bad.pdf"))
    assert failure.code == code
    assert failure.message.startswith("bad.pdf: ")


def test_locked_file_says_so(read: Read) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(60, 700, "Rebels shelled Goma.")
    canvas.save()
    failure = failed(read(out.getvalue(), "locked.pdf"))
    assert failure.code == "encrypted"
    assert "password" in failure.message


def test_cut_file_is_a_failure_or_a_document_and_never_a_crash(
    press: ModuleType, articles: Articles, read: Read
) -> None:
    data = press.print_article(articles["yerevan-talks"], press.ONE).data
    for share in (0.2, 0.5, 0.9):
        (item,) = read(data[: int(len(data) * share)], "cut.pdf")
        assert isinstance(item, Document) or item.code in ("damaged", "empty")


def test_more_pages_than_allowed_is_a_failure(read: Read) -> None:
    data = pdf(*[rows("Rebels left Goma.")] * 4)
    failure = failed(read(data, limits=Limits(max_pages=3)))
    assert failure.code == "too-large"
    assert "max_pages" in failure.message


def test_pieces_without_blanks_between_words_are_parted_by_their_gaps(read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        x = 60.0
        for word in "Police arrested 11 men near Bautzen in 2023.".split():
            canvas.drawString(x, 700, word)
            x += canvas.stringWidth(word + " ", "Helvetica", 12)

    assert only(read(pdf(draw))).raw == "Police arrested 11 men near Bautzen in 2023."


def test_white_page_as_picture_is_empty(read: Read) -> None:
    out = io.BytesIO()
    Image.new("L", (400, 500), 255).save(out, "PNG")
    assert failed(read(out.getvalue())).code == "empty"
