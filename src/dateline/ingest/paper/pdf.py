import time
from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.ingest.paper.document import make_papers
from dateline.ingest.paper.ladder import read_picture
from dateline.ingest.paper.piece import Sheet
from dateline.ingest.paper.scan import Scan
from dateline.ingest.paper.textlayer import is_broken, read_layer, share_of_words
from dateline.ingest.source import Item, Reading, Source

DPI = 300
FEW = 25  # letters below which a page with a picture is taken for a scan with a stamp
DOUBTFUL = 0.6  # share of English words below which the text layer of a scan is read again


def pdf_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a PDF: its text layer, page by page; a page without one is read as a scan.

    Raises:
        InputError: encrypted, damaged, too many pages, or no text on any page.
    """
    data = source.read_all(reading.limits)
    file = open_pdf(data, source.name)
    try:
        count = len(file)
        if count > reading.limits.max_pages:
            raise InputError(
                "too-large",
                f"{source.name}: the PDF has {count:,} pages, more than {reading.limits.max_pages:,}; split it, or "
                "allow more with the setting max_pages",
            )
        scans = [_read_page(file, number, reading, source.name) for number in range(count)]
        properties = file.get_metadata_dict(skip_empty=True)
    finally:
        file.close()
    yield from make_papers(scans, data=data, source=source, reading=reading, kind="pdf", properties=properties)


def open_pdf(data: bytes, name: str) -> Any:
    """Open a PDF.

    Raises:
        InputError: encrypted, damaged, or without pages.
    """
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
        if not len(file):
            raise InputError("damaged", f"{name}: the PDF has no pages; get it anew")
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "security" in str(error).lower():
            raise InputError(
                "encrypted", f"{name}: the PDF is locked with a password; save a copy without it (`qpdf --decrypt`)"
            ) from None
        raise InputError("damaged", f"{name}: the PDF is damaged and cannot be opened; get it anew") from None
    return file


def _read_page(file: Any, index: int, reading: Reading, name: str) -> Scan:
    import pypdfium2

    number = index + 1
    started = time.monotonic()
    try:
        page = file[index]
        width, height = page.get_size()
        layer = read_layer(page, number)
        text = " ".join(piece.text for piece in layer.pieces)
        if not _needs_scan(page, text):
            return Scan(sheet=layer)
        picture = render_grey(page, width, height, name)
    except pypdfium2.PdfiumError:
        return Scan(sheet=Sheet(number=number, width=0.0, height=0.0, pieces=()), problem="damaged")
    if picture is None:
        return Scan(sheet=layer)
    left = max(1.0, reading.limits.page_seconds - (time.monotonic() - started))
    scan = read_picture(picture, number=number, dpi=picture.info["dpi"][0], seconds=left, name=name)
    better = share_of_words(" ".join(piece.text for piece in scan.sheet.pieces)) * _letters(scan.sheet)
    if text and not is_broken(text) and share_of_words(text) * len(text) >= better:
        return Scan(sheet=layer)
    return scan


def _letters(sheet: Sheet) -> int:
    return sum(len(piece.text) for piece in sheet.pieces)


def _needs_scan(page: Any, text: str) -> bool:
    """Whether a page must be read from its image: it shows something, and has no text layer or a bad one."""
    from pypdfium2 import raw

    dense = len("".join(text.split()))
    if dense >= FEW and not is_broken(text):
        return _is_picture(page) and share_of_words(text) < DOUBTFUL
    shown = {obj.type for obj in page.get_objects(max_depth=2)}
    drawn = shown & {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING}
    if dense and not is_broken(text):
        return raw.FPDF_PAGEOBJ_IMAGE in shown and _is_picture(page)
    return bool(drawn) or bool(text)


def _is_picture(page: Any) -> bool:
    """Whether one image covers most of the page."""
    from pypdfium2 import raw

    width, height = page.get_size()
    for obj in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = obj.get_bounds()
        if (right - left) * (top - bottom) > 0.6 * width * height:
            return True
    return False


def render_grey(page: Any, width: float, height: float, name: str) -> Any:
    """Draw a page in greys at 300 dpi, coarser where it is enormous."""
    from dateline.ingest.paper.picture import LARGEST, require_pillow

    require_pillow(name)
    dpi = DPI * min(1.0, LARGEST / max(width * DPI / 72, height * DPI / 72, 1.0))
    picture = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    picture.info["dpi"] = (dpi, dpi)
    return picture
