"""Code, link and export generated corpora as a user would: python benchmarks/project_scale.py 2500 5000 10000 20000.

Each step is the command line in a process of its own: wall and CPU time (with all its processes), peak memory of its
own process and of the largest that it started, the size on disk; then copies and occurrences against the truth that the
corpus was made with, and growth exponents between the sizes. Each size begins from nothing; with --grow one project
grows from size to size, as projects do: the times of coding and linking are then those of all steps so far, together.
"""

import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import IO, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import psutil
from corpus import make_corpus

ROOT = Path(__file__).parent.parent
GROWING = ("code", "link")  # steps that do only what is new
Group = Mapping[Any, Hashable]


def measure_step(*command: str) -> dict[str, float]:
    """Run a command and return its seconds and megabytes."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peaks: dict[int, int] = defaultdict(int)
    with tempfile.TemporaryFile("w+") as said:
        process = start(command, said)
        own = psutil.Process(process.pid)
        while process.poll() is None:
            for each in (own, *_children(own)):
                peaks[each.pid] = max(peaks[each.pid], _peak(each.pid))
            time.sleep(0.1)
        wall = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            print(f"dateline {' '.join(command)} ended with {process.returncode}: {said.read()[-1000:]}", flush=True)
        if process.returncode not in (0, 1):  # 1: a document failed, and the rest is there
            raise SystemExit(process.returncode)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    main = peaks.pop(process.pid, 0)
    return {"wall": wall, "cpu": cpu, "main": main, "worker": max(peaks.values(), default=0)}


def start(command: Sequence[str], said: IO[str]) -> "subprocess.Popen[bytes]":
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    line = [sys.executable, "-m", "dateline", *command]
    return subprocess.Popen(line, env=env, stdout=subprocess.DEVNULL, stderr=said)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _peak(pid: int) -> int:
    """The most memory that a process has held so far, in megabytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def measure_size(size: int, new: int, whole: Path, truth: dict[str, Any], folder: Path, jobs: int) -> dict[str, Any]:
    """Code, link and export the first documents of a corpus; return what each step cost, and the scores."""
    corpus, project, cache = folder / "reports.jsonl", folder / "project.duckdb", folder / "layers"
    with whole.open(encoding="utf8") as stream:
        corpus.write_text("".join(line for _, line in zip(range(size), stream, strict=False)), encoding="utf8")
    given = str(project)
    steps = {
        "code": measure_step(
            "run", str(corpus), "--into", given, "--jobs", str(jobs), "--cache", str(cache), "--no-link"
        ),
        "link": measure_step("link", given),
    }
    for form in ("acled", "csv", "parquet"):
        out = folder / (f"{size}.{form}.csv" if form == "acled" else f"{size}.{form}")
        steps[form] = measure_step("export", given, "--as", form, "--out", str(out))
    for name, step in steps.items():
        step["rate"] = (new if name in GROWING else size) / step["wall"]
    sizes = {"corpus MB": corpus.stat().st_size / 1e6, "store MB": project.stat().st_size / 1e6}
    sizes["layers MB"] = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file()) / 1e6
    return {"documents": size, "steps": steps, "sizes": sizes, "score": score(project, truth)}


def score(project: Path, truth: dict[str, Any]) -> dict[str, float]:
    """Score copies and occurrences by pairs against the truth of the documents that are in a project."""
    from dateline.store import open_store

    wires: dict[Hashable, Hashable] = {}
    copies: dict[Hashable, Hashable] = {}
    told: dict[tuple[str, str], Hashable] = {}
    found: dict[tuple[str, str], Hashable] = {}
    marked = events = 0
    with open_store(project) as store:
        for stored in store.records():
            record, id = stored.record, stored.record["id"]
            wires[id] = truth["wires"][id] or id
            copies[id] = stored.copies or id
            events += len(record["events"])
            for start, end, occurrence in truth["marks"][id]:
                marked += 1
                event = find_event(record, (start, end), truth["types"][occurrence])
                ref = (id, event or f"missing {occurrence}")
                told[ref] = occurrence
                link = stored.links.get(event) if event else None
                found[ref] = link.occurrence if link else ref
    coded = sum(not str(event).startswith("missing") for _, event in told)
    return {
        "events": events, "marked": marked, "marked and coded": coded,
        **compare_pairs("copies", wires, copies), **compare_pairs("occurrences", told, found),
    }  # fmt: skip


def find_event(record: dict[str, Any], span: tuple[int, int], types: list[str]) -> str | None:
    """The coded event at a mark: by its trigger, else the only one of a right type in that sentence."""
    for event in record["events"]:
        if any(mention["trigger"][0] < span[1] and mention["trigger"][1] > span[0] for mention in event["mentions"]):
            return str(event["id"])
    where = [n for n, (a, b) in enumerate(record["sentences"]) if a <= span[0] < b]
    near = [event for event in record["events"] if event["type"] in types and event["sentence"] in where]
    return str(near[0]["id"]) if near else None


def compare_pairs(name: str, truth: Group, system: Group) -> dict[str, float]:
    """Precision and recall of the pairs that stand in one group; counted by cells, never pair by pair."""
    cells: dict[Hashable, int] = defaultdict(int)
    for ref in truth:
        cells[(truth[ref], system[ref])] += 1
    both = _pairs(cells.values())
    wanted, made = (_pairs(_sizes(groups).values()) for groups in (truth, system))
    return {f"{name} pairs": wanted, f"{name} P": both / max(made, 1), f"{name} R": both / max(wanted, 1)}


def _sizes(groups: Group) -> dict[Hashable, int]:
    found: dict[Hashable, int] = defaultdict(int)
    for label in groups.values():
        found[label] += 1
    return found


def _pairs(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def show(result: dict[str, Any], before: dict[str, Any] | None) -> None:
    """Print what a size came to, and how each step grew since the one before."""
    size = result["documents"]
    print(f"\n{size:,} documents, {result['score']['events']:,} events")
    for name, step in result["steps"].items():
        growth = ""
        if before:
            steps = math.log(size / before["documents"])
            growth = "  growth " + " ".join(
                f"{what} {math.log(step[what] / before['steps'][name][what]) / steps:.2f}" for what in ("wall", "cpu")
            )
        print(
            f"  {name:8} wall {step['wall']:7.1f} s  cpu {step['cpu']:7.1f} s  {step['rate']:7.1f} documents/s  "
            f"peak {step['main']} MB, largest worker {step['worker']} MB{growth}"
        )
    print("  " + ", ".join(f"{name} {value:.1f}" for name, value in result["sizes"].items()))
    print(
        "  " + ", ".join(f"{k} {round(v, 3) if isinstance(v, float) else v}" for k, v in result["score"].items()),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--grow", action="store_true", help="one project that grows, instead of one for each size")
    parser.add_argument("--out", type=Path, help="also write the figures to this file, one size a line")
    given = parser.parse_args()
    before = None
    with tempfile.TemporaryDirectory() as place:
        whole, truth_file = make_corpus(max(given.sizes), Path(place))
        truth = json.loads(truth_file.read_text(encoding="utf8"))
        for size in given.sizes:
            folder = Path(place) / ("all" if given.grow else str(size))
            folder.mkdir(exist_ok=True)
            new = size - before["documents"] if given.grow and before else size
            result = measure_size(size, new, whole, truth, folder, given.jobs)
            if given.grow and before:
                for name, what in product(GROWING, ("wall", "cpu")):
                    result["steps"][name][what] += before["steps"][name][what]
            show(result, before)
            before = result
            if given.out:
                with given.out.open("a", encoding="utf8") as stream:
                    stream.write(json.dumps(result) + "\n")
            if not given.grow:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main()
