"""Throw damaged files at every reader, in processes of their own, and keep what harms one: ``make fuzz``.

Each finding is written to ``tests/ingest/cases/fuzz/KIND-N.bin``, where ``test_what_the_fuzzer_found`` runs it
from then on.
A reader may crash or hang here without ending the run. Processor time is shared out evenly among the kinds.
"""

import argparse
import io
import logging
import random
import sys
import time
from pathlib import Path

from samples import SAMPLES, sample

from dateline.errors import InputError
from dateline.ingest import Limits
from dateline.ingest.readers import READERS, read_source
from dateline.ingest.source import Reading, open_source
from dateline.isolation import Bounds, Isolated, Lost, Remote
from dateline.model import Failure

CASES = Path(__file__).parent / "ingest" / "cases" / "fuzz"
LIMITS = Limits(max_chars=20_000, max_bytes=1_000_000, max_members=100, max_pages=3, page_seconds=2)
TOKENS = [b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"<", b">", b"&", b"&#x110000;", b"<![CDATA[", b"<!ENTITY a 'b'>",
          b'"', b"\\ud800", b"{", b"[" * 100, b"-1", b"9" * 30, b"1e999", b"PK\x03\x04", b"\x1f\x8b\x08"]  # fmt: skip
TRIES = 200  # inputs that go to the process together


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to eight edits."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(out))
        end = min(len(out), at + chance.randint(0, 1 << chance.randint(0, 9)))
        match chance.randrange(7):
            case 0 if at < len(out):
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                del out[at:]
            case 2:
                del out[at:end]
            case 3:
                out[at:at] = out[at:end] * chance.randint(1, 30)
            case 4:
                out[at:end] = chance.randbytes(chance.randint(0, 12))
            case 5:
                other = chance.randint(0, len(out))
                out[at:end] = out[other : other + end - at]
            case _:
                out[at:at] = chance.choice(TOKENS)
    return bytes(out[: LIMITS.max_bytes])


def throw(kind: str, seed: int, tries: int) -> tuple[int, str, bytes] | None:
    """Throw inputs at a reader, in this process; return the first that it does not answer, and what it said."""
    logging.disable(logging.CRITICAL)
    seconds = time.process_time()
    for n in range(tries):
        data = make(kind, seed, n)
        began = time.monotonic()
        fault = answer(kind, data)
        if not fault and time.monotonic() - began > 10:
            fault = "it took more than ten seconds"
        if fault:
            return n, fault, data
        if time.process_time() - seconds > 20:
            break
    return None


def make(kind: str, seed: int, n: int) -> bytes:
    """Return an input by its number, the same each time."""
    chance = random.Random(f"{kind} {seed} {n}")
    whole = sample(kind) if kind in SAMPLES else b"".join(chance.choices(TOKENS, k=20))
    return mutate(whole, chance)


def answer(kind: str, data: bytes) -> str | None:
    """Return what is wrong with a reader's answer, if anything is."""
    try:
        items = list(
            read_source(open_source(io.BytesIO(data), "x", kind=kind), Reading(limits=LIMITS, read=read_source))
        )
    except InputError as error:
        return str(error) if error.code == "internal" else None
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return next((item.message for item in items if isinstance(item, Failure) and item.code == "internal"), None)


def keep(kind: str, data: bytes) -> Path:
    """Write a finding as a case."""
    CASES.mkdir(parents=True, exist_ok=True)
    number = len(list(CASES.glob(f"{kind}-*.bin"))) + 1
    path = CASES / f"{kind}-{number}.bin"
    path.write_bytes(data)
    return path


def fuzz(kind: str, seconds: float, process: Isolated, seed: int) -> tuple[int, list[str]]:
    """Throw at one reader for so many seconds; return how many inputs it had and what was found."""
    thrown, found, end = 0, [], time.monotonic() + seconds
    while time.monotonic() < end and len(found) < 5:
        seed += 1
        try:
            result = process.call("fuzz:throw", kind, seed, TRIES)
            thrown += TRIES if result is None else result[0] + 1
            if result is not None:
                found.append(f"{keep(kind, result[2])}: {result[1]}")
        except (Lost, Remote) as error:
            found.append(f"{keep(kind, find_culprit(kind, seed, process))}: {error}")
    return thrown, found


def find_culprit(kind: str, seed: int, process: Isolated) -> bytes:
    """Return the input on which the process was lost, by trying them alone."""
    for n in range(TRIES):
        try:
            process.call("fuzz:answer", kind, make(kind, seed, n))
        except (Lost, Remote):
            return make(kind, seed, n)
    return make(kind, seed, 0)


def main() -> int:
    """Run the fuzzer over every reader; the exit status says whether something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("kinds", nargs="*", default=[])
    given = parser.parse_args()
    kinds, status = given.kinds or sorted(READERS), 0
    with Isolated(Bounds(seconds=60, memory_mb=2000)) as process:
        for kind in kinds:
            thrown, found = fuzz(kind, given.seconds / len(kinds), process, given.seed * 1_000_000)
            print(f"{kind}: {thrown:,} inputs, {len(found)} findings")
            for line in found:
                print(f"  {line}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
