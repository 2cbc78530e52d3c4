import re
import zipfile

from dateline.ingest.source import Source

_MEMBER = re.compile(rb"PK\x03\x04.{22}(?P<length>..)..", re.DOTALL)
_ODT = b"application/vnd.oasis.opendocument.text"
_MAIN = "word/document.xml"


def find_office_kind(source: Source) -> str | None:
    """Tell a DOCX (``docx``) and an OpenDocument text (``odt``) from other ZIP archives, by their first members.

    Where the beginning does not tell (a DOCX may begin with its pictures), the directory at the end of the file does,
    if it is a file of its own; else the ending of its name.
    """
    names = _first_names(source.head)
    if names[:1] == [b"mimetype"]:
        return "odt" if _ODT in source.head[:200] or source.ending == ".odt" else None
    if any(name.startswith(b"word/") for name in names):
        return "docx"
    if not any(name in (b"[Content_Types].xml", b"_rels/.rels", b"docProps/core.xml") for name in names):
        return None
    if source.path is None:
        return "docx" if source.ending in (".docx", ".docm", ".dotx") else None
    try:
        with zipfile.ZipFile(source.path) as archive:
            return "docx" if _MAIN in archive.namelist() else None
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return "docx" if source.ending == ".docx" else None


def _first_names(head: bytes) -> list[bytes]:
    return [
        head[match.end() : match.end() + int.from_bytes(match["length"], "little")] for match in _MEMBER.finditer(head)
    ]
