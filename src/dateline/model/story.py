from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Documents that carry one text: syndicated, lightly edited or scanned anew. ``id`` is the first one's key."""

    id: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceMember:
    """One document's event that speaks of an occurrence, and why it was linked (empty for the first)."""

    document: str
    event: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One value that a report gives for a contested field of an occurrence: who says so, and where."""

    value: str
    document: str
    event: str
    claim: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A field for which the reports of one occurrence disagree, with every account side by side.

    ``field`` is a quantity (killed, injured, …), ``responsibility``, ``event`` (did it happen at all), ``place`` or
    ``date``. ``grows`` marks a toll that later reports only raise: news of one occurrence rather than disagreement.
    """

    field: str
    accounts: tuple[Account, ...]
    grows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What happened once, however often it is reported.

    ``reports`` counts documents, ``outlets`` publishers, ``origins`` accounts that are independent of one another: ten
    outlets with one agency's text, or all citing one newspaper's unnamed source, are one origin. ``representative`` is
    the member that an export takes for the row. ``id`` names the first report, so it changes only when an earlier one
    comes. Plans, threats, demands and offers are occurrences of their own kind: they never corroborate an act.
    """

    id: str
    members: tuple[OccurrenceMember, ...]
    representative: OccurrenceMember
    reports: int
    outlets: int
    origins: int
    origin_keys: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What the documents of a set tell together: whose texts are copies, and what happened once.

    Every event of every document is in exactly one occurrence. The order and the batches in which documents came
    change nothing. ``rules`` is the version of the tables.
    """

    rules: str
    copies: tuple[CopyGroup, ...]
    occurrences: tuple[Occurrence, ...]
