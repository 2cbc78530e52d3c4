from rich.text import Text

from dateline.model import Actor, Event, Participant
from dateline.report import Report

WIDTH = 100
STATUS_STYLE = {
    "occurred": "green", "ongoing": "green", "attempted": "yellow", "planned": "yellow", "threatened": "yellow",
    "demanded": "yellow", "offered": "yellow", "negated": "red", "denied": "red", "hypothetical": "magenta",
}  # fmt: skip
STATE_WORDS = {"unidentified": "somebody not identified", "unstated": "not stated", "not-applicable": "–", "named": "–"}


def act_words(report: Report, event: Event) -> Text:
    """Name the act and the words that tell of it: ASSAULT aerial “bombed”."""
    words = Text(event.type, style="bold")
    words.append(f" {event.mode}" if event.mode else "", style="not bold")
    count = event.count.best if event.count else None
    words.append(f" ×{count}" if count else "", style="not bold")
    return words.append(f" “{flat(event.trigger.of(report.text))}”", style="dim not bold")


def status_words(event: Event) -> Text:
    """Say what is said of the act: "occurred, intercepted", "planned", "occurred, disputed"."""
    words = Text(event.status, style=STATUS_STYLE.get(event.status, ""))
    disputed = event.standing if event.standing in ("disputed", "denied") and event.status != event.standing else None
    for extra in (event.outcome, event.phase, "a state" if event.nature == "state" else None, disputed):
        words.append(f", {extra}" if extra else "", style="yellow" if extra == disputed else "dim")
    return words


def party_words(report: Report, event: Event) -> Text:
    """Say who acts on whom: "Iraqi resistance groups (IRQREB) → U.S. forces (USAMIL)"."""
    actors = {actor.id: actor for actor in report.actors}
    words = _side(event.parties("source"), actors, event.source_state)
    targets = event.parties("target")
    if event.reciprocal and not targets:
        alone = len(event.parties("source")) == 1
        return words.append(", among themselves" if alone else "", style="dim")
    if targets or event.target_state != "not-applicable":
        words.append(" ↔ " if event.reciprocal else " → ", style="bold")
        words.append_text(_side(targets, actors, event.target_state))
    for role in ("victim", "mediator", "instrument", "associate", "third-party"):
        if others := event.parties(role):
            words.append(f"; {role}: ", style="dim").append_text(_side(others, actors, "named"))
    return words


def counted(number: int, noun: str) -> str:
    """Say how many: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def flat(text: str) -> str:
    """Put words that stand on several lines on one."""
    return " ".join(text.split())


def clip(text: str, width: int) -> str:
    """Cut a long name at a word: "an unnamed member of the …"."""
    text = flat(text)
    return text if len(text) <= width else text[: width - 1].rpartition(" ")[0] + " …"


def _side(parties: tuple[Participant, ...], actors: dict[str, Actor], state: str) -> Text:
    if not parties:
        return Text(STATE_WORDS.get(state, state), style="dim")
    words = Text()
    for index, party in enumerate(parties):
        before = parties[index - 1] if index else None
        if before:
            joined = party.alternative is not None and party.alternative == before.alternative
            words.append(" or " if joined else ", ")
        actor = actors.get(party.actor)
        words.append(clip(actor.name if actor else party.actor, 40))
        words.append(f" {actor.code}" if actor and actor.code else "", style="cyan")
        if party.certainty != "stated":
            words.append(f" ({party.certainty})", style="yellow")
    return words


def place_words(report: Report, event: Event) -> Text:
    """Name where: the place, its division and country; what is disputed is said to be."""
    place = next((place for place in report.places if place.id == event.where), None)
    if not place:
        return Text("no place", style="dim")
    location = next((one for one in event.locations if one.place == place.id), None)
    relation = f"{location.relation} " if location and location.relation else ""
    words = Text(f"{relation}{place.name}")
    within = () if place.kind == "country" else (place.admin1, place.country)
    tail = ", ".join(dict.fromkeys(part for part in within if part and part != place.name))
    if tail:
        words.append(f", {tail}", style="dim")
    return words.append(" (disputed)", style="yellow") if place.disputed else words


def date_words(event: Event) -> Text:
    """Say when, as far as it can be told: a day, a stretch, or a bound."""
    date = event.date
    if not date or not (date.start or date.end):
        return Text("no date", style="dim")
    if date.start and date.start == date.end:
        return Text(date.start)
    if date.start and date.end:
        return Text(f"{date.start} to\n{date.end}")
    return Text(f"not after {date.end}" if date.end else f"not before {date.start}", style="dim")
