"""Draw entries of the actor registry for reading their facts again; docs/actors.md says what was found.

python benchmarks/audit_facts.py --seed 20261122 --count 150
"""

import argparse
import csv
import random
from pathlib import Path

import yaml

ACTORS = Path(__file__).parents[1] / "src/dateline/knowledge/data/actors"
TABLES = frozenset({"agents.yaml", "metonyms.yaml", "states.csv", "vocabulary.yaml"})  # no entries of their own


def read_facts(path: Path) -> dict[str, str]:
    """Return each entry of one file by its id, as a line with the name and all that decides its codes."""
    text = path.read_text(encoding="utf-8")
    facts: dict[str, str] = {}
    if path.suffix == ".yaml":
        for entry in yaml.safe_load(text)["entries"]:
            kept = ("name", "kind", "country", "code", "codes", "acronyms", "parent")
            facts[entry["id"]] = " ".join(f"{key}={entry[key]}" for key in kept if key in entry)
    else:
        for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
            code = f"{row['code']} {row['from']}..{row['to']} {row['office']}"
            facts[row["id"]] = f"{facts[row['id']]}; {code}" if row["id"] in facts else f"{row['name']}: {code}"
    return facts


def draw(*, seed: int, count: int) -> list[str]:
    """Return `count` entries drawn at random over all files, each as file, id and facts."""
    paths = sorted(path for path in ACTORS.rglob("*") if path.suffix in {".yaml", ".csv"} and path.name not in TABLES)
    found = [f"{path.relative_to(ACTORS)} | {key} | {fact}" for path in paths for key, fact in read_facts(path).items()]
    return random.Random(seed).sample(sorted(found), count)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--count", type=int, default=150)
    options = parser.parse_args()
    print("\n".join(draw(seed=options.seed, count=options.count)))
