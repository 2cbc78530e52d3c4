"""Cost per document as a corpus grows, and what Ray costs against local processes at equal cores.

    python benchmarks/scale.py growth FOLDER --to 100000 --jobs 2   # stop it at any time: the same command goes on
    python benchmarks/scale.py engines --documents 600 --jobs 2 --rounds 3

Text: articles of the general mix (data/mixes.yaml) of about 450 words (--words), coded with the gate on (parse =
events); nothing is kept of layers. Growth: one run of `--engine local` into one project; CPU seconds of this process,
which reads and loads, and of its workers, for each thousand documents and at each decade; start-up is told apart. The
first thousand after a stop is not counted. The yardstick is the CPU time of a fixed piece of work beside each
thousand: what others do on the machine makes both longer, and the last column takes that out. Engines: both code the
same shards, in turns; steady state is from the first shards that are done to the last one. Ray listens on all
addresses: run it in a network of its own (`unshare -n sh -c 'ip link set lo up; …'`).
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from gate import WORDS, make_articles

from dateline.engine.cluster import code_shards_on_ray, connected
from dateline.engine.local import Recipe
from dateline.engine.manifest import coding_key
from dateline.engine.shards import Job, ShardDone, code_shards_locally, plan_shards
from dateline.ingest import Limits
from dateline.project import ProjectRun, open_store
from dateline.workspace import Workspace, load_settings

STEP = 1000  # documents of a file, and between two marks
MIX = "general"


def write_corpus(folder: Path, count: int, words: int = WORDS) -> None:
    """Write articles, a thousand to a file; a corpus is the beginning of every larger one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(0, count, STEP):
        path = folder / f"{number // STEP:06}.jsonl"
        if path.exists():
            continue
        texts = make_articles(MIX, STEP, seed=number, words=words)[: count - number]
        rows = [json.dumps({"id": f"a{number + n}", "text": text}) for n, text in enumerate(texts)]
        part = path.with_suffix(".part")
        part.write_text("\n".join(rows) + "\n", encoding="utf8")
        part.replace(path)


def spent() -> tuple[float, float]:
    """Return the CPU seconds of this process, and of all that it started, with those that have ended."""
    own = psutil.Process()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    others = ended.ru_utime + ended.ru_stime
    for process in own.children(recursive=True):
        with suppress(psutil.Error):
            times = process.cpu_times()
            others += times.user + times.system
    times = own.cpu_times()
    return times.user + times.system, others


def measure_yardstick() -> float:
    """Return the CPU seconds that a fixed piece of work takes now: some of it numbers, most of it text and tables."""
    begun = time.process_time()
    for turn in range(3):
        counts = Counter(word for n in range(40_000) for word in (f"w{n * 7919 % 5003}", "the", str(n % (97 + turn))))
        sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return time.process_time() - begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one thousand documents took; ``whole`` where none of them was coded by a run that was stopped."""

    documents: int
    measured: int  # documents between the two looks: fewer than a thousand at the start of a run
    loading: float  # CPU seconds of the process that reads and loads
    coding: float  # CPU seconds of the workers
    wall: float
    start: float  # CPU seconds of start-up, in the first mark of a run
    worker_mb: float
    driver_mb: float
    yardstick: float
    whole: bool


@dataclass(slots=True)
class Watch:
    """Looks at the clocks as documents are told, and keeps a mark for each thousand."""

    file: Path
    done: int = 0
    fresh: int = 0  # documents of this thousand that were coded now
    last: tuple[int, float, float, float] | None = None  # documents, loading, coding, wall
    begun: float = field(default_factory=time.perf_counter)
    first: tuple[float, float] = field(default_factory=spent)
    marks: list[Mark] = field(default_factory=list)

    def tell(self, new: bool, worker_mb: float) -> None:
        """Count a document; at the end of a thousand that was measured, keep its mark and print it."""
        self.done += 1
        self.fresh += new
        if new and self.last is None:  # the workers have started, and written the first documents
            self.last = (self.done, *self._look())
        if self.done % STEP:
            return
        if self.last and self.fresh and self.last[0] < self.done:
            now = (self.done, *self._look())
            documents, loading, coding, wall = (a - b for a, b in zip(now, self.last, strict=True))
            started = not self.marks
            each = (loading + coding) / documents
            start = sum(self.last[1:3]) - sum(self.first) - each * self.last[0] if started else 0.0
            mark = Mark(
                documents=self.done,
                measured=int(documents),
                loading=loading,
                coding=coding,
                wall=wall,
                start=max(start, 0.0) if self.done == STEP else 0.0,
                worker_mb=worker_mb,
                driver_mb=psutil.Process().memory_info().rss / 1e6,
                yardstick=measure_yardstick(),
                whole=self.fresh == STEP and (not started or self.done == STEP),
            )
            self.marks.append(mark)
            with self.file.open("a") as stream:
                stream.write(json.dumps(asdict(mark)) + "\n")
            self.last = (self.done, *self._look())
        self.fresh = 0

    def _look(self) -> tuple[float, float, float]:
        return (*spent(), time.perf_counter())


def show(mark: Mark, to: int) -> None:
    per = 1000 / mark.measured
    left = (to - mark.documents) / 1000 * mark.wall * per / 60
    print(
        f"{mark.documents:>9,}  {(mark.loading + mark.coding) * per:6.1f} CPU s a thousand (loading "
        f"{mark.loading * per:4.1f}; yardstick {mark.yardstick * 1000:.0f} ms)  {mark.measured / mark.wall:5.1f} "
        f"documents a second  worker {mark.worker_mb:.0f} MB  driver {mark.driver_mb:.0f} MB  load "
        f"{os.getloadavg()[0]:.1f}  {left:.0f} min left{'' if mark.whole else '  (first after a stop: not counted)'}",
        flush=True,
    )


HEAD = (
    "Documents",
    "CPU s per 1,000",
    "of it loading",
    "since the row above",
    "yardstick, ms",
    "start-up, CPU s",
    "worker",
)


def summarize(file: Path, folder: Path) -> None:
    """Print CPU seconds per 1,000 documents at each decade, over all thousands that were measured."""
    rows = [Mark(**json.loads(line)) for line in file.read_text().splitlines()]
    marks = list({mark.documents: mark for mark in rows if mark.whole}.values())
    print(f"\n| {' | '.join((*HEAD, 'driver', 'at one yardstick'))} |\n|{'---|' * (len(HEAD) + 2)}")
    size, before = STEP, 0
    while size <= max((mark.documents for mark in marks), default=0):
        upto = [mark for mark in marks if mark.documents <= size]
        since = [mark for mark in upto if mark.documents > before]
        load, coded, count = (sum(getattr(m, name) for m in upto) for name in ("loading", "coding", "measured"))
        stick, base = (statistics.median(m.yardstick for m in some) for some in (upto, marks))
        print(f"| {size:,} | {(load + coded) / count * 1000:.1f} | {load / count * 1000:.1f} | "
              f"{sum(m.loading + m.coding for m in since) / sum(m.measured for m in since) * 1000:.1f} | "
              f"{stick * 1000:.0f} | {sum(m.start for m in upto):.1f} | {max(m.worker_mb for m in upto):.0f} MB | "
              f"{upto[-1].driver_mb:.0f} MB | {(load + coded) / count * 1000 * base / stick:.1f} |")  # fmt: skip
        size, before = size * 10, size
    taken = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "corpus" not in path.parts)
    print(f"{len(marks)} thousands measured; project and pieces {taken / 1e6:,.0f} MB; load {os.getloadavg()[0]:.1f}")


def growth(folder: Path, to: int, words: int, jobs: int) -> None:
    """Run a growing corpus into one project; print a line for each thousand, and the table at each decade."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"marks-{jobs}.jsonl"
    decades = {STEP * 10**n for n in range(8)}
    # one project for all sizes: a larger corpus begins with the smaller one, whose documents are only looked up
    write_corpus(folder / "corpus", to, words)
    watch = Watch(file)
    settings = load_settings(layer_cache="", jobs=jobs, parse="events")
    with open_store(folder / "project.duckdb", writable=True) as store:
        going = ProjectRun(Workspace(settings), store, [str(folder / "corpus")], engine="local")
        for told in going:
            known = len(watch.marks)
            largest = going.meter.largest()
            watch.tell(told.outcome == "new", largest.memory_mb if largest else 0.0)
            if len(watch.marks) > known:
                show(watch.marks[-1], to)
                if watch.done in decades:
                    summarize(file, folder)
    if watch.done not in decades:
        summarize(file, folder)
    if largest := going.meter.largest():
        print(f"a worker was {largest.start_seconds:.1f} s in starting, and held at most {largest.memory_mb:.0f} MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one engine took for the shards: until the first ones were done, and after them, for each document."""

    start_wall: float
    start_cpu: float
    wall: float
    cpu: float
    worker_mb: float
    worker_start: float


def take_turn(engine: str, corpus: Path, folder: Path, jobs: int) -> Turn:
    recipe = Recipe(parse="events")
    job = Job(recipe=recipe, coding=coding_key(recipe), folder=str(folder), limits=Limits())
    begun, before = time.perf_counter(), sum(spent())
    looks, workers = [], []
    with connected(None, jobs) if engine == "ray" else nullcontext():
        shards = plan_shards([str(corpus)])
        going: Iterator[ShardDone] = (
            code_shards_on_ray(shards, job, workers=jobs)
            if engine == "ray"
            else code_shards_locally(shards, job, jobs=jobs)
        )
        for shard in going:
            workers += [piece.worker for piece in shard.pieces]
            looks.append((time.perf_counter(), sum(spent()), sum(piece.documents for piece in shard.pieces)))
    (from_wall, from_cpu, _), (to_wall, to_cpu, _) = looks[jobs - 1], looks[-1]
    count, first = sum(row[2] for row in looks[jobs:]), sum(row[2] for row in looks[:jobs])
    wall, cpu = (to_wall - from_wall) / count, (to_cpu - from_cpu) / count
    return Turn(
        start_wall=from_wall - begun - first * wall,
        start_cpu=from_cpu - before - first * cpu,
        wall=wall,
        cpu=cpu,
        worker_mb=max(one.memory_mb for one in workers),
        worker_start=max(one.start_seconds for one in workers),
    )


def engines(documents: int, jobs: int, rounds: int) -> None:
    turns: dict[str, list[Turn]] = {"local": [], "ray": []}
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place) / "corpus"
        write_corpus(corpus, documents)
        for number in range(rounds):
            for engine in list(turns) if number % 2 else reversed(list(turns)):
                turn = take_turn(engine, corpus, Path(place) / f"{engine}{number}", jobs)
                turns[engine].append(turn)
                print(
                    f"{engine:5}  {turn.cpu * 1000:6.1f} ms CPU, {turn.wall * 1000:6.1f} ms wall a document; start-up "
                    f"{turn.start_wall:.1f} s wall, {turn.start_cpu:.1f} s CPU; worker {turn.worker_mb:.0f} MB, "
                    f"{turn.worker_start:.1f} s in starting; load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
    for what in ("cpu", "wall", "start_wall"):
        local, ray = (sorted(getattr(turn, what) for turn in turns[name]) for name in ("local", "ray"))
        middle = len(local) // 2
        print(f"{what}: ray / local {ray[middle] / local[middle]:.3f} (medians), {ray[0] / local[0]:.3f} (least)")


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("what", choices=["growth", "engines"])
    args.add_argument("folder", nargs="?", type=Path, help="of growth: where corpus, project and marks are kept")
    args.add_argument("--to", type=int, default=10_000)
    args.add_argument("--words", type=int, default=WORDS, help="of an article, in growth")
    args.add_argument("--documents", type=int, default=600)
    args.add_argument("--jobs", type=int, default=2)
    args.add_argument("--rounds", type=int, default=3)
    given = args.parse_args()
    if given.what == "engines":
        engines(given.documents, given.jobs, given.rounds)
    elif given.folder:
        growth(given.folder, given.to, given.words, given.jobs)
    else:
        args.error("growth needs a folder")


if __name__ == "__main__":
    main()
