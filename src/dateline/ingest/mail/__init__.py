from dateline.ingest.mail.mbox import mbox_documents
from dateline.ingest.mail.message import mail_documents
from dateline.ingest.mail.saved_page import saved_page_documents

__all__ = ["mail_documents", "mbox_documents", "saved_page_documents"]
