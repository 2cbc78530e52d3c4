"""The parts of the reader of scanned words: nearest words, confusions, the lattice, and the gate before them."""

from collections import Counter

import pytest

from dateline.knowledge.repair_lexicon import load_confusions, load_dictionary, load_proper_names, load_word_pairs
from dateline.stages.repair.candidates import Explainer, find_near
from dateline.stages.repair.channel import ALIKE, LISTED, Reading, learn, make_channel
from dateline.stages.repair.lattice import Edge, weigh
from dateline.stages.repair.tokens import is_noisy, read_words

CHANNEL = make_channel(load_confusions())
SCANNED = "Tho govornment of tho north sent its army to moet tho peoplo at tho rivor and thoir leaders wero glad of it"


@pytest.mark.parametrize(
    ("form", "word"), [("govornment", "government"), ("arniy", "army"), ("oclock", "o'clock"), ("tlicm", "them")]
)
def test_the_printed_word_is_among_the_nearest(form: str, word: str) -> None:
    assert word in find_near([form])[form]


def test_names_are_looked_for_among_names() -> None:
    assert "memphis" in find_near(["mernphis"], names=True)["mernphis"]
    assert "Memphis" in load_proper_names()
    assert "memphis" not in load_dictionary()


def test_confusions_of_several_letters_are_one_confusion() -> None:
    assert Explainer("arrny", CHANNEL).explain("army", 9.0) == (ALIKE, (("rn", "m"),))
    assert Explainer("tho", CHANNEL).explain("the", 9.0) == (LISTED, (("o", "e"),))
    assert Explainer("tho", CHANNEL).explain("the", 1.0) is None


def test_what_a_document_shows_becomes_cheap() -> None:
    taught = learn(CHANNEL, Counter({("o", "e"): 40}), Counter({"e": 60}))
    assert taught.cost(("o", "e")) < CHANNEL.cost(("o", "e"))


def test_readings_of_a_token_share_one_probability() -> None:
    def read(word: str, cost: float) -> Reading:
        return Reading(words=(word,), shapes=(), cost=cost)

    edges = [
        Edge(0, 1, read("the", 0.0), True),
        Edge(1, 1, read("arc", 0.0), True),
        Edge(1, 1, read("army", 2.0), False),
        Edge(1, 2, read("arcade", 2.0), False),
        Edge(2, 1, read("left", 0.0), True),
    ]
    shares = weigh(edges, 3, load_word_pairs())
    assert sum(shares[1:4]) == pytest.approx(1.0, abs=1e-6)
    assert shares[0] == pytest.approx(1.0, abs=1e-6)
    assert shares[4] == pytest.approx(1.0 - shares[3], abs=1e-6)


def test_a_bad_scan_is_told_from_a_report_full_of_local_words() -> None:
    assert is_noisy(SCANNED)
    assert not is_noisy(
        "The wali met omdas and nazirs at the hakura on Sunday, and they asked him to open the suq before the kharif, "
        "when the hafirs are full and the herders come back from the murhal with their goats and camels to the town."
    )
    assert not is_noisy("")


def test_a_word_with_a_stray_mark_in_it_is_one_word() -> None:
    assert [word.form for word in read_words("pre.ented men said,it was so.")][:2] == ["pre.ented", "men"]
