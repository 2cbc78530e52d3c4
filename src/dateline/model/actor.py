from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span

ActorForm = Literal["name", "alias", "title", "nominal", "pronoun", "demonym", "metonym"]
ActorBasis = Literal["registry", "pattern", "alias-in-text", "coreference", "unresolved"]
PersonStatus = Literal["public-office", "public-figure", "private", "minor", "victim", "suspect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMention:
    """One place where an actor is named, described or meant by a pronoun."""

    span: Span
    form: ActorForm


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorCandidate:
    """Somebody else whom the name may mean: a registry entry, with its code on the day of the report."""

    entry: str
    name: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts or is acted on, with every mention in the document.

    ``code`` is country + role in CAMEO terms (``IRQREB``, ``USAMIL``); ``country`` and ``role`` are its parts.
    ``alternatives`` are the others who bear the name, the likeliest first.
    """

    id: str
    name: str
    mentions: tuple[ActorMention, ...]
    code: str | None = None
    country: str | None = None
    role: str | None = None
    kind: str | None = None
    person_status: PersonStatus | None = None
    wikidata: str | None = None
    basis: ActorBasis = "unresolved"
    alternatives: tuple[ActorCandidate, ...] = ()
