from collections.abc import Iterator

from dateline.ingest.paper.document import make_papers
from dateline.ingest.paper.ladder import read_picture
from dateline.ingest.paper.picture import open_pictures
from dateline.ingest.source import Item, Reading, Source


def image_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a picture (PNG, JPEG, WebP, TIFF with one page or many), read as a scan.

    Raises:
        InputError: damaged, too large, or nothing to read on any page.
    """
    limits = reading.limits
    data = source.read_all(limits)
    pictures = open_pictures(data, source.name, limits.max_pages)
    scans = [
        read_picture(picture, number=number, dpi=picture.info["dpi"][0], seconds=limits.page_seconds, name=source.name)
        for number, picture in enumerate(pictures, 1)
    ]
    yield from make_papers(scans, data=data, source=source, reading=reading, kind="image", properties={})
