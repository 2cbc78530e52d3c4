from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from dateline.knowledge.gazetteer import Entry, Gazetteer, ensure_gazetteer, fold, open_gazetteer
from dateline.knowledge.gazetteer.contexts import Contexts, load_contexts
from dateline.knowledge.gazetteer.curated import kind_precisions
from dateline.model import Disputed, Document, Note, Place, PlaceCandidate, PlaceMention, Token
from dateline.stage import Stage
from dateline.stages.places.context import find_containers, find_home, settle
from dateline.stages.places.judgement import Verdict, is_named_so, judge, look_around
from dateline.stages.places.recognition import find_dateline, find_toponyms
from dateline.stages.places.resolution import Resolved, resolve
from dateline.stages.places.toponym import Toponym
from dateline.syntax import Tree


def places_stage(gazetteer: Gazetteer | None = None) -> Stage:
    """Build the stage that finds and resolves the places a report names.

    Args:
        gazetteer: without one, the gazetteer of the user's cache, built first where it is missing.
    """
    known = gazetteer or open_gazetteer(ensure_gazetteer())
    contexts = load_contexts()
    return Stage(
        name="places",
        version="1",
        reads=frozenset({"text", "header", "regions", "tokens", "sentences", "meta"}),
        writes=frozenset({"places"}),
        run=partial(_run, gazetteer=known, contexts=contexts, precisions=kind_precisions()),
        resources=f"{known.key}-{contexts.key}",
    )


def _run(doc: Document, *, gazetteer: Gazetteer, contexts: Contexts, precisions: Mapping[str, int]) -> Document:
    tree = Tree(doc)
    toponyms = find_places(tree, gazetteer, contexts)
    toponyms, containers = find_containers(tree.text, toponyms, contexts)
    resolved = resolve(toponyms, containers, find_home(doc, contexts))
    places = _gather(tree.text, toponyms, resolved, precisions)
    notes = [
        Note(field=f"places.{p.id}", code="place-unresolved", reason=f'no gazetteer entry fits "{p.name}"')
        for p in places
        if p.lat is None
    ]
    return replace(doc, places=tuple(places)).with_notes(notes)


def find_places(tree: Tree, gazetteer: Gazetteer, contexts: Contexts) -> list[Toponym]:
    """Return the toponyms of a document that are meant as places, in text order."""
    surnames = _surnames(tree.tokens)
    toponyms: list[Toponym] = []
    verdicts: list[Verdict] = []
    for sentence in tree.sentences:
        for toponym in find_toponyms(tree.text, sentence, gazetteer, contexts):
            around = look_around(toponym, sentence)
            verdict = judge(toponym, around, contexts, surnames)
            if verdict:
                toponyms.append(replace(toponym, anchored=True) if is_named_so(around, contexts) else toponym)
                verdicts.append(verdict)
    place = tree.doc.header.dateline_place if tree.doc.header else None
    if place and place.span:
        for toponym in find_dateline(tree.text, place.span, gazetteer):
            at = sum(t.span.start < toponym.span.start for t in toponyms)
            toponyms.insert(at, toponym)
            verdicts.insert(at, Verdict.YES)
    settle(tree.text, toponyms, verdicts, contexts)
    return [toponym for toponym, verdict in zip(toponyms, verdicts, strict=True) if verdict is Verdict.YES]


def _surnames(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the last names of people with a first name: "Michael Jordan" makes a later "Jordan" a person."""
    names = set()
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        inside = token.ent == "PERSON" and not token.ent_start
        ends = following is None or following.ent != "PERSON" or following.ent_start
        if inside and ends:
            names.add(fold(token.text))
    return frozenset(names)


def _gather(
    text: str, toponyms: Sequence[Toponym], resolved: Mapping[int, Resolved], precisions: Mapping[str, int]
) -> list[Place]:
    """Make one place of all mentions of it; ids follow the first mention."""
    groups: dict[object, list[int]] = defaultdict(list)
    for number, toponym in enumerate(toponyms):
        one = resolved.get(number)
        groups[one.entry.id if one and not toponym.site else toponym.key].append(number)
    places = []
    for count, numbers in enumerate(groups.values(), 1):
        mentions = tuple(PlaceMention(span=toponyms[n].span, form=toponyms[n].form) for n in numbers)
        toponym = toponyms[numbers[0]]
        one = resolved.get(numbers[0])
        if one is None:
            places.append(Place(id=f"p{count}", name=mentions[0].span.of(text), mentions=mentions))
            continue
        place = _place(f"p{count}", one, mentions, precisions)
        if toponym.site:  # "Goma Airport" is somewhere about Goma
            name = mentions[0].span.of(text)
            place = replace(place, name=name, kind="facility", geonameid=None, precision=2, basis="containment")
        places.append(place)
    return places


def _place(id: str, resolved: Resolved, mentions: tuple[PlaceMention, ...], precisions: Mapping[str, int]) -> Place:
    entry = resolved.entry
    disputed = Disputed(claimed_by=entry.disputed[0], controlled_by=entry.disputed[1]) if entry.disputed else None
    return Place(
        id=id, name=entry.name, mentions=mentions, geonameid=entry.geonameid, lat=entry.lat, lon=entry.lon,
        country=entry.country, admin1=entry.admin1, admin2=entry.admin2, kind=entry.kind,
        precision=precisions.get(entry.kind), disputed=disputed, candidates=resolved.candidates, basis=resolved.basis,
        alternatives=tuple(_candidate(other) for other in resolved.others),
    )  # fmt: skip


def _candidate(entry: Entry) -> PlaceCandidate:
    return PlaceCandidate(
        name=entry.name, geonameid=entry.geonameid, lat=entry.lat, lon=entry.lon, country=entry.country,
        admin1=entry.admin1, kind=entry.kind,
    )  # fmt: skip
