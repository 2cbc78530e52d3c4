import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.code import refuse_unknown
from dateline.cli.guard import complain
from dateline.cli.wording import WIDTH, counted
from dateline.workspace import FoundActor, find_actors, import_actors

SHOWN = 12  # aliases in the table


def run_find(name: str, *, date: str | None, extra: list[Path], format: str) -> int:
    """Print who a name may mean, best first; return 1 where nobody is found."""
    refuse_unknown(format)
    found = find_actors(name, date, extra)
    if format == "jsonl":
        for actor in found:
            sys.stdout.write(json.dumps(_record(actor), ensure_ascii=False) + "\n")
    elif found:
        Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH).print(_table(found, date))
    if not found:
        complain(f"nobody of the name {name!r} is in the registry; your own: --actors FILE (docs/actors.md)")
    return 0 if found else 1


def run_import(files: list[Path], *, out: Path | None) -> int:
    """Print every faulty line with file and number, then what was read; return 1 where there are faults."""
    read = import_actors(files, out)
    for fault in read.faults:
        sys.stdout.write(f"{fault}\n")
    parts = [f"{len(read.entries):,} actors with {read.codes:,} codes ({read.dated:,} dated)"] if read.entries else []
    parts += [f"{read.nouns:,} nouns of agents"] if read.nouns else []
    verdict = counted(len(read.faults), "fault") if read.faults else "no faults"
    where = f", written to {out}" if out else ""
    sys.stdout.write(f"{' and '.join(parts) or 'nothing'}{where}: {verdict}\n")
    return 1 if read.faults else 0


def _record(actor: FoundActor) -> dict[str, object]:
    return {"code": actor.code.code if actor.code else None, "why": actor.why, **asdict(actor.entry)}


def _table(found: tuple[FoundActor, ...], date: str | None) -> Table:
    table = Table("Code", "Actor", "Codes and their days", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for actor in found:
        entry = actor.entry
        names = [*entry.aliases, *entry.acronyms, *entry.demonyms, *entry.metonyms]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        about = [entry.kind, *([entry.wikidata] if entry.wikidata else [])]
        text = Text(entry.name, style="bold").append(f" ({', '.join(about)})", style="not bold")
        if names:
            text.append(f"\nalso: {', '.join(names[:SHOWN])}{more}", style="not bold")
        text.append(f"\n{actor.why}", style="dim not bold")
        if entry.check:
            text.append(f"\n{entry.check}", style="dim not bold")
        rows = [
            f"{code.code} {code.start or '…'} – {code.end or '…'}{f' {code.office}' if code.office else ''}"
            if code.start or code.end
            else f"{code.code}{f' {code.office}' if code.office else ''}"
            for code in entry.codes
        ]
        table.add_row(
            Text(actor.code.code if actor.code else f"none on {date}" if date else "–"), text, "\n".join(rows)
        )
    return table
