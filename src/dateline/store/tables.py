"""From which rows a question is answered: the machine's own, or those of the data set, which people have corrected."""

from dataclasses import dataclass

from dateline.store.stored import EVENT_COLUMNS

REVIEWED = ("reviewed_documents", "reviewed_events", "reviewed_participants")  # of documents that people changed
STORIES = ("replaced_occurrences", "reviewed_occurrences", "reviewed_members", "reviewed_contradictions")
_PARTY = "serial, document, role, folded, code"
_OCCURRENCE = "occurrence, reports, outlets, origins, origin_keys, document, event"
_MEMBER = "occurrence, position, document, event, reasons"
_CONTRADICTION = "occurrence, position, field, grows, accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What stands behind FROM, by what it holds; each wants an alias."""

    events: str
    participants: str
    occurrences: str
    members: str
    contradictions: str

    def linked(self, condition: str) -> str:
        """Return a query for the events that are members of occurrences ``o`` of which a condition holds.

        ``{contradictions}`` in the condition is the table of these. The halves of the data set are asked by themselves.
        """
        halves = []
        for half in (MACHINE, OWN) if self is DATA_SET else (self,):
            sql = (
                f"SELECT m.document, m.event FROM {half.members} m JOIN {half.occurrences} o "
                f"ON o.occurrence = m.occurrence WHERE {condition.format(contradictions=half.contradictions)}"
            )
            gone = " AND o.occurrence NOT IN (SELECT occurrence FROM replaced_occurrences)"
            halves.append(sql + gone if half is MACHINE and self is DATA_SET else sql)
        return " UNION ALL ".join(halves)

    def representatives(self) -> str:
        """Return the condition that an event ``e`` stands for its occurrence, or was not linked."""
        event = "(e.document, e.event)"
        return (
            f"({event} NOT IN (SELECT m.document, m.event FROM {self.members} m) "
            f"OR {event} IN (SELECT o.document, o.event FROM {self.occurrences} o))"
        )


def _both(columns: str, table: str, reviewed: str, *, by: str, gone: str) -> str:
    return (
        f"(SELECT {columns} FROM {table} WHERE {by} NOT IN (SELECT {by} FROM {gone}) "
        f"UNION ALL SELECT {columns} FROM {reviewed})"
    )


MACHINE = Tables(
    events="events", participants="participants", occurrences="occurrences", members="occurrence_members",
    contradictions="contradictions",
)  # fmt: skip
DATA_SET = Tables(
    events=_both(", ".join(EVENT_COLUMNS), "events", "reviewed_events", by="document", gone="reviewed_documents"),
    participants=_both(_PARTY, "participants", "reviewed_participants", by="document", gone="reviewed_documents"),
    occurrences=_both(_OCCURRENCE, "occurrences", "reviewed_occurrences", by="occurrence", gone="replaced_occurrences"),
    members=_both(_MEMBER, "occurrence_members", "reviewed_members", by="occurrence", gone="replaced_occurrences"),
    contradictions=_both(
        _CONTRADICTION, "contradictions", "reviewed_contradictions", by="occurrence", gone="replaced_occurrences"
    ),
)
OWN = Tables(  # the rows of the data set that are not the machine's: small tables, asked by themselves for a few rows
    events="reviewed_events", participants="reviewed_participants", occurrences="reviewed_occurrences",
    members="reviewed_members", contradictions="reviewed_contradictions",
)  # fmt: skip
