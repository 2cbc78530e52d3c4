"""Fit the weights of confidence to the calibration passages, and write them as data; no gold file is read.

    PYTHONPATH=src python benchmarks/calibrate.py            # report: ten-fold, by passage
    PYTHONPATH=src python benchmarks/calibrate.py --write    # and write knowledge/data/confidence.yaml

A coding is right when its passage confirms its type and whether it took place (passages.judge_codings). The model is a
logistic regression with a ridge penalty, solved by Newton's method from zero: the same passages give the same weights.
"""

import argparse
import math
from pathlib import Path

import confidence as bins
from passages import FOLDER, judge_codings, read_passages

OUT = Path(__file__).parent.parent / "src" / "dateline" / "knowledge" / "data" / "confidence.yaml"
RIDGE, RIDGE_TYPE, STEPS, FOLDS = 1.0, 4.0, 30, 10
HEAD = """\
# version: {version}
# licence: CC0-1.0
# source: fitted by benchmarks/calibrate.py to the {passages} passages of benchmarks/data/calibration ({codings}
#   codings, {right} right); do not edit by hand. What each feature means: stages/events/confidence.py.
#
# The share of codings whose type a person would confirm is 1 / (1 + exp(-(intercept + sum of weight x feature))).
"""


def coded(passages):
    """Return (passage index, features, right) for every coding of the passages."""
    from dateline.codebook import Index, load_codebook
    from dateline.model import Metadata, make_document
    from dateline.pipeline import Pipeline, default_stages
    from dateline.stages.events.confidence import read_features
    from dateline.stages.events.reading import Reading
    from dateline.stages.events.stage import find_candidates
    from dateline.stages.events.standing import judge

    stages = default_stages()
    upto = [stage.name for stage in stages].index("events") + 1
    docs = [make_document(p.text, id=p.id, source=p.id, raw_kind="text", meta=Metadata()) for p in passages]
    index = Index(load_codebook(None))
    rows = []
    for n, (passage, doc) in enumerate(zip(passages, Pipeline(stages[:upto]).run(docs), strict=True)):
        if not doc.events:
            continue
        reading = Reading(doc)
        for candidate, right in zip(find_candidates(reading, index), judge_codings(passage, doc), strict=True):
            seen = read_features(reading, index.codebook, candidate, judge(reading, candidate))
            features = {name: float(value) for name, value in seen.items() if value}
            rows.append((n, features, right))
    return rows


def fit(rows):
    """Return the intercept and weights of a ridge logistic regression on (features, right)."""
    names = ["", *sorted({name for features, _ in rows for name in features})]
    at = {name: i for i, name in enumerate(names)}
    ridge = [0.0 if not name else RIDGE_TYPE if name.startswith("type.") else RIDGE for name in names]
    data = [([(0, 1.0), *((at[k], v) for k, v in sorted(features.items()))], right) for features, right in rows]
    weights = [0.0] * len(names)
    for _ in range(STEPS):
        gradient = [-penalty * weight for penalty, weight in zip(ridge, weights, strict=True)]
        hessian = [[0.0] * len(names) for _ in names]
        for i, penalty in enumerate(ridge):
            hessian[i][i] = penalty + 1e-9
        for values, right in data:
            p = 1 / (1 + math.exp(-sum(weights[i] * v for i, v in values)))
            for i, v in values:
                gradient[i] += v * (right - p)
                for j, u in values:
                    hessian[i][j] += v * u * p * (1 - p)
        step = solve(hessian, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
    found = {name: round(weights[i], 2) for name, i in at.items() if name}
    return round(weights[0], 2), {name: value for name, value in found.items() if value}


def solve(matrix, vector):
    """Solve a linear system by elimination with row exchange."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    found = [0.0] * n
    for i in reversed(range(n)):
        found[i] = (rows[i][n] - sum(rows[i][j] * found[j] for j in range(i + 1, n))) / rows[i][i]
    return found


def held_out(rows):
    """Return (probability, right) of each coding by a model that has not seen its passage."""
    from dateline.knowledge.confidence_weights import ConfidenceWeights

    judged = []
    for fold in range(FOLDS):
        intercept, weights = fit([(f, r) for n, f, r in rows if n % FOLDS != fold])
        model = ConfidenceWeights(intercept=intercept, weights=weights, hash="")
        judged += [(model.probability(f), r) for n, f, r in rows if n % FOLDS == fold]
    return judged


def page(rows, passages, *, version):
    """Return the data file."""
    intercept, weights = fit([(features, right) for _, features, right in rows])
    head = HEAD.format(
        version=version, passages=len(passages), codings=len(rows), right=sum(right for _, _, right in rows)
    )
    lines = "".join(f"  {name}: {value}\n" for name, value in sorted(weights.items()))
    return f"{head}intercept: {intercept}\nweights:\n{lines}"


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--write", action="store_true", help=f"write {OUT.name}")
    given = args.parse_args()
    passages = read_passages(FOLDER)
    rows = coded(passages)
    judged = held_out(rows)
    print(bins.table(judged))
    pairs = [(p, q) for p, r in judged if r for q, w in judged if not w]
    print(
        f"\nA right coding ranks above a wrong one in {sum((p > q) + (p == q) / 2 for p, q in pairs) / len(pairs):.1%}"
    )
    print(f"Brier score {sum((p - r) ** 2 for p, r in judged) / len(judged):.3f}; "
          f"always the mean: {(m := sum(r for _, r in judged) / len(judged)) * (1 - m):.3f}")  # fmt: skip
    text = page(rows, passages, version=2)
    if given.write:
        OUT.write_text(text, encoding="utf8")
    else:
        print(text)


if __name__ == "__main__":
    main()
