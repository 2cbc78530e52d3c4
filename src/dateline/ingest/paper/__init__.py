from dateline.ingest.paper.drawing import draw_pages, save_pictures
from dateline.ingest.paper.image import image_documents
from dateline.ingest.paper.pdf import pdf_documents

__all__ = ["draw_pages", "image_documents", "pdf_documents", "save_pictures"]
