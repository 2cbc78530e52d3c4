from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span

SourceKind = Literal["unnamed", "outlet", "person", "organization", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says something. The publishing outlet is never a claim.

    ``within`` is the claim whose content holds this one ("the minister said the army had told him …"); ``via`` the
    claim through which the outlet knows this one, stated elsewhere ("The source added …"). ``stance`` is what the
    source does to its content: asserts, denies, doubts, or holds it as belief, fear, wish or intention.
    """

    id: str
    source_name: str | None
    source_kind: SourceKind | None
    actor: str | None
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    within: str | None = None
    via: str | None = None
    stance: str = "asserts"
    rule: str | None = None
