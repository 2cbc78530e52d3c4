import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from dateline.cli.guard import complain
from dateline.cli.progress import Progress, prepare
from dateline.errors import UsageError
from dateline.workspace import Report, Workspace, load_settings

FORMATS = ("table", "jsonl")


def run_code(
    inputs: Sequence[str], *, format: str | None, out: Path | None, settings: Path | None, given: dict[str, Any]
) -> int:
    """Code the inputs and write them; return the exit status."""
    kind = format or ("jsonl" if out and out.suffix in (".jsonl", ".ndjson") else "table")
    refuse_unknown(kind)
    workspace = Workspace(load_settings(settings, **given))
    failed, count = Counter[str](), 0
    prepare(workspace)
    with open_output(out) as stream, Progress() as progress:
        for report in workspace.code(inputs, stdin=sys.stdin.buffer):
            progress.advance(report.source)
            count += 1
            if report.error:
                failed[report.error.code] += 1
                with progress.aside():
                    complain(report.error.message)
            with progress.aside(stream):
                _write(report, kind, stream)
    if failed.total() > 1:
        reasons = ", ".join(f"{n:,} {code}" for code, n in sorted(failed.items()))
        complain(f"{failed.total():,} of {count:,} documents were not coded: {reasons}")
    return 1 if failed else 0


def refuse_unknown(format: str, known: Sequence[str] = FORMATS) -> None:
    """Raise UsageError where ``--format`` is none of the known ones."""
    if format not in known:
        raise UsageError(f"--format {format} is not known; use {' or '.join(known)}")


def _write(report: Report, kind: str, stream: TextIO) -> None:
    if kind == "jsonl":
        stream.write(report.to_json() + "\n")
    elif not report.error:
        from dateline.cli.printing import print_parts
        from dateline.cli.table import report_parts

        print_parts(report_parts(report), stream)


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Yield standard output, or a file that takes its place only when all has been written.

    Raises:
        UsageError: the folder of ``path`` is not there or cannot be written to.
    """
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        return
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise UsageError(f"--out {path} is a folder; name a file in it")
        with path.open("w", encoding="utf-8", newline="\n") as device:
            yield device
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(f"--out {path} cannot be written ({error.strerror}); check the folder") from None
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
