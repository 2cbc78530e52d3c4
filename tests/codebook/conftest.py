from collections.abc import Callable
from pathlib import Path

import pytest

FILES: dict[str, str | None] = {
    "codebook.yaml": "name: own\nversion: '7'\n",
    "frames.yaml": "transitive:\n  verb: {source: [subject], target: [object]}\n  noun: {source: [by], target: [of]}\n",
    "cameo.yaml": "'190': {label: use force, type: ASSAULT, goldstein: -9.0}\n",
    "contexts.yaml": "crime: [gang]\n",
    "classes/people.yaml": "CROWD: [crowd, '@YOUTH']\nYOUTH: [youth]\n",
    "ASSAULT/pelt.yaml": "type: ASSAULT\nmodes: [beat]\ncameo: '190'\nentries:\n- id: assault.pelt\n  mode: beat\n"
    "  verbs: ['<@CROWD> pelt']\n  contexts: [crime]\n  examples:\n  - The crowd pelted the mayor with eggs.\n"
    "  counterexamples:\n  - Rain pelted the roof.\n",
}


@pytest.fixture
def make_codebook(tmp_path: Path) -> Callable[..., Path]:
    """Write a small codebook of one type; ``changes`` are whole files, None to leave one out."""

    def make(changes: dict[str, str | None] | None = None) -> Path:
        files = {**FILES, **(changes or {})}
        if "@CROWD" not in (files["ASSAULT/pelt.yaml"] or "") and "classes/people.yaml" not in (changes or {}):
            del files["classes/people.yaml"]  # a class that nothing names is a fault
        for name, text in files.items():
            if text is not None:
                file = tmp_path / "own" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf8")
        return tmp_path / "own"

    return make
