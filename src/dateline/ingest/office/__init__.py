from dateline.ingest.office.docx import docx_documents
from dateline.ingest.office.odt import odt_documents
from dateline.ingest.office.rtf import rtf_documents

__all__ = ["docx_documents", "odt_documents", "rtf_documents"]
