"""Agent files of PETRARCH: nouns for people and bodies, their plurals, and codes to put before or after a country's."""

import re
from pathlib import Path

from dateline.knowledge.agents import load_agents, pluralize
from dateline.knowledge.datafiles import Fault
from dateline.knowledge.registry.checking import vocabulary
from dateline.knowledge.registry.importing import Imported, is_clean, read_lines
from dateline.knowledge.registry.petrarch import strip_comments
from dateline.knowledge.registry.schema import Row

_SET = re.compile(r"\s*!(?P<name>[^!]+)!\s*=\s*(?P<members>.*)$")
_AGENT = re.compile(r"(?P<noun>[^{\[]*)(?P<plural>\{[^}\[]*\}?)?\s*\[(?P<code>[^\]]*)(?P<close>\]?)(?P<rest>.*)$")
_USED = re.compile(r"!([^!\s]*)!?")


def is_agents(text: str) -> bool:
    """Tell whether a file is one of agents rather than actors: codes with a tilde."""
    return text.count("[~") + text.count("~]") > text.count("[") // 2 > 0


def read_agents(path: Path) -> Imported:
    """Read an agent file into groups of nouns as agents.yaml has them; every line that breaks the format is reported.

    ``NOUN {PLURAL} [~CODE]``: ``{}`` means that there is no plural, no braces that it is regular; ``[~X]`` adds a role
    to a country, ``[X~]`` is a code without one (NGO); ``!SET!`` stands for each member of a set. People are told from
    bodies by the nouns of agents.yaml.
    """
    faults: list[Fault] = []
    sets: dict[str, list[str]] = {}
    groups: dict[tuple[str | None, str | None], Row] = {}
    seen: dict[str, int] = {}
    for number, text in strip_comments(read_lines(path, faults), str(path), faults):
        said: list[str] = []
        if match := _SET.match(text):
            sets[match["name"]] = [member.strip() for member in match["members"].split(",") if member.strip()]
            continue
        match = _AGENT.match(text)
        noun = " ".join(match["noun"].replace("_", " ").split()).lower() if match else ""
        if match is None or not noun or not is_clean(text):
            said.append("not of the form NOUN {PLURAL} [~CODE]; left out")
        else:
            if not match["close"] or match["rest"].strip():
                said.append("a bracket that is not closed, or text after it; read as far as it goes")
            code = _code(match["code"], said)
            for singular, plural in _forms(noun, match["plural"], sets, said) if code else ():
                if seen.setdefault(singular, number) != number:
                    said.append(f"{singular!r} stands at line {seen[singular]} already; left out")
                    continue
                _add(groups, code or (None, None), singular, plural)
        faults += [Fault(str(path), number, message) for message in said]
    return Imported(agents=tuple(groups.values()), faults=tuple(sorted(faults)))


def _code(given: str, said: list[str]) -> tuple[str | None, str | None] | None:
    """Return the role and, for ``[X~]``, what stands in a country's place; None, and why, where there is neither."""
    text = given.strip().upper()
    words = vocabulary()
    parts = [text.strip("~").strip()[i : i + 3] for i in range(0, len(text.strip("~").strip()), 3)]
    role = next((part for part in parts if part in words["roles"]), None)
    stateless = next((part for part in parts if part in words["international"]), None)
    if text.startswith("~") == text.endswith("~"):
        said.append(f"[{given}]: one tilde is wanted, before or after the code; left out")
        return None
    if role is None and stateless is None:
        said.append(f"[{given}]: no role that the registry has (vocabulary.yaml); left out")
        return None
    return role, stateless


def _forms(noun: str, plural: str | None, sets: dict[str, list[str]], said: list[str]) -> list[tuple[str, str]]:
    """Return singular and plural of a noun, for each member of a set in it."""
    used = _USED.search(noun)
    if used:
        members = next((m for name, m in sets.items() if name.lower() == used[1]), None)
        if members is None or used.group().count("!") < 2:
            said.append(f"{used.group()!r} is no set that the file defines; left out")
            return []
        nouns = [noun.replace(used.group(), member.lower()) for member in members]
        return [(each, each) for each in nouns]
    if plural is None:
        return [(noun, pluralize(noun))]
    if not plural.endswith("}"):
        said.append("a brace that is never closed; read to the code")
    given = " ".join(plural.strip("{} ").replace("_", " ").split()).lower()
    return [(noun, given or noun)]


def _add(
    groups: dict[tuple[str | None, str | None], Row], code: tuple[str | None, str | None], one: str, many: str
) -> None:
    role, stateless = code
    agents = load_agents()
    kind = agents.kind_of.get(role or "", {"NGO": "ngo", "IGO": "igo"}.get(stateless or "", "group"))
    group = groups.setdefault(code, {"role": role, "kind": kind, "stateless": stateless, "people": [], "bodies": []})
    known = agents.noun_at(one.split(), len(one.split()) - 1)
    listed = group["bodies" if known and not known[0].person else "people"]
    if isinstance(listed, list):
        listed.append(one if many == pluralize(one) else f"{one}/{many}")
