"""What clients of the API send."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from dateline.desk.accounts import check_name
from dateline.errors import UsageError
from dateline.project import EventFilter

DEEPEST, MOST_VALUES, LONGEST = 6, 500, 2_000  # of a JSON value that a field is set to


def _visible(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a zero character is no text")
    return text


def _named(name: str) -> str:
    try:
        return check_name(name)
    except UsageError as error:
        raise ValueError(str(error)) from None


def _plain(value: Any) -> Any:
    """Refuse JSON that is too deep, too long, or holds what no text can: it would be kept, and read by everybody."""
    left, seen = [(value, 0)], 0
    while left:
        item, depth = left.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise ValueError("the value is too deep or has too many parts")
        if isinstance(item, dict):
            left += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list):
            left += [(part, depth + 1) for part in item]
        elif isinstance(item, str) and (len(item) > LONGEST or "\x00" in item or not _is_text(item)):
            raise ValueError("a text in the value is too long, or is no text")
        elif isinstance(item, float) and not -1e300 < item < 1e300:
            raise ValueError("a number in the value is not finite")
        elif isinstance(item, int) and not -(2**53) < item < 2**53:
            raise ValueError("a number in the value is too large")
    return value


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_visible)]
Word = Annotated[str, Field(max_length=200), AfterValidator(_visible)]
Short = Annotated[str, Field(max_length=80), AfterValidator(_visible)]
Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_named)]
Document = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_visible)]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Words = Annotated[tuple[Word, ...], Field(max_length=50)]


class DecisionIn(BaseModel, extra="forbid"):
    """A decision as a client sends it; ``key`` (any unique text) makes it safe to send twice."""

    action: Annotated[Short, Field(description="accept, reject, correct, add, skip or flag")]
    document: Annotated[Document, Field(description="the document's key")]
    event: Annotated[Short | None, Field(description="the event's id in the document; none for add")] = None
    field: Annotated[Short | None, Field(description="of a correction: which field")] = None
    after: Annotated[
        Any, AfterValidator(_plain), Field(description="of a correction: the new value; of an addition: type and span")
    ] = None
    why: Annotated[Text | None, Field(description="the reason, for the record")] = None
    sample: Annotated[Name | None, Field(description="the queue that showed it")] = None
    key: Annotated[Short | None, Field(description="what makes the decision known when it is sent again")] = None


class DecisionsIn(BaseModel, extra="forbid"):
    """Decisions over what is shown: all of them are kept, or none."""

    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=200)]


class UndoIn(BaseModel, extra="forbid"):
    """Which decision of one's own is taken back: the one with the key, else the last."""

    key: Short | None = None


class WantedIn(BaseModel):
    """Which events are in question; every field that is given must hold, several values are alternatives."""

    type: Words = ()
    actor: Words = ()
    country: Words = ()
    place: Words = ()
    status: Words = ()
    rule: Words = ()
    since: Day | None = None
    until: Day | None = None
    background: bool | None = None
    inside: bool | None = None
    contradicted: bool | None = None
    origins: Annotated[int | None, Field(ge=1, le=1_000_000)] = None

    def filter(self) -> EventFilter:
        """Return the store's filter."""
        return EventFilter(**self.model_dump())


class SampleIn(BaseModel, extra="forbid"):
    """A queue to be drawn and kept."""

    name: Name
    kind: Annotated[Short, Field(description="random, uncertain, contradicted or filter")] = "random"
    size: Annotated[int, Field(ge=1, le=100_000)] = 100
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    wanted: WantedIn = WantedIn()
    coders: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
