"""Gold files as documents, with a parse cache for development: a stage can be tried in seconds, without the parser.

    python benchmarks/gold.py events events/gsr_dev.jsonl            # codes with every stage that exists, and scores
    python benchmarks/gold.py places places/geovirus_dev.jsonl --until places --json out.jsonl

The cache lives in .cache/gold, keyed by the gold file and by the keys of the stages up to the parse.
"""

import argparse
import hashlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import fields
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOLD = Path(os.environ.get("DATELINE_SHARED", ROOT.parent / "shared")) / "gold"
CACHE = ROOT / ".cache" / "gold"


def read_documents(path):
    from dateline.model import Metadata, make_document

    docs = []
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        text = row.get("text") or row.get("ocr") or ""
        published = row.get("published") or row.get("dct") or row.get("date")
        if published and len(published) == 8 and published.isdigit():
            published = f"{published[:4]}-{published[4:6]}-{published[6:]}"
        meta = Metadata(title=row.get("title"), published=published, outlet=row.get("outlet"), url=row.get("url"))
        docs.append(make_document(text, id=row["id"], source=f"{path}:{row['id']}", raw_kind="jsonl", meta=meta))
    return docs


def parsed_documents(path, stages):
    """Run the stages up to the parse, or load what an earlier run kept."""
    from dateline.model import Document
    from dateline.pipeline import Pipeline

    upto = [s.name for s in stages].index("parse") + 1
    front = Pipeline(stages[:upto])
    made_of = f"{front.keys()} {[field.name for field in fields(Document)]}"
    key = hashlib.sha256(path.read_bytes() + made_of.encode()).hexdigest()[:16]
    cached = CACHE / f"{path.stem}-{key}.pickle"
    if cached.exists():
        return pickle.loads(cached.read_bytes())
    docs = list(front.run(read_documents(path)))
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=CACHE, delete=False) as out:
        pickle.dump(docs, out)
    Path(out.name).replace(cached)
    return docs


def coded_documents(path, *, until=None, stages=None):
    from dateline.pipeline import Pipeline, default_stages

    stages = list(stages or default_stages())
    names = [s.name for s in stages]
    stages = stages[: names.index(until) + 1] if until else stages
    if "parse" not in [s.name for s in stages]:
        return list(Pipeline(stages).run(read_documents(path)))
    docs = parsed_documents(path, stages)
    back = stages[names.index("parse") + 1 :]
    return list(_Back(back).run(docs)) if back else docs


class _Back:
    """The stages after the parse (their contract was checked with the whole pipeline)."""

    def __init__(self, stages):
        self.stages = stages

    def run(self, docs):
        for doc in docs:
            for stage in self.stages:
                doc = stage.run(doc)
            yield doc


def score(task, gold, records):
    """Return what ../shared/gold/score.py says of the records."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False, encoding="utf8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    try:
        done = subprocess.run(
            [sys.executable, GOLD / "score.py", task, GOLD / gold, out.name, "--json"], capture_output=True, text=True
        )
    finally:
        Path(out.name).unlink()
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def main():
    from dateline.contract.record import as_record

    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("task")
    args.add_argument("gold")
    args.add_argument("--until", help="the last stage to run")
    args.add_argument("--json", help="write the records here too")
    given = args.parse_args()
    records = [as_record(doc) for doc in coded_documents(GOLD / given.gold, until=given.until)]
    if given.json:
        Path(given.json).write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf8")
    for name, value in score(given.task, given.gold, records).items():
        print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
