import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dateline.cli.code import open_output
from dateline.cli.guard import complain
from dateline.cli.options import ShareOptions
from dateline.cli.wording import counted
from dateline.errors import UsageError
from dateline.workspace import (
    Outcome,
    Profile,
    Selection,
    Unusable,
    export_coded,
    read_days,
    read_kilometres,
    report_coded,
)

STATUSES = ("occurred", "ongoing", "attempted", "planned", "threatened", "demanded", "offered", "negated", "denied",
            "hypothetical")  # fmt: skip
STANDINGS = ("asserted", "attributed", "disputed", "denied")
UNITS = ("week", "month")


def run_export(input: str, *, format: str, out: Path, selection: Selection, profile: Profile | None) -> int:
    """Export a file of records; return the exit status."""
    outcome = export_coded(
        input, format=format, out=out, selection=selection, profile=profile, complain=tell, stdin=sys.stdin.buffer
    )
    complain(summary(outcome, out))
    return 1 if outcome.unusable else 0


def run_report(input: str, *, out: Path, title: str | None, profile: Profile | None) -> int:
    """Write a report page of a file of records; return the exit status."""
    page, summary = report_coded(input, title=title, profile=profile, stdin=sys.stdin.buffer)
    for unusable in summary.tally.unusable:
        tell(unusable)
    with open_output(out) as stream:
        stream.write(page)
    return 1 if summary.tally.unusable else 0


def tell(unusable: Unusable) -> None:
    """Say on standard error which record could not be used, and why."""
    complain(f"{unusable.where}: {unusable.message}; it was left out")


def summary(outcome: Outcome, out: Path) -> str:
    """Return one line on what was written."""
    counts = outcome.manifest["counts"]
    parts = [counted(counts["documents"], "document")]
    parts += [f"{counts['documents_that_failed']} that had failed"] if counts["documents_that_failed"] else []
    parts += [f"{counted(outcome.unusable, 'record')} left out"] if outcome.unusable else []
    if "rows" in counts:
        parts.append(counted(counts["rows"], "row"))
        parts += [f"{counts['undated_rows']} undated"] if counts.get("undated_rows") else []
        left = sum(counts["events_left_out"].values())
        parts += [f"{counted(left, 'event')} not selected"] if left else []
    return f"{out}: {', '.join(parts)}"


def select(statuses: Sequence[str], standings: Sequence[str], types: Sequence[str], **given: Any) -> Selection:
    """Return the selection that the options ask for: statuses and standings are added to the default ones."""
    for option, values, known in (("--status", statuses, STATUSES), ("--standing", standings, STANDINGS)):
        for value in values:
            if value not in known:
                raise UsageError(f"{option} {value} is not known; use one of {', '.join(known)}")
    base = Selection()
    return Selection(
        statuses=tuple(dict.fromkeys((*base.statuses, *statuses))),
        standings=tuple(dict.fromkeys((*base.standings, *standings))),
        types=tuple(name.upper() for name in types), **given,
    )  # fmt: skip


def read_profile(options: ShareOptions) -> Profile | None:
    """Return the sharing profile of the options; None without ``--share``, which the others need."""
    needing = ("keep_texts", "coarsen", "delay", "coarsen_dates", "as_of")
    named = [f"--{name.replace('_', '-')}" for name in needing if getattr(options, name)]
    if not options.share:
        if named:
            raise UsageError(f"{' and '.join(named)}: give --share, too; without it nothing is held back")
        return None
    if options.coarsen_dates and options.coarsen_dates not in UNITS:
        raise UsageError(f"--coarsen-dates {options.coarsen_dates} is not known; use week or month")
    return Profile(
        texts="keep" if options.keep_texts else "snippets",
        coarsen_km=read_kilometres(options.coarsen) if options.coarsen else None,
        coarsen_dates=options.coarsen_dates,  # type: ignore[arg-type]
        delay_days=read_days(options.delay) if options.delay else None,
        as_of=_day(options.as_of) if options.delay else None,
    )


def _day(given: str | None) -> str:
    """Return the day that a delay counts from. The only look at a clock; the manifest has the day."""
    try:
        return date.fromisoformat(given).isoformat() if given else date.today().isoformat()
    except ValueError:
        raise UsageError(f"--as-of {given} is not a date; write it as YYYY-MM-DD") from None
