"""A process of its own for work that may crash, hang or swell: whoever gives it work always gets an answer."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from dateline.errors import WorkerError

Reason = Literal["crashed", "timed-out", "out-of-memory"]
TICK = 0.05  # seconds between two looks at a process that works
START_SECONDS = 120.0  # for Python and the libraries; a machine that swaps is slow
_CHILD = "import sys; sys.path[:] = {path!r}; from dateline.isolation import serve; serve({read}, {write})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one document may cost; each is a setting. ``memory_mb`` 0: no bound. ``tries`` counts crashes, alone."""

    seconds: float = 600.0
    memory_mb: int = 0
    tries: int = 2


class Lost(Exception):  # noqa: N818
    """The process ended, or was ended, before it answered: ``reason`` says which, in one word."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Remote(Exception):  # noqa: N818
    """The function raised in the other process."""


class Isolated:
    """One process that calls functions by their names (``module:function``); it is started again when it was lost.

    Not for several threads at a time. What goes there and comes back is pickled; only this program writes to the pipe.
    """

    def __init__(self, bounds: Bounds, warm_up: "tuple[str, tuple[Any, ...]] | None" = None) -> None:
        """Say what a call may cost; nothing is started yet. ``warm_up`` is called after each start."""
        self.bounds = bounds
        self._warm_up = warm_up
        self._process: subprocess.Popen[bytes] | None = None
        self._out: Connection | None = None
        self._in: Connection | None = None
        self._closed = False
        self.start_seconds = 0.0  # of the last start, with what is loaded before the first call

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one now."""
        return self._process.pid if self._process else None

    def call(self, target: str, *args: Any, seconds: float | None = None) -> Any:
        """Return what the function returns; ``seconds`` is another time limit than the usual one.

        Raises:
            Lost: the process crashed, or was ended because it took too long or too much memory.
            Remote: the function raised; the message is its own.
            WorkerError: no process can be started.
        """
        self._start()
        return self._ask(target, args, self.bounds.seconds if seconds is None else seconds)

    def __enter__(self) -> "Isolated":
        """Leave the start to the first call."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the process."""
        self.close()

    def peak_mb(self) -> float:
        """Return the most memory that the process has held since it was started; 0 where there is none now."""
        return read_peak_mb(self.pid) if self.pid else 0.0

    def close(self) -> None:
        """End the process at once, also from another thread."""
        self._closed = True
        self._end()

    def _start(self) -> None:
        if self._process and self._process.poll() is None:
            return
        self._end()
        if self._closed:
            raise Lost("crashed", "the run is being ended")
        begun = time.monotonic()
        child_in, out = os.pipe()
        into, child_out = os.pipe()
        code = _CHILD.format(path=sys.path, read=child_in, write=child_out)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(child_in, child_out),
                env={**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")},
            )
        except OSError as error:
            raise WorkerError(f"no process can be started ({error}); use --jobs 1 and --isolate none") from None
        finally:
            os.close(child_in)
            os.close(child_out)
        self._out, self._in = Connection(out, readable=False), Connection(into, writable=False)
        if self._closed:
            self._end()
            raise Lost("crashed", "the run is being ended")
        if self._warm_up:
            target, args = self._warm_up
            try:
                self._ask(target, args, START_SECONDS)
            except (Lost, Remote) as error:
                if self._closed:
                    raise Lost("crashed", "the run is being ended") from None
                raise WorkerError(
                    f"a process of its own ended before it had work ({error}); use fewer --jobs"
                ) from None
        self.start_seconds = time.monotonic() - begun

    def _ask(self, target: str, args: tuple[Any, ...], seconds: float) -> Any:
        if self._out is None or self._in is None:
            raise Lost("crashed", "the run is being ended")
        try:
            self._out.send((target, args))
            self._watch(self._in, seconds)
            ok, result = self._in.recv()
        except (EOFError, OSError):
            raise Lost("crashed", self._how_it_ended()) from None
        if not ok:
            raise Remote(result)
        return result

    def _watch(self, answers: Connection, seconds: float) -> None:
        end = time.monotonic() + seconds
        most = self.bounds.memory_mb
        while not answers.poll(TICK):
            if most and self._memory_mb() > most:
                self._end()
                raise Lost("out-of-memory", f"it took more than {most:,} MB")
            if time.monotonic() > end:
                self._end()
                raise Lost("timed-out", f"it took more than {seconds:g} seconds")

    def _memory_mb(self) -> float:
        """Return the resident memory of the process, where the system tells it (Linux); else nothing."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _how_it_ended(self) -> str:
        process = self._process
        code = process.wait(10) if process else 0
        self._end()
        if code >= 0:
            return f"its process ended with status {code}"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        return f"its process was ended by {name}" + (", often for want of memory" if name == "SIGKILL" else "")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process and process.poll() is None:
            process.kill()
        if process:
            process.wait()
        for pipe in (self._out, self._in):
            if pipe and not pipe.closed and not self._closed:
                pipe.close()
        self._out = self._in = None


def read_peak_mb(pid: int | None = None) -> float:
    """Return the most resident memory that a process (None: this one) has held, where the system tells it (Linux).

    Not ``getrusage``: what that tells of a process began with what the one that started it held.
    """
    try:
        status = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    _, _, found = status.partition("VmHWM:")
    return int(found.split(maxsplit=1)[0]) * 1024 / 1e6 if found else 0.0


def serve(read: int, write: int) -> None:
    """Answer calls until the other end closes: the whole life of an isolated process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of the process that started this one
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    calls, answers = Connection(read, writable=False), Connection(write, readable=False)
    while True:
        try:
            target, args = calls.recv()
        except (EOFError, OSError):
            os._exit(0)
        answers.send(_answer(target, args))


def _answer(target: str, args: tuple[Any, ...]) -> tuple[bool, Any]:
    module, _, name = target.partition(":")
    try:
        return True, getattr(import_module(module), name)(*args)
    except MemoryError:
        os._exit(137)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


ADVICE: Mapping[Reason, str] = MappingProxyType(
    {
        "crashed": "please report this document as a bug of dateline",
        "timed-out": "allow more with the setting document_seconds",
        "out-of-memory": "allow more with the setting memory_mb",
    }
)
