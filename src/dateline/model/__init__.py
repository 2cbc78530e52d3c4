from dateline.model.actor import Actor, ActorMention
from dateline.model.alignment import Edit, Run, align, apply_edits, to_raw, undo_edits
from dateline.model.claim import Claim
from dateline.model.document import Document, Metadata, make_document
from dateline.model.event import Count, Event, EventDate, EventMention, Location, Participant, Position
from dateline.model.failure import Failure
from dateline.model.header import Header, HeaderField, Region
from dateline.model.loaded import LoadedTerm
from dateline.model.note import Note
from dateline.model.number import Number
from dateline.model.place import Disputed, Place, PlaceMention
from dateline.model.predicate import Predicate
from dateline.model.span import Span
from dateline.model.story import Account, Contradiction, CopyGroup, Linking, Occurrence, OccurrenceMember
from dateline.model.time import Time
from dateline.model.token import Token

__all__ = [
    "Account", "Actor", "ActorMention", "Claim", "Contradiction", "CopyGroup", "Count", "Disputed", "Document",
    "Edit", "Event", "EventDate", "EventMention", "Failure", "Header", "HeaderField", "Linking", "LoadedTerm",
    "Location", "Metadata", "Note", "Number", "Occurrence", "OccurrenceMember", "Participant", "Place",
    "PlaceMention", "Position", "Predicate", "Region", "Run", "Span", "Time", "Token",
    "align", "apply_edits", "make_document", "to_raw", "undo_edits",
]  # fmt: skip
