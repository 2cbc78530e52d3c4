"""Actors of news sentences: who is found, with which code, and who is nobody."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.knowledge.agents import load_agents
from dateline.model import Actor, Document
from dateline.stages.actors import actors_stage

PIECES = ["Iraqi resistance groups", "(IRCC)", "said", "he", "the two countries", "Washington", "Hizballah", "attacked",
          "\n", "-", "’s", "of", "and", "President", "Putin", "al-", "(", ")", "U.S.", "troops in", "Chad", ",", "14",
          "better known as", "The", "group", ".", "“", "”", "We", "our", "a source in",
          "leaders of the groups"]  # fmt: skip


def _by_words(doc: Document) -> dict[str, list[Actor]]:
    found: dict[str, list[Actor]] = {}
    for actor in doc.actors or ():
        for mention in actor.mentions:
            found.setdefault(mention.span.of(doc.text or ""), []).append(actor)
    return found


@pytest.mark.cases("in_the_wild", "synthetic", "negative", "known_failures")
def test_actors_of_a_sentence(run_until: Any, case: dict[str, Any]) -> None:
    published = case.get("published")
    doc = run_until("actors", case["text"], published=str(published) if published else None)
    found = _by_words(doc)
    forms = {m.span.of(doc.text): m.form for actor in doc.actors for m in actor.mentions}
    for words, codes in case.get("has", {}).items():
        wanted = codes if isinstance(codes, list) else [codes]
        assert {actor.code for actor in found.get(words, ())} == set(wanted), (words, sorted(found))
    for words in case.get("no", ()):
        assert words not in found
    for group in case.get("same", ()):
        ids = [{actor.id for actor in found.get(words, ())} for words in group]
        assert set.intersection(*ids), (group, sorted(found))
    for group in case.get("same_not", ()):
        ids = [{actor.id for actor in found[words]} for words in group]
        assert not set.intersection(*ids)
    assert {words: found[words][0].kind for words in case.get("kind", {})} == case.get("kind", {})
    assert {words: found[words][0].person_status for words in case.get("status", {})} == case.get("status", {})
    assert {words: forms.get(words) for words in case.get("form", {})} == case.get("form", {})


def test_seed_article_names_its_parties(run_until: Any) -> None:
    path = Path(__file__).parents[2].parent.parent / "shared" / "seed" / "000_90de433609d5e5d5.txt"
    if not path.exists():
        pytest.skip("the seed article is not part of the repository")
    found = _by_words(run_until("actors", path.read_text(encoding="utf8"), published="2024-08-26"))
    codes = {words: actors[0].code for words, actors in found.items()}
    wanted = {
        "Iraqi resistance groups": "IRQREB", "American forces": "USAMIL", "U.S. troops": "USAMIL",
        "Baghdad government": "IRQGOV", "Israel": "ISR", "Zionist regime": "ISR", "US-led coalition": "USA",
        "Iraqi parliament": "IRQLEG", "General Qassem Soleimani": "IRNMIL", "IRCC": "IRQREB",
    }  # fmt: skip
    assert {words: codes.get(words) for words in wanted} == wanted
    units = {found[words][0].id for words in ("Popular Mobilization Units", "PMU", "Hashd al-Sha’abi")}
    assert len(units) == 1
    assert found["Takfiri terrorist group"][0].id == found["Daesh"][0].id
    assert codes["foreign forces"] is None


def test_users_registry_wins(run_until: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    rows = [
        "id,name,kind,country,code",
        "hamas,Hamas,party,PSE,PSEPTY",
        "lions,Lions of Kordofan,armed group,SDN,SDNREB",
    ]
    mine.write_text("\n".join(rows), "utf8")
    doc = run_until("places", "Hamas and the Lions of Kordofan signed the accord.")
    coded = actors_stage((mine,)).run(doc)
    assert {words: actors[0].code for words, actors in _by_words(coded).items()} == {
        "Hamas": "PSEPTY",
        "Lions of Kordofan": "SDNREB",
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map(" ".join))
def test_mentions_stand_in_the_text_and_only_actors_change(run_until: Any, text: str) -> None:
    before = run_until("places", text)
    stage = actors_stage()
    after = stage.run(before)
    assert stage.run(before) == after
    changed = {f.name for f in fields(Document) if getattr(before, f.name) != getattr(after, f.name)}
    assert changed <= {"actors", "notes"}
    assert [actor.id for actor in after.actors] == [f"a{n}" for n in range(1, len(after.actors) + 1)]
    for actor in after.actors:
        assert actor.mentions
        assert actor.code == (f"{actor.country}{actor.role or ''}" if actor.country else None)
        for mention in actor.mentions:
            assert 0 <= mention.span.start < mention.span.end <= len(after.text)
            assert mention.span.of(after.text).strip() == mention.span.of(after.text)


def test_agents_find_the_longest_phrase() -> None:
    found = load_agents().noun_at(["the", "riot", "policemen"], 2)
    assert found is not None
    assert (found[0].noun, found[0].plural, found[1]) == ("riot policeman", True, 2)


def test_users_agents_win(run_until: Any, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "version: '1'\nentries: []\nagents:\n- {role: REB, kind: armed group, people: [night watcher], bodies: []}\n"
    )
    stage = actors_stage((own,))
    assert stage.resources != actors_stage().resources
    doc = stage.run(run_until("places", "Malian night watchers attacked the village of Ansongo."))
    assert _by_words(doc)["Malian night watchers"][0].code == "MLIREB"
    plain = run_until("actors", "Malian night watchers attacked the village of Ansongo.")
    assert "MLIREB" not in {actor.code for actor in plain.actors}
