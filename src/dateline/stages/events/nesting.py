"""Speech acts that carry an event: "agreed to resume attacks", "demanded the withdrawal of troops"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.codebook import Codebook
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading
from dateline.syntax import conjuncts

_DEPTH = 5
_CLOSED = ("relcl", "advcl", "nsubj", "nsubjpass", "poss", "appos", "punct", "npadvmod", "mark")
_AFTER_BREAK = frozenset(
    {"against", "over", "after", "because", "since", "during", "following", "amid", "in", "at", "from"}
)


def nest(reading: Reading, codebook: Codebook, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with each speech act bound to what it is about.

    A speech act about several events becomes one candidate for each: one event per trigger and inner event. What the
    inner clause leaves unsaid is shared: those who agree to attack are the attackers; those who are urged to withdraw
    are to withdraw.
    """
    by_token = {
        t.i: c
        for c in candidates
        for t in (c.match.filled if c.match.token.dep == "relcl" else ())
        if t.pos == "NOUN" and t.i in reading.predicate_at
    }
    by_token |= {candidate.at: candidate for candidate in candidates}  # "the bombing that killed …" is one act
    charging = frozenset(codebook.settings.get("charging", ()))
    found: list[Candidate] = []
    inner: dict[int, Candidate] = {}
    for candidate in candidates:
        within = _inner_triggers(reading, codebook, candidate, by_token) if candidate.match.entry.about else []
        within = [
            i for i in within if i not in inner and by_token[i].inner is None and not _settled(candidate, by_token[i])
        ]
        for i in within:
            inner[i] = _shared(candidate, by_token[i], charged=candidate.mode in charging)
        found += [replace(_addressed(candidate, inner[i]), inner=i) for i in within] or [candidate]
    return [replace(inner[c.at], inner=c.inner) if c.at in inner else c for c in found]


def _settled(outer: Candidate, inner: Candidate) -> bool:
    """Tell whether a speech act that looks ahead takes an act for granted: "vowed to avenge the killing"."""
    predicate = inner.predicate
    presupposed = predicate is not None and predicate.modality is None and (predicate.rule or "").startswith("presup")
    return presupposed and outer.match.entry.inner not in (None, "occurred")


def _inner_triggers(
    reading: Reading, codebook: Codebook, candidate: Candidate, by_token: Mapping[int, Candidate]
) -> list[int]:
    tree, args = reading.tree, candidate.match.args
    starts: list[Token] = []
    for place in candidate.match.entry.about:
        if place == "complement":
            starts += [t for head in args.complements for t in conjuncts(tree, head)]
        elif place == "object":
            starts += args.objects
        elif place == "subject":
            starts += args.subjects
        else:
            starts += args.after(place) or [
                t  # "accused a foreign service of meddling": the phrase may hang on the object
                for obj in args.objects
                for prep in tree.children(obj, "prep")
                if prep.lower == place
                for t in tree.children(prep, "pobj", "pcomp")
            ]
    for token in candidate.match.filled:
        if token.i != candidate.at:
            starts += [token] if token.tag == "VB" else []  # "swore to fight": the parser may call it a purpose
            starts += [t for prep in tree.children(token, "prep") for t in tree.children(prep, "pobj", "pcomp")]
            starts += tree.children(token, "acl", "ccomp", "xcomp")
            if "object" in candidate.match.entry.about and token.dep == "dobj":  # "dismissed a plea to free the crew"
                clauses = tree.children(candidate.match.token, "advcl")
                starts += [
                    c for c in clauses if c.i > token.i and any(x.lower == "to" for x in tree.children(c, "aux"))
                ]
    part = codebook.classes.get("RESPONSIBILITY", frozenset())
    found: dict[int, None] = {}
    for start in starts:
        for branch in conjuncts(tree, start):
            if branch.i != candidate.at:
                found.update(dict.fromkeys(_first_below(reading, branch, candidate.at, by_token, part)))
    return sorted(i for i in found if not _holders(reading, i) & set(found))  # the request, not what is requested


def _holders(reading: Reading, i: int) -> set[int]:
    """The words that hold a word, up to where it is only coordinated with another."""
    token, found = reading.tokens[i], set()
    while token.dep != "conj" and token.head != token.i:
        token = reading.tokens[token.head]
        found.add(token.i)
    return found


def _first_below(
    reading: Reading, branch: Token, outer: int, by_token: Mapping[int, Candidate], part: frozenset[str]
) -> list[int]:
    """Return the triggers nearest to the head of one branch of a complement, with those coordinated with them.

    An adjunct ("in the raid", "after the strike") is no content; a ``part`` in an act is: "accused of a role in it".
    """
    level = [branch]
    for _ in range(_DEPTH):
        hits = [token for token in level if token.i in by_token and token.i != outer]
        if hits:
            both = (each.i for hit in hits for each in conjuncts(reading.tree, hit) if each.i in by_token)
            return [by_token[i].at for i in both if by_token[i].at != outer]
        level = [
            child
            for token in level
            for child in reading.tree.children(token)
            if child.dep not in _CLOSED
            and not (child.dep == "prep" and child.lower in _AFTER_BREAK and token.lemma.lower() not in part)
        ]
    return []


def _addressed(outer: Candidate, inner: Candidate) -> Candidate:
    """Give a speech act that names no target the other party of what it is about.

    Who threatens to break relations with Russia threatens Russia; who demands a withdrawal demands it of those who are
    to withdraw.
    """
    if outer.parties.target or outer.match.entry.frame.name == "one-sided":
        return outer
    ours = {party.actor.id for party in outer.parties.source}
    countries = {party.actor.country for party in outer.parties.source if party.actor.country}
    sides = (inner.parties.target, inner.parties.source)
    for side in reversed(sides) if outer.type in ("REQUEST", "ACCUSE") else sides:
        others = tuple(
            party
            for party in side
            if party.actor.id not in ours and not (party.actor.role is None and party.actor.country in countries)
        )  # "Ugandan officials warned that Uganda would close the border" warns nobody that it names
        if others:
            return replace(outer, parties=replace(outer.parties, target=others, target_seen=True))
    return outer


def _shared(outer: Candidate, inner: Candidate, *, charged: bool) -> Candidate:
    """Give the inner event its status and the parties that it shares with the speech act.

    Who is ``charged`` with a deed, by word or arrest, is its doer.
    """
    ours, theirs = outer.parties, inner.parties
    source = theirs.source
    if inner.type == "ACCUSE" and charged:
        pass  # whoever is arrested is accused, and not the accuser
    elif charged and {party.actor.id for party in source} <= {party.actor.id for party in ours.source}:
        source = ours.target  # "charged two men with kidnapping a judge": the gerund has no subject of its own
    elif not source and not theirs.source_seen:
        doer = ours.target if charged or outer.type in ("REQUEST", "ACCUSE", "REJECT") else ours.source
        taken = {party.actor.id for party in theirs.target}
        source = tuple(party for party in doer if party.actor.id not in taken)
    parties = replace(theirs, source=source, source_seen=theirs.source_seen or bool(source))
    return replace(inner, parties=parties, outer=outer.at, inner_status=outer.match.entry.inner)
