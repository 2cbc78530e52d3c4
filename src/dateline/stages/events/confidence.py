"""How sure a coding is: what can be seen of it, weighed as on passages of our own whose events are known.

``benchmarks/calibrate.py`` fits the weights (``knowledge/data/confidence.yaml``) to ``benchmarks/data/calibration``; no
gold file has a part in them. benchmarks/RESULTS.md has the check on the development gold.
"""

from collections.abc import Mapping

from dateline.codebook import Codebook
from dateline.knowledge.confidence_weights import load_confidence_weights
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading
from dateline.stages.events.standing import Standing

_TOLD = frozenset({"occurred", "ongoing"})
_SETTING = frozenset({"pobj", "pcomp", "compound", "nmod", "poss", "amod"})
_SPECIFIC, _RIVALS, _MENTIONS, _SIGNS = 4, 3, 2, 3  # more of these says no more


def read_features(reading: Reading, codebook: Codebook, candidate: Candidate, said: Standing) -> Mapping[str, float]:
    """Return what is known of a coding: 1 or 0, or a small count, by name.

    Example: "Rebels shelled Goma" has ``source`` (an actor) and ``source-coded`` (one with a code).
    """
    match, parties = candidate.match, candidate.parties
    token = match.token
    return {
        "source": bool(parties.source),
        "source-coded": any(party.actor.code for party in parties.source),
        "source-seen": parties.source_seen and not parties.source,
        "target": bool(parties.target),
        "target-coded": any(party.actor.code for party in parties.target),
        "specific": min(_SPECIFIC, match.trigger.specificity),
        "bare": not match.trigger.slots and not match.trigger.modifiers,
        "rivals": min(_RIVALS, match.rivals),
        "mentions": min(_MENTIONS, len(candidate.later)),
        "speech": candidate.inner is not None,
        "spoken-of": candidate.outer is not None,
        "noun": match.noun,
        "setting": token.dep in _SETTING,
        "main": token.dep in ("ROOT", "ccomp"),
        "mistagged": not match.noun and token.pos not in ("VERB", "AUX"),
        "attributed": bool(said.claims),
        "background": said.background,
        "untold": said.status not in _TOLD,
        "negated": said.status in ("negated", "denied"),
        "public": reading.is_public,
        "signs": min(_SIGNS, len(reading.vocabulary & codebook.relevance.signs)),
        f"type.{candidate.type}": True,
    }


def confidence(reading: Reading, codebook: Codebook, candidate: Candidate, said: Standing) -> float:
    """Return a value between 0 and 1: the share of such codings whose type a person would confirm."""
    return load_confidence_weights().probability(read_features(reading, codebook, candidate, said))
