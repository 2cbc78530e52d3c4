"""How well printed pages and scans are read: twelve articles in eleven forms, against what was printed.

python benchmarks/paper.py [--articles 3] [--forms one,two,200-skewed] [--out FILE.json]: a Markdown table on standard
output. The forms are made by tests/ingest/press.py, the same bytes at each run. "mild" is skewed, "bad" is noisy.
"""

import argparse
import io
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "ingest"))

import press
from rapidfuzz.distance import Levenshtein

from dateline.engine import Recipe, build_pipeline
from dateline.ingest.readers import read_source
from dateline.ingest.source import Reading, open_source
from dateline.model import Failure, Metadata, make_document

SCANS = [f"{dpi}-{kind}" for dpi in (150, 200, 300) for kind in ("clean", "skewed", "noisy")]
FORMS = ["one", "two", *SCANS]
HEADER = ("title", "outlet", "published", "dateline_place")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    articles = press.load_articles()[: given.articles]
    pipeline = build_pipeline(Recipe())
    clean = [events(pipeline, truth_document(article)) for article in articles]
    rows = []
    print("| Form | Similarity | Character error | before repair | " + " | ".join(HEADER) + " | Events agree | s |")
    print("|---" * (6 + len(HEADER)) + "|")
    for form in given.forms.split(","):
        done = [measure(pipeline, article, form, n, clean[n]) for n, article in enumerate(articles)]
        rows += done
        mean = {key: sum(row[key] for row in done) / len(done) for key in done[0] if isinstance(done[0][key], float)}
        shares = " | ".join(f"{mean[key]:.0%}" for key in HEADER)
        both, all_ = sum(row["both"] for row in done), sum(row["all"] for row in done)
        print(
            f"| {form} | {mean['similarity']:.4f} | {mean['cer']:.2%} | {mean['raw_cer']:.2%} | {shares} "
            f"| {2 * both / max(all_, 1):.0%} | {mean['seconds']:.1f} |",
            flush=True,
        )
        if given.out:
            given.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def truth_document(article):
    printed = press.print_article(article, press.ONE)
    meta = Metadata(title=article["title"], outlet=article["outlet"], published=article["published"][:10])
    return make_document("\n\n".join(printed.paragraphs[2:]), meta=meta)


def measure(pipeline, article, form, n, clean):
    style = press.ONE if form == "one" or (form != "two" and n % 2) else press.TWO
    printed = press.print_article(article, style)
    data = printed.data
    if "-" in form:
        dpi, kind = form.split("-")
        data = press.scan(data, dpi=int(dpi), kind=kind, seed=n)
    started = time.perf_counter()
    (doc,) = read_source(open_source(io.BytesIO(data), f"{article['id']}-{form}"), Reading())
    seconds = time.perf_counter() - started
    truth = normal(" ".join(printed.paragraphs[1:]))
    raw = normal(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", doc.raw))
    coded = next(iter(pipeline.run([doc])))
    if isinstance(coded, Failure):
        raise SystemExit(coded.message)
    text, header = normal(coded.text), coded.header
    dateline = article["dateline"] or {}
    wanted = (article["title"], article["outlet"], article["published"][:10], dateline.get("place"))
    found = [getattr(header, key) for key in HEADER]
    right = [same(field.value if field else None, value) for field, value in zip(found, wanted, strict=True)]
    events_here = event_counts(coded)
    return {
        "article": article["id"],
        "form": form,
        "similarity": Levenshtein.normalized_similarity(text, truth),
        "cer": Levenshtein.distance(text, truth) / len(truth),
        "raw_cer": Levenshtein.distance(raw, truth) / len(truth),
        **{key: float(value) for key, value in zip(HEADER, right, strict=True)},
        "both": sum((events_here & clean).values()),
        "all": events_here.total() + clean.total(),
        "seconds": seconds,
        "wrong": [(field.value if field else None) for field, value in zip(found, right, strict=True) if not value],
        "differences": differences(truth, text),
        "events_lost": sorted(map(str, (clean - events_here).elements())),
        "events_added": sorted(map(str, (events_here - clean).elements())),
    }


def normal(text):
    return " ".join(text.split())


def same(found, wanted):
    """Whether a header field is right: straight and curly quotes are the same, and "Bogota" is "Bogotá".

    (Tesseract's English model knows no accents; they count as errors of characters.)
    """
    quotes = str.maketrans("‘’“”–—", "''\"\"--")
    return found == wanted or (
        bool(found and wanted) and plain(found).translate(quotes) == plain(wanted).translate(quotes)
    )


def plain(text):
    return "".join(char for char in unicodedata.normalize("NFKD", normal(text)) if not unicodedata.combining(char))


def events(pipeline, doc):
    return event_counts(next(iter(pipeline.run([doc]))))


def event_counts(doc):
    """Return the events of a document as type, status and trigger, counted."""
    return Counter((event.type, event.status, event.trigger.of(doc.text).lower()) for event in doc.events)


def differences(truth, text):
    one, other = truth.split(" "), text.split(" ")
    return [
        (" ".join(one[op.src_start : op.src_end]), " ".join(other[op.dest_start : op.dest_end]))
        for op in Levenshtein.opcodes(one, other)
        if op.tag != "equal"
    ]


if __name__ == "__main__":
    main()
