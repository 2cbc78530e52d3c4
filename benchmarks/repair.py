"""The two figures that repair is held to: sentences of clean text that are edited, and edits of a scan that are right.

python benchmarks/repair.py clean              # sentences of clean gold text with any edit; µs a token
python benchmarks/repair.py scan               # errors, edits by rule that come nearer to the gold text, seconds
python benchmarks/repair.py sample --out FILE  # 200 edits without their rules, for a second reader to judge
python benchmarks/repair.py judged FILE        # share right of a judged sample (each row with "right": true|false)
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from pathlib import Path

from gold import GOLD, read_documents

CLEAN = ("attribution/polnear_dev.jsonl", "places/geovirus_dev.jsonl")
SCAN = "ocr/overproof_loc_dev.jsonl"
UNWRAPPING = {"line.wrapped", "line.paragraph", "line.trailing"}
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+[\"'”’)]*|\n|$)")


def repaired(path):
    from dateline.stages.repair import repair_stage

    stage = repair_stage()
    docs = read_documents(GOLD / path)
    stage.run(docs[0])
    start = time.process_time()
    done = [stage.run(doc) for doc in docs]
    return done, time.process_time() - start


def report_clean():
    for path in CLEAN:
        docs, seconds = repaired(path)
        sentences = edited = 0
        shown = []
        for doc in docs:
            spans = [m.span() for m in SENTENCE.finditer(doc.raw) if m.group().strip()]
            hit = {
                i for edit in doc.edits for i, (start, end) in enumerate(spans) if start <= edit.raw_span.start < end
            }
            sentences += len(spans)
            edited += len(hit)
            shown += [(edit.rule, edit.was, edit.now) for edit in doc.edits]
        tokens = sum(len(doc.raw.split()) for doc in docs)
        print(f"{path}: {sentences} sentences, {edited} edited, {100 - 100 * edited / sentences:.2f} % untouched")
        print(f"  {seconds / tokens * 1e6:.1f} µs a token; edits by rule: {dict(Counter(rule for rule, *_ in shown))}")
        for rule, was, now in [e for e in shown if e[0] not in UNWRAPPING][:20]:
            print(f"  {rule}: {was!r} -> {now!r}")


def report_scan():
    from rapidfuzz.distance import Levenshtein

    gold = {row["id"]: " ".join(row["gold"].split()) for row in map(json.loads, (GOLD / SCAN).open(encoding="utf8"))}
    docs, seconds = repaired(SCAN)
    nearer, same, farther = Counter(), Counter(), Counter()
    for doc in docs:
        right = gold[doc.id]
        now = Levenshtein.distance(" ".join(doc.text.split()), right)
        for edit in doc.edits:
            if set(edit.rule.split("+")) <= UNWRAPPING:
                continue
            without = doc.text[: edit.span.start] + edit.was + doc.text[edit.span.end :]
            gain = Levenshtein.distance(" ".join(without.split()), right) - now
            (nearer if gain > 0 else farther if gain < 0 else same)[edit.rule] += 1
    for rule in sorted(nearer + same + farther):
        print(f"{rule:40} nearer {nearer[rule]:5} same {same[rule]:4} farther {farther[rule]:4}")
    for name, text_of in (("raw", lambda d: d.raw), ("repaired", lambda d: d.text)):
        pairs = [(" ".join(text_of(doc).split()), gold[doc.id]) for doc in docs]
        chars = sum(Levenshtein.distance(a, b) for a, b in pairs) / sum(len(b) for _, b in pairs)
        words = sum(Levenshtein.distance(a.split(), b.split()) for a, b in pairs) / sum(
            len(b.split()) for _, b in pairs
        )
        print(f"{name}: CER {100 * chars:.2f}, WER {100 * words:.2f}")
    tokens = sum(len(doc.raw.split()) for doc in docs)
    print(f"{seconds:.1f} s for {tokens} tokens, {seconds / tokens * 1e3:.2f} ms a token")


def write_sample(out, seed=2211, size=200):
    docs, _ = repaired(SCAN)
    edits = [(doc, edit) for doc in docs for edit in doc.edits if not set(edit.rule.split("+")) <= UNWRAPPING]
    with Path(out).open("w", encoding="utf8") as file:
        for doc, edit in random.Random(seed).sample(edits, size):
            start, end = edit.span
            row = {
                "before": doc.text[max(0, start - 120) : start],
                "was": edit.was,
                "now": edit.now,
                "after": doc.text[end : end + 120],
                "right": None,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def report_judged(path):
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf8").splitlines()]
    judged = [row["right"] for row in rows if row["right"] is not None]
    print(f"{sum(judged)} of {len(judged)} right: {100 * sum(judged) / len(judged):.1f} %")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("task", choices=("clean", "scan", "sample", "judged"))
    args.add_argument("file", nargs="?")
    args.add_argument("--out", default="edits.jsonl")
    given = args.parse_args()
    if given.task == "clean":
        report_clean()
    elif given.task == "scan":
        report_scan()
    elif given.task == "sample":
        write_sample(given.out)
    else:
        report_judged(given.file)


if __name__ == "__main__":
    main()
