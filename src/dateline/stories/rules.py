import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml
from dateline.stories.sketch import SKETCH_VERSION

RULES = Path(__file__).parent / "data" / "linking.yaml"


@dataclass(frozen=True, slots=True)
class CopyRules:
    """When a text is a copy of another one."""

    seed: int
    block_shingle: int
    permutations: int
    shingle: int
    sample: int
    least: int
    segments: int
    segment_share: float
    containment: float
    spread: float
    short: int
    short_containment: float
    excerpt_ratio: float
    excerpt_window: float


@dataclass(frozen=True, slots=True)
class BlockRules:
    """How many comparisons a block may cost, and how wide a bucket of days is."""

    cap: int
    window: int
    days: int
    buckets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingRules:
    """The tables of ``data/linking.yaml``, with the look-ups that comparing needs."""

    version: str
    copies: CopyRules
    blocks: BlockRules
    slack: int
    report_slack: int
    look_back: int
    near_km: float
    far_km: float
    points: dict[str, Any]
    open_toll: int
    far_toll: float
    far_toll_least: int
    family: dict[str, str]
    compatible: frozenset[frozenset[str]]
    undirected: frozenset[str]
    modes: dict[str, frozenset[str]]
    status_class: dict[str, str]
    sites: frozenset[str]
    stopwords: frozenset[str]

    def fit(self, one: str, other: str) -> bool:
        """Say whether one occurrence may be coded as both types."""
        return one == other or frozenset((one, other)) in self.compatible


@cache
def load_rules(path: Path = RULES) -> LinkingRules:
    """Read the tables of linking.

    Raises:
        KnowledgeError: a table is missing, or a compatible pair crosses families: its events would never meet.
    """
    data = read_yaml(path)
    try:
        family = _invert(data["families"])
        pairs = frozenset(frozenset(pair) for pair in data["compatible"])
        rules = LinkingRules(
            version=data["version"],
            copies=CopyRules(**data["copies"]),
            blocks=BlockRules(**data["blocks"]),
            slack=data["dates"]["slack"],
            report_slack=data["dates"]["report_slack"],
            look_back=data["dates"]["look_back"],
            near_km=data["places"]["near_km"],
            far_km=data["places"]["far_km"],
            points=data["points"],
            open_toll=data["open_toll"],
            far_toll=data["far_toll"],
            far_toll_least=data["far_toll_least"],
            family=family,
            compatible=pairs,
            undirected=frozenset(data["undirected"]),
            modes=_groups(data["modes"]),
            status_class=_invert(data["status_classes"]),
            sites=frozenset(data["sites"]),
            stopwords=frozenset(data["stopwords"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(
            f"{path}: a table is missing or has another form: {error}; compare data/linking.yaml"
        ) from error
    apart = sorted("/".join(sorted(pair)) for pair in pairs if len({family.get(name) for name in pair}) > 1)
    if apart:
        raise KnowledgeError(f"{path}: compatible types of different families never meet: {', '.join(apart)}")
    return rules


def identify_rules(path: Path = RULES) -> str:
    """Return what the tables and the form of a sketch are known by: when it changes, everything is linked anew."""
    return f"{SKETCH_VERSION}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def _invert(table: dict[str, list[str]]) -> dict[str, str]:
    return {member: name for name, members in table.items() for member in members}


def _groups(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    members = sorted({mode for modes in table.values() for mode in modes})
    return {mode: frozenset(name for name, modes in table.items() if mode in modes) for mode in members}
