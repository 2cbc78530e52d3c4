"""The status table: from what is said of a predicate to the status of its event (``data/status.yaml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml
from dateline.model import Predicate
from dateline.model.event import Status as StatusName

FILE = Path(__file__).parent / "data" / "status.yaml"
FIELDS = frozenset({"modality", "polarity", "phase", "outcome", "tense", "aspect", "nature", "certainty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status of an event, beside it its outcome and phase, and the row of the table that decided.

    ``nature`` is ``state`` where the word names one ("siege") and None where it does not say.
    """

    status: StatusName
    outcome: str | None = None
    phase: str | None = None
    nature: Literal["state"] | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRule:
    """One row of the table: the values that each field must have, and the status then."""

    name: str
    when: tuple[tuple[str, frozenset[str]], ...]
    status: StatusName
    example: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTable:
    """The ordered rows, and the closed lists that predicates use."""

    rules: tuple[StatusRule, ...]
    modalities: Mapping[str, str]
    outcomes: tuple[str, ...]
    phases: tuple[str, ...]


def status_of(predicate: Predicate, table: StatusTable | None = None) -> Status:
    """Return the status of the event that a predicate names, by the first row of the table that fits.

    Example: "Talks were postponed to May" gives *talks* the status ``planned`` with outcome ``postponed``.
    Known miss: who denies. "Rebels denied shelling Goma" is ``denied`` here; that nobody else in the report asserts it
    is for the caller to check.
    """
    for rule in (table or load_status()).rules:
        if all((getattr(predicate, field) or "none") in values for field, values in rule.when):
            return Status(
                status=rule.status,
                outcome=predicate.outcome,
                phase=predicate.phase,
                nature="state" if predicate.nature == "state" else None,
                rule=rule.name,
            )
    raise KnowledgeError("the status table has no last rule without conditions")


@lru_cache(maxsize=4)
def load_status(file: Path = FILE) -> StatusTable:
    """Read the status table.

    Raises:
        KnowledgeError: the file is missing, names a field, modality or status that does not exist, or its last rule
            has conditions; the message lists every fault.
    """
    try:
        data: dict[str, Any] = read_yaml(file)
    except OSError as error:
        raise KnowledgeError(f"the status table {file} cannot be read: {error}") from error
    faults = _faults(data)
    if faults:
        raise KnowledgeError(f"faults in {file}:\n  " + "\n  ".join(faults))
    return StatusTable(
        rules=tuple(
            StatusRule(
                name=row["name"],
                when=tuple((field, frozenset(values)) for field, values in row["when"].items()),
                status=row["status"],
                example=row["example"],
            )
            for row in data["rules"]
        ),
        modalities=data["modalities"],
        outcomes=tuple(data["outcomes"]),
        phases=tuple(data["phases"]),
    )


def _faults(data: dict[str, Any]) -> list[str]:
    closed = {"modality": data["modalities"], "outcome": data["outcomes"], "phase": data["phases"]}
    faults = []
    for row in data["rules"]:
        if row["status"] not in get_args(StatusName):
            faults.append(f"rule {row['name']!r}: unknown status {row['status']!r}")
        for field, values in row["when"].items():
            if field not in FIELDS:
                faults.append(f"rule {row['name']!r}: predicates have no field {field!r}")
            known = closed.get(field)
            if known is not None:
                faults += [
                    f"rule {row['name']!r}: unknown {field} {v!r}" for v in values if v not in known and v != "none"
                ]
    if data["rules"][-1]["when"]:
        faults.append("the last rule has conditions; it must fit everything that is left")
    return faults
