"""Two hundred simulated coders who decide at once on PostgreSQL, while the server is killed and started again.

    python benchmarks/desk_load.py --seconds 120

Every client keeps a log of its own: what it sent, when, and what was answered. Afterwards the project is read past the
server and compared: nothing that was acknowledged is lost, nothing is there twice, each coder's decisions stand in the
order in which they were made, and whatever was acknowledged before another decision was sent stands before it.
"""

import argparse
import asyncio
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from postgres import POSTGRES, serve_postgres
from projects import code_project

from dateline.desk.accounts import Accounts
from dateline.desk.pool import StorePool
from dateline.project import open_store
from dateline.store.accounts import AccountRow

CITIES = ("Goma", "Lima", "Cairo", "Quito", "Manila", "Nairobi", "Bukavu", "Tripoli")
TEXT = "{CITY} - Rebels shelled {city} on Monday, killing nine, the army said. Teachers marched on Tuesday."


@dataclass
class Sent:
    """One decision of a client's own log."""

    key: str
    sent: float
    acknowledged: float = 0.0
    serial: int = 0
    tries: int = 0
    latency: float = 0.0  # of the try that was answered


@dataclass
class Result:
    """What the clients' logs and the project say."""

    logs: list[list[Sent]]
    faults: list[str] = field(default_factory=list)
    kept: int = 0

    @property
    def acknowledged(self) -> list[Sent]:
        return [one for log in self.logs for one in log if one.serial]

    def latency(self) -> tuple[float, float]:
        """Return the 50th and 99th percentile in milliseconds, of the tries that were answered."""
        cuts = quantiles([1_000 * one.latency for one in self.acknowledged], n=100)
        return cuts[49], cuts[98]


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Run a server that writes safely (fsync on); yield the address of a new database."""
    with serve_postgres() as folder:
        subprocess.run([POSTGRES / "createdb", "-h", folder, "-U", "postgres", "desk"], check=True, timeout=120)
        yield f"postgresql://postgres@/desk?host={folder}"


def prepare(place: str, coders: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Code a few reports, log coders in; return events' addresses, and each coder's cookie and token."""
    with tempfile.TemporaryDirectory() as folder:
        for city in CITIES:
            text = TEXT.format(city=city, CITY=city.upper())
            (Path(folder) / f"{city}.txt").write_text(text, encoding="utf-8")
        code_project(place, folder)
    with open_store(place) as store:
        addresses = [one.address for one in store.events()]
    pool = StorePool(place)
    accounts = Accounts(pool)
    accounts.add("owner", role="owner", password="the owner's password")
    sessions = []
    for number in range(coders):
        row = AccountRow(name=f"c{number}", role="coder", password="!", active=True, made="2031-03-14")
        with pool.store() as store:  # nobody logs in here by password: hashing is not what is measured
            store.write_account(row)
        session = accounts.begin(row.name)
        sessions.append((session.cookie, session.csrf))
    pool.close()
    return addresses, sessions


def start_server(place: str, port: int) -> "subprocess.Popen[str]":
    """Start a server and wait until it answers."""
    command = [sys.executable, "-m", "dateline", "desk", place, "--server", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    if not server.stdout.readline().startswith("http://"):
        raise SystemExit("the server did not start")
    return server


def stop_server(server: "subprocess.Popen[str]") -> None:
    """End a server as a power cut would: kill -9."""
    server.send_signal(signal.SIGKILL)
    server.wait()
    if server.stdout is not None:
        server.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def code(
    number: int,
    url: str,
    session: tuple[str, str],
    addresses: list[str],
    *,
    until: float,
    think: float,
    log: list[Sent],
) -> None:
    """Decide until the time is over; what was not acknowledged is sent again with its key."""
    chance = random.Random(number)
    headers = {"Cookie": f"dateline_desk={session[0]}", "X-Desk-CSRF": session[1]}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        await asyncio.sleep(chance.random() * think)
        while time.monotonic() < until:
            document, _, event = chance.choice(addresses).rpartition("#")
            one = Sent(key=f"c{number}-{len(log)}", sent=time.monotonic())
            log.append(one)
            body = {
                "action": chance.choice(("accept", "reject", "flag")),
                "document": document,
                "event": event,
                "key": one.key,
            }
            while not one.serial:
                one.tries += 1
                begun = time.monotonic()
                try:
                    answer = await client.post("/api/v1/decisions", json=body)
                except httpx.TransportError:  # the server is gone: it will be back
                    if time.monotonic() > until + 60:
                        return
                    await asyncio.sleep(0.2)
                    continue
                if answer.status_code != 201:
                    await asyncio.sleep(0.2)
                    if time.monotonic() > until + 60:
                        return
                    continue
                one.latency = time.monotonic() - begun
                one.acknowledged, one.serial = time.monotonic(), answer.json()["serial"]
            await asyncio.sleep(chance.random() * 2 * think)


async def load(
    place: str, prepared: tuple[list[str], list[tuple[str, str]]], *, seconds: float, think: float, kill: bool
) -> Result:
    """Let the coders decide; kill the server in the middle."""
    addresses, sessions = prepared
    port = free_port()
    server = await asyncio.to_thread(start_server, place, port)
    logs: list[list[Sent]] = [[] for _ in sessions]
    until = time.monotonic() + seconds
    try:
        tasks = [
            asyncio.create_task(
                code(n, f"http://127.0.0.1:{port}", session, addresses, until=until, think=think, log=logs[n])
            )
            for n, session in enumerate(sessions)
        ]
        if kill:
            await asyncio.sleep(seconds / 2)
            stop_server(server)
            server = await asyncio.to_thread(start_server, place, port)
        await asyncio.gather(*tasks)
    finally:
        stop_server(server)
    return Result(logs=logs)


def check(place: str, result: Result) -> None:
    """Compare the clients' logs with the project."""
    with open_store(place) as store:
        rows = list(store.decisions())
    serials: dict[str, int] = {}
    for row in rows:
        if row["key"] in serials:
            result.faults.append(f"doubled: {row['key']}")
        serials[row["key"]] = row["serial"]
    result.kept = len(rows)
    if sorted(serials.values()) != list(range(1, len(rows) + 1)):
        result.faults.append("the serials are not 1, 2, 3 …")
    for log in result.logs:
        for one in log:
            if one.serial and serials.get(one.key) != one.serial:
                result.faults.append(f"lost or moved: {one.key}, acknowledged as {one.serial}")
        own = [serials[one.key] for one in log if one.key in serials]
        if own != sorted(own):
            result.faults.append(f"reordered: {log[0].key.partition('-')[0]}")
    unknown = set(serials) - {one.key for log in result.logs for one in log}
    result.faults += [f"never sent: {key}" for key in sorted(unknown)]
    moments = [(one.acknowledged, 1, one.serial) for one in result.acknowledged]
    moments += [(one.sent, 0, one.serial) for one in result.acknowledged]
    highest = 0
    for _, kind, serial in sorted(moments):
        if kind == 1:
            highest = max(highest, serial)
        elif serial < highest:
            result.faults.append(f"reordered: {serial} was sent after {highest} was acknowledged")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coders", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--think", type=float, default=2.0, help="mean pause between two decisions of a coder")
    parser.add_argument("--no-kill", action="store_true")
    given = parser.parse_args()
    with temporary_postgres() as place:
        prepared = prepare(place, given.coders)
        result = asyncio.run(load(place, prepared, seconds=given.seconds, think=given.think, kill=not given.no_kill))
        check(place, result)
    done = result.acknowledged
    half, most = result.latency()
    print(
        f"{given.coders} coders, {given.seconds:g} s, one decision each {given.think:g} s, kill -9: {not given.no_kill}"
    )
    print(f"acknowledged {len(done)}, kept {result.kept}, sent again {sum(one.tries > 1 for one in done)}")
    print(f"latency p50 {half:.0f} ms, p99 {most:.0f} ms")
    print("\n".join(result.faults[:20]) or "no decision was lost, doubled or reordered")
    raise SystemExit(1 if result.faults else 0)


if __name__ == "__main__":
    main()
