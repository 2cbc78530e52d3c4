import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dateline.export.coded import Coded, Unusable, explain_misfit

Complain = Callable[[Unusable], None]


@dataclass(slots=True)
class Tally:
    """What an export has done so far: counts, and the records that it could not use."""

    complain: Complain = lambda unusable: None
    documents: int = 0
    failed: int = 0
    unusable: list[Unusable] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    coders: Counter[str] = field(default_factory=Counter)

    def go_through(self, stream: Iterable[Coded | Unusable], use: Callable[[Coded], None]) -> None:
        """Use every record; one that breaks the contract is reported and passed over, never lost silently."""
        for coded in stream:
            if isinstance(coded, Unusable):
                self._refuse(coded)
                continue
            try:
                use(coded)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                self._refuse(Unusable(where=coded.where, message=explain_misfit(coded.record, error)))
                continue
            if "error" in coded.record:
                self.failed += 1
            else:
                self.documents += 1
                self.coders[_coder(coded.record)] += 1

    def _refuse(self, unusable: Unusable) -> None:
        self.unusable.append(unusable)
        self.complain(unusable)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts for the manifest."""
        return {
            "documents": self.documents, "documents_that_failed": self.failed,
            "records_that_could_not_be_used": [f"{bad.where}: {bad.message}" for bad in self.unusable],
            "events_left_out": dict(sorted(self.left_out.items())), "coded_by": dict(sorted(self.coders.items())),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an export wrote: its manifest, and how many records could not be used."""

    manifest: Mapping[str, Any]
    unusable: int = 0


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _coder(record: Mapping[str, Any]) -> str:
    book = record["codebook"] or {}
    return f"dateline {record['dateline']}, codebook {book.get('name')} {book.get('version')} ({book.get('hash')})"
