import json
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.export.formats import Column, Format
from dateline.export.reviewing import describe_review

NOTICE = "{shape}; machine-coded, {review}"
GEONAMES = "Places and coordinates: GeoNames (https://www.geonames.org/), CC BY 4.0, adapted."
FILLED = {"yes": "filled", "partly": "where it is certain", "empty": "left empty"}


def write_codebook(
    format: Format, tables: Mapping[str, tuple[str, Sequence[Column]]], manifest: Mapping[str, Any]
) -> str:
    """Return codebook.md: what each column means in plain words, what was left out, the manifest and checksums.

    ``tables`` holds for each file what a row is and its columns; formats that are no tables have none.
    """
    review = describe_review((manifest.get("input") or {}).get("review"))
    parts = [
        f"# {format.title}",
        f"**{NOTICE.format(shape=format.shape, review=review)}.** Made by dateline {manifest['dateline']} from "
        "news reports. "
        "What is reported is not thereby true: look at who says so, and at the sources.",
        format.about, GEONAMES, *_shared(manifest), *_selection(format, manifest), *_read(format),
    ]  # fmt: skip
    for name, (about, columns) in tables.items():
        parts += [f"## {name}", about, _columns(columns)] if columns else [f"## {name}", about]
    parts += ["## Checksums (SHA-256)", "\n".join(f"    {sum}  {name}" for name, sum in manifest["files"].items())]
    parts += ["## Manifest", "```json\n" + json.dumps(manifest, indent=2, ensure_ascii=False) + "\n```"]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _columns(columns: Sequence[Column]) -> str:
    rows = [f"| `{column.name}` | {FILLED[column.filled]} | {_cell(column.meaning)} |" for column in columns]
    return "\n".join(["| Column | Filled | What is in it |", "|---|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _selection(format: Format, manifest: Mapping[str, Any]) -> list[str]:
    if format.kind != "rows":
        return ["Everything that was coded is in here, whatever its status."]
    chosen, counts = manifest["selection"], manifest["counts"]
    lines = [
        f"- status: {', '.join(chosen['statuses'])}; standing: {', '.join(chosen['standings'])}",
        f"- recalled as background: {'kept' if chosen['background'] else 'left out'}; "
        f"inside another event (\"agreed to attack\"): {'kept' if chosen['inside'] else 'left out'}",
        "- " + ("one row for each report" if chosen["every_report"] else "one row for each occurrence")
        + (", one for each pair of parties" if chosen["dyads"] else ""),
    ]  # fmt: skip
    types = chosen["types"] or format.types
    lines += [f"- types: {', '.join(types)}"] if types else []
    lines += ["- only with at least one death"] if format.fatal and not chosen["types"] else []
    lines += [f"- at least {chosen['origins']} independent origins"] if chosen["origins"] > 1 else []
    if chosen["date_precision"]:
        lines.append(f"- dates up to UCDP date_prec {chosen['date_precision']}; what is dated more coarsely, or not at "
                     "all, is in the file whose name ends in `undated`, and has no default date")  # fmt: skip
    left = "\n".join(f"- {count} {reason}" for reason, count in counts["events_left_out"].items())
    return ["## What is a row", "\n".join(lines), *(["Left out:", left] if left else [])]


def _shared(manifest: Mapping[str, Any]) -> list[str]:
    profile = manifest.get("sharing")
    if not profile:
        return []
    return [
        "**Shared under a profile** (docs/sharing.md): "
        + "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in profile.items() if value is not None)
        + ". █ stands for a character that was left out."
    ]


def _read(format: Format) -> list[str]:
    if format.name == "labelstudio":
        return [
            "Label Studio wants a list: `jq -s . FILE > tasks.json`. Relations need `<Relations>` in the interface."
        ]
    return []
