"""What people said of stories, taken into the linker's groups: examples, and what holds whatever was said."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dateline.review import Bonds, Decision, StoryDecision, regroup_stories, settle_bonds, standing_stories
from dateline.review.groups import Event

EVENTS = [(name, "e1") for name in "abcdefgh"]


def ev(names: str) -> tuple[Event, ...]:
    return tuple((name, "e1") for name in names)


def said(action: Any, these: str, others: str, *, coder: str = "ada", n: int = 0, **more: int) -> StoryDecision:
    decision = Decision(key=f"k{n}", coder=coder, at=f"2031-03-14T00:00:{n:02}", document=these[:1], action=action)
    return StoryDecision(decision=decision, these=ev(these), others=ev(others), **more)


def alike(one: Sequence[Event], other: Sequence[Event]) -> float:
    """Letters that are near in the alphabet are near."""
    return -min(abs(ord(mine[0]) - ord(theirs[0])) for mine in one for theirs in other)


def regroup(clusters: str, *decisions: StoryDecision) -> str:
    bonds = settle_bonds(decisions)
    groups = regroup_stories([ev(cluster) for cluster in clusters.split()], bonds, alike)
    return " ".join("".join(name for name, _ in group) for group in groups)


def test_without_bonds_nothing_changes() -> None:
    assert regroup("abc d") == "abc d"


def test_what_is_split_is_a_story_of_its_own() -> None:
    assert regroup("abcd e", said("split", "bc", "ad")) == "ad bc e"
    assert regroup("a b c d", said("split", "bc", "ad")) == "a bc d"  # they stay one though the linker parts them
    assert regroup("abc", said("split", "a", "bc"), said("split", "b", "c", n=1)) == "a b c"


def test_what_is_merged_takes_the_rest_of_its_clusters_along() -> None:
    assert regroup("ab cd e", said("merge", "ab", "cd")) == "abcd e"
    assert regroup("abf cd e", said("merge", "ab", "cd")) == "abcdf e"  # f came later, with a and b


def test_a_report_that_came_later_goes_with_the_nearest_piece() -> None:
    assert regroup("abgh", said("split", "a", "g")) == "ab gh"
    assert regroup("adg", said("split", "a", "g")) == "ad g"  # as near to both: the first of equals


def test_the_later_word_counts_and_the_earlier_wants_another_look() -> None:
    split, merge = said("split", "a", "b"), said("merge", "a", "b", coder="bob", n=1)
    assert regroup("ab", split, merge) == "ab"
    (look,) = settle_bonds([split, merge]).looks
    assert (look.decision.coder, look.reason, look.by and look.by.coder) == ("ada", "overruled", "bob")
    assert regroup("ab", merge, split) == "a b"
    assert settle_bonds([split, said("merge", "a", "b", n=1)]).looks == ()  # ada has changed her mind


def test_what_follows_from_later_words_overrules_an_earlier_one() -> None:
    said_so = (said("split", "a", "c"), said("merge", "a", "b", n=1, coder="bob"), said("merge", "b", "c", n=2))
    assert regroup("a b c", *said_so) == "abc"
    assert [look.decision.key for look in settle_bonds(said_so).looks] == ["k0"]


def test_a_pair_out_of_a_group_overrules_only_its_own_pairs() -> None:
    assert regroup("ab cd", said("merge", "ab", "cd"), said("split", "a", "bcd", n=1)) == "a bcd"


def test_what_cannot_be_found_is_listed() -> None:
    looks = settle_bonds([said("split", "", "b", gone=1), said("merge", "a", "b", n=1, changed=1)]).looks
    assert [look.reason for look in looks] == ["gone", "changed"]


def test_a_model_and_what_was_taken_back_say_nothing() -> None:
    made = [said("merge", "a", "b").decision, said("merge", "a", "c", coder="model:x", n=1).decision]
    undo = Decision(key="u", coder="ada", at="2031-03-15", document="a", action="undo", undoes="k0")
    assert standing_stories(made) == made[:1]
    assert standing_stories([*made, undo]) == []
    assert standing_stories([*made, undo], until="2031-03-14T00:00:30") == made[:1]


@st.composite
def partitions(draw: st.DrawFn) -> list[tuple[Event, ...]]:
    homes = draw(st.lists(st.integers(0, 3), min_size=len(EVENTS), max_size=len(EVENTS)))
    clusters = [tuple(event for event, home in zip(EVENTS, homes, strict=True) if home == n) for n in range(4)]
    return [cluster for cluster in clusters if cluster]


@st.composite
def decisions(draw: st.DrawFn) -> list[StoryDecision]:
    made = []
    for n in range(draw(st.integers(0, 6))):
        sides = draw(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=6, unique=True))
        cut = draw(st.integers(1, len(sides) - 1))
        action = draw(st.sampled_from(("split", "merge")))
        coder = draw(st.sampled_from(("ada", "bob")))
        made.append(said(action, "".join(sides[:cut]), "".join(sides[cut:]), n=n, coder=coder))
    return made


@given(partitions(), decisions(), st.randoms())
def test_whatever_is_said_every_event_stays_in_one_story_and_bonds_hold(
    clusters: list[tuple[Event, ...]], made: list[StoryDecision], chance: Any
) -> None:
    bonds = settle_bonds(made)
    groups = regroup_stories(clusters, bonds, alike)
    assert sorted(event for group in groups for event in group) == sorted(EVENTS)
    home = {event: group for group in groups for event in group}
    assert all(home[one] == home[other] for together in bonds.together for one, other in combinations(together, 2))
    assert all(home[one] != home[other] for one, other in bonds.apart)
    shuffled = [tuple(chance.sample(cluster, len(cluster))) for cluster in chance.sample(clusters, len(clusters))]
    assert regroup_stories(shuffled, bonds, alike) == groups
    if made:
        last = made[-1]  # nothing overrules the last word
        across = [home[one] == home[other] for one in last.these for other in last.others]
        assert set(across) == {last.decision.action == "merge"}
        assert last.decision.action == "merge" or len({home[one] for one in last.these}) == 1


@given(partitions(), decisions())
def test_taking_back_restores_what_was(clusters: list[tuple[Event, ...]], made: list[StoryDecision]) -> None:
    before = regroup_stories(clusters, settle_bonds(made[:-1]), alike)
    regroup_stories(clusters, settle_bonds(made), alike)
    assert regroup_stories(clusters, settle_bonds(made[:-1]), alike) == before
    assert regroup_stories(clusters, Bonds(), alike) == tuple(sorted(tuple(sorted(one)) for one in clusters))
