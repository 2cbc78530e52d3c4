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

    def __init__(self) -> None:
        """Show nothing yet: short runs stay silent."""
        self.started = self.told = time.monotonic()
        self.done = 0
        self.bar: Bar | None = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    def advance(self, source: str) -> None:
        """Count one more document."""
        self.done += 1
        now = time.monotonic()
        if sys.stderr.isatty():
            if self.bar is None and now - self.started > PATIENCE:
                self.bar = self._start()
            if self.bar:
                self.bar.update(self.bar.task_ids[0], completed=self.done, description=source[-40:])
        elif now - self.told > EVERY:
            self.told = now
            complain(f"{self.done:,} documents coded, {self.done / (now - self.started):.1f} a second")

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

    @staticmethod
    def _start() -> "Bar":
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        bar = Bar(
            SpinnerColumn(), TextColumn("{task.completed:,.0f} documents"), TimeElapsedColumn(),
            TextColumn("[dim]{task.description}"), console=Console(stderr=True), transient=True,
        )  # fmt: skip
        bar.add_task("", total=None)
        bar.start()
        return bar
