import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import UsageError

MARK = "manifest.json"  # what an export's folder holds; a folder without it is never replaced


@contextmanager
def open_draft(out: Path, *, folder: bool) -> Iterator[Path]:
    """Yield a new folder to write in; what is in it takes its place beside ``out`` (or as ``out``) when all is done.

    A run that is stopped or fails leaves what was there before. The file ``out`` itself is put last, so that it is
    never newer than what describes it.

    Raises:
        UsageError: ``out`` cannot be written, or is a folder that no export made.
    """
    _refuse(out, folder=folder)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise UsageError(f"--out {out} cannot be written ({error.strerror}); check the folder") from None
    try:
        yield draft
        mask = os.umask(0)
        os.umask(mask)
        draft.chmod(0o777 & ~mask)
        if folder:
            _swap(draft, out)
        else:
            for path in sorted(draft.iterdir(), key=lambda path: path.name == out.name):
                path.replace(out.parent / path.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _refuse(out: Path, *, folder: bool) -> None:
    if not folder and out.is_dir():
        raise UsageError(f"--out {out} is a folder; name a file in it")
    if folder and out.exists():
        if not out.is_dir():
            raise UsageError(f"--out {out} is a file; this format is a folder of files, name one")
        if any(out.iterdir()) and not (out / MARK).is_file():
            raise UsageError(f"--out {out} holds files that no export wrote; name a new folder, or empty it")


def _swap(draft: Path, out: Path) -> None:
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    try:
        if out.exists():
            out.replace(old / "was")
        draft.replace(out)
    finally:
        if (old / "was").exists() and not out.exists():
            (old / "was").replace(out)
        shutil.rmtree(old, ignore_errors=True)
