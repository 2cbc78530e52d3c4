from dateline.ingest.html.blocks import drop_boxes, find_blocks
from dateline.ingest.html.page import parse_page
from dateline.ingest.source import Limits
from dateline.model import Note


def letter_text(
    data: bytes, source: str, limits: Limits, *, charset: str | None = None
) -> tuple[str, tuple[Note, ...]]:
    """Return all text of an HTML part of a message, block by block: it is a letter, no page with a report in it."""
    markup = parse_page(data, source, limits, charset=charset)
    drop_boxes(markup.root)
    return "\n\n".join(block.text for block in find_blocks(markup.root)), markup.notes
