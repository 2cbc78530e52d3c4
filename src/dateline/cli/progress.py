import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from dateline.cli.guard import complain

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from dateline.workspace import Workspace

PATIENCE = 2.0  # seconds before a terminal is shown anything
EVERY = 30.0  # seconds between the lines that a log file gets


def prepare(workspace: "Workspace") -> None:
    """Build the reference data where it is missing, with a bar on standard error."""
    with ExitStack() as stack:
        bars: list[Bar] = []

        def step(name: str, number: int, steps: int) -> None:
            if not bars:
                complain("building the reference data (once)")
                bars.append(stack.enter_context(_steps()))
                bars[0].add_task("", total=steps)
            bars[0].update(bars[0].task_ids[0], completed=number, total=steps, description=name)

        workspace.prepare(step)


def _steps() -> "Bar":
    from rich.console import Console
    from rich.progress import Progress as Bar

    return Bar(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


class Progress:
    """How far a run is, on standard error only: a moving line on a terminal, now and then a line in a log file."""

    def __init__(self, total: int | None = None) -> None:
        """Show nothing yet: short runs stay silent. ``total`` is about how many documents come, for a time left."""
        self.started = self.told = time.monotonic()
        self.done = self.coded = 0
        self.total = total
        self.bar: Bar | None = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    def advance(self, source: str, *, coded: bool = True) -> None:
        """Count one more document; one that was not coded, because it is known already, does not count for the rate."""
        self.done += 1
        self.coded += coded
        now = time.monotonic()
        if sys.stderr.isatty():
            if self.bar is None and now - self.started > PATIENCE:
                self.bar = self._start()
            if self.bar:
                self.bar.update(
                    self.bar.task_ids[0],
                    completed=self.done,
                    total=max(self.total, self.done) if self.total else None,
                    description=source[-40:],
                    rate=self._rate(now),
                )
        elif now - self.told > EVERY:
            self.told = now
            of = f" of about {self.total:,}" if self.total and self.total >= self.done else ""
            complain(f"{self.done:,} documents{of}, {self._rate(now)}")

    def _rate(self, now: float) -> str:
        rate = self.coded / max(now - self.started, 0.001)
        words = f"{rate:.1f} a second"
        if not self.total or not rate or self.done > self.total:
            return words
        seconds = int((self.total - self.done) / (self.done / max(now - self.started, 0.001)))
        left = (
            f"{seconds // 3600} h {seconds % 3600 // 60} min"
            if seconds >= 3600
            else f"{seconds // 60}:{seconds % 60:02}"
        )
        return f"{words}, about {left} left"

    @contextmanager
    def aside(self, stream: TextIO | None = None) -> Iterator[None]:
        """Take the moving line away while something is written to the same terminal."""
        shares = self.bar is not None and (stream is None or stream.isatty())
        if shares and self.bar:
            self.bar.stop()
        try:
            yield
        finally:
            if shares and self.bar:
                self.bar.start()

    def _start(self) -> "Bar":
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        many = TextColumn("{task.completed:,.0f} of {task.total:,.0f}" if self.total else "{task.completed:,.0f}")
        bar = Bar(
            SpinnerColumn(), *([BarColumn(bar_width=20)] if self.total else []), many, TextColumn("documents"),
            TimeElapsedColumn(), TextColumn("{task.fields[rate]}"), TextColumn("[dim]{task.description}"),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        bar.add_task("", total=self.total, rate="")
        bar.start()
        return bar
