"""What is said of a trigger as a whole, where that is more than what is said of its head word."""

from dataclasses import replace

from dateline.codebook import Codebook, Match
from dateline.model import Predicate
from dateline.stages.events.reading import Reading

_LASTING = frozenset({"begins", "continues", "resumes"})


def find_predicate(reading: Reading, codebook: Codebook, match: Match) -> Predicate | None:
    """Return the predicate at a trigger, with what its other words add.

    "Began a hunger strike" is a strike that begins; an "assassination attempt" is attempted; sanctions that the state
    "ordered" are imposed (the codebook's setting ``enacted`` lists the modes of which that holds).
    """
    predicate = reading.predicate_at.get(match.token.i)
    if predicate is None:
        return None
    if match.noun:
        if predicate.modality is None and match.token.lemma.lower() in codebook.classes.get("ATTEMPT", frozenset()):
            return replace(predicate, modality="attempted")
        if predicate.modality == "demanded" and match.entry.mode in codebook.settings.get("enacted", ()):
            return replace(predicate, modality=None) if _ordered(reading, codebook, predicate) else predicate
        return predicate
    if predicate.phase is None and predicate.modality is None:
        for token in match.filled:
            inner = reading.predicate_at.get(token.i)
            if inner is not None and inner.phase in _LASTING and inner.governor == predicate.span:
                return replace(predicate, phase=inner.phase)
    return predicate


def _ordered(reading: Reading, codebook: Codebook, predicate: Predicate) -> bool:
    governors = reading.tree.at(predicate.governor) if predicate.governor is not None else ()
    return any(token.lemma.lower() in codebook.classes.get("ENACTING", frozenset()) for token in governors)
