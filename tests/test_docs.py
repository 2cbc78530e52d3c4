"""Whatever a user can set, call or meet is in the documents."""

import re
from pathlib import Path

import pytest
import typer.main

from dateline.cli.app import app
from dateline.codebook import load_codebook
from dateline.contract.validate import load_schema
from dateline.errors import INPUT_ERROR_CODES
from dateline.settings import Settings
from dateline.stage import Stage

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]}


def commands() -> list[tuple[str, list[str]]]:
    found = []

    def walk(command: object, name: str) -> None:
        inner = getattr(command, "commands", {})
        for key, value in inner.items():
            walk(value, f"{name} {key}")
        if not inner:
            options = [opt for p in command.params for opt in p.opts if opt.startswith("--")]  # type: ignore[attr-defined]
            found.append((name, options))

    walk(typer.main.get_command(app), "dateline")
    return found


@pytest.mark.parametrize(("name", "options"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_command_is_in_cli_md_with_its_options(name: str, options: list[str]) -> None:
    assert f"`{name}" in DOCS["cli.md"]
    section = DOCS["cli.md"].split(f"## `{name}", 1)[-1].split("\n## ")[0]
    assert [option for option in options if f"`{option}" not in section and option != "--help"] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_is_in_settings_md_and_in_the_example(name: str) -> None:
    assert f"`{name}`" in DOCS["settings.md"]
    assert f"`DATELINE_{name.upper()}`" in DOCS["settings.md"]
    assert re.search(rf"^(# )?{name} = ", (ROOT / "examples" / "dateline.toml").read_text(), re.MULTILINE)


def test_stages_are_in_architecture_md(stages: list[Stage]) -> None:
    missing = [stage.name for stage in stages if f"| `{stage.name}` |" not in DOCS["architecture.md"]]
    assert missing == []


def test_rooms_are_in_contributing_md() -> None:
    rooms = [p.name for p in (ROOT / "src" / "dateline").iterdir() if p.is_dir() and not p.name.startswith("__")]
    assert [room for room in sorted(rooms) if f"`{room}/" not in DOCS["CONTRIBUTING.md"]] == []


def test_error_codes_are_in_contract_md() -> None:
    assert [code for code in sorted(INPUT_ERROR_CODES) if f"`{code}`" not in DOCS["contract.md"]] == []


def test_note_codes_are_in_contract_md() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "dateline").rglob("*.py"))
    codes = set(re.findall(r'\bcode="([a-z-]+)"', source)) - INPUT_ERROR_CODES
    assert codes
    assert [code for code in sorted(codes) if f"`{code}`" not in DOCS["contract.md"]] == []


def test_record_fields_are_in_contract_md() -> None:
    fields = load_schema()["$defs"]["record"]["required"]
    assert [field for field in fields if f'"{field}"' not in DOCS["contract.md"]] == []


def test_what_a_codebook_may_say_is_in_codebook_md() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src" / "dateline" / "stages" / "events").glob("*.py"))
    classes = set(re.findall(r'classes\.get\("([A-Z_]+)"', source))
    switches = set(load_codebook("plover").settings) - {"name", "version", "licence", "source"}
    assert classes
    assert [name for name in sorted({*classes, *switches}) if f"`{name}`" not in DOCS["codebook.md"]] == []
    assert [name for name in sorted(switches) if f'settings.get("{name}"' not in source] == [], "a switch nobody reads"


def test_stages_read_and_write_what_the_architecture_says(stages: list[Stage]) -> None:
    for stage in stages:
        (row,) = [line for line in DOCS["architecture.md"].splitlines() if line.startswith(f"| `{stage.name}` |")]
        _, reads, writes, *_ = (cell.strip() for cell in row.strip("|").split("|"))
        assert set(writes.split(", ")) == stage.writes, stage.name
        assert set(reads.split(", ")) == stage.reads, stage.name


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert broken == []


def test_make_targets_of_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for text in DOCS.values() for target in re.findall(r"`make ([a-z]+)", text)}
    assert named <= targets
