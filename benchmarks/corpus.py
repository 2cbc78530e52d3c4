"""Make a corpus of short invented reports with known copies and stories: python benchmarks/corpus.py 2500 FOLDER.

FOLDER gets reports.jsonl (id, text, title, outlet, published, in order of publication) and truth.json: for each report
its wire (reports of one wire are copies of one another) and its marks (the words that tell of an occurrence, by their
span), for each occurrence its types. Same numbers, same bytes; a corpus is the beginning of every larger one.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data" / "wire.yaml"
FIRST_DAY = date(2024, 1, 1)
PER_DAY = 25  # reports: what grows with a corpus is its time, not the news of a day
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SLOT, CHOICE, MARK = (
    re.compile(r"<(\w+)>"),
    re.compile(r"\(([^()]*\|[^()]*)\)"),
    re.compile(r"\[(?:([AB]):)?([^\]]+)\]"),
)
DETAILS = {"ASSAULT": "violence", "COERCE": "crowd", "PROTEST": "crowd"}


@dataclass
class Report:
    """A report, and what is true of it: the wire that it prints, and the spans that tell of occurrences."""

    text: str
    title: str
    outlet: str
    published: date
    wire: str | None = None
    marks: list[tuple[int, int, str]] = field(default_factory=list)


class Writer:
    """Writes reports from the templates, with one source of chance."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf8"))
        self.types: dict[str, list[str]] = {}
        self.count = 0

    def fill(self, text: str, facts: dict[str, str]) -> str:
        """Fill slots and choices; a slot with a capital begins with one."""
        text = CHOICE.sub(lambda match: self.rng.choice(match[1].split("|")), text)
        text = SLOT.sub(lambda match: self._slot(match[1], facts), text)
        return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)

    def _slot(self, name: str, facts: dict[str, str]) -> str:
        low = name[0].lower() + name[1:]
        if low in facts:
            found = facts[low]
        elif low == "person":
            found = f"{self.rng.choice(self.data['first'])} {self.rng.choice(self.data['last'])}"
        elif low == "age":
            found = str(self.rng.randint(13, 89))
        elif low == "tenth":
            found = str(self.rng.randint(2, 9))
        elif low == "quarter":
            found = self.rng.choice(self.data["quarter"])
        elif low == "site":
            found = self.rng.choice(self.data["sites"])
        elif low in ("firm", "club", "rival"):
            end = {"firm": ("Mills", "Foods", "Holdings", "Textiles"), "club": ("United", "Rovers"), "rival": ("City",)}
            found = f"{self.rng.choice(self.data['last'])} {self.rng.choice(end[low])}"
        else:
            found = self.fill(self.rng.choice(self.data["pools"][low]), facts)
        return found[:1].upper() + found[1:] if name[0].isupper() else found

    def outlet(self) -> str:
        return f"{self.rng.choice(self.data['cities'])[0]} {self.rng.choice(self.data['papers'])}"

    def dated(self, body: str, city: str) -> str:
        """Put a dateline before a body, as three reports in four have one."""
        agency = self.rng.choice(self.data["agencies"])
        return f"{city.upper()} ({agency}) - {body}" if self.rng.random() < 0.75 else body

    def quiet(self, day: date) -> list[Report]:
        """A report without an event, now and then printed by two or three papers."""
        kind = self.rng.choice(self.data["quiet"])
        city = self.rng.choice(self.data["cities"])[0]
        facts = {"city": city}
        for name in ("firm", "club", "rival"):
            facts[name] = self._slot(name, {})
        lines = [*self.rng.sample(kind["text"], 2), *["<line>"] * self.rng.randint(5, 8)]
        body = " ".join(self.fill(line, facts) for line in lines)
        report = Report(body, self.fill(self.rng.choice(kind["titles"]), facts), self.outlet(), day)
        return self.printed(report, 1 if self.rng.random() < 0.85 else self.rng.randint(2, 3), 1)

    def story(self, day: date, facts: dict[str, str] | None = None) -> tuple[list[Report], dict[str, str]]:
        """The reports of one event: wires, the papers that print them, papers' own reports, and what came after."""
        kind, facts = self.invent(day, facts)
        self.count += 1
        name = f"s{self.count}"
        self.types[f"{name}.A"] = kind["types"]
        reports: list[Report] = []
        size = 1 if self.rng.random() < 0.35 else 2 + min(int(self.rng.expovariate(0.45)), 12)
        while len(reports) < size:
            told = day + timedelta(self.rng.choice((0, 1, 1, 1, 2)))
            report = self.report(kind, facts, name, told)
            papers = min(size - len(reports), self.rng.choice((1, 1, 2, 3, 4, 6)))
            reports += self.printed(report, papers, self.rng.choice((0, 1)))
        if kind.get("toll") and self.rng.random() < 0.3:
            self.types[f"{name}.B"] = ["COERCE"]
            reports += self.printed(self.after(facts, name, day + timedelta(3)), self.rng.choice((1, 1, 2)), 1)
        return reports, facts

    def invent(self, day: date, facts: dict[str, str] | None) -> tuple[dict[str, Any], dict[str, str]]:
        """The facts of an event; with those of another one, in the same city, of the same kind, but elsewhere in it."""
        kinds = {kind["name"]: kind for kind in self.data["kinds"]}
        if facts:
            kind, city = kinds[facts["kind"]], next(row for row in self.data["cities"] if row[0] == facts["city"])
        else:
            kind, city = self.rng.choice(self.data["kinds"]), self.rng.choice(self.data["cities"])
        killed, hurt = 1 + min(int(self.rng.expovariate(0.12)), 60), 2 + int(self.rng.expovariate(0.08))
        site = self.rng.choice([site for site in self.data["sites"] if not facts or site != facts["site"]])
        others = [row[1] for row in self.data["cities"] if row[1] != city[1]]
        new = {"kind": kind["name"], "city": city[0], "country": city[1], "nation": city[2], "noun": kind["noun"]}
        new |= {"site": site, "killed": count(killed + 1), "hurt": count(hurt), "other": self.rng.choice(others)}
        new |= {"actors": self.rng.choice(kind["actors"]), "day": f"{day:%A}", "year": str(day.year)}
        fixed = ("quarter", "grievance", "matter", "goods", "hundreds", "victims", "suspects")
        return kind, new | {name: self._slot(name, {}) for name in fixed}

    def report(self, kind: dict[str, Any], facts: dict[str, str], story: str, day: date) -> Report:
        """One writer's report of an event: now and then with another toll."""
        if self.rng.random() < 0.25 and facts["killed"].isdigit():
            facts = facts | {"killed": str(int(facts["killed"]) + self.rng.randint(1, 5))}
        lede = self.fill(self.rng.choice(kind["ledes"]), facts).replace("[", "[A:")
        return self.compose([lede], DETAILS.get(kind["types"][0], "office"), facts, story, day)

    def after(self, facts: dict[str, str], story: str, day: date) -> Report:
        """What came of it: arrests, with the event itself told again."""
        facts = facts | {"later": f"{day:%A}"}
        lines = [self.fill(self.rng.choice(self.data["pools"][name]), facts) for name in ("followup", "again")]
        return self.compose(lines, "violence", facts, story, day + timedelta(self.rng.choice((0, 1))))

    def compose(self, ledes: list[str], details: str, facts: dict[str, str], story: str, day: date) -> Report:
        own = {name: value for name, value in facts.items() if name not in ("quarter", "site")}
        pools = self.data["pools"]
        more = [self.rng.choice(pools[f"detail_{details}"])] * self.rng.choice((0, 1, 1))
        more += [self.rng.choice(pools["detail_any"])] * self.rng.choice((0, 0, 1))
        more += ["<line>"] * self.rng.randint(4, 7)
        body = "\n\n".join([*ledes, *(self.fill(line, own) for line in more)])
        text, marks = strip_marks(self.dated(body, facts["city"]), story)
        title = f"{facts['noun'].capitalize()} in {facts['city']}"
        self.count += 1
        return Report(text, title, self.outlet(), day, f"{story}.w{self.count}", marks)

    def printed(self, report: Report, papers: int, edits: int) -> list[Report]:
        """A report as several papers print it: as it is, or with light edits."""
        found = [report]
        while len(found) < papers:
            edited = self.rng.random() < 0.6 * edits
            text = self.edit(report.text) if edited else report.text
            marks = [mark for mark in report.marks if text[: mark[1]] == report.text[: mark[1]]]
            late = report.published + timedelta(self.rng.choice((0, 0, 0, 1)))
            found.append(Report(text, report.title, self.outlet(), late, report.wire, marks))
        if len(found) > 1 and report.wire is None:
            self.count += 1
            for each in found:
                each.wire = f"q{self.count}"
        return found

    def edit(self, text: str) -> str:
        """A light edit behind the lede: the last paragraph cut, a credit, or some words changed."""
        parts = text.split("\n\n")
        match self.rng.randrange(3):
            case 0 if len(parts) > 2:
                parts.pop()
            case 1:
                parts.append(
                    self.fill(
                        self.rng.choice(self.data["pools"]["credit"]),
                        {"city": "the city", "year": "2024", "agency": "Agency"},
                    )
                )
            case _:
                swap = {
                    " and ": " as well as ",
                    " said ": " stated ",
                    "because": "since",
                    " who ": " that ",
                    "about": "around",
                }
                tail = "\n\n".join(parts[1:])
                for old, new in swap.items():
                    tail = tail.replace(old, new)
                parts = [parts[0], *filter(None, [tail])]
        return "\n\n".join(parts)


def strip_marks(marked: str, story: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, marks, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        marks.append((len(text), len(text) + len(mark[2]), f"{story}.{mark[1] or 'A'}"))
        text += mark[2]
        last = mark.end()
    return text + marked[last:], marks


def count(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else str(number)


def reports(writer: Writer) -> Iterator[Report]:
    """Reports in order of publication, without end."""
    waiting: list[Report] = []
    recent: list[dict[str, str]] = []
    day = FIRST_DAY
    while True:
        made = 0
        while made < PER_DAY:
            if writer.rng.random() < 0.4:
                new = writer.quiet(day)
            else:
                rival = writer.rng.choice(recent) if recent and writer.rng.random() < 0.1 else None
                new, facts = writer.story(day, rival)
                recent = [*recent[-20:], facts]
            made += len(new)
            waiting += new
        ready = [report for report in waiting if report.published <= day]
        waiting = [report for report in waiting if report.published > day]
        writer.rng.shuffle(ready)
        yield from ready
        day += timedelta(1)


def make_corpus(size: int, folder: Path, seed: int = 1) -> tuple[Path, Path]:
    """Write a corpus and its truth; return both files."""
    writer = Writer(seed)
    wires: dict[str, str | None] = {}
    marks: dict[str, list[tuple[int, int, str]]] = {}
    folder.mkdir(parents=True, exist_ok=True)
    corpus, truth = folder / "reports.jsonl", folder / "truth.json"
    with corpus.open("w", encoding="utf8") as stream:
        for number, report in enumerate(islice(reports(writer), size), 1):
            id = f"r{number:06d}"
            wires[id], marks[id] = report.wire, report.marks
            row = {"id": id, "title": report.title, "outlet": report.outlet, "published": report.published.isoformat()}
            stream.write(json.dumps(row | {"text": report.text}, ensure_ascii=False) + "\n")
    told = {name for found in marks.values() for *_, name in found}
    types = {name: writer.types[name] for name in sorted(told)}
    truth.write_text(json.dumps({"wires": wires, "marks": marks, "types": types}), encoding="utf8")
    return corpus, truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(*make_corpus(given.size, given.folder, given.seed))


if __name__ == "__main__":
    main()
