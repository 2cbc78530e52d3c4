"""CPU time per document as a corpus grows, and what Ray costs against local processes at equal cores.

`python benchmarks/scale.py [SMALL LARGE]` (1000 10000): both engines code both sizes, nothing is kept of layers.
Start-up is taken out by the difference of the two sizes. Ray listens on all addresses: run it in a network of its own
(`unshare -n sh -c 'ip link set lo up; …'`).
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from dateline.engine.cluster import code_shards_on_ray, connected
from dateline.engine.local import Recipe
from dateline.engine.manifest import coding_key
from dateline.engine.shards import Job, ShardDone, code_shards_locally, plan_shards
from dateline.ingest import Limits

TOWNS = ("Goma", "Zaria", "Herat", "Quito", "Lagos", "Basra", "Donetsk", "Bangui", "Mosul", "Juba")
SENTENCES = (
    "Rebels shelled {town} on Monday, killing {n} people, the army said.",
    "Police arrested {n} protesters in {town} after a march to the governor's office.",
    "The price of flour in {town} has risen by {n} per cent since the spring, traders said.",
    "The council of {town} will vote next week on a plan to mend {n} kilometres of road.",
    "A new clinic with {n} beds opened in {town}, and its first patients came on the same day.",
    "The team from {town} won its match by {n} points before a full stadium.",
)


def write_corpus(path: Path, count: int) -> int:
    """Write reports of eight sentences, a quarter of which tell of an act, and return how many shards they make."""
    chance = random.Random(7)
    with path.open("w") as stream:
        for number in range(count):
            parts = [
                chance.choice(SENTENCES).format(town=chance.choice(TOWNS), n=chance.randint(2, 900)) for _ in range(8)
            ]
            stream.write(f'{{"id": "{number}", "text": "{" ".join(parts)}"}}\n')
    return sum(1 for _ in plan_shards([str(path)]))


def spent() -> dict[int, float]:
    """Return the CPU seconds of this process and of each that it started, which must still be there."""
    own = psutil.Process()
    found = {}
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.Error):
            times = process.cpu_times()
            found[process.pid] = times.user + times.system
    return found


def measure(shards: Iterator[ShardDone], count: int) -> tuple[float, float]:
    """Return the CPU and wall seconds that so many shards take; the workers are still there when it is read.

    Processes of an earlier measurement, which may be ending meanwhile, count for nothing.
    """
    before, begun = spent(), time.perf_counter()
    for _ in range(count):
        next(shards)
    took = sum(seconds - before.get(pid, 0.0) for pid, seconds in spent().items())
    wall = time.perf_counter() - begun
    shards.close()  # type: ignore[attr-defined]
    return took, wall


def main(small: int, large: int) -> None:
    recipe = Recipe()
    coding = coding_key(recipe)
    cost: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        corpora = {size: Path(folder) / f"{size}.jsonl" for size in (small, large)}
        counts = {size: write_corpus(path, size) for size, path in corpora.items()}
        for engine in ("local", "ray"):
            found = {}
            with connected(None, 1) if engine == "ray" else tempfile.TemporaryDirectory():
                for size, path in corpora.items():
                    job = Job(recipe=recipe, coding=coding, folder=f"{folder}/{engine}-{size}", limits=Limits())
                    shards = plan_shards([str(path)])
                    going = (
                        code_shards_on_ray(shards, job, workers=1)
                        if engine == "ray"
                        else code_shards_locally(shards, job, jobs=1)
                    )
                    found[size] = measure(going, counts[size])
                    cpu, wall = found[size]
                    print(
                        f"{engine} {size:,} documents: {cpu:.1f} s CPU, {wall:.1f} s, {cpu / size * 1000:.1f} ms each"
                    )
            cost[engine] = (found[large][0] - found[small][0]) / (large - small) * 1000
            print(f"{engine}: {cost[engine]:.2f} ms CPU a document without start-up")
    print(f"ray against local: {cost['ray'] / cost['local']:.3f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3] or ("1000", "10000")))
