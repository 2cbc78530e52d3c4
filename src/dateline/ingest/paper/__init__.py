from dateline.ingest.paper.image import image_documents
from dateline.ingest.paper.pdf import pdf_documents

__all__ = ["image_documents", "pdf_documents"]
