from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dateline.codebook.pattern import Trigger
from dateline.model.event import Status

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "REJECT", "ACCUSE", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
QUADS: Mapping[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "REJECT", "ACCUSE", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the parties of an event stand: places are tried in order, the first that is filled counts.

    A place is ``subject``, ``object``, ``dative``, ``possessor``, ``modifier``, ``complement-subject`` or
    a preposition.
    """

    name: str
    verb_source: tuple[str, ...] = ()
    verb_target: tuple[str, ...] = ()
    noun_source: tuple[str, ...] = ()
    noun_target: tuple[str, ...] = ()
    reciprocal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence that an entry must code (or, as a counterexample, must not)."""

    text: str
    line: int
    source: str | None = None
    target: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sense: its triggers, what they are coded as, and where the parties stand.

    ``about`` lists the places where an inner event is looked for (``complement``, ``object`` or a preposition) and
    ``inner`` the status that the inner event has by being spoken of (``demanded``, ``planned``, …). ``needs`` names
    parties without which nothing is coded; ``performed`` says that to speak of it is to do it ("we will not rest").
    ``unless`` are words that, beside the trigger, make it another sense, except as the last word of a phrase in
    ``despite`` ("killed by fire", but "killed by sniper fire"); ``elsewhere`` are words that do so anywhere in the
    sentence ("killed … earthquake"), ``not_in_document`` anywhere in the report; of ``in_document`` it must hold one.
    ``outcome`` is what the trigger itself says of the act ("repelled").
    """

    id: str
    type: str
    triggers: tuple[Trigger, ...]
    frame: Frame
    mode: str | None = None
    cameo: str | None = None
    goldstein: float | None = None
    contexts: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    inner: Status | None = None
    needs: tuple[str, ...] = ()
    unless: frozenset[str] = frozenset()
    despite: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    performed: bool = False
    in_document: frozenset[str] = frozenset()
    not_in_document: frozenset[str] = frozenset()
    nature: Literal["act", "state"] = "act"
    outcome: str | None = None
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A speech act made by the way an act is spoken of ("will …, unless …"), without a trigger of its own."""

    entry: Entry
    of: frozenset[str]
    modality: frozenset[str]
    polarity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinement:
    """A finer mode or CAMEO code when the entry leaves it open, by the words of the clause or by the inner event.

    ``inner_cameo`` is the beginning of the inner event's code; ``for_cameo`` are the codes that the rule makes finer.
    """

    type: str
    mode: str | None = None
    cameo: str | None = None
    words: frozenset[str] = frozenset()
    inner_type: str | None = None
    inner_mode: str | None = None
    inner_cameo: str | None = None
    for_mode: str | None = None
    for_cameo: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic whose reports hold no events: its cues, how many different ones, and their share of the words."""

    name: str
    cues: frozenset[str]
    least: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Which reports are not coded: those of a topic, unless two of the signs stand in them."""

    topics: tuple[Topic, ...] = ()
    signs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A CAMEO code: its label, its PLOVER type and its Goldstein value (-10 … 10; None where none is published)."""

    code: str
    label: str
    type: str | None
    goldstein: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A whole codebook, compiled: frozen data, shared by every document of a run."""

    name: str
    version: str
    hash: str
    entries: tuple[Entry, ...]
    frames: Mapping[str, Frame]
    classes: Mapping[str, frozenset[str]]
    refinements: tuple[Refinement, ...]
    derived: tuple[Derived, ...]
    codes: Mapping[str, Code]
    contexts: Mapping[str, frozenset[str]]
    discards: tuple[str, ...]
    modes: Mapping[str, tuple[str, ...]]
    relevance: Relevance = Relevance()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def label(self) -> dict[str, str]:
        """Return what every record says of the codebook it was coded with."""
        return {"name": self.name, "version": self.version, "hash": self.hash}
