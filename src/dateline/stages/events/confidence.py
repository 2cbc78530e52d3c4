"""How sure a coding is, from features that the codebook's author and a reader can see.

The weights are round numbers set by hand, after reading which features go with wrong codings on the development
gold; benchmarks/RESULTS.md has the check in five bins with Wilson intervals. Sealed gold is the test of them.
"""

from dateline.stages.events.candidate import Candidate
from dateline.stages.events.standing import Standing

_TOLD = frozenset({"occurred", "ongoing"})


def confidence(candidate: Candidate, said: Standing) -> float:
    """Return a value between 0 and 1: the share of such codings whose type a person would confirm.

    A named source counts most, then a second mention, a target, what the act is about and a specific trigger; a bare
    noun, an act that is not told as having happened, and recalled history count against.
    """
    score = 0.42
    score += 0.18 * bool(candidate.parties.source) + 0.09 * bool(candidate.parties.target)
    score += 0.04 * min(3, candidate.match.trigger.specificity)
    score += 0.10 * min(2, len(candidate.joined)) + 0.08 * (candidate.inner is not None)
    score -= 0.08 * candidate.match.noun
    score -= 0.30 * (said.status not in _TOLD) + 0.10 * said.background
    return round(min(0.98, max(0.05, score)), 2)
