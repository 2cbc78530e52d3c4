from dateline.digest.page import write_page
from dateline.digest.summary import Summary, summarize

__all__ = ["Summary", "summarize", "write_page"]
