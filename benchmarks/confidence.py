"""Does confidence mean something? Five bins, each with the share of codings whose type the gold has, and its interval.

A coding counts as right when its type is among the types of its gold record. Gold leaves true events out, so the shares
are lower bounds: ERRORS.md counts about half of the codings that it lacks as reported in the text. The weights come
from elsewhere (calibrate.py). Intervals: Wilson (1927), 95 %.
"""

import json
from itertools import pairwise

EDGES = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)
FILES = ("events/gsr_dev", "events/plv_dev", "events/case2021_dev")


def judged(gold_path, records):
    """Yield (confidence, right) for every event that no other is about, in records with a gold type."""
    by_id = {record["id"]: record for record in records}
    for line in gold_path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        wanted = {e.get("plover") or e.get("plover_mapped") for e in row["events"]} - {None}
        wanted |= {"CONCEDE", "RETREAT"} if "YIELD" in wanted else set()
        if not wanted or row["id"] not in by_id:
            continue
        events = by_id[row["id"]].get("events", [])
        inner = {event["about"] for event in events}
        for event in events:
            if event["id"] not in inner:
                yield event["confidence"], event["type"] in wanted


def wilson(right, n, z=1.96):
    """Return the bounds of the Wilson score interval of a share."""
    share, width = right / n, 1 + z * z / n
    centre = share + z * z / (2 * n)
    spread = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return (centre - spread) / width, (centre + spread) / width


def table(rows):
    """Return a Markdown table of the five bins."""
    lines = ["| Confidence | Codings | Mean confidence | Type right | 95 % interval |", "|---|---|---|---|---|"]
    for low, high in pairwise(EDGES):
        inside = [(value, right) for value, right in rows if low <= value < high]
        if inside:
            n, right = len(inside), sum(r for _, r in inside)
            a, b = wilson(right, n)
            mean = sum(v for v, _ in inside) / n
            lines.append(
                f"| {low:.2f} to {min(high, 1):.2f} | {n} | {mean:.2f} | {right / n:.2f} | {a:.2f} to {b:.2f} |"
            )
    return "\n".join(lines)
