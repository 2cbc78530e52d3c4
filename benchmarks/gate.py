"""What the gate before the parser costs and saves (parse = events).

    python benchmarks/gate.py loss                     # every gold events file, and three of other news
    python benchmarks/gate.py loss times/gum_news.jsonl
    python benchmarks/gate.py speed                    # path against the bare parser on three mixes of news

Loss: events coded without the gate that have no equal with it, by type, trigger and parties. A paragraph that is kept
has the same tokens either way, so the parse of the whole text is cut down to what the gate keeps, and the later stages
run again. Speed: CPU time of one process with one BLAS thread, the two in turns, the best of three; the articles are
made from sentences of our own (data/mixes.yaml), which is friendlier than the wild: see the share of gold that is kept.
Sentences a second of the peers count the bare parser here and their coder at its measured rate on other sentences.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import random
import re
import sys
import time
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import gold

FILES = ("events/*.jsonl", "attribution/polnear_dev.jsonl", "loaded/babe_dev.jsonl", "times/gum_news.jsonl")
TASKS = {"gsr_dev": "events", "petr_unit_cameo": "events", "petr2_gsr_validation": "events", "plv_dev": "event-types",
         "case2021_dev": "event-types", "glocon_dev": "protest"}  # fmt: skip
MIXES = Path(__file__).parent / "data" / "mixes.yaml"
WORDS = 450  # of an article
ARTICLES = 18
ROUNDS = 3
PEERS = {"PETRARCH2": (255, 1250), "UniversalPetrarch": (77, 205)}  # sentences a second, parses given: shared/peers.md


def measure_loss(names):
    from dateline.contract.record import as_record
    from dateline.pipeline import default_stages
    from dateline.stages.gate import gate_stage

    stages = default_stages(until="events")
    back = stages[[stage.name for stage in stages].index("parse") + 1 :]
    gate = gate_stage(events_only=True)
    files = [gold.GOLD / name for name in names] or [path for name in FILES for path in sorted(gold.GOLD.glob(name))]
    print("| Gold file | characters parsed | hold events | events | lost | altered | new | scores off -> on |")
    print("|---|---|---|---|---|---|---|---|")
    for path in files:
        parsed = gold.parsed_documents(path, stages)
        whole = [_through(back, doc) for doc in parsed]
        some = [_through(back, cut(gate.run(replace(doc, prose=None)))) for doc in parsed]
        print(f"| {path.stem} | {_row(whole, some)} | {_scores(path, [as_record, whole, some])} |", flush=True)


def _through(stages, doc):
    for stage in stages:
        doc = stage.run(doc)
    return doc


def _row(whole, some):
    text = sum(span.end - span.start for doc in whole for span in doc.prose)
    kept = sum(span.end - span.start for doc in some for span in doc.prose)
    full = sum(
        span.end - span.start
        for doc in whole
        for span in doc.prose
        if any(span.start <= event.trigger.start < span.end for event in doc.events)
    )
    events = lost = altered = new = 0
    for one, other in zip(whole, some, strict=True):
        before, after = Counter(map(told(one), one.events)), Counter(map(told(other), other.events))
        found = Counter((type_, at) for type_, at, _ in after.elements())
        gone = before - after
        events += before.total()
        missing = (Counter((type_, at) for type_, at, _ in before.elements()) - found).total()
        lost += missing
        altered += gone.total() - missing
        new += (found - Counter((type_, at) for type_, at, _ in before.elements())).total()
    share = f"{lost} ({100 * lost / max(1, events):.1f} %)"
    return f"{100 * kept / text:.0f} % | {100 * full / text:.0f} % | {events} | {share} | {altered} | {new}"


def told(doc):
    """Return a function that gives an event's type, trigger and parties, by what does not hang on numbering."""
    actors = {actor.id: actor.code or actor.name for actor in doc.actors}
    return lambda event: (
        event.type,
        event.trigger,
        tuple(sorted((p.role, p.span, actors.get(p.actor, "")) for p in event.participants)),
    )


def _scores(path, given):
    as_record, whole, some = given
    task = TASKS.get(path.stem)
    if task is None:
        return "no events in it to score"
    found = [gold.score(task, path.relative_to(gold.GOLD), [as_record(doc) for doc in docs]) for docs in (whole, some)]
    pairs = zip(_figures(found[0]), _figures(found[1]), strict=True)
    return ", ".join(f"{name} {a:.3f} -> {b:.3f}" for (name, a), (_, b) in pairs)


def _figures(scored, above=""):
    for key, value in scored.items():
        if isinstance(value, dict):
            if isinstance(value.get("F1"), float):
                yield f"{above}{key}", value["F1"]
            elif key != "by type":
                yield from _figures(value, f"{key} " if key != "levels" else "")
        elif key.endswith("PRF"):
            yield key.removesuffix("_PRF"), value[2]
        elif isinstance(value, float) and key != "coverage" and not above:
            yield key, value


def cut(doc):
    """Return a parsed document as the parser would have left it with the gate: the tokens of what is kept."""
    starts = [span.start for span in doc.prose]

    def inside(at):
        n = bisect_right(starts, at) - 1
        return n >= 0 and at < doc.prose[n].end

    kept = [token for token in doc.tokens if inside(token.start)]
    index = {token.i: n for n, token in enumerate(kept)}
    sents = {sent: n for n, sent in enumerate(sorted({token.sent for token in kept}))}
    tokens = [t._replace(i=index[t.i], head=index[t.head], sent=sents[t.sent]) for t in kept]
    return replace(doc, tokens=tuple(tokens), sentences=tuple(doc.sentences[sent] for sent in sents))


def make_articles(mix, count, seed=7, words=WORDS):
    """Return articles of the sections of a mix, each a title, a lede and paragraphs of one to three sentences."""
    from dateline.knowledge.datafiles import read_yaml

    page, draw = read_yaml(MIXES), random.Random(seed)
    sections = page["mixes"][mix]
    topics = draw.choices(list(sections), list(sections.values()), k=count)
    return [_article(page["topics"][topic], page["slots"], draw, words) for topic in topics]


def _article(sentences, slots, draw, least):
    title = _filled(draw.choice(sentences), slots, draw).rstrip(".").replace('"', "")
    paragraphs, words = [title], 0
    while words < least:
        size = draw.choice((1, 1, 2, 2, 3))
        paragraph = " ".join(_filled(each, slots, draw) for each in draw.sample(sentences, size))
        words += len(paragraph.split())
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def _filled(sentence, slots, draw):
    return re.sub(r"\{(\w+)\}", lambda slot: str(draw.choice(slots[slot[1]])), sentence)


def measure_speed():
    import spacy

    from dateline.model import make_document
    from dateline.pipeline import Pipeline, default_stages
    from dateline.stages.gate import find_segments
    from dateline.stages.parse.stage import BATCH, find_model

    nlp = spacy.load(find_model(None)[0])
    paths = {parse: Pipeline(default_stages(parse=parse)) for parse in ("all", "events")}
    front = Pipeline(default_stages(until="layout"))
    told = ["Mix", "tokens parsed", "path / bare parser, all", "events", "documents a second",
            "sentences a second, all", "events", *(f"{name} and a parser" for name in PEERS)]  # fmt: skip
    print(f"| {' | '.join(told)} |")
    print("|---|---|---|---|---|---|---" + "|---" * len(PEERS) + "|")
    for mix in ("conflict", "general", "noise"):
        docs = [make_document(text, id=str(n)) for n, text in enumerate(make_articles(mix, ARTICLES))]
        texts = [span.of(doc.text) for doc in front.run(docs) for span in find_segments(doc.text, doc.regions)]
        runs = {"bare": lambda texts=texts: list(nlp.pipe(texts, batch_size=BATCH))}
        runs |= {parse: lambda path=path, docs=docs: list(path.run(docs)) for parse, path in paths.items()}
        best, last = {}, {}
        for name, run in [*runs.items()] * ROUNDS:
            start = time.process_time()
            last[name] = run()
            best[name] = min(best.get(name, 1e9), time.process_time() - start)
        share = sum(len(doc.tokens) for doc in last["events"]) / sum(len(doc.tokens) for doc in last["all"])
        ratios = " | ".join(f"{best[parse] / best['bare']:.2f}" for parse in paths)
        sentences = sum(len(doc.sentences) for doc in last["all"])
        rates = " | ".join(f"{sentences / best[parse]:.0f}" for parse in paths)
        peers = " | ".join(
            " to ".join(f"{sentences / (best['bare'] + sentences / rate):.0f}" for rate in ends)
            for ends in PEERS.values()
        )
        told = f"{100 * share:.0f} % | {ratios} | {len(docs) / best['events']:.1f} | {rates} | {peers}"
        print(f"| {mix} | {told} |", flush=True)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("what", choices=["loss", "speed"])
    args.add_argument("files", nargs="*", help="gold files, as events/plv_dev.jsonl")
    given = args.parse_args()
    measure_loss(given.files) if given.what == "loss" else measure_speed()


if __name__ == "__main__":
    main()
