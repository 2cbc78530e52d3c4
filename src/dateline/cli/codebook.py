import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.progress import prepare
from dateline.cli.wording import WIDTH, counted
from dateline.errors import UsageError
from dateline.workspace import Codebook, Workspace, check_codebook, list_codebooks, load_codebook, load_settings


def run_list() -> int:
    """Print each packaged codebook with its size; return the exit status."""
    console = _console()
    for name in list_codebooks():
        book, faults = check_codebook(name)
        types = len({entry.type for entry in book.entries})
        line = f"{book.name} {book.version}: {types} types, {len(book.entries)} entries, {_triggers(book)} triggers"
        console.print(line + (f", {len(faults)} FAULTS (dateline codebook check {name})" if faults else ""))
    console.print("Your own: --codebook FOLDER (docs/codebook.md)", style="dim")
    return 0


def run_show(name: str, type: str | None) -> int:
    """Print the types of a codebook, or all entries of one type; return the exit status."""
    book = load_codebook(name)
    types = list(dict.fromkeys(entry.type for entry in book.entries))
    if type and type.upper() not in types:
        raise UsageError(f"codebook {book.name} has no type {type!r}; its types: {', '.join(types)}")
    _console().print(_entries(book, type.upper()) if type else _types(book, types))
    return 0


def run_check(name: str, *, examples: bool = False) -> int:
    """Print every fault with file and line; return 1 where there are any.

    With ``examples`` the examples of a codebook without other faults are coded, and the wrong ones are faults too.
    """
    book, faults = check_codebook(name)
    run = examples and not faults
    if run:
        workspace = Workspace(load_settings(codebook=name))
        prepare(workspace)
        faults = workspace.check_examples()
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    count = sum(len(entry.examples) + len(entry.counterexamples) for entry in book.entries)
    coded = f"{count} examples" + (" coded" if run else " not coded, for the faults above" if examples else "")
    verdict = counted(len(faults), "fault") if faults else "no faults"
    sys.stdout.write(f"{book.name} {book.version}: {len(book.entries)} entries, {coded}: {verdict}\n")
    return 1 if faults else 0


def _types(book: Codebook, types: list[str]) -> Table:
    table = Table("Type", "Modes", "Entries", "Triggers", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in types:
        entries = [entry for entry in book.entries if entry.type == name]
        modes = sorted({entry.mode for entry in entries if entry.mode} | set(book.modes.get(name, ())))
        triggers = sum(len(entry.triggers) for entry in entries)
        table.add_row(Text(name, style="bold"), ", ".join(modes) or "–", str(len(entries)), str(triggers))
    return table


def _entries(book: Codebook, type: str) -> Table:
    table = Table("Entry", "Mode", "CAMEO", "Triggers", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for entry in (entry for entry in book.entries if entry.type == type):
        triggers = ", ".join(trigger.text for trigger in entry.triggers)
        where = Text(entry.id, style="bold").append(f"\n{entry.file}:{entry.line}", style="dim not bold")
        table.add_row(where, entry.mode or "–", entry.cameo or "–", triggers)
    return table


def _triggers(book: Codebook) -> int:
    return sum(len(entry.triggers) for entry in book.entries)


def _console() -> Console:
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
