"""Nouns for people and bodies that a report does not name, and the words around them that decide their role."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml

DATA = Path(__file__).parent / "data" / "actors" / "agents.yaml"
SETS = (
    "quantities", "outsiders", "adjectives", "needs_the", "states", "not_names", "head_offices", "abroad", "sourcing",
    "fleeing",
)  # fmt: skip
_TOKEN = re.compile(r"'s|s'|[^\s'-]+|-|'")
_ES = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNoun:
    """A noun for somebody: its role and kind, and whether it names persons, several of them, or a body."""

    noun: str
    role: str | None
    kind: str
    person: bool
    plural: bool
    weak: bool
    means: bool
    stateless: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """The lexicon of agents.yaml, ready for look-up by the last word of a phrase."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], AgentNoun], ...]]
    strong: dict[str, str]
    weak: dict[str, str]
    former: frozenset[str]
    titles: frozenset[tuple[str, ...]]
    status: dict[str, str]
    needs_state: frozenset[str]
    acts: frozenset[tuple[str, ...]]
    locative: frozenset[str]
    sets: dict[str, frozenset[str]]
    not_owner: frozenset[str]
    joins: frozenset[str]
    status_verbs: dict[str, str]
    points_to: dict[str, frozenset[str]]
    pairs: frozenset[tuple[str, ...]]
    pronouns: dict[str, str]
    first_person: dict[str, str]
    aliases: tuple[tuple[str, ...], ...]
    kind_of: dict[str, str]
    key: str

    def noun_at(self, words: Sequence[str], at: int) -> tuple[AgentNoun, int] | None:
        """Return the longest agent phrase that ends at a word, and how many words it has.

        "Riot police officers" ends in "police officers" (2 words), a plural of persons with the role COP.
        """
        for phrase, noun in self.phrases.get(words[at], ()):
            if at + 1 >= len(phrase) and tuple(words[at + 1 - len(phrase) : at + 1]) == phrase:
                return noun, len(phrase)
        return None

    def title_before(self, words: Sequence[str], at: int) -> int:
        """Return how many words right before a name are one title ("prime minister"); 0 when there is none."""
        return next((n for n in (4, 3, 2, 1) if at - n >= 0 and tuple(words[at - n : at]) in self.titles), 0)

    def is_act(self, word: str) -> bool:
        """Tell whether a noun is something that is done: "strikes", "offensive", "support"."""
        return (word,) in self.acts


def pluralize(noun: str) -> str:
    """Return the regular plural of a noun: "army" gives "armies", "witness" "witnesses"."""
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    if noun.endswith("man") and not noun.endswith(("human", "german", "roman")):
        return noun[:-3] + "men"
    return noun + ("es" if noun.endswith(_ES) else "s")


def _forms(entry: str) -> tuple[str, str]:
    singular, _, plural = entry.partition("/")
    return singular, plural or pluralize(singular)


def _tokens(phrase: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(phrase))


def _nouns(groups: Iterable[dict[str, Any]]) -> Iterable[tuple[tuple[str, ...], AgentNoun]]:
    for group in groups:
        for list_name in ("people", "bodies", "means"):
            for entry in group.get(list_name, ()):
                singular, plural = _forms(str(entry))
                forms = ((True, plural),) if singular == plural else ((False, singular), (True, plural))
                for is_plural, text in forms:
                    yield (
                        _tokens(text),
                        AgentNoun(
                            noun=singular,
                            role=group["role"],
                            kind=group["kind"],
                            person=list_name == "people",
                            plural=is_plural,
                            weak=bool(group.get("weak")),
                            means=list_name == "means",
                            stateless=group.get("stateless") if list_name == "bodies" else None,
                        ),
                    )


@lru_cache(maxsize=4)
def load_agents(extra: tuple[Path, ...] = ()) -> Agents:
    """Read agents.yaml, with the groups under ``agents`` in the user's YAML files before it.

    A phrase that stands in two groups belongs to the first.
    """
    raw = DATA.read_bytes()
    data = read_yaml(raw)
    own = [(path, path.read_bytes()) for path in extra if path.suffix in (".yaml", ".yml")]
    own = [(path, text) for path, text in own if b"\nagents:" in text]
    groups = [group for path, text in own for group in _own_groups(path, text)]
    first: dict[tuple[str, ...], AgentNoun] = {}
    for phrase, noun in _nouns([*groups, *data["groups"]]):
        first.setdefault(phrase, noun)
    ends: dict[str, list[tuple[tuple[str, ...], AgentNoun]]] = {}
    for phrase, noun in first.items():
        ends.setdefault(phrase[-1], []).append((phrase, noun))
    modifiers = data["modifiers"]
    offices = {
        p
        for p, n in first.items()
        if n.person and not n.plural and n.role in ("GOV", "MIL", "LEG", "JUD", "COP", "REL", "ELI", "SPY")
    }
    return Agents(
        phrases={word: tuple(sorted(found, key=lambda row: -len(row[0]))) for word, found in ends.items()},
        strong=modifiers["strong"],
        weak=modifiers["weak"],
        former=frozenset(modifiers["former"]),
        titles=frozenset(_tokens(str(title)) for title in data["titles"]) | frozenset(offices),
        status={noun: status for status, nouns in data["status"].items() for noun in nouns},
        needs_state=frozenset(data["of_roles"]["nouns"]),
        acts=frozenset(_tokens(text) for noun in data["acts"] for text in (noun, pluralize(noun))),
        locative=frozenset(data["locative"]),
        sets={name: frozenset(map(str, data[name])) for name in SETS},
        not_owner=frozenset(data["not_owner"]),
        joins=frozenset(data["joins"]),
        status_verbs={verb: status for status, verbs in data["status_verbs"].items() for verb in verbs},
        points_to={noun: frozenset(kinds) for noun, kinds in data["coreference"]["kinds"].items()},
        pairs=frozenset(_tokens(pair) for pair in data["coreference"]["pairs"]),
        pronouns=data["pronouns"],
        first_person=data["first_person"],
        aliases=tuple(sorted((_tokens(words) for words in data["aliases"]), key=lambda words: (-len(words), words))),
        kind_of={g["role"]: g["kind"] for g in reversed(data["groups"]) if g["role"] and not g.get("weak")},
        key=hashlib.sha256(raw + b"\0".join(text for _, text in own)).hexdigest()[:16],
    )


def _own_groups(path: Path, text: bytes) -> list[dict[str, Any]]:
    """Return the groups of agents in a user's registry file.

    Raises:
        KnowledgeError: they are not of the form that agents.yaml has.
    """
    try:
        groups = read_yaml(text)["agents"]
        return [{"role": None, "kind": "group", **group} for group in groups]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{path}: agents cannot be read ({error}); see docs/actors.md") from error
