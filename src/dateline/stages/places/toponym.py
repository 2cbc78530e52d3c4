from dataclasses import dataclass

from dateline.knowledge.gazetteer import Entry
from dateline.model import Span
from dateline.model.place import PlaceForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A stretch of text that may name a place: tokens ``first`` to ``last`` (exclusive), with the gazetteer's entries.

    ``kind`` is set where the words say it ("Anbar Province" is an admin1); ``site`` where a known place begins the name
    of a built thing ("Goma Airport"); ``anchored`` where a noun says that names of places follow: "the villages
    of X, Y".
    """

    span: Span
    first: int
    last: int
    key: str
    form: PlaceForm
    entries: tuple[Entry, ...]
    kind: str | None = None
    site: bool = False
    anchored: bool = False
