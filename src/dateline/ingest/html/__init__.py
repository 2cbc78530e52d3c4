from dateline.ingest.html.reader import html_document, html_documents

__all__ = ["html_document", "html_documents"]
