"""One occurrence, one event: mentions of the same act in a document are joined."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from dateline.codebook import Codebook
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.parties import Parties, Party
from dateline.stages.events.reading import Reading

Bond = Literal["headline", "mention"]  # a title and its lede, or a further mention
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "their", "such"})
_WITHIN_SENTENCE = (
    "nsubj",
    "nsubjpass",
    "advcl",
    "acl",
    "pobj",
    "dobj",
    "appos",
    "relcl",
    "conj",
    "xcomp",
    "pcomp",
    "ccomp",
)
_STEPS = 4
_REACH = 12  # sentences back to which "the attack" may point; it also keeps a very long text from costing its square
_LEDE = 3  # sentences of the body in which a report tells what its title told
_OWN_TIME = (None, "clause", "sentence")  # not one carried over from elsewhere, nor the day of publication


def merge(reading: Reading, codebook: Codebook, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return one candidate for each occurrence; ``later`` holds its further mentions.

    Of two modes, one that names the deed (an assassination) wins over one that names the means (a drone).
    """
    deeds = frozenset(codebook.settings.get("deed_modes", ()))
    kept: list[Candidate] = []
    near: dict[str, list[int]] = {}  # by type, the kept ones that a mention here may still join
    for candidate in candidates:
        since = candidate.match.token.sent - _REACH
        indexes = [i for i in near.get(candidate.type, ()) if _last(kept[i]).match.token.sent >= since]
        joined = next(((i, bond) for i in indexes if (bond := _find_bond(reading, kept[i], candidate))), None)
        if joined:
            i, bond = joined
            one, other = kept[i], candidate
            if bond == "headline":  # what the title puts in short, the lede tells with names and sources
                one, other = replace(other, later=one.later), replace(one, later=())
            kept[i] = _join(one, other, deeds)
        else:
            indexes.append(len(kept))
            kept.append(candidate)
        near[candidate.type] = indexes
    return kept


def _last(candidate: Candidate) -> Candidate:
    return max((candidate, *candidate.later), key=lambda mention: mention.at)


def _find_bond(reading: Reading, one: Candidate, other: Candidate) -> Bond | None:
    """Return why two candidates are one occurrence; None where they are two."""
    if one.type != other.type or any(c.outer is not None and not _taken_for_granted(c) for c in (one, other)):
        return None
    if (one.inner is not None and other.inner is not None) or one.at == other.at:
        return None
    if _clash(one.parties.source, other.parties.source):
        return None
    if _headlines(reading, one, other):
        return "headline"
    return "mention" if _mentions_again(reading, one, other) else None


def _mentions_again(reading: Reading, one: Candidate, other: Candidate) -> bool:
    """Tell whether a trigger speaks of an earlier one's act: it governs it, or it is a definite noun for it."""
    if _clash(one.parties.target, other.parties.target) and not _tells_toll(reading, one, other):
        return False
    mentions = (one, *one.later[-_REACH:])
    here = [mention.match.token for mention in mentions if mention.match.token.sent == other.match.token.sent]
    unlike = bool(one.mode and other.mode and one.mode != other.mode)
    if any(_governs(reading, token, other.match.token) for token in here):  # "The attack wounded nine people"
        return not (unlike and other.match.token.dep == "conj")  # "seized power and imposed a curfew"
    return one.match.token.sent != other.match.token.sent and not unlike and _refers_back(reading, one, other)


def _headlines(reading: Reading, one: Candidate, other: Candidate) -> bool:
    """Tell whether the first sentences of a report tell what its title told: "Rebels shell Goma", "… shelled … Goma".

    Both say it in the same word, by the same entry, of parties that do not differ by country.
    """
    title, lede = one.match.token, other.match.token
    if reading.region_of(title) != "title" or reading.region_of(lede) != "body":
        return False
    if any(later.match.token.sent != title.sent for later in one.later):
        return False
    body = next((i for i, region in sorted(reading.region_at.items()) if region.kind == "body"), lede.sent)
    if lede.sent - body >= _LEDE or one.match.entry.id != other.match.entry.id:
        return False
    if title.lemma.lower() != lede.lemma.lower() and not (one.match.noun or other.match.noun):
        return False
    sides = ((p.actor.country for p in c.parties.target if p.actor.country) for c in (one, other))
    countries, others = map(frozenset, sides)
    return not countries or not others or bool(countries & others)


def _tells_toll(reading: Reading, one: Candidate, other: Candidate) -> bool:
    """Tell whether one act is told as what another cost: "attacked a convoy, killing nurses", "a raid that killed"."""
    low, high = other.match.token, one.match.token
    told_so = (low.dep == "advcl" and low.tag == "VBG") or (low.dep == "relcl" and one.match.noun)
    return one.type == other.type == "ASSAULT" and told_so and low.head == high.i


def _clash(ones: tuple[Party, ...], others: tuple[Party, ...]) -> bool:
    """Tell whether two sets of parties, both known, have nobody in common and name different countries or roles."""
    if not ones or not others:
        return False
    if {p.actor.id for p in ones} & {p.actor.id for p in others}:
        return False
    codes, other_codes = ({p.actor.code for p in side if p.actor.code} for side in (ones, others))
    return not codes & other_codes


def _governs(reading: Reading, one: Token, other: Token) -> bool:
    """Tell whether one trigger stands in the clause of the other: "were killed in a raid"."""
    for low, high in ((one, other), (other, one)):
        token = low
        for _ in range(_STEPS):
            head = reading.tree.head(token)
            if head is None or token.dep not in (
                *_WITHIN_SENTENCE,
                "prep",
                "agent",
                "compound",
                "amod",
                "nmod",
                "poss",
            ):
                break
            if token.dep in ("ccomp",) and head.i != high.i:
                break
            if head.i == high.i:
                return token.dep != "conj" or not reading.tree.children(low, "nsubj", "nsubjpass")
            token = head
    return False


def _taken_for_granted(inner: Candidate) -> bool:
    """Tell whether a speech act speaks of a known act: "Brussels condemned the arrest", "rebels denied the raid"."""
    predicate = inner.predicate
    return predicate is not None and (predicate.modality == "denied" or (predicate.rule or "").startswith("presup"))


def _noun_of(reading: Reading, candidate: Candidate) -> Token | None:
    """The event noun of a mention: the trigger, or what a light verb carries ("the raid was carried out by …")."""
    match = candidate.match
    carried = [t for t in match.filled if not match.noun and t.pos == "NOUN" and t.i in reading.predicate_at]
    return match.token if match.noun else carried[0] if carried else None


def _refers_back(reading: Reading, one: Candidate, other: Candidate) -> bool:
    """Tell whether a later mention is a definite noun for the earlier event: "the attack", "Thursday's bombing"."""
    if other.predicate is not None and other.predicate.modality == "denied" and not other.settled:
        return one.predicate is None or one.predicate.modality != "denied"  # "The rebels denied shelling the town."
    token = _noun_of(reading, other)
    if token is None:
        return False
    deps = ("det", "poss") if token.i == other.match.token.i else ("det",)  # "stopped its strikes" points at no truce
    definite = any(c.lower in _DEFINITE for c in reading.tree.children(token, *deps))
    dated = any(c.ent in ("DATE", "TIME") for c in reading.tree.children(token, "poss", "compound", "nmod"))
    if not (definite or dated):
        return False
    return not _apart(reading, one, other)


def _apart(reading: Reading, one: Candidate, other: Candidate) -> bool:
    """Tell whether two mentions are dated to days of which neither span holds a day of the other."""
    own = [c.predicate for c in (one, other) if c.predicate is not None and c.predicate.when_from in _OWN_TIME]
    times = [reading.times.get(predicate.when or "") for predicate in own]
    spans = [(time.start, time.end) for time in times if time is not None]
    if len(spans) < 2 or spans[0] == spans[1]:
        return False
    (start, end), (other_start, other_end) = spans
    if start is None or end is None or other_start is None or other_end is None:
        return True
    return end < other_start or other_end < start


def _join(one: Candidate, other: Candidate, deeds: frozenset[str]) -> Candidate:
    mode = one.mode or other.mode
    if other.mode in deeds and one.mode not in deeds:
        mode = other.mode
    cameo = (
        other.cameo
        if (other.mode and not one.mode) or (len(other.cameo or "") > len(one.cameo or "") and mode == other.mode)
        else one.cameo
    )
    met = {party.actor.id for party in one.parties.target}
    short = other.at < one.at  # of a title: its "leader" is one whom the lede names
    harmed = tuple(party for party in other.parties.target if met and party.actor.id not in met and not short)
    source = one.parties.source or other.parties.source
    doing = {party.actor.id for party in source}  # "the truce between X and Y holds": both are on one side
    parties = Parties(
        source=source,
        target=tuple(p for p in one.parties.target or other.parties.target if p.actor.id not in doing),
        victim=(*one.parties.victim, *other.parties.victim, *harmed),
        mediator=one.parties.mediator or other.parties.mediator,
        instrument=one.parties.instrument or other.parties.instrument,
        source_seen=one.parties.source_seen or other.parties.source_seen,
        target_seen=one.parties.target_seen or other.parties.target_seen,
    )
    return replace(
        one, mode=mode, cameo=cameo, parties=parties, later=(*one.later, replace(other, later=()), *other.later),
        contexts=tuple(sorted({*one.contexts, *other.contexts})),
        inner=one.inner if one.inner is not None else other.inner, outcome=one.outcome or other.outcome,
    )  # fmt: skip
