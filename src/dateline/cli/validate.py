import sys
from collections.abc import Sequence
from pathlib import Path

from dateline.cli.guard import complain
from dateline.cli.wording import counted
from dateline.workspace import find_faults


def run_validate(files: Sequence[str]) -> int:
    """Check files of records; return the exit status."""
    faulty = 0
    for name in files:
        try:
            stream = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115
        except OSError as error:
            complain(f"{name}: cannot be read ({error.strerror}); check the name")
            faulty += 1
            continue
        with stream:
            faults = 0
            for fault in find_faults(stream):
                faults += 1
                sys.stdout.write(f"{name}:{fault.line}: {fault.path}: {fault.message}\n")
        sys.stdout.write(f"{name}: {'keeps the contract' if not faults else counted(faults, 'fault')}\n")
        faulty += bool(faults)
    return 1 if faulty else 0
