import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dateline.cli.guard import choose_log, complain
from dateline.cli.progress import prepare
from dateline.project import Match, Meter, Watch, event_row, exposed, load_feed_list
from dateline.workspace import Workspace, load_settings

QUIET = frozenset({"repeated", "failed-before"})


def run_watch(
    feeds: Path, *, into: str, once: bool, link: bool, metrics_port: int | None, log_format: str,
    settings: Path | None, given: dict[str, Any],
) -> int:  # fmt: skip
    """Watch feeds into a project until somebody stops it; return the exit status of ``--once``."""
    choose_log(log_format)
    plan = load_feed_list(feeds)
    workspace = Workspace(load_settings(settings, **given)).keeping()
    prepare(workspace)
    values = workspace.settings
    plain: dict[str, Any] = values.model_dump(mode="json", exclude={"jobs", "layer_cache"})
    watch = Watch(
        plan=plan, place=into, recipe=workspace.recipe, settings=plain, agent=f"dateline/{version('dateline')}",
        limits=values.limits, jobs=values.jobs, link=link, meter=Meter(), show=_show,
    )  # fmt: skip
    with exposed(watch.meter, metrics_port) as port:
        if port:
            complain(f"counts are at http://127.0.0.1:{port}/metrics")
        for told in watch.poll() if once else watch.run():
            if told.outcome not in QUIET:
                complain(told.message or f"{told.outcome}: {told.source}")
    bad = watch.meter.outcomes["feed-failed"] or watch.meter.outcomes["failed"]
    return 1 if bad else 0


def _show(match: Match) -> None:
    row = event_row(match.event)
    what = f"{row['type']}{'/' + row['mode'] if row['mode'] else ''}"
    sys.stdout.write(f"{match.query}: {what}, {row['status']}: {row['sentence_text']} [{match.event.address}]\n")
    sys.stdout.flush()
