import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dateline.cli import main


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


@pytest.fixture
def dateline(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run the command line in this process: ``dateline("code", "x.txt", stdin=b"…")``."""

    def run(*args: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = 0
        try:
            main()
        except SystemExit as leave:
            status = int(leave.code or 0)
        sys.stdout.flush()
        captured = capsysbinary.readouterr()
        return Done(status, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A short report in a file."""
    path = tmp_path / "x.txt"
    path.write_text("GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, the army said.\n")
    return path
