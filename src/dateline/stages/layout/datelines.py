import re
from dataclasses import dataclass, replace

from dateline.knowledge.layout_lexicon import load_agencies, load_dateline_places
from dateline.model import Span
from dateline.stages.layout.dates import DATE, PrintedDate, read_date

REACH = 160  # characters of a paragraph in which a dateline must end

_NAME = r"[A-Z\u00C0-\u00DE][\w.’'`/-]*"
_PLACE = rf"{_NAME}(?:[ ](?:&[ ])?(?:(?:de|da|do|del|la|las|el|of|and|al|the|es|au)[ ])?{_NAME}){{0,4}}"
_DASH = r"(?:\.?\s*(?:--+|[—–―\ufffd]|-(?=[\s“\"A-Z]))\s*)"
_DATELINE = re.compile(
    rf"""\s*
    (?P<place>{_PLACE}(?:,[ ]{_PLACE}|[ ]\[{_PLACE}\]|[ ]\({_PLACE}\)(?=,?[ ]*[(/]|,[ ])){{0,2}}),{{0,2}}
    (?:[,.]*[ ]*\b(?P<date>{DATE}),?)?
    (?:
      \.?[ ]*
      (?:
        \((?P<agency>[^()]{{2,40}})\)|/(?P<slashed>[^/()]{{2,30}})/
        |,?[ ](?P<bare>[A-Z][A-Za-z]{{2,11}})(?=\s*[-–—]|\.\s)
      )
      (?P<stop_after>{_DASH}|\s*:\s*|\.\s+|\s+)
    | (?P<stop>{_DASH}|\s*:\s*)
    )
    """,
    re.VERBOSE,
)
_CAPITALS = re.compile(r"(?<=[ .])[A-Z][A-Z.'’]+(?: [A-Z][A-Z.'’]+)*")
_AGENCY_ONLY = re.compile(r"\s*(?P<agency>[A-Z][A-Za-z/]{2,11})(?P<stop>\s+(?:--+|[—–―-])\s+)")
_AGENCY_FIRST = re.compile(r"\s*\((?P<agency>[^()]{2,30})\)\s*[-–—]+\s*(?=[A-Z])")
_DATE_FIRST = re.compile(rf"\s*(?P<date>{DATE})\s*\((?P<place>{_PLACE})\)(?P<stop>{_DASH})", re.VERBOSE)
_DASHES = "-–—―\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline at the head of a paragraph: its whole span up to and including the dash, and its parts."""

    span: Span
    place: str | None
    place_span: Span | None
    date: PrintedDate | None
    agency: str | None
    agency_span: Span | None


def find_dateline(text: str, paragraph: Span) -> Dateline | None:
    """Find the dateline that begins a paragraph: "GOMA, Congo, May 3 (Reuters) - ", "MOSCOW, May 3. /TASS/. ".

    Reads the forms of the large agencies: city in capitals or not, region or country after it, a date with or without
    year, the agency in brackets, slashes or after a comma, and a dash, colon or stop. A place alone is a dateline only
    in capitals or if it is a city that news is datelined from ("Baghdad - "), never where the dash opens an aside
    ("Goma — the provincial capital — fell"). Known miss: a village in small letters without date or agency.
    """
    end = min(paragraph.end, paragraph.start + REACH)
    for start in _starts(text, paragraph):
        match = _DATELINE.match(text, start, end)
        reading = _read(match) if match else None
        if reading and _believed(reading, text, paragraph):
            return _with_agency_before(_as_dateline(reading, text, paragraph), text)
    dated = _DATE_FIRST.match(text, paragraph.start, end)
    if dated and dated["place"].isupper():
        return Dateline(
            span=Span(paragraph.start, dated.end()), place=_spelled(dated["place"]),
            place_span=Span(*dated.span("place")), date=read_date(dated["date"], dated.start("date")),
            agency=None, agency_span=None,
        )  # fmt: skip
    only = _AGENCY_ONLY.match(text, paragraph.start, end)
    agency = load_agencies().get(only["agency"]) if only else None
    if only and agency and text[only.end() : only.end() + 1].isupper():
        return Dateline(
            span=Span(paragraph.start, only.end()), place=None, place_span=None, date=None,
            agency=agency, agency_span=Span(*only.span("agency")),
        )  # fmt: skip
    return None


def _starts(text: str, paragraph: Span) -> tuple[int, ...]:
    """Where the place may begin: at the start, after the agency's name before it ("Reuters KHARTOUM …"), or a byline.

    After "By Jane Doe and JOHN ROE, Associated Press" the place is the first known city in capitals, else nothing.
    """
    head = text[paragraph.start : min(paragraph.end, paragraph.start + REACH)]
    first = head.split(" ", 1)[0]
    if first in ("By", "BY"):
        cities = load_dateline_places().cities
        found = (m for m in _CAPITALS.finditer(head) if m.group().rstrip(" .,") in cities)
        match = next(found, None)
        return (paragraph.start + match.start(),) if match else ()
    before = _AGENCY_FIRST.match(text, paragraph.start, paragraph.end)
    if before and _official(before["agency"]):
        return (before.end(),)
    after = (paragraph.start + len(first) + 1,) if first in load_agencies() else ()
    return (*after, paragraph.start)


def _with_agency_before(dateline: Dateline, text: str) -> Dateline:
    """Take over the agency in brackets before the place: "(ANSA) - ROME, MAY 3 - "."""
    before = _AGENCY_FIRST.match(text, dateline.span.start)
    if dateline.agency or not before or not _official(before["agency"]):
        return dateline
    agency = load_agencies().get(before["agency"]) or load_agencies()[before["agency"].split("/")[0].strip()]
    return replace(dateline, agency=agency, agency_span=Span(*before.span("agency")))


def find_bare_city(text: str, paragraph: Span) -> Dateline | None:
    """Read a paragraph that is nothing but a city in capitals ("ANKARA") as a dateline."""
    words = paragraph.of(text).strip()
    if not words.isupper() or words.rstrip(".") not in load_dateline_places().cities:
        return None
    return Dateline(
        span=paragraph, place=_spelled(words), place_span=paragraph, date=None, agency=None, agency_span=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What the pattern saw, before it is believed."""

    place: Span
    city: str
    date: Span | None
    agency: Span | None
    agency_words: str
    bare: bool  # the agency stands after a comma, without brackets
    stop: str
    end: int


def _read(match: re.Match[str]) -> _Reading:
    start, words = match.start("place"), match["place"]
    if "," not in words:  # "MOSCOW." but "Baton Rouge, La."
        words = words.rstrip(".-–—")
    group = next((name for name in ("agency", "slashed", "bare") if match[name]), None)
    agency = Span(*match.span(group)) if group else None
    if agency is None and ", " in words and words.rsplit(", ", 1)[1] in load_agencies():
        cut = words.rindex(", ")
        agency = Span(start + cut + 2, start + len(words))
        words = words[:cut]
    elif group == "agency" and not _official(match["agency"]) and " " in match["agency"] and not match["date"]:
        words = match.string[start : match.end("agency") + 1]  # "Goma (DR Congo) –": a country, no agency
        agency = None
    return _Reading(
        place=Span(start, start + len(words)),
        city=re.split(r",| ?[(\[]", words, maxsplit=1)[0].strip(" ."),
        date=Span(*match.span("date")) if match["date"] else None,
        agency=agency,
        agency_words=agency.of(match.string) if agency else "",
        bare=group == "bare",
        stop=(match["stop_after"] or match["stop"]).strip(),
        end=match.end(),
    )


def _official(agency: str) -> bool:
    return agency in load_agencies() or agency.split("/")[0].strip() in load_agencies()


def _believed(reading: _Reading, text: str, paragraph: Span) -> bool:
    places = load_dateline_places()
    if reading.city.upper() in places.not_places:
        return False
    capitals = reading.city.isupper() and len(reading.city) > 2
    known = reading.city.upper().split("/")[0] in places.cities
    rest = text[reading.end : paragraph.end].lstrip("\"'“‘([")
    dashed = reading.stop[-1:] in _DASHES and reading.stop != ""
    if reading.agency:
        official = _official(reading.agency_words)
        if not official and (reading.bare or not (capitals or known) or not _like_agency(reading.agency_words)):
            return False
        if capitals or known or reading.date:
            return bool(reading.stop) or (official and rest[:1].isupper())
        return dashed and rest[:1].isupper() and len(reading.city.split()) <= 3 and not reading.city.startswith("The ")
    if not rest[:1].isupper() and not rest[:1].isdigit():
        return False
    if reading.date:
        return (dashed or reading.stop == ":") and (capitals or known)
    if dashed:
        if capitals:
            return known or len(reading.city) > 4
        return known and not _opens_aside(text, reading, paragraph)
    region = reading.place.end - reading.place.start > len(reading.city)
    return reading.stop == ":" and capitals and (known or region or reading.city.endswith(" CITY"))


def _like_agency(agency: str) -> bool:
    return len(agency.split()) <= 3 and agency[0].isupper() and not any(c.isdigit() for c in agency)


def _opens_aside(text: str, reading: _Reading, paragraph: Span) -> bool:
    """Whether the same dash stands again in the sentence: then it frames an aside."""
    sentence = re.split(r"[.!?]\s", text[reading.end : min(paragraph.end, reading.end + 300)], maxsplit=1)[0]
    return (" - " if reading.stop == "-" else reading.stop) in sentence


def _as_dateline(reading: _Reading, text: str, paragraph: Span) -> Dateline:
    words = reading.agency_words
    agency = load_agencies().get(words) or load_agencies().get(words.split("/")[0].strip())
    return Dateline(
        span=Span(
            reading.place.start if text.startswith(("By ", "BY "), paragraph.start) else paragraph.start, reading.end
        ),
        place=_spelled(reading.place.of(text)),
        place_span=reading.place,
        date=read_date(reading.date.of(text), reading.date.start) if reading.date else None,
        agency=agency or words or None,
        agency_span=reading.agency,
    )


def _spelled(place: str) -> str:
    """Write a city in capitals the usual way: "ADDIS ABABA" is Addis Ababa; "UN" and "DR" stay."""
    city, comma, region = place.partition(",")
    if city.isupper():
        keep = load_dateline_places().abbreviations
        words = [
            w if w in keep else re.sub(r"[^/-]+", lambda part: part.group().capitalize(), w) for w in city.split(" ")
        ]
        city = " ".join(words)
    return city + comma + region
