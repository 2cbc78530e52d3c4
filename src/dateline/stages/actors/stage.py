from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dateline.knowledge.agents import Agents, load_agents
from dateline.knowledge.cue_lexicon import CueLexicon, load_cue_lexicon
from dateline.knowledge.registry import Registry, load_registry
from dateline.model import Actor, ActorMention, Document, Note
from dateline.stage import Stage
from dateline.stages.actors.aliases import find_aliases
from dateline.stages.actors.coreference import find_pronouns, link_definites, link_pairs
from dateline.stages.actors.finding import Finding
from dateline.stages.actors.inheritance import inherit_countries
from dateline.stages.actors.linking import Party, gather, join_appositions, without_overlaps
from dateline.stages.actors.names import find_regions, find_registry_names
from dateline.stages.actors.nominals import find_nominals
from dateline.stages.actors.organisations import find_other_names
from dateline.stages.actors.persons import find_persons
from dateline.stages.actors.possessors import own_people
from dateline.stages.actors.reading import Reading
from dateline.stages.actors.speakers import find_speakers

VERSION = "2"


def actors_stage(extra: tuple[Path, ...] = ()) -> Stage:
    """Build the stage that finds everybody who acts or is acted on, and codes who they are.

    Args:
        extra: the user's own registry files (YAML or CSV, see docs/actors.md); they win over the registry.
    """
    registry, agents, lexicon = load_registry(extra), load_agents(extra), load_cue_lexicon()
    return Stage(
        name="actors",
        version=VERSION,
        reads=frozenset({"text", "header", "regions", "tokens", "sentences", "places"}),
        writes=frozenset({"actors"}),
        resources=f"{registry.key}+{agents.key}+{lexicon.resources}",
        run=lambda doc: code_actors(doc, registry, agents, lexicon),
    )


def code_actors(doc: Document, registry: Registry, agents: Agents, lexicon: CueLexicon) -> Document:
    """Find and code the actors of one document."""
    reading = Reading(doc, registry, agents)
    findings = _find(reading)
    findings, notes = inherit_countries(reading, findings)
    notes += _ambiguities(findings)
    findings = _with_appositions(reading, findings)
    parties = gather(reading, findings)
    parties = _linked(reading, parties)
    for finding, party in list(find_pronouns(reading, parties)):
        party.mentions.append(finding)
    for finding, party in list(find_speakers(reading, parties, lexicon)):
        party.mentions.append(finding)
    own_people(reading, parties)
    for finding, pair in list(link_pairs(reading, parties)):
        parties = [p for p in parties if [(m.first, m.last) for m in p.mentions] != [(finding.first, finding.last)]]
        for party in pair:
            party.mentions.append(finding)
    return replace(doc, actors=_as_actors(reading, parties)).with_notes(notes)


def _find(reading: Reading) -> list[Finding]:
    persons = list(find_persons(reading))
    taken = {i for f in persons for i in range(f.first, f.last)}
    nominals = [f for f in find_nominals(reading) if not taken & set(range(f.first, f.last))]
    taken |= {i for f in nominals for i in range(f.first, f.last)}
    names = list(find_registry_names(reading, taken))
    taken |= {i for f in names for i in range(f.first, f.last)} | set(reading.hit_at)
    others = list(find_other_names(reading, taken))
    taken |= {i for f in others for i in range(f.first, f.last)}
    regions = find_regions(reading, taken - set(reading.hit_at) | {i for f in names for i in range(f.first, f.last)})
    found = without_overlaps([*persons, *nominals, *names, *others, *regions])
    aliases = list(find_aliases(reading, found))
    covered = {(f.first, f.last) for f in aliases}
    heads = {i for f in aliases for i in range(f.first, f.last)}
    rest = [f for f in found if (f.first, f.last) not in covered and not (set(range(f.first, f.last)) <= heads)]
    return without_overlaps([*aliases, *rest])


def _ambiguities(findings: Sequence[Finding]) -> list[Note]:
    return [
        Note(
            field="actors.code",
            code="ambiguous-name",
            reason=f"{f.who.name!r} was taken to be {f.who.entry}; it may also be "
            + ", ".join(other.entry for other in f.others),
        )
        for f in findings
        if f.others
    ]


def _with_appositions(reading: Reading, findings: Sequence[Finding]) -> list[Finding]:
    """Give both halves of an apposition what the better known half says, so that they gather into one actor."""
    found = list(findings)
    for one, two in join_appositions(reading, found):
        name, noun = (one, two) if found[one].form != "nominal" else (two, one)
        who, says = found[name].who, found[noun].who
        if who.entry is None and says.code and who.code is None:
            who = replace(
                who,
                country=says.country,
                role=says.role,
                basis=says.basis,
                status=says.status,
                kind=who.kind if who.kind == "person" else says.kind,
            )
        elif who.role is None and says.role and says.country in (None, who.country):
            who = replace(who, role=says.role)
        found[name] = replace(found[name], who=who)
        found[noun] = replace(found[noun], who=who, noun=None, form="title" if who.kind == "person" else "nominal")
    return found


def _linked(reading: Reading, parties: list[Party]) -> list[Party]:
    gone: set[int] = set()
    for party, earlier in list(link_definites(reading, parties)):
        if id(party) not in gone and id(earlier) not in gone:
            earlier.mentions += party.mentions
            gone.add(id(party))
    return [party for party in parties if id(party) not in gone]


def _as_actors(reading: Reading, parties: Sequence[Party]) -> tuple[Actor, ...]:
    ordered = sorted(parties, key=lambda party: min((m.first, m.last) for m in party.mentions))
    return tuple(
        Actor(
            id=f"a{number}",
            name=party.who.name,
            code=party.who.code,
            country=party.who.country,
            role=party.who.role,
            kind=party.who.kind,
            person_status=party.who.status,
            wikidata=party.who.wikidata,
            basis=party.who.basis,
            alternatives=next((m.others for m in party.mentions if m.others), ()),
            mentions=tuple(
                ActorMention(span=reading.span(m.first, m.last), form=m.form)
                for m in sorted(party.mentions, key=lambda m: (m.first, m.last))
            ),
        )
        for number, party in enumerate(ordered, 1)
    )
