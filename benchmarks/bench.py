"""What the path costs beside the bare parser, and what it scores: writes benchmarks/RESULTS.md.

    make bench                                   # both
    python benchmarks/bench.py --only speed
    python benchmarks/bench.py --only gold

Speed: one process, one BLAS thread, the same model, components, batch size and text for both. The bare parser is what
the parse stage calls (its segments, its batch), without our tokens and without any other stage. The two take turns,
several times, and the best of each counts: a busy machine slows both, and the best is what the code can do.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import confidence
import gold

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
MARKS = ("<!-- {} -->", "<!-- /{} -->")
ROUNDS = 3
DOCUMENTS = 80
TASKS = {  # gold folder or file -> tasks of score.py
    "events/gsr_dev": ["events"],
    "events/petr_unit_cameo": ["events"],
    "events/petr2_gsr_validation": ["events"],
    "events/plv_dev": ["event-types"],
    "events/case2021_dev": ["event-types"],
    "events/glocon_dev": ["protest"],
    "attribution": ["attribution"],
    "times/gum_news": ["times"],
    "times/wikinews_timeline_dev": ["event-dates"],
    "factuality": ["factuality"],
    "places/event_location_dev": ["event-places"],
    "places": ["places"],
    "entities": ["entities"],
    "loaded": ["loaded"],
    "ocr": ["ocr"],
}


def news():
    """The texts that are timed: gold news where it is there (read, never shipped), else our own examples."""
    files = ["factuality/meantime_dev.jsonl", "attribution/polnear_dev.jsonl", "times/gum_news.jsonl"]
    found = [gold.GOLD / name for name in files if (gold.GOLD / name).exists()]
    if found:
        docs = list(chain.from_iterable(gold.read_documents(path) for path in found))
        docs = [doc for doc in docs if len(doc.raw) > 1000]
        return docs[:: max(1, len(docs) // DOCUMENTS)][:DOCUMENTS], ", ".join(path.stem for path in found)
    from dateline.model import make_document

    text = (ROOT / "examples" / "scan.txt").read_text(encoding="utf8")
    return [make_document(text, id=str(n)) for n in range(DOCUMENTS)], "examples/scan.txt, repeated"


def measure_speed():
    """Time the bare parser and the path in turns, in this one process."""
    import spacy

    from dateline.pipeline import Pipeline, default_stages
    from dateline.stages.gate import find_segments
    from dateline.stages.parse.stage import BATCH, find_model

    docs, what = news()
    stages = default_stages()
    front = Pipeline(stages[: [s.name for s in stages].index("parse")])
    laid_out = list(front.run(docs))
    name, _ = find_model(None)
    nlp = spacy.load(name)  # as it comes, without what the parse stage puts in the place of its slower parts
    pipeline = Pipeline(stages)
    texts = [
        [span.of(doc.text) for span in find_segments(doc.text, doc.regions)] for doc in laid_out
    ]  # segmentation is ours: it is not counted as the parser's time

    def bare():
        tokens = 0
        for start in range(0, len(texts), pipeline.batch):
            for parse in nlp.pipe(chain.from_iterable(texts[start : start + pipeline.batch]), batch_size=BATCH):
                tokens += len(parse)
        return tokens

    def path():
        return sum(1 for _ in pipeline.run(docs))

    bare(), path()  # warm: lazy loading is not the run
    times = {"bare": [], "path": []}
    for _ in range(ROUNDS):
        for key, run in (("bare", bare), ("path", path)):
            start = time.process_time()
            result = run()
            times[key].append(time.process_time() - start)
            if key == "bare":
                tokens = result
    return {
        "text": what,
        "documents": len(docs),
        "tokens": tokens,
        "model": f"{name} {nlp.meta['version']}",
        "batch": f"{pipeline.batch} documents, {BATCH} segments",
        "bare_s": min(times["bare"]),
        "path_s": min(times["path"]),
        "ratio": min(times["path"]) / min(times["bare"]),
        "docs_per_s": len(docs) / min(times["path"]),
        "tokens_per_s": tokens / min(times["path"]),
        "stages": stage_times(stages, docs, tokens),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def stage_times(stages, docs, tokens):
    """Microseconds a token of each stage, in one more run."""
    spent = {}
    for stage in stages:
        start = time.process_time()
        docs = list(stage.apply(docs))
        spent[stage.name] = (time.process_time() - start) / tokens * 1e6
    return spent


def help_time():
    """CPU seconds of `dateline --help`, the best of five: what a user waits on a machine that does nothing else."""
    best = 9.0
    for _ in range(5):
        before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        subprocess.run([sys.executable, "-m", "dateline", "--help"], capture_output=True, check=True)
        best = min(best, sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before)
    return best


def speed_section():
    # in a process of its own, so that peak memory is that of the path
    done = subprocess.run([sys.executable, __file__, "--measure"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    r = json.loads(done.stdout)
    rows = [
        ("path / bare parser", f"**{r['ratio']:.2f}** (at most 1.5)"),
        ("bare parser", f"{r['bare_s']:.1f} s"),
        ("whole path", f"{r['path_s']:.1f} s"),
        ("documents a second", f"{r['docs_per_s']:.1f}"),
        ("tokens a second", f"{r['tokens_per_s']:,.0f}"),
        ("peak memory", f"{r['peak_mb']:,.0f} MB"),
        ("`dateline --help`", f"{help_time():.2f} s (at most 0.5)"),
    ]
    table = ["| What | Measured |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    per_stage = ["| Stage | µs a token |", "|---|---|", *(f"| {n} | {v:.0f} |" for n, v in r["stages"].items())]
    note = (
        f"{r['documents']} documents, {r['tokens']:,} tokens ({r['text']}); {r['model']}; batches of {r['batch']}; one "
        f"process, one BLAS thread; CPU time, best of {ROUNDS} turns; Python {platform.python_version()}."
    )
    return "\n".join([stamp("make bench"), note, "", *table, "", *per_stage])


def gold_section():
    """Score every gold file that is there; a file that cannot be scored says why."""
    if not gold.GOLD.is_dir():
        return f"{gold.GOLD} is not here: nothing was scored."
    from dateline.pipeline import default_stages

    stages = default_stages()  # once: a codebook with faults ends the run here, and an edit meanwhile changes nothing
    lines = [stamp("make bench"), "", "| Gold file | Task | Figures |", "|---|---|---|"]
    judged = []
    for path in sorted(gold.GOLD.glob("*/*.jsonl")):
        name = str(path.relative_to(gold.GOLD).with_suffix(""))
        for task in TASKS.get(name, TASKS.get(path.parent.name, [])):
            print(f"{name}: {task}", file=sys.stderr, flush=True)
            records, scored = figures(task, path, stages)
            lines.append(f"| {name} | {task} | {scored} |")
            if name in confidence.FILES:
                judged += confidence.judged(path, records)
    if judged:
        lines += [
            "",
            "Confidence against the types of " + ", ".join(confidence.FILES) + ":",
            "",
            confidence.table(judged),
        ]
    return "\n".join(lines)


def figures(task, path, stages):
    """Return the records of a gold file and its figures in one line, or why there are none."""
    from dateline.contract.record import as_record

    try:
        records = [as_record(doc) for doc in gold.coded_documents(path, stages=stages)]
        scored = gold.score(task, path.relative_to(gold.GOLD), records)
    except (SystemExit, Exception) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        return [], f"not scored: {reason[-1][:120]}"
    return records, ", ".join(f"{key} {value}" for key, value in _flat(scored))


def stamp(command):
    """What was run, when, and on which state of the code."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    dirty = subprocess.run(
        ["git", "status", "--porcelain", "-uno", "--", ".", ":!benchmarks/RESULTS.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    state = f"commit {commit}{' with uncommitted changes' if dirty.strip() else ''}" if commit else "no git checkout"
    return f"`{command}`, {time.strftime('%Y-%m-%d')}, {state}."


SKIPPED = ("n_pred", "n_gold", "records", "record_hit", "by type", "auc", "country_acc", "country_e2e", "country_gold")


def _flat(scored, above=""):
    """Yield the figures of a score, F1 alone where precision and recall stand beside it."""
    for key, value in scored.items():
        name = f"{above} {key}".strip()
        if key in SKIPPED or value is None:
            continue
        if isinstance(value, dict):
            if "F1" in value:
                yield f"{name} F1", _short(value["F1"])
            else:
                yield from _flat(value, "" if key == "levels" else name)
        elif key.endswith("PRF"):
            yield f"{key.removesuffix('_PRF')} F1", _short(value[2])
        else:
            yield name, _short(value)


def _short(value):
    if not isinstance(value, float):
        return value
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.4g}"


def write(section, body):
    """Put a section in its place in RESULTS.md; what others wrote there stays."""
    start, end = (mark.format(section) for mark in MARKS)
    text = RESULTS.read_text(encoding="utf8") if RESULTS.exists() else HEAD
    if start not in text:
        text = text.rstrip() + f"\n\n{start}\n{end}\n"
    before, rest = text.split(start, 1)
    after = rest.split(end, 1)[1]
    RESULTS.write_text(f"{before}{start}\n{body}\n{end}{after}", encoding="utf8")


HEAD = """# Measured

`make bench` writes what stands between the marks; the rest is written by hand.

## Speed

<!-- speed -->
<!-- /speed -->

## Gold

Development files of `../shared/gold`, scored by its `score.py`, with the codebook and the lexicons of this commit. None
of their sentences are in this repository.

<!-- gold -->
<!-- /gold -->
"""


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--only", choices=["speed", "gold"])
    args.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = args.parse_args()
    if given.measure:
        print(json.dumps(measure_speed()))
        return
    if given.only != "gold":
        write("speed", speed_section())
    if given.only != "speed":
        write("gold", gold_section())
    print(RESULTS.relative_to(ROOT))


if __name__ == "__main__":
    main()
