from dataclasses import dataclass

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedCode:
    """One code of an actor and the days (ISO, inclusive) on which it holds; an open end is None.

    ``office`` says what the actor was then ("president"), for people to read.
    """

    code: str
    start: str | None = None
    end: str | None = None
    office: str | None = None

    def holds(self, date: str) -> bool:
        """Say whether the code holds on an ISO day."""
        return (self.start is None or self.start <= date) and (self.end is None or date <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One actor of the registry: see docs/actors.md for what each field means and how it is written."""

    id: str
    name: str
    kind: str
    country: str | None
    codes: tuple[DatedCode, ...]
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    parent: str | None = None
    wikidata: str | None = None
    check: str | None = None
    status: str | None = None
    file: str = ""
    line: int = 0

    def code_on(self, date: str | None) -> DatedCode | None:
        """Return the code on an ISO day: the first that holds. Without a day, the first of all.

        "Mohamed Morsi" is EGYGOV on 2012-12-01 and EGYOPP on 2014-01-01. An actor none of whose codes holds has none.
        """
        if date is None:
            return self.codes[0] if self.codes else None
        return next((code for code in self.codes if code.holds(date)), None)
