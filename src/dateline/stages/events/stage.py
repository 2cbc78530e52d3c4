from dataclasses import replace
from pathlib import Path

from dateline.codebook import Codebook, Index, Match, load_codebook
from dateline.codebook.schema import QUADS
from dateline.knowledge.confidence_weights import load_confidence_weights
from dateline.knowledge.cue_lexicon import load_cue_lexicon
from dateline.knowledge.number_words import load_number_words
from dateline.knowledge.prepositions import load_prepositions
from dateline.model import Document, Event, EventMention, Note, Participant, Span
from dateline.model.event import ParticipantRole, State
from dateline.stage import Stage
from dateline.stages.events.associates import find_associates
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.confidence import confidence
from dateline.stages.events.counting import count_acts
from dateline.stages.events.deriving import derive
from dateline.stages.events.details import gather
from dateline.stages.events.hanging import hang
from dateline.stages.events.merging import merge
from dateline.stages.events.nesting import nest
from dateline.stages.events.parties import Parties, Party
from dateline.stages.events.party_finder import PartyFinder
from dateline.stages.events.placing import find_locations
from dateline.stages.events.reading import Reading
from dateline.stages.events.refining import refine
from dateline.stages.events.relevance import off_topic
from dateline.stages.events.responsibility import assign
from dateline.stages.events.saying import find_predicate
from dateline.stages.events.standing import judge
from dateline.stages.events.third_parties import find_third_parties
from dateline.stages.events.triggers import find_triggers

_HELP = frozenset({"SUPPORT", "AID", "COOPERATE"})
READS = frozenset(
    {"text", "header", "regions", "sentences", "tokens", "times", "places", "actors", "claims", "predicates"}
)


def events_stage(codebook: str | Path | Codebook | None = None) -> Stage:
    """Build the stage that codes events with a codebook: who did what to whom, and what is said of it.

    Args:
        codebook: a codebook, its name in the package or its folder; PLOVER without one.
    """
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    index = Index(book)
    read = (load_number_words(), load_confidence_weights(), load_prepositions())
    return Stage(
        name="events",
        version="1",
        reads=READS,
        writes=frozenset({"events"}),
        run=lambda doc: code_events(doc, index),
        resources="-".join([book.hash, *(each.hash for each in read), load_cue_lexicon().resources]),
    )


def code_events(doc: Document, index: Index) -> Document:
    """Return the document with its events."""
    reading = Reading(doc)
    note = off_topic(reading, index.codebook)
    if note is not None:
        return replace(doc, events=()).with_notes([note])
    candidates = find_candidates(reading, index)
    events = _events(reading, index.codebook, candidates)
    return replace(doc, events=events).with_notes(_notes(reading, events))


def find_candidates(reading: Reading, index: Index) -> list[Candidate]:
    """Return the occurrences that a document tells of, in the order of their events.

    Triggers are found first, then bound to what they are about, made finer, given their parts and joined.
    """
    finder = PartyFinder(reading, index.codebook)
    read: dict[int, Candidate] = {}

    def complete(match: Match) -> bool:
        candidate = read[match.token.i] = _candidate(reading, index.codebook, finder, match)
        return _complete(candidate, index.codebook)

    candidates = [read[match.token.i] for match in find_triggers(reading, index, complete)]
    candidates = derive(reading, index.codebook, finder, nest(reading, index.codebook, candidates))
    inner = {c.at: c for c in candidates}
    candidates = [refine(reading, index, c, inner.get(c.inner) if c.inner is not None else None) for c in candidates]
    candidates = hang(reading, index.codebook, candidates)
    candidates = merge(reading, index.codebook, assign(reading, index.codebook, finder, candidates))
    candidates = [c for c in candidates if _anchored(reading, c, index.codebook)]
    candidates = _with_company(reading, index.codebook, finder, candidates)
    return sorted(candidates, key=lambda c: (c.at, c.inner if c.inner is not None else -1))


def _with_company(
    reading: Reading, codebook: Codebook, finder: PartyFinder, candidates: list[Candidate]
) -> list[Candidate]:
    """Return the candidates with their associates and third parties.

    The word that says so is no event beside them: "rebels *backed* by Rwanda seized …", "marched in *support* of …".
    """
    by_token = {at: c for c in candidates for at in (c.at, *c.joined)}
    found: list[Candidate] = []
    told: set[int] = set()
    for c in candidates:
        beside = find_associates(reading, codebook, finder, c)
        helpers = {party.actor.id for party in beside.parties}
        arms = tuple(party for party in c.parties.instrument if party.actor.id not in helpers)
        if beside.parties:
            c = replace(c, parties=replace(c.parties, associate=beside.parties, instrument=arms))
        third = find_third_parties(reading, codebook, finder, c, by_token)
        told |= {*beside.told, *third.told} - {c.at}
        found.append(replace(c, parties=replace(c.parties, third_party=third.parties)) if third.parties else c)
    return [c for c in found if c.at not in told or c.type not in _HELP or c.joined or c.inner is not None]


def _candidate(reading: Reading, codebook: Codebook, finder: PartyFinder, match: Match) -> Candidate:
    predicate = find_predicate(reading, codebook, match)
    return Candidate(
        match=match,
        parties=finder.find(match),
        predicate=predicate,
        outcome=match.entry.outcome or (predicate.outcome if predicate is not None else None),
        mode=match.entry.mode,
        cameo=match.entry.cameo,
    )


def _complete(candidate: Candidate, codebook: Codebook) -> bool:
    """Tell whether the parties are there without which the entry, or its type, codes nothing."""
    parties, entry = candidate.parties, candidate.match.entry
    filled = {"source": parties.source, "target": parties.target, "any": parties.source or parties.target}
    if not all(filled[need] for need in entry.needs if need in filled):
        return False
    if entry.type in codebook.settings.get("needs_party", ()) and not filled["any"]:
        return False
    thinking = entry.type in codebook.settings.get("needs_mind", ())
    if thinking and candidate.predicate and candidate.predicate.modality in codebook.settings.get("silent", ()):
        return False
    subject = candidate.match.args.subjects[:1]
    if not subject or parties.source or not thinking:
        return True
    return subject[0].lemma.lower() in codebook.classes.get("SPEAKS", frozenset()) or subject[0].pos == "PROPN"


def _anchored(reading: Reading, c: Candidate, codebook: Codebook) -> bool:
    """Tell whether anything says whose or where an event is that is only the setting of another ("after the arrests").

    It may be a party, a place, another mention, or a speech act about it.
    """
    known = c.parties.source or c.parties.target or c.joined or c.inner is not None or c.outer is not None
    free = c.match.token.dep != "pobj" or c.type not in codebook.settings.get("needs_anchor", ())
    return bool(known or free or find_locations(reading, codebook, c))


def _events(reading: Reading, codebook: Codebook, candidates: list[Candidate]) -> tuple[Event, ...]:
    ids = {id(c): f"e{n}" for n, c in enumerate(candidates, 1)}
    by_token = {at: ids[id(c)] for c in reversed(candidates) for at in (c.at, *c.joined)}
    about: dict[str, str] = {}
    for c in candidates:  # mentions that were joined may close a circle: nothing is about itself
        name, inner = ids[id(c)], by_token.get(c.inner) if c.inner is not None else None
        below = inner
        while below is not None and below != name:
            below = about.get(below)
        if inner is not None and below is None:
            about[name] = inner
    return tuple(_event(reading, codebook, c, ids[id(c)], about.get(ids[id(c)])) for c in candidates)


def _event(reading: Reading, codebook: Codebook, c: Candidate, name: str, about: str | None) -> Event:
    entry = c.match.entry
    said = judge(reading, c)
    details = gather(reading, codebook, c, said.status)
    code = codebook.codes.get(c.cameo or "")
    mentions = _mentions(reading, c)
    return Event(
        id=name,
        sentence=mentions[0].sentence,
        trigger=mentions[0].trigger,
        mentions=mentions,
        type=entry.type,
        mode=c.mode,
        contexts=c.contexts,
        cameo=c.cameo,
        quad=QUADS[entry.type],
        goldstein=entry.goldstein if entry.goldstein is not None else code.goldstein if code else None,
        status=said.status,
        rule=f"{entry.id}#{c.match.trigger.text}",
        background=said.background,
        standing=said.standing,
        positions=said.positions,
        claims=said.claims,
        nature=said.nature,
        phase=said.phase,
        outcome=said.outcome,
        participants=_participants(c.parties, codebook),
        source_state=_state(c.parties.source, seen=c.parties.source_seen),
        target_state=_state(c.parties.target, seen=c.parties.target_seen, one_sided=entry.frame.name == "one-sided"),
        reciprocal=entry.frame.reciprocal,
        about=about,
        where=details.locations[0].place if details.locations else None,
        locations=details.locations,
        date=details.date,
        count=count_acts(reading, c, load_number_words()),
        conflicts=details.conflicts,
        confidence=confidence(reading, codebook, c, said),
    )


def _mentions(reading: Reading, c: Candidate) -> tuple[EventMention, ...]:
    own = EventMention(sentence=c.match.token.sent, trigger=_trigger_span(reading, c.match))
    joined = [reading.tokens[i] for i in c.joined]
    mentions = (own, *(EventMention(sentence=token.sent, trigger=token.span) for token in joined))
    return tuple(sorted(mentions, key=lambda mention: mention.trigger)) if any(i < c.at for i in c.joined) else mentions


def _trigger_span(reading: Reading, match: Match) -> Span:
    """Return the trigger with its modifiers ("air strike")."""
    first = reading.tokens[match.token.i - len(match.trigger.modifiers)]
    return Span(first.start, match.token.end)


def _participants(parties: Parties, codebook: Codebook) -> tuple[Participant, ...]:
    roles: tuple[tuple[ParticipantRole, tuple[Party, ...]], ...] = (
        ("source", parties.source),
        ("target", parties.target),
        ("victim", parties.victim),
        ("associate", parties.associate),
        ("mediator", parties.mediator),
        ("third-party", parties.third_party),
        ("instrument", parties.instrument),
    )
    civilian = codebook.classes.get("CIVILIAN", frozenset())
    shares = codebook.classes.get("SHARE", frozenset())
    return tuple(
        Participant(
            actor=p.actor.id,
            role=role,
            span=p.span,
            alternative=p.alternative,
            certainty=p.certainty,
            part=p.head.lower if p.head.lower in shares else None,
            civilian=True if civilian & {p.head.lemma.lower(), p.actor.name.split()[-1].lower()} else None,
        )
        for role, party in roles
        for p in party
    )


def _state(parties: tuple[Party, ...], *, seen: bool, one_sided: bool = False) -> State:
    if parties:
        named = any(p.actor.code or p.actor.basis != "unresolved" for p in parties)
        return "named" if named else "unidentified"
    if seen:
        return "unidentified"
    return "not-applicable" if one_sided else "unstated"


def _notes(reading: Reading, events: tuple[Event, ...]) -> list[Note]:
    notes = []
    for event in events:
        if event.date is None or event.date.start is None:
            notes.append(_date_note(reading, event))
        if event.where is None:
            notes.append(
                Note(field="events.where", event=event.id, code="place-not-stated",
                     reason="this mention names no place; the dateline and other mentions are not used in its place")
            )  # fmt: skip
    return notes


def _date_note(reading: Reading, event: Event) -> Note:
    """Say why an event has no day: no time governs its mention, or one that the calendar cannot place."""
    tokens = reading.tree.at(event.trigger)
    predicate = reading.predicate_at.get(tokens[-1].i) if tokens else None
    time = reading.times.get(predicate.when) if predicate is not None and predicate.when else None
    if time is not None and time.span is not None and time.start is None and time.end is None:
        told = time.span.of(reading.text)
        return Note(
            field="events.date", event=event.id, code="date-unresolved",
            reason=f"the text says {told!r}, which has no place in the calendar without a date of publication",
        )  # fmt: skip
    return Note(
        field="events.date", event=event.id, code="date-not-stated",
        reason="no time in the text governs this mention; the publication date is not used in its place",
    )  # fmt: skip
