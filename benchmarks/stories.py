"""Measure linking on small stories with gold occurrences: python benchmarks/stories.py [FILE…] [--errors]."""

import argparse
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

import dateline
from dateline.stories import link_documents, sketch_record

DATA = Path(__file__).parent / "data"
FILES = (DATA / "stories_tuned.yaml", DATA / "stories_read.yaml", DATA / "stories_blind.yaml")
MARK = re.compile(r"\{([A-Z]):([^}]*)\}")
Ref = tuple[str, str]


@dataclass
class Gold:
    """The marked mentions of a set of stories: report, span of the marked trigger, occurrence."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    marks: list[tuple[str, tuple[int, int], str]] = field(default_factory=list)
    occurrences: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_stories(path: Path) -> Gold:
    gold = Gold()
    for story in yaml.safe_load(path.read_text(encoding="utf8"))["stories"]:
        for name, facts in story["occurrences"].items():
            gold.occurrences[f"{story['id']}.{name}"] = facts
        texts: dict[str, str] = {}
        for report in story["reports"]:
            marked = report.get("text") or edit_copy(texts[report["copy"]], report)
            texts[report["id"]] = marked
            id = f"{story['id']}{report['id']}"
            text, marks = strip_marks(marked)
            gold.marks += [(id, span, f"{story['id']}.{name}") for span, name in marks]
            gold.reports.append(
                {"id": id, "text": text, "outlet": report["outlet"], "title": report["title"]}
                | {"published": str(report["published"])}
            )
    return gold


def edit_copy(text: str, how: dict[str, Any]) -> str:
    sentences = re.split(r"(?<=\.) (?=[A-Z{])", text)
    if "lede" in how:
        head = re.match(r"^[A-Z][^-]{0,60}\([A-Za-z]+\) - ", sentences[0])
        sentences[0] = (head[0] if head and how.get("dateline") else "") + how["lede"]
    return " ".join(sentences[: len(sentences) - how.get("cut", 0)])


def strip_marks(marked: str) -> tuple[str, list[tuple[tuple[int, int], str]]]:
    text, marks, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        marks.append(((len(text), len(text) + len(mark[2])), mark[1]))
        text += mark[2]
        last = mark.end()
    return text + marked[last:], marks


def find_event(record: dict[str, Any], span: tuple[int, int], types: list[str]) -> str | None:
    """The coded event at a mark: by its trigger, else the only one of a right type in that sentence."""
    for event in record["events"]:
        for mention in event["mentions"]:
            if mention["trigger"][0] < span[1] and mention["trigger"][1] > span[0]:
                return event["id"]
    where = [n for n, (a, b) in enumerate(record["sentences"]) if a <= span[0] < b]
    near = [
        e["id"]
        for e in record["events"]
        if e["type"] in types and any(mention["sentence"] in where for mention in e["mentions"])
    ]
    return near[0] if near else None


def score(path: Path, errors: bool) -> dict[str, Any]:
    gold = read_stories(path)
    records = {report.id: report.to_dict() for report in dateline.code_many(gold.reports)}
    linking = link_documents(sketch_record(record) for record in records.values())
    home = {(m.document, m.event): o for o in linking.occurrences for m in o.members}
    truth: dict[Ref, str] = {}
    missed = []
    for id, span, name in gold.marks:
        event = find_event(records[id], span, gold.occurrences[name]["types"])
        if event is None:
            missed.append((id, name))
        else:
            truth.setdefault((id, event), name)
    system = {ref: home[ref].id for ref in truth}
    figures = {"reports": len(gold.reports), "marked": len(gold.marks), "coded": len(gold.marks) - len(missed)}
    figures |= measure(truth, system)
    everything = truth | {(id, f"missing {name}"): name for id, name in missed}
    system |= {ref: str(ref) for ref in everything if ref not in system}
    figures |= {f"end-to-end {k}": v for k, v in measure(everything, system).items()}
    figures |= facts(gold, truth, home, errors)
    if errors:
        show(truth, home, records, missed)
    return figures


def measure(truth: dict[Ref, str], system: dict[Ref, str]) -> dict[str, float]:
    gold_groups, own_groups = group(truth), group(system)
    precision = recall = 0.0
    for ref in truth:
        mine, theirs = own_groups[system[ref]], gold_groups[truth[ref]]
        precision += len(mine & theirs) / len(mine)
        recall += len(mine & theirs) / len(theirs)
    p, r = precision / len(truth), recall / len(truth)
    gold_pairs, own_pairs = pairs(gold_groups), pairs(own_groups)
    both = len(gold_pairs & own_pairs)
    pp, pr = both / max(len(own_pairs), 1), both / max(len(gold_pairs), 1)
    return {
        "b3 P": p, "b3 R": r, "b3 F1": 2 * p * r / (p + r), "pair P": pp, "pair R": pr,
        "pair F1": 2 * pp * pr / max(pp + pr, 1e-9),
    }  # fmt: skip


def group(labels: dict[Ref, str]) -> dict[str, set[Ref]]:
    found: dict[str, set[Ref]] = defaultdict(set)
    for ref, name in labels.items():
        found[name].add(ref)
    return found


def pairs(groups: dict[str, set[Ref]]) -> set[tuple[Ref, Ref]]:
    return {(a, b) for members in groups.values() for a in members for b in members if a < b}


def facts(gold: Gold, truth: dict[Ref, str], home: dict[Ref, Any], errors: bool) -> dict[str, float]:
    """Origin counts and contradictions, for each gold occurrence by the occurrence that holds most of it."""
    right = total = hits = said = wanted = 0
    for name, refs in sorted(group(truth).items()):
        best = max(sorted({home[ref].id for ref in refs}), key=lambda id: sum(home[ref].id == id for ref in refs))
        found = next(home[ref] for ref in refs if home[ref].id == best)
        facts = gold.occurrences[name]
        total += 1
        right += found.origins == facts["origins"]
        given = {c.field for c in found.contradictions}
        hits += len(given & set(facts["contradictions"]))
        said += len(given)
        wanted += len(facts["contradictions"])
        if errors and (found.origins != facts["origins"] or given != set(facts["contradictions"])):
            print(f"{name}: origins {found.origins} {found.origin_keys}, gold {facts['origins']};",
                  f"contradictions {sorted(given)}, gold {facts['contradictions']}")  # fmt: skip
    return {
        "occurrences": total, "origins right": right / total,
        "contradictions P": hits / max(said, 1), "contradictions R": hits / max(wanted, 1),
    }  # fmt: skip


def show(truth: dict[Ref, str], home: dict[Ref, Any], records: dict[str, Any], missed: list[Any]) -> None:
    print("not coded:", missed)
    for name, refs in sorted(group(truth).items()):
        ids = {home[ref].id for ref in refs}
        if len(ids) > 1:
            print(f"{name} is split:", {id: sorted(ref for ref in refs if home[ref].id == id) for id in sorted(ids)})
    owners: dict[str, set[str]] = defaultdict(set)
    for ref, name in truth.items():
        owners[home[ref].id].add(name)
    for id, names in sorted(owners.items()):
        if len(names) > 1:
            print(f"{id} joins {sorted(names)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    for path in given.files:
        figures = score(path, given.errors)
        print(path.name, {k: round(v, 3) for k, v in figures.items()})


if __name__ == "__main__":
    main()
