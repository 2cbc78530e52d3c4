import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import ParseError  # the parser itself is defusedxml's

from dateline.errors import InputError
from dateline.ingest.source import Limits

MARKUP = 60  # bytes of XML for a character of text
FREE = 1_000_000  # bytes that may be unpacked whatever they were packed into
_FAULTS = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, KeyError, IndexError)


class Package:
    """The ZIP archive of an office document: its members, read within the limits.

    Raises:
        InputError: ``damaged`` or ``encrypted``.
    """

    def __init__(self, data: bytes, source: str, limits: Limits) -> None:
        """Open the archive."""
        self._source, self._limits = source, limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise self._damaged(error) from None
        if any(info.flag_bits & 1 for info in self._archive.infolist()):
            raise InputError("encrypted", f"{source}: the document is protected by a password; save it without one")

    def read(self, name: str) -> bytes | None:
        """Return a member; None where there is none.

        Raises:
            InputError: ``too-large`` (what it unpacks to, measured while it is unpacked), ``damaged``.
        """
        if name not in self._archive.namelist():
            return None
        try:
            packed = self._archive.getinfo(name).compress_size
            most = min(self._limits.max_chars * MARKUP, max(FREE, packed * self._limits.max_ratio))
            with self._archive.open(name) as member:
                data = member.read(most + 1)
        except (*_FAULTS, RuntimeError) as error:
            raise self._damaged(error) from None
        except Exception as error:  # zlib.error and lzma.LZMAError share no base
            raise self._damaged(error) from None
        if len(data) > most:
            raise InputError(
                "too-large",
                f"{self._source}: {name} unpacks to more than {most:,} bytes; save the document as plain text, or "
                "allow more with --max-chars or the setting max_ratio",
            )
        return data

    def elements(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield ``("start" | "end", element)`` of an XML member, in order.

        Document types, entities and references to other files are refused (defusedxml).
        """
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse

        data = self.read(name)
        if data is None:
            raise InputError("damaged", f"{self._source}: the document has no {name}; save it again")
        try:
            yield from iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
        except DefusedXmlException as error:
            raise InputError(
                "damaged",
                f"{self._source}: {name} declares a document type or entities ({error}), as no office program does",
            ) from None
        except (ParseError, LookupError, ValueError) as error:
            raise self._damaged(error) from None

    def properties(self, name: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Return what a member with the document's properties says, by our names for its elements; {} without one."""
        found: dict[str, str] = {}
        if name in self._archive.namelist():
            for event, element in self.elements(name):
                field = fields.get(element.tag.rpartition("}")[2])
                if event == "end" and field and element.text and element.text.strip():
                    found.setdefault(field, " ".join(element.text.split())[:300])
        return found

    def _damaged(self, error: BaseException) -> InputError:
        why = str(error) or type(error).__name__
        return InputError("damaged", f"{self._source}: the document is damaged ({why}); open it and save it again")
