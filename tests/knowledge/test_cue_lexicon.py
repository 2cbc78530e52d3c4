"""The cue lexicon is sound, and every group's and phrase's example says what the group says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.knowledge.cue_lexicon import DATA, check_cue_lexicon


def _examples() -> list[Any]:
    rows = []
    for name in ("verbs", "nouns"):
        for group in yaml.safe_load((Path(DATA) / f"{name}.yaml").read_text(encoding="utf8"))["groups"]:
            rows += [
                pytest.param(text, group["stance"], group["cues"], id=f"{group['id']}-{n}")
                for n, text in enumerate(group["examples"])
            ]
    phrases = yaml.safe_load((Path(DATA) / "phrases.yaml").read_text(encoding="utf8"))
    for kind in ("prepositional", "adverbial", "possessed"):
        for row in phrases[kind]:
            cues = [row["cue"], *row.get("nouns", ())]
            rows += [pytest.param(text, row["stance"], cues, id=f"{kind}-{row['cue']}") for text in row["examples"]]
    return rows


def test_the_lexicon_has_no_faults() -> None:
    assert check_cue_lexicon() == ()


@pytest.mark.parametrize(("text", "stance", "cues"), _examples())
def test_example_of_a_group(run_until: Any, text: str, stance: str, cues: list[str]) -> None:
    doc = run_until("claims", text)
    assert any(claim.stance == stance for claim in doc.claims), [(c.stance, c.rule) for c in doc.claims]


def _idioms() -> list[Any]:
    rows = yaml.safe_load((Path(DATA) / "phrases.yaml").read_text(encoding="utf8"))["idioms"]
    return [pytest.param(text, id=f"{row['cue']}-{n}") for row in rows for n, text in enumerate(row["examples"])]


@pytest.mark.parametrize("text", _idioms())
def test_idiom_is_no_claim(run_until: Any, text: str) -> None:
    assert run_until("claims", text).claims == ()
