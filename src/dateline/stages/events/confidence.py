"""How sure a coding is, from features that the codebook author and the reader can see."""

from dateline.stages.events.candidate import Candidate
from dateline.stages.events.standing import Standing


def confidence(candidate: Candidate, said: Standing) -> float:
    """Return a value in (0, 1): higher for specific triggers with named parties, lower for bare nouns without any."""
    score = 0.45
    score += 0.1 * min(2, candidate.match.trigger.specificity // 2)
    score += 0.12 * bool(candidate.parties.source) + 0.12 * bool(candidate.parties.target)
    score -= 0.1 * candidate.match.noun
    score += 0.05 * bool(candidate.mode) + 0.05 * bool(candidate.joined)
    score -= 0.05 * (said.status not in ("occurred", "ongoing"))
    return round(min(0.97, max(0.05, score)), 2)
