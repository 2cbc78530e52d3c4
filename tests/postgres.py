"""A PostgreSQL server in a folder of its own, reached by its socket: for tests, and for benchmarks/desk_load.py."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POSTGRES = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def serve_postgres(*options: str) -> Iterator[str]:
    """Run a server; yield the folder of its socket. ``options`` are the server's own (``-F``: nothing is synced)."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    user = "postgres" if os.getuid() == 0 else None  # initdb refuses root
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

    def call(name: str, *args: str) -> None:
        subprocess.run([POSTGRES / name, *args], user=user, check=True, capture_output=True, cwd="/", timeout=120)

    data, log = str(folder / "data"), str(folder / "log")
    given = f"-k {folder} -c listen_addresses='' {' '.join(options)}"
    call("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--encoding", "UTF8", "--no-sync")
    # the server must not hold our pipe open: pg_ctl writes to the log
    call("pg_ctl", "-D", data, "-l", log, "-w", "-o", given, "start")
    try:
        yield str(folder)
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
