"""Programs of the system that some tests need, each with the Debian packages that bring it.

A test says so by ``@pytest.mark.needs("tesseract")``, a fixture by ``require("chromium")``. Where the program is not
there, the test is skipped and says what to install; in strict mode (CI) that is a failure.
"""

import functools
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from postgres import POSTGRES


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A program: what is missing without its packages, and whether it is here."""

    packages: str
    here: Callable[[], bool]


def _works(*command: str, says: str | None = None) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return False
    return done.returncode == 0 and (says is None or says in done.stdout.split())


NEEDS = {
    "tesseract": Need(
        packages="tesseract-ocr tesseract-ocr-eng", here=lambda: _works("tesseract", "--list-langs", says="eng")
    ),
    "chromium": Need(packages="chromium", here=lambda: shutil.which("chromium") is not None),
    "postgresql": Need(
        packages="postgresql-15 postgresql-15-postgis-3", here=lambda: os.access(POSTGRES / "initdb", os.X_OK)
    ),
    "setpriv": Need(packages="util-linux", here=lambda: shutil.which("setpriv") is not None),
    # a container may have the programs and yet forbid a network of one's own
    "unshare": Need(
        packages="util-linux iproute2",
        here=lambda: _works("unshare", *(["-r"] if os.getuid() else []), "-n", "ip", "link", "set", "lo", "up"),
    ),
}


@functools.cache
def is_here(name: str) -> bool:
    """Tell whether a program is there and does what the tests need of it."""
    return NEEDS[name].here()


def require(*names: str) -> None:
    """Skip the test, saying what to install, where one of these programs is missing."""
    for name in names:
        if not is_here(name):
            pytest.skip(f"{name} is not here, or may not run: apt-get install {NEEDS[name].packages}")
