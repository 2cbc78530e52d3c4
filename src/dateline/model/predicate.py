from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A verb or event noun and whether it happened, as the author presents it.

    ``veridicality`` runs from -3 (certainly did not happen) over 0 (uncertain) to 3 (certainly happened): the scale of
    FactBank as made continuous by Stanovsky et al. (2017). ``when`` is the id of a time entry, a day or coarser;
    ``when_from`` tells how near it stands: clause, sentence, carried (from an earlier sentence) or document.
    ``modality`` names what makes it other than a plain fact (see ``knowledge/data/modality``): ``planned``,
    ``threatened``, ``demanded``, ``offered``, ``attempted``, ``failed``, ``denied``, ``hypothetical``, …
    ``outcome`` is failed, foiled, repelled, intercepted, averted, cancelled or postponed; ``nature`` is ``state`` for
    a lasting state (a siege) and None otherwise; ``background`` marks what is recalled rather than reported.
    ``governor`` is the span of the word that decided it, if any.
    """

    span: Span
    tense: str | None
    polarity: Literal["positive", "negative"]
    certainty: Literal["certain", "probable", "possible", "uncertain"]
    veridicality: float
    when: str | None = None
    when_from: str | None = None
    aspect: str | None = None
    modality: str | None = None
    phase: str | None = None
    background: bool = False
    outcome: str | None = None
    nature: str | None = None
    governor: Span | None = None
    rule: str | None = None
