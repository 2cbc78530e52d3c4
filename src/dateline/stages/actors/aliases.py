from collections.abc import Iterable, Iterator
from dataclasses import replace

from dateline.stages.actors.finding import Finding
from dateline.stages.actors.reading import Reading


def find_aliases(reading: Reading, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield other names that the text itself gives an actor, and every later use of them.

    "the Popular Mobilization Units (PMU), better known as Hashd al-Shaabi": an acronym in brackets after a name, and
    a name after one of the alias words of agents.yaml. Known miss: a full name in brackets after the acronym ("UNHCR
    (the refugee agency)").
    """
    by_text: dict[str, Finding] = {}
    for finding in findings:
        if finding.form not in ("name", "alias", "nominal") or finding.who.kind == "state":
            continue
        at = finding.last
        acronym = _bracketed(reading, at)
        if acronym is not None and _abbreviates(reading, finding, acronym):
            by_text.setdefault(reading.tokens[acronym].text, finding)
            at = acronym + 2
        for first, last in _renamed(reading, at):
            by_text.setdefault(reading.text_of(first, last), finding)
    for text, finding in by_text.items():
        yield from _uses(reading, text, finding)


def _bracketed(reading: Reading, at: int) -> int | None:
    tokens = reading.tokens[at : at + 3]
    if len(tokens) == 3 and tokens[0].text == "(" and tokens[2].text == ")" and tokens[1].text[:1].isupper():
        return at + 1
    return None


def _abbreviates(reading: Reading, finding: Finding, at: int) -> bool:
    """Tell whether letters in brackets may stand for the name before them.

    Capitals, beginning like one of its words.
    """
    short = reading.tokens[at].text
    capitals = [ch for ch in short if ch.isupper()]
    initials = {token.text[0].upper() for token in reading.tokens[finding.first : finding.last]}
    return len(capitals) >= 2 and (capitals[0] in initials or len(initials & set(capitals)) >= 2)


def _renamed(reading: Reading, at: int) -> Iterator[tuple[int, int]]:
    while at < len(reading.lower) and reading.lower[at] in (",", "(", "—", "–", "-"):
        at += 1
    for words in reading.agents.aliases:
        if tuple(reading.lower[at : at + len(words)]) == words:
            first = at + len(words)
            if words == ("or",) and (at == 0 or reading.lower[at - 1] not in (",", "(")):
                return
            while first < len(reading.tokens) and reading.lower[first] in ("the", "as", '"', "“", "'", "‘"):
                first += 1
            last = first
            while last < len(reading.tokens) and (
                reading.tokens[last].text[0].isupper() or (last > first and reading.lower[last] in ("-", "al", "of"))
            ):
                last += 1
            if last > first:
                yield first, last
            return


def _uses(reading: Reading, text: str, finding: Finding) -> Iterator[Finding]:
    at = reading.text.find(text, reading.tokens[finding.first].start)
    while at >= 0:
        end = at + len(text)
        first, last = reading.token_range(at, end)
        whole = first < last and reading.tokens[first].start == at and reading.tokens[last - 1].end == end
        if whole and (first < finding.first or first >= finding.last):
            basis = finding.who.basis if finding.who.entry else "alias-in-text"
            yield Finding(
                first=first, last=last, head=reading.head_of(first, last), form="alias", plural=finding.plural,
                definite=True,
                who=replace(finding.who, basis=basis),
            )  # fmt: skip
        at = reading.text.find(text, end)
