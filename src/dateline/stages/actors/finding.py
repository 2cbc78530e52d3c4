from dataclasses import dataclass

from dateline.model.actor import ActorBasis, ActorCandidate, ActorForm, PersonStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, as far as one mention tells: everything of an actor but its mentions."""

    name: str
    country: str | None = None
    role: str | None = None
    kind: str | None = None
    status: PersonStatus | None = None
    wikidata: str | None = None
    basis: ActorBasis = "unresolved"
    entry: str | None = None  # the id of the registry entry, which two mentions of one actor share

    @property
    def code(self) -> str | None:
        """Return country and role as one code; without a country there is none."""
        return f"{self.country}{self.role or ''}" if self.country else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mention, as tokens ``[first, last)`` with a syntactic head, and who it is.

    ``plural`` tells groups from single persons; ``definite`` marks "the", "this" and the like, which may point back.
    """

    first: int
    last: int
    head: int
    form: ActorForm
    who: Identity
    plural: bool = False
    definite: bool = False
    noun: str | None = None  # the agent noun of a nominal
    others: tuple[ActorCandidate, ...] = ()  # other registry entries that the name may mean, the likeliest first
    also: tuple[Identity, ...] = ()  # further actors that the same words name ("U.S. and Russian negotiators")
