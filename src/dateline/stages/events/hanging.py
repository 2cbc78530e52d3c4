"""Acts that are only asked, planned or supposed in a clause below another coded act: they hang on it."""

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook import Codebook
from dateline.knowledge.status import status_of
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

_OPEN = frozenset({"hypothetical", "planned", "demanded", "offered", "threatened"})
_REFUSED = frozenset({"negated", "denied"})
_CLOSED = frozenset({"ROOT", "relcl", "nsubj", "nsubjpass", "csubj", "poss", "appos", "parataxis", "npadvmod", "dep"})
_STEPS = 8


def hang(reading: Reading, codebook: Codebook, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with what is not told as a fact hung on the act that its clause belongs to.

    Purposes, conditions and the further contents of a demand or refusal are no reports of their own: "Police were
    deployed to *disperse* the crowd"; "will not end the strike until the company *signs*"; "rejected a request to let
    police *question* him". They become what the nearest act above them is about; where that already has an inner act,
    the outermost speech act is about both. Known miss: what hangs on the subject or in a relative clause stays apart.
    """
    open_acts = {c.at for c in candidates if c.outer is None and _is_open(c)}
    if not open_acts or len(candidates) < 2:
        return list(candidates)
    spoken = frozenset(codebook.settings.get("needs_mind", ()))
    at = {token.i: c.at for c in candidates for token in reversed((c.match.token, *c.match.filled))}
    held = {c.at: c for c in candidates}
    more: list[Candidate] = []
    for x in candidates:
        above = _above(reading, x, at) if x.at in open_acts else None
        if above is None or above == x.at:
            continue
        holder, refused = held[above], _status(x) in _REFUSED
        if refused and holder.type not in spoken:
            continue
        if holder.inner is not None:
            holder = _outermost(holder, held)
            if holder.type not in spoken or _reaches(x.at, holder.at, held):
                continue
            more.append(replace(holder, inner=x.at))
        elif _reaches(x.at, holder.at, held):
            continue
        else:
            held[above] = replace(holder, inner=x.at)
        held[x.at] = replace(held[x.at], outer=holder.at)
    kept = [_updated(c, held[c.at]) for c in candidates]
    return sorted([*kept, *more], key=lambda c: (c.at, c.inner if c.inner is not None else -1))


def _updated(one: Candidate, held: Candidate) -> Candidate:
    """Several candidates may share a trigger, one for each inner act: each keeps its own."""
    inner = one.inner if one.inner is not None else held.inner
    changed = inner != one.inner or held.outer != one.outer
    return replace(one, inner=inner, outer=held.outer) if changed else one


def _is_open(candidate: Candidate) -> bool:
    predicate = candidate.predicate
    if predicate is None or (predicate.modality is None and predicate.polarity == "positive"):
        return False
    return _status(candidate) in _OPEN | _REFUSED and not candidate.match.entry.performed


def _status(candidate: Candidate) -> str:
    return status_of(candidate.predicate).status if candidate.predicate is not None else "occurred"


def _above(reading: Reading, candidate: Candidate, at: dict[int, int]) -> int | None:
    """Return the trigger of the nearest coded act above a candidate in its sentence, or None."""
    token: Token = candidate.match.token
    for _ in range(_STEPS):
        head = reading.tree.head(token)
        if head is None or (token.dep in _CLOSED and not _opens_condition(token, head, at)):
            return None
        if token.dep != "conj" and head.i in at and at[head.i] != candidate.at:
            return at[head.i]
        token = head
    return None


def _opens_condition(token: Token, head: Token, at: dict[int, int]) -> bool:
    """Tell whether a noun is the subject of a clause below another, whose own verb is no event: "until talks begin"."""
    return token.dep in ("nsubj", "nsubjpass") and head.dep in ("advcl", "ccomp", "pcomp") and head.i not in at


def _outermost(candidate: Candidate, held: dict[int, Candidate]) -> Candidate:
    for _ in range(_STEPS):
        if candidate.outer is None or candidate.outer not in held:
            return candidate
        candidate = held[candidate.outer]
    return candidate


def _reaches(low: int, high: int, held: dict[int, Candidate]) -> bool:
    """Tell whether one act is already about another, through whatever lies between: nothing is about itself."""
    at: int | None = low
    for _ in range(_STEPS):
        if at is None or at not in held:
            return False
        at = held[at].inner
        if at == high:
            return True
    return True
