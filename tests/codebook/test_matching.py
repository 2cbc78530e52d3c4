"""Finding triggers in a parsed text, with a codebook of the user's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.codebook import Index, read_codebook
from dateline.stage import Stage
from dateline.stages.events import events_stage

Make = Callable[..., Path]
HEAD = "type: ASSAULT\ncameo: '190'\nentries:\n"


def _code(path: Path, run_until: Any, text: str) -> Any:
    book, faults = read_codebook(path)
    assert faults == []
    return events_stage(book).run(run_until("predicates", text))


@pytest.mark.parametrize(
    ("rows", "text", "rule"),
    [
        ("verbs: [pelt]", "Youths pelted the bus.", "a"),
        ("verbs: [pelt]", "The bus was pelted by youths.", "a"),
        ("verbs: [pelt]", "The youths, who had pelted the bus, fled.", "a"),
        ("verbs: ['<@CROWD> pelt']", "Youths pelted the bus.", "a"),
        ("verbs: ['<@CROWD> pelt']", "Rain pelted the bus.", None),
        ("verbs: ['pelt <bus|car>']", "Youths pelted the bus.", "a"),
        ("verbs: ['pelt <bus|car>']", "The car was pelted.", "a"),
        ("verbs: ['pelt <bus|car>']", "Youths pelted a tree.", None),
        ("verbs: ['pelt <=place>']", "Rebels pelted Goma with shells.", "a"),
        ("verbs: ['pelt <=place>']", "Rebels pelted a truck with shells.", None),
        ("verbs: ['pelt <-tree>']", "Youths pelted a tree.", None),
        ("verbs: ['rain down on <town>']", "Shells rained down on the town.", "a"),
        ("verbs: ['shoot down']", "Rebels shot down a helicopter.", "a"),
        ("verbs: ['shoot down']", "Rebels shot a goat.", None),
        ("verbs: ['refuse to [leave|move]']", "The crowd refused to leave the square.", "a"),
        ("verbs: ['refuse to [leave|move]']", "The crowd refused to eat.", None),
        ("nouns: [egg attack]", "An egg attack by students shocked the mayor.", "a"),
        ("nouns: [egg attack]", "An attack by students shocked the mayor.", None),
        ("nouns: ['pelting of <mayor>']", "The pelting of the mayor shocked the town.", "a"),
        ("adjectives: [pelted]", "The pelted mayor went home.", "a"),
        ("verbs: [pelt]\n  unless: [snow]", "Children pelted the mayor with snow.", None),
        ("verbs: [pelt]\n  elsewhere: [carnival]", "Youths pelted the bus during the yearly carnival.", None),
        ("verbs: [pelt]\n  needs: [source]", "The bus was pelted.", None),
        ("verbs: [pelt]\n  in_document: [riot]", "Youths pelted the bus.", None),
        ("verbs: [pelt]\n  in_document: [riot]", "A riot broke out. Youths pelted the bus.", "a"),
        ("verbs: [pelt]\n  not_in_document: [carnival]", "It was carnival. Youths pelted the bus.", None),
    ],
)
def test_a_trigger_and_its_conditions(
    make_codebook: Make, run_until: Any, rows: str, text: str, rule: str | None
) -> None:
    path = make_codebook({"ASSAULT/pelt.yaml": f"{HEAD}- id: a\n  {rows}\n  examples: [x]\n"})
    found = [event.rule.split("#")[0] for event in _code(path, run_until, text).events]
    assert found == ([rule] if rule else [])


def test_the_most_specific_trigger_wins(make_codebook: Make, run_until: Any) -> None:
    rows = "- {id: any, verbs: [pelt], examples: [x]}\n- {id: bus, verbs: ['pelt <bus>'], examples: [x]}\n"
    path = make_codebook({"ASSAULT/pelt.yaml": HEAD + rows})
    doc = _code(path, run_until, "Youths pelted the bus and men pelted the mayor.")
    assert [event.rule.split("#")[0] for event in doc.events] == ["bus", "any"]


def test_discarded_phrases_are_no_triggers(make_codebook: Make, run_until: Any) -> None:
    rows = "- {id: a, nouns: [attack], examples: [x]}\n"
    path = make_codebook({"ASSAULT/pelt.yaml": HEAD + rows, "discards.yaml": "phrases: [heart attack]\n"})
    assert _code(path, run_until, "The mayor had a heart attack.").events == ()
    assert len(_code(path, run_until, "The attack wounded the mayor.").events) == 1


def test_refinements_give_what_the_entry_leaves_open(make_codebook: Make, run_until: Any) -> None:
    rows = "- {id: a, verbs: [pelt], examples: [x]}\nrefinements:\n- {mode: beat, words: [stone]}\n"
    path = make_codebook({"ASSAULT/pelt.yaml": HEAD + rows})
    doc = _code(path, run_until, "Youths pelted the bus with stones. Children pelted the mayor with eggs.")
    assert [event.mode for event in doc.events] == ["beat", None]


def test_an_event_of_the_users_own_codebook(make_codebook: Make, run_until: Any) -> None:
    doc = _code(make_codebook(), run_until, "The crowd in Dhaka pelted the police with stones.")
    (event,) = doc.events
    actors = {actor.id: actor.name for actor in doc.actors}
    assert (event.type, event.mode, event.cameo, event.goldstein, event.quad) == ("ASSAULT", "beat", "190", -9.0, 4)
    assert event.rule == "assault.pelt#<@CROWD> pelt"
    assert [actors[p.actor] for p in event.parties("source")] == ["crowd"]
    assert [actors[p.actor] for p in event.parties("target")] == ["police"]


def test_a_stage_knows_its_codebook(make_codebook: Make) -> None:
    book = read_codebook(make_codebook())[0]
    stage: Stage = events_stage(book)
    assert stage.resources.startswith(book.hash)
    assert stage.writes == {"events"}


def test_an_index_finds_every_form_of_a_verb(make_codebook: Make) -> None:
    index = Index(read_codebook(make_codebook())[0])
    assert {"pelt", "pelts", "pelted", "pelting"} <= set(index.verb_forms)
    assert [entry.id for entry, _ in index.candidates("verb", "pelt")] == ["assault.pelt"]
