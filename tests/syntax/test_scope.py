import pytest

from dateline.syntax import Tree
from dateline.syntax.scope import negates_noun, read_clause


def clause_of(run_until, text, word):
    tree = Tree(run_until("parse", text))
    return read_clause(tree, next(token for token in tree.tokens if token.text == word))


@pytest.mark.parametrize(
    ("text", "word", "tense", "aspect"),
    [
        ("Rebels shelled the town.", "shelled", "past", None),
        ("Rebels shell the town every night.", "shell", "present", None),
        ("Rebels are shelling the town.", "shelling", "present", "progressive"),
        ("Rebels have shelled the town.", "shelled", "present", "perfect"),
        ("Rebels have been shelling the town.", "shelling", "present", "perfect-progressive"),
        ("Rebels had shelled the town before dawn.", "shelled", "past", "perfect"),
        ("Rebels will shell the town.", "shell", "future", None),
        ("Rebels might shell the town.", "shell", None, None),
        ("Rebels want to shell the town.", "shell", None, None),
        ("The mayor was dead.", "dead", "past", None),
    ],
)
def test_tense_and_aspect(run_until, text, word, tense, aspect):
    clause = clause_of(run_until, text, word)
    assert (clause.tense, clause.aspect) == (tense, aspect)


@pytest.mark.parametrize(
    ("text", "word", "negation"),
    [
        ("The army did not attack the town.", "attack", "not"),
        ("The army never attacked the town.", "attacked", "never"),
        ("No soldier attacked the town.", "attacked", "No"),
        ("Nobody attacked the town.", "attacked", "Nobody"),
        ("The army attacked nobody.", "attacked", "nobody"),
        ("The army no longer attacks the town.", "attacks", "no"),
        ("The rebels will not meet or talk.", "talk", "not"),
        ("The bombs neither hit the bridge nor damaged the road.", "damaged", "nor"),
        ("The army did not only attack the town.", "attack", None),
        ("The army did not attack the town until Friday.", "attack", None),
        ("The army did not attack the town and left.", "left", None),
        ("The army attacked the town.", "attacked", None),
    ],
)
def test_negation_and_its_scope(run_until, text, word, negation):
    found = clause_of(run_until, text, word).negation
    assert (found.text if found else None) == negation


@pytest.mark.parametrize(
    ("text", "word", "mood"),
    [
        ("Did the army attack the town?", "attack", "polar"),
        ("Why did the army attack the town?", "attack", "wh"),
        ("Stop the war now!", "Stop", "imperative"),
        ("Please leave the building.", "leave", "imperative"),
        ("The army attacked the town.", "attacked", None),
        ('"Did they attack?" the mayor asked on Monday.', "asked", None),
    ],
)
def test_mood(run_until, text, word, mood):
    clause = clause_of(run_until, text, word)
    assert (clause.question or ("imperative" if clause.imperative else None)) == mood


def test_auxiliaries_are_shared_by_coordinated_verbs(run_until):
    text = "The leaders will meet in Geneva and sign a treaty."
    assert clause_of(run_until, text, "sign").tense == "future"
    assert clause_of(run_until, "The mayor was shot and wounded.", "wounded").passive


def test_a_noun_is_negated_by_its_determiner_only(run_until):
    tree = Tree(run_until("parse", "No attack was reported, no doubt."))
    noun = {token.text: token for token in tree.tokens}
    assert negates_noun(tree, noun["attack"]) is not None
    assert negates_noun(tree, noun["doubt"]) is None
