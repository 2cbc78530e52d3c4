import sys
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.wording import WIDTH
from dateline.workspace import examine_installation, load_settings

STYLES = {"ok": "green", "missing": "bold red", "optional": "yellow"}


def run_doctor(*, strict: bool, settings: Path | None) -> int:
    """Print what the installation has and lacks; return 1 where something needed is missing (strict: or optional)."""
    findings = examine_installation(load_settings(settings))
    table = Table("", "What", "Found", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for finding in findings:
        found = Text(finding.detail)
        if finding.state == "optional" and finding.purpose:
            found.append(f"\nneeded for {finding.purpose}", style="dim")
        if finding.remedy:
            found.append(f"\n{finding.remedy}", style="bold")
        table.add_row(Text(finding.state, style=STYLES[finding.state]), finding.name, found)
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH).print(table)
    missing = sum(finding.state == "missing" for finding in findings)
    optional = sum(finding.state == "optional" for finding in findings)
    parts = [f"{missing} missing"] if missing else ["everything that coding needs is here"]
    parts += [f"{optional} optional not here"] if optional else []
    sys.stdout.write(f"{'; '.join(parts)}\n")
    return 1 if missing or (strict and optional) else 0
