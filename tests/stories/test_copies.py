import json
import random
from pathlib import Path

import datasketch
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.stories.copies import are_copies
from dateline.stories.rules import load_rules
from dateline.stories.signature import fold_letters, sign_text
from dateline.stories.sketch import unpack_numbers

RULES = load_rules().copies
WIRE = (
    "A roadside bomb struck a bus that carried farm workers near the river port on Wednesday and killed four of them. "
    "The driver lost control and the bus came to rest in a canal. Fishermen pulled survivors out with nets and ropes. "
    "The provincial governor visited the clinic in the evening and promised to pay for the funerals. "
    "It was the third attack on that road since the harvest began, and drivers said that they would travel in convoys."
)
OTHER = (
    "The central bank kept its rate at nine per cent on Wednesday, as most of the economists whom the paper asked had "
    "foreseen. Its governor told reporters that prices of bread and oil would decide what comes next. Exporters had "
    "hoped for a cut. The currency hardly moved in the afternoon, and trading in government bonds was thin."
)


def sign(text: str):
    return sign_text(text, RULES)


def scan(text: str, share: float, seed: int = 3) -> str:
    """The text with so many of its letters misread."""
    rng = random.Random(seed)
    wrong = {"e": "c", "l": "1", "o": "0", "n": "u", "h": "b", "i": "l", "a": "o", "t": "f", "r": "i"}
    return "".join(wrong.get(char, char) if rng.random() < share else char for char in text)


@pytest.mark.parametrize(
    "copy",
    [
        WIRE.upper(),
        WIRE.replace(" ", "\n"),
        "An AFP report. " + WIRE,
        WIRE.partition(". ")[2],
        "Four farm workers died when their bus was bombed. " + WIRE.partition(". ")[2],
        WIRE[:230],
        scan(WIRE, 0.08),
    ],
    ids=["case", "line ends", "credit", "cut lede", "new lede", "cut end", "scan"],
)
def test_a_copy_is_found_whatever_the_printer_did_to_it(copy):
    assert are_copies(sign(WIRE), sign(copy), RULES)
    assert are_copies(sign(copy), sign(WIRE), RULES)
    assert set(unpack_numbers(sign(WIRE).bands)) & set(unpack_numbers(sign(copy).bands))


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        OTHER + ' "It was the third attack on that road since the harvest began," drivers said.',
        "Short.",
        "",
        "爆弾" * 40,
    ],
    ids=["another text", "a shared quotation", "too short", "empty", "another script"],
)
def test_what_shares_little_is_no_copy(other):
    assert not are_copies(sign(WIRE), sign(other), RULES)


def test_a_round_up_does_not_make_its_items_copies_of_one_another():
    roundup = OTHER + " " + WIRE + " " + OTHER[::-1]
    assert not are_copies(sign(roundup), sign(WIRE[:150]), RULES)


def test_the_signature_is_the_same_on_every_machine():
    signature = sign(WIRE)
    assert signature.letters == len(fold_letters(WIRE))
    assert (signature.scale, len(signature.sample) // 4) == (2, 176)
    assert signature.bands.hex()[:32] == FIRST_BANDS
    assert signature.sample.hex()[:32] == FIRST_SAMPLE


FIRST_BANDS = "0a360a05bb3f3a03368914011f6cfe00"
FIRST_SAMPLE = "c6641c275ea60c2decdc16fb0c8dfad3"


@settings(deadline=None)
@given(st.floats(min_value=0.0, max_value=1.0))
def test_bands_agree_as_often_as_datasketch_says(share):
    cut = OTHER[: int(len(OTHER) * share)] + WIRE
    one, other = sign(WIRE), sign(cut)
    ours = sum(a == b for a, b in zip(unpack_numbers(one.bands), unpack_numbers(other.bands), strict=True)) / 32
    assert abs(ours - _reference(WIRE, cut)) < 0.35  # 32 rows: four standard deviations


def _reference(one: str, other: str) -> float:
    hashes = []
    for text in (one, other):
        letters = fold_letters(text)
        minhash = datasketch.MinHash(num_perm=256, seed=1)
        minhash.update_batch([letters[i : i + 16].encode() for i in range(len(letters) - 15)])
        hashes.append(minhash)
    return float(hashes[0].jaccard(hashes[1]))


@pytest.mark.shared
def test_scans_and_clean_texts_are_copies_and_different_articles_are_not(shared: Path):
    lines = (shared / "gold" / "ocr" / "overproof_loc_dev.jsonl").read_text(encoding="utf8").splitlines()
    articles = [json.loads(line) for line in lines]
    scans, clean = [sign(a["ocr"]) for a in articles], [sign(a["gold"]) for a in articles]
    found = {(i, j) for i in range(len(scans)) for j in range(len(clean)) if are_copies(scans[i], clean[j], RULES)}
    right = {(i, i) for i in range(len(scans))}
    assert len(found & right) >= 0.95 * len(right)
    assert len(found - right) <= 0.02 * len(right)
