"""Measure near-duplicates on scans and edited copies of the overproof articles: python benchmarks/copies.py [--errors].

The articles are read from ../shared at run time and never written. Negatives: every pair of different articles, and
two halves of one article, which share their names and their hand but no sentence.
"""

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from dateline.stories.copies import are_copies
from dateline.stories.rules import load_rules
from dateline.stories.signature import sign_text
from dateline.stories.sketch import Signature, unpack_numbers

SHARED = Path(os.environ.get("DATELINE_SHARED", ROOT.parent / "shared"))
RULES = load_rules().copies
Edit = Callable[[str, random.Random], str]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def cut_end(text: str, rng: random.Random) -> str:
    return text[: int(len(text) * rng.uniform(0.4, 0.7))]


def cut_lede(text: str, rng: random.Random) -> str:
    return " ".join(sentences(text)[1 + (rng.random() < 0.5) :]) or text


def new_lede(text: str, rng: random.Random) -> str:
    lede = "The matter was much talked of in the town yesterday, as our correspondent reports by wire. "
    return lede + cut_lede(text, rng)


def drop_sentences(text: str, rng: random.Random) -> str:
    return " ".join(part for part in sentences(text) if rng.random() > 0.25) or text


def change_words(text: str, rng: random.Random) -> str:
    return re.sub(r"\w+", lambda word: "however" if rng.random() < 0.06 else word[0], text)


def add_credit(text: str, rng: random.Random) -> str:
    return f"BY OUR OWN WIRE. {text} Copyright of this paper; all rights are kept. Page {rng.randrange(9)}."


def misread(text: str, rng: random.Random) -> str:
    wrong = {"e": "c", "l": "1", "o": "0", "n": "u", "h": "b", "i": "l", "a": "o", "t": "f", "r": "i", "m": "rn"}
    return "".join(wrong.get(char, char) if rng.random() < 0.1 else char for char in text)


EDITS: dict[str, Edit] = {
    "end cut": cut_end, "lede cut": cut_lede, "new lede": new_lede, "a quarter of the sentences cut": drop_sentences,
    "6 % of the words changed": change_words, "credit added": add_credit, "10 % of some letters misread": misread,
}  # fmt: skip


def meet(one: Signature | None, other: Signature | None) -> bool:
    if one is None or other is None:
        return False
    return any(a == b for a, b in zip(unpack_numbers(one.bands), unpack_numbers(other.bands), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    path = SHARED / "gold" / "ocr" / "overproof_loc_dev.jsonl"
    articles = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    scans = [sign_text(article["ocr"], RULES) for article in articles]
    clean = [sign_text(article["gold"], RULES) for article in articles]
    rng = random.Random(20261122)
    kinds = {"scan of the clean text": list(zip(scans, clean, strict=True))}
    for name, edit in EDITS.items():
        edited = [sign_text(edit(article["gold"], rng), RULES) for article in articles]
        kinds[f"{name}, against the clean text"] = list(zip(edited, clean, strict=True))
        kinds[f"{name}, against the scan"] = list(zip(edited, scans, strict=True))
    right = total = 0
    for name, pairs in kinds.items():
        found = [meet(*pair) and are_copies(*pair, RULES) for pair in pairs]
        right, total = right + sum(found), total + len(found)
        print(f"{name}: {sum(found)} of {len(found)} (blocks bring together {sum(meet(*pair) for pair in pairs)})")
        if given.errors:
            print("   missed:", [(n, clean[n].letters if clean[n] else 0) for n, hit in enumerate(found) if not hit])
    wrong = [(a, b) for a, b in combinations(range(len(articles)), 2) if are_copies(scans[a], clean[b], RULES)]
    halves = [article["gold"] for article in articles if len(article["gold"]) > 600]
    split = [are_copies(sign_text(t[: len(t) // 2], RULES), sign_text(t[len(t) // 2 :], RULES), RULES) for t in halves]
    false = len(wrong) + sum(split)
    count = len(articles) * (len(articles) - 1) // 2 + len(split)
    print(f"false: {false} of {count}")
    print(f"precision {right / (right + false):.3f}, recall {right / total:.3f} ({total} pairs)")


if __name__ == "__main__":
    main()
