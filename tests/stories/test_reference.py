import json
import random
from dataclasses import replace

import pytest
from making_stories import BASRA, DAY, IRAQ, MOSUL, make_document, make_event, party, toll
from reference_linker import ReferenceLinker

from dateline.stories import DocumentSketch, Linker, link_documents
from dateline.stories.rules import BlockRules, load_rules
from dateline.stories.sketch import DateSketch

ROOMY = load_rules()
CROWDED = replace(ROOMY, blocks=BlockRules(cap=5, window=3, days=4, buckets=10))
WORDS = (
    "market bridge convoy driver river ambulance governor witness funeral border camp harvest rain night road".split()
)


def make_reports(count: int, days: int, seed: int) -> list[DocumentSketch]:
    """Reports of few places and days, so that most compete; with copies, some of them years apart, and undated ones."""
    rng = random.Random(seed)
    cities = [replace(MOSUL, name=f"City {n}", geonameid=100 + n, lat=36.0 + n / 4, admin2=None) for n in range(5)]
    wires = [" ".join(rng.choice(WORDS) for _ in range(60)) for _ in range(count // 8 + 1)]
    return [_make_report(rng, number, days, [*cities, BASRA, IRAQ, None], wires) for number in range(count)]


def _make_report(rng: random.Random, number: int, days: int, places: list, wires: list[str]) -> DocumentSketch:
    published = DAY + rng.randrange(days) - (1000 if rng.random() < 0.02 else 0)
    events = []
    for name in range(rng.choice((0, 1, 1, 1, 2, 11))):
        day = published - rng.randrange(3)
        vague = DateSketch(start=published - 7, end=published, stated=False)
        events.append(
            make_event(
                id=f"e{name + 1}",
                type=rng.choice(("ASSAULT", "COERCE", "PROTEST")),
                place=rng.choice(places),
                status=rng.choice(("occurred", "occurred", "denied", "planned")),
                published=published,
                mode=rng.choice((None, "explosives", "firearms")),
                date=rng.choice((DateSketch(start=day, end=day), DateSketch(start=day, end=day), vague, None)),
                parties=(party(f"Group {rng.randrange(4)}", named=rng.random() < 0.5),),
                tolls=(toll(rng.randrange(1, 9)),) * rng.randrange(3),
                words=tuple(sorted(rng.sample(WORDS, 7))),
            )
        )
    text = rng.choice(wires)[rng.randrange(30) :] if rng.random() < 0.6 else None
    return make_document(
        f"d{rng.randrange(10**6):06d}-{number}", *events, text=text, outlet=rng.choice(("Star", "Post", "Sun", None)),
        published=None if rng.random() < 0.05 else published,
    )  # fmt: skip


def link_by_days(documents: list[DocumentSketch], rules, parts: int):
    """Link as a project does: each time a new linker, which recalls what was found before."""
    memory: dict[str, str] = {}
    known: list[DocumentSketch] = []
    for part in range(parts):
        fresh = documents[part::parts]
        random.Random(part).shuffle(known)
        with Linker(rules=rules) as linker:
            linker.recall(known, ((key, json.loads(found)) for key, found in memory.items()))
            linker.add(fresh)
            linking = linker.link()
            memory |= {key: json.dumps(found) for key, found in linker.remember()}
        known += fresh
    return linking


@pytest.mark.parametrize(("rules", "seed"), [(ROOMY, 1), (CROWDED, 2), (CROWDED, 3)], ids=["roomy", "crowded", "other"])
def test_the_linker_on_disk_gives_what_linking_is_defined_as(rules, seed):
    documents = make_reports(200, 9, seed)
    expected = ReferenceLinker(documents, rules).link()
    assert len(expected.copies) > 5
    assert sum(len(found.members) > 2 for found in expected.occurrences) > 10
    assert link_documents(documents, rules=rules) == expected
    random.Random(seed).shuffle(documents)
    assert link_by_days(documents, rules, 4) == expected


def test_what_does_not_fit_into_memory_gives_the_same(monkeypatch):
    documents = make_reports(150, 6, 4)
    expected = link_documents(documents, rules=CROWDED)
    monkeypatch.setattr("dateline.stories.collection.HELD", 2)
    monkeypatch.setattr("dateline.stories.grouping.MEETS", 3)
    monkeypatch.setattr("dateline.stories.scratch.ROWS", 7)
    monkeypatch.setattr("dateline.stories.linker.TOGETHER", 1)
    assert link_documents(documents, rules=CROWDED) == expected
