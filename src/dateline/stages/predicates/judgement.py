from dataclasses import dataclass, replace

from dateline.knowledge.modality import Certainty, Effect, Signature
from dateline.model import Token

INTENDED = frozenset({"planned", "attempted", "wished", "promised", "expected", "threatened"})
THWARTED = frozenset({"failed", "foiled", "averted", "cancelled", "postponed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is said of one predicate, before it is put on the scale.

    ``modality`` None with ``positive`` is a plain fact. ``rule`` names the decisive reading and is the key into
    ``values.yaml``; ``governor`` is the word that decided.
    """

    rule: str
    modality: str | None = None
    positive: bool = True
    certainty: Certainty = "certain"
    phase: str | None = None
    outcome: str | None = None
    governor: Token | None = None
    governed_by: str | None = None

    @property
    def plain(self) -> bool:
        """Tell whether it is a plain fact."""
        return self.modality is None and self.positive


NEGATED = Judgement(rule="negative", modality="negated", positive=False)


def from_effect(effect: Effect, governor: Token | None, rule: str | None = None) -> Judgement:
    """Return the judgement that an effect alone gives."""
    return Judgement(
        rule=rule or effect.name,
        modality=effect.modality,
        positive=effect.positive,
        certainty=effect.certainty,
        phase=effect.phase,
        outcome=effect.outcome,
        governor=governor,
        governed_by=effect.name,
    )


def govern(signature: Signature, governor: Token, above: Judgement, *, past: bool = False) -> Judgement:
    """Return what a governing word makes of its complement, given what is said of the word itself.

    Implicatives pass their own modality down (Nairn, Condoravdi & Karttunen 2006): "may manage to attack" is possible,
    "did not fail to attack" is a fact, "plans to stop shelling" plans the end. Others keep theirs: "may urge talks".
    """
    if above.outcome in THWARTED and signature.holds.modality in INTENDED:
        return above
    effect = signature.negated if not above.positive else signature.past if past and above.plain else signature.holds
    result = from_effect(effect, governor)
    if effect.sign:
        result = replace(result, phase=_phase(effect.phase, above.phase))
    if above.modality in (None, "negated"):
        return result
    if effect.outcome is not None:
        return replace(above, positive=True, modality=_unsettled(signature), governor=above.governor or governor)
    if not effect.sign:
        return result
    return replace(
        above,
        phase=_phase(effect.phase, above.phase),
        outcome=effect.outcome or above.outcome,
        positive=effect.positive,
        governor=above.governor or governor,
    )


def _unsettled(signature: Signature) -> str | None:
    """Return the modality of an act whose fate is open itself: a talk that may be called off is planned still."""
    return signature.negated.modality or "hypothetical"


def _phase(inner: str | None, outer: str | None) -> str | None:
    """Return the phase of an act from those of the word below and above: to end a pause is to resume."""
    return "resumes" if outer == "ends" and inner in ("pauses", "ends") else inner or outer


def merge(outer: Judgement | None, local: Judgement) -> Judgement:
    """Return the judgement of a complement from its governor's reading and from its own clause's.

    Example: "promised that it would not attack" is promised and negative; "said it may attack" is possible.
    """
    if outer is None:
        return local
    if outer.modality is None and outer.positive:
        kept = replace(local, phase=local.phase or outer.phase, outcome=local.outcome or outer.outcome)
        if not local.plain:
            return kept
        return replace(kept, governor=outer.governor, governed_by=outer.governed_by, certainty=outer.certainty,
            rule=outer.governed_by or local.rule)  # fmt: skip
    if local.plain:
        return outer
    if local.modality in (None, "negated"):
        if outer.modality in (None, "negated"):
            return replace(outer, positive=not outer.positive, modality="negated" if outer.positive else None,
                rule="double-negation" if not outer.positive else outer.rule)  # fmt: skip
        return replace(outer, positive=not outer.positive)
    if outer.modality in ("alleged", "believed", "probable", "negated"):
        return replace(local, certainty="uncertain" if outer.modality == "negated" else local.certainty)
    return outer
