"""Stories: what several reports tell of one occurrence, with contradicting accounts side by side and who cites whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.model.story import Account, Occurrence
from dateline.review import Decision
from dateline.store import StoredDocument, StoredEvent

RECORD = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list: the event that stands for it, and how much is told of it."""

    occurrence: Occurrence
    event: StoredEvent

    def holds(self, address: str) -> bool:
        """Tell whether it is the story of this id, or has the event of this address."""
        return any(f"{member.document}#{member.event}" == address for member in self.occurrence.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """What one report tells of a story: its sentence, and the chain of those who say so, the outlet's first."""

    document: str
    event: str
    outlet: str
    published: str | None
    type: str
    status: str
    sentence: str
    said_by: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A field on which reports disagree: each value with the members that give it, and who says so there."""

    field: str
    grows: bool
    sides: tuple[tuple[str, tuple[tuple[StoryMember, str], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Somebody cites somebody: names, and how many steps the cited one is from the outlet."""

    citing: str
    cited: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story in full."""

    occurrence: Occurrence
    title: str
    members: tuple[StoryMember, ...]
    contradictions: tuple[SideBySide, ...]
    edges: tuple[Edge, ...]
    decisions: tuple[Decision, ...] = ()  # splits and merges that stand and are about one of its events


def tell_story(
    found: Occurrence, records: Mapping[str, RECORD], documents: Mapping[str, StoredDocument],
    decisions: Sequence[Decision] = (),
) -> StoryView:  # fmt: skip
    """Put an occurrence together from the records of its members; a member that a record withholds is left out."""
    members: dict[tuple[str, str], StoryMember] = {}
    for member in found.members:
        record = records.get(member.document)
        event = next((e for e in record["events"] if e["id"] == member.event), None) if record else None
        if record is None or event is None:
            continue
        members[member.document, member.event] = _member(record, event, documents[member.document], member.reasons)
    first = members.get((found.representative.document, found.representative.event)) or next(
        iter(members.values()), None
    )
    return StoryView(
        occurrence=found, title=first.sentence if first else "", members=tuple(members.values()),
        contradictions=tuple(
            SideBySide(field=each.field, grows=each.grows, sides=_sides(each.accounts, members, records))
            for each in found.contradictions
        ),
        edges=find_edges(tuple(members.values())), decisions=tuple(decisions),
    )  # fmt: skip


def find_edges(members: Sequence[StoryMember]) -> tuple[Edge, ...]:
    """Return who cites whom: the outlet its nearest source, that one the next; each once, in order of names."""
    edges = set()
    for member in members:
        chain = (member.outlet, *member.said_by)
        edges |= {(step, chain[step - 1], chain[step]) for step in range(1, len(chain))}
    return tuple(Edge(citing=citing, cited=cited, step=step) for step, citing, cited in sorted(edges))


def _member(record: RECORD, event: RECORD, document: StoredDocument, reasons: tuple[str, ...]) -> StoryMember:
    claims = {claim["id"]: claim["source_name"] or "not named" for claim in record["claims"]}
    start, end = record["sentences"][event["sentence"]] if event["sentence"] < len(record["sentences"]) else (0, 0)
    return StoryMember(
        document=document.key, event=event["id"], outlet=document.outlet or "outlet not known",
        published=document.published, type=event["type"], status=event["status"],
        sentence=" ".join(record["text"][start:end].split()), reasons=reasons,
        said_by=tuple(claims[id] for id in reversed(event["claims"]) if id in claims),
    )  # fmt: skip


def _sides(
    accounts: Sequence[Account], members: Mapping[tuple[str, str], StoryMember], records: Mapping[str, RECORD]
) -> tuple[tuple[str, tuple[tuple[StoryMember, str], ...]], ...]:
    sides: dict[str, list[tuple[StoryMember, str]]] = {}
    for account in accounts:
        member = members.get((account.document, account.event))
        if member is None:
            continue
        named = {claim["id"]: claim["source_name"] for claim in records[account.document]["claims"]}
        sides.setdefault(account.value, []).append((member, named.get(account.claim or "") or "the outlet"))
    return tuple((value, tuple(told)) for value, told in sides.items())
