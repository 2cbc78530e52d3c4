from dateline.stories.rules import CopyRules
from dateline.stories.sketch import Signature, unpack_numbers


def are_copies(one: Signature | None, other: Signature | None, rules: CopyRules) -> bool:
    """Say whether two texts are one: syndicated, edited, cut, or scanned anew.

    The shorter text's shingles must be in the other, and in most of its parts: a noisy scan loses some everywhere, an
    edited copy all of a few parts, and two reports that share a quotation have it in one part only (containment and
    spread; Broder 1997). A much shorter text is a cut copy only when it is the other's beginning, or a round-up of
    many short reports would make all of them one.

    Known miss: a cut copy of which only the middle was kept; template texts that differ in figures alone are copies.
    """
    if one is None or other is None:
        return False
    if (one.letters, one.sample) > (other.letters, other.sample):
        one, other = other, one
    mine, theirs = _on_one_scale(one, other)
    if not mine or not theirs:
        return False
    where = {shingle: place for place, shingle in reversed(list(enumerate(theirs)))}
    found = [where.get(shingle, -1) for shingle in mine]
    hits = [place for place in found if place >= 0]
    least = rules.containment if one.letters >= rules.short else rules.short_containment
    if len(hits) < least * len(mine):
        return False
    if one.letters < rules.excerpt_ratio * other.letters:
        limit = rules.excerpt_window * len(theirs) * one.letters / other.letters
        hits = [place for place in hits if place <= limit]
        if len(hits) < least * len(mine):
            return False
    return _spread(found, rules) >= rules.spread


def _on_one_scale(one: Signature, other: Signature) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return both samples at the coarser of the two scales: one in 2n shingles is part of one in n."""
    scale = max(one.scale, other.scale)
    return _thin(one, scale), _thin(other, scale)


def _thin(signature: Signature, scale: int) -> tuple[int, ...]:
    sample = unpack_numbers(signature.sample)
    return sample if signature.scale == scale else tuple(shingle for shingle in sample if shingle % scale == 0)


def _spread(found: list[int], rules: CopyRules) -> float:
    """Return the share of parts of a text that are found in the other."""
    parts = min(rules.segments, len(found))
    covered = 0
    for part in range(parts):
        segment = found[part * len(found) // parts : (part + 1) * len(found) // parts]
        covered += sum(place >= 0 for place in segment) >= rules.segment_share * len(segment)
    return covered / parts
