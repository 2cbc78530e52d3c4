"""The pages of PDFs and scans beside their text: which there are, where words stand on them, and their pictures."""

import importlib.util
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from dateline.desk.boxes import BoxMark, PrintedLines, Spans
from dateline.desk.originals import Found, Originals
from dateline.desk.pool import StorePool
from dateline.desk.reading import KEY, Role
from dateline.errors import NotAllowedError, ProjectError, UsageError, WorkerError
from dateline.ingest import WARM_UP, Limits
from dateline.ingest.paper.showing import Leaf
from dateline.isolation import Bounds, Isolated, Lost, Remote
from dateline.model import Page
from dateline.store import StoredPaper

SHOW = "dateline.ingest.paper.showing:show_page"
BOUNDS = Bounds(seconds=30.0, memory_mb=1_500)
KEPT = 64_000_000  # bytes of pictures that are kept, so that the second look is quick
QUEUE = 8  # who waits for the one process that draws; who comes then is told to come again
PATIENCE = 40.0  # seconds that somebody waits
READERS = "Readers do not see the page: it would show what the sharing rules hide."
PILLOW = "Showing pages needs Pillow; whoever runs the desk installs it with `pip install 'dateline[scan]'`."
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "gone": "The file is no longer there.",
        "changed": "The file has changed since it was read.",
        "too-large": "The page is too large to be shown.",
        "damaged": "The page cannot be drawn.",
        "no-page": "The file has no such page.",
        "missing-extra": PILLOW,
        "timed-out": "The page took too long to draw.",
        "out-of-memory": "The page took too much memory to draw.",
        "crashed": "The page cannot be drawn.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page on which a document stands: its number in the file from 1, its size in points."""

    number: int
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """The pages of a document, and where the words of its fields stand on them; ``why`` says why they are not shown."""

    key: str
    name: str = ""
    sheets: tuple[Sheet, ...] = ()
    marks: tuple[tuple[Spans, tuple[BoxMark, ...]], ...] = ()
    why: str | None = None

    def opened_at(self, trigger: Sequence[int] | None) -> Sheet:
        """Return the page that is shown first: that of a trigger, else the document's first."""
        marks = next((marks for spans, marks in self.marks if trigger and spans == (tuple(trigger),)), ())
        return next((sheet for mark in marks for sheet in self.sheets if sheet.number == mark.page), self.sheets[0])

    def plain_sheets(self) -> list[dict[str, Any]]:
        """Return the pages as plain data."""
        return [asdict(sheet) for sheet in self.sheets]

    def plain_marks(self) -> list[Any]:
        """Return for each field its spans, and page, box and words of each line, as plain data."""
        return [[list(map(list, spans)), [asdict(mark) for mark in marks]] for spans, marks in self.marks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as a PNG; or why there is none, and whether it may be there a little later."""

    png: bytes | None = None
    why: str = ""
    busy: bool = False


class Papers:
    """The pages of one project's documents. Files are found by what the project says of them, never by a request."""

    def __init__(self, pool: StorePool, *, folder: Path | None = None, limits: Limits | None = None) -> None:
        """Draw nothing yet.

        Args:
            pool: open stores.
            folder: where originals are looked for; else where they were when they were read.
            limits: what a file may cost.
        """
        self._pool = pool
        self._originals = Originals(place=str(pool.place), folder=folder, most=(limits or Limits()).max_bytes)
        self._process = Isolated(BOUNDS, WARM_UP)
        self._drawing, self._line = threading.Lock(), threading.BoundedSemaphore(QUEUE)
        self._kept: OrderedDict[tuple[str, int], tuple[Found, bytes]] = OrderedDict()
        self._size, self._keeping = 0, threading.Lock()
        self.close = weakref.finalize(self, self._process.close)  # also where nobody closes it

    def look(
        self, key: str, role: Role, *, alignment: Sequence[Sequence[int]] = (), fields: Iterable[Spans] = ()
    ) -> PaperView | None:
        """Return the pages of a document with the boxes of some fields' words; None where it came without pages.

        Args:
            key: of the document.
            role: who looks; a reader is told why there is nothing to see.
            alignment: of the document's record.
            fields: the spans of each field.
        """
        paper = self._paper(key)
        if paper is None or not paper.pages:
            return None
        name = PurePosixPath(paper.file).name
        why = READERS if role == "reader" else self._why(paper)
        if why:
            return PaperView(key=key, why=why, name="" if role == "reader" else name)
        spans = dict.fromkeys(each for each in fields if each)
        lines = PrintedLines(paper.pages, alignment if spans else ())
        marks = tuple((each, lines.find(each)) for each in spans)
        return PaperView(key=key, name=name, marks=marks, sheets=tuple(
            Sheet(number=page.number, width=page.width, height=page.height) for page in paper.pages
        ))  # fmt: skip

    def find(self, key: str, role: Role, span: tuple[int, int] | None) -> PaperView:
        """Return the pages of a document with the boxes of the words in a span of its text.

        Raises:
            NotAllowedError: a reader asks.
            ProjectError: there is no such document.
            UsageError: it has no pages.
        """
        self._check(key, role)
        with self._pool.store() as store:
            alignment = store.record(key).record.get("alignment", ()) if span else ()
        found = self.look(key, role, alignment=alignment, fields=[(span,)] if span else ())
        if found is None:
            raise UsageError("the document came without pages: it was no PDF and no picture")
        return found

    def picture(self, key: str, number: int, role: Role) -> Picture:
        """Return a page of a document as it was read, or why it cannot be shown. Raises what ``find`` raises."""
        self._check(key, role)
        paper = self._paper(key)
        if paper is None or not paper.pages:
            raise UsageError("the document came without pages: it was no PDF and no picture")
        page = next((page for page in paper.pages if page.number == number), None)
        if page is None:
            raise ProjectError(f"the document has no page {number}")
        found = self._originals.find(paper)
        if found.path is None or not has_pillow():
            return Picture(why=found.why or PILLOW)
        with self._keeping:
            kept = self._kept.get((key, number))
            if kept and kept[0] == found:
                self._kept.move_to_end((key, number))
                return Picture(png=kept[1])
        with self._turn() as mine:
            drawn = self._draw(paper, page, found) if mine else Picture(why="Many pages are asked for.", busy=True)
        if drawn.png:
            self._keep((key, number), found, drawn.png)
        return drawn

    def _check(self, key: str, role: Role) -> None:
        if role == "reader":
            raise NotAllowedError(READERS)
        if not KEY.fullmatch(key):
            raise ProjectError(f"there is no document {key!r}; pages are asked for by its key")
        with self._pool.store() as store:
            store.document(key)

    def _paper(self, key: str) -> StoredPaper | None:
        with self._pool.store() as store:
            return store.paper(key)

    def _why(self, paper: StoredPaper) -> str | None:
        return self._originals.find(paper).why or (None if has_pillow() else PILLOW)

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Wait for the one process; who would wait too long does not begin to."""
        if not self._line.acquire(blocking=False):
            yield False
            return
        try:
            mine = self._drawing.acquire(timeout=PATIENCE)
            try:
                yield mine
            finally:
                if mine:
                    self._drawing.release()
        finally:
            self._line.release()

    def _draw(self, paper: StoredPaper, page: Page, found: Found) -> Picture:
        leaf = Leaf(
            sha256=str(paper.sha256), number=page.number, width=page.width, height=page.height,
            boxes=tuple(line.box for line in page.lines),
            scanned=any(line.confidence is not None for line in page.lines),
        )  # fmt: skip
        try:
            png, why = self._process.call(SHOW, found.path, leaf, self._originals.most)
        except Lost as lost:
            png, why = None, lost.reason
        except (Remote, WorkerError):
            png, why = None, "damaged"
        return Picture(png=png, why=TOLD.get(why or "", ""))

    def _keep(self, at: tuple[str, int], found: Found, png: bytes) -> None:
        with self._keeping:
            before = self._kept.pop(at, None)
            self._kept[at] = (found, png)
            self._size += len(png) - (len(before[1]) if before else 0)
            while self._size > KEPT and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1][1])


def has_pillow() -> bool:
    """Tell whether pages can be drawn here."""
    return importlib.util.find_spec("PIL") is not None
