"""Trying edited codebook entries over the reviewed documents: one trial at a time, in a process of its own."""

import logging
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dateline.codebook.drafting import find_edit_faults
from dateline.desk.drafts import edited_file, find_entry, make_draft, read_project_recipe
from dateline.desk.reading import Role
from dateline.desk.service import Desk
from dateline.desk.trial import Draft, Trial
from dateline.desk.trying import Limits, Trying
from dateline.errors import DatelineError, ProjectError, TryAgainError
from dateline.isolation import Bounds, Isolated

MOST_WAITING = 4
MOST_KEPT, MOST_OWN = 100, 5  # trials that are remembered, in all and of one person
REST = 300.0  # seconds that a process without work is kept
LOG = logging.getLogger("dateline.desk")


class Trials:
    """The trials of one desk: they are kept in memory, each seen by whoever began it, until others take their place."""

    def __init__(self, desk: Desk, *, limits: Limits | None = None) -> None:
        """Take a desk; nothing is started yet."""
        self._desk, self._limits = desk, limits or Limits()
        self._lock = threading.Lock()
        self._kept: dict[str, Trial] = {}
        self._going: dict[str, Trying] = {}
        self._turns = ThreadPoolExecutor(1, thread_name_prefix="dateline-trial")
        self._process: Isolated | None = None  # kept warm for a while: what it has built serves the next trial
        self._rest: threading.Timer | None = None
        self._closed = False

    def draft(self, entry: str, *, coder: str, role: Role) -> Draft:
        """Return an entry of the project's codebook with the sentences that its corrections suggest.

        Raises:
            ProjectError: there is no such entry, or no run.
        """
        return make_draft(read_project_recipe(self._desk.pool), entry, self._desk.suggestions(coder, role))

    def begin(self, entry: str, text: str, *, coder: str, role: Role, most: int | None = None) -> Trial:
        """Begin to try an edited entry, and end what the same person was trying; a text with faults is not tried.

        Args:
            entry: the id of an entry of the project's codebook.
            text: the entry as it is edited: one YAML list, as its file has it.
            coder: who tries it; they see only their own decisions where they code blind.
            role: what they may do.
            most: at most so many documents.

        Raises:
            ProjectError: there is no such entry, or no run.
            TryAgainError: too many people are trying something at the moment.
        """
        recipe = read_project_recipe(self._desk.pool)
        source = find_entry(recipe, entry)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        trial = Trial(id=secrets.token_urlsafe(12), by=coder, entry=entry, file=source.file, text=text)
        faults = find_edit_faults(text, id=entry)
        if faults:
            return self._keep(replace(trial, state="faulty", faults=faults))
        limits = replace(self._limits, documents=min(most or self._limits.documents, self._limits.documents))
        going = Trying(
            process=Isolated(Bounds(seconds=limits.seconds, memory_mb=limits.memory_mb)),
            pool=self._desk.pool,
            recipe=recipe,
            source=source,
            trial=trial,
            role=role,
            limits=limits,
            told=self._keep,
        )
        with self._lock:
            for id, other in list(self._going.items()):
                if other.trial.by == coder:
                    other.stop()
                    del self._going[id]
            if len(self._going) >= MOST_WAITING:
                raise TryAgainError("others are trying drafts at the moment; wait a little")
            self._going[trial.id] = going
        self._keep(trial)
        self._turns.submit(self._run, going)
        return trial

    def find(self, id: str, *, coder: str) -> Trial:
        """Return a trial to whoever began it.

        Raises:
            ProjectError: there is none of theirs.
        """
        with self._lock:
            trial = self._kept.get(id)
        if trial is None or trial.by != coder:
            raise ProjectError("there is no such trial; the last ones are kept until the desk is closed")
        return trial

    def stop(self, id: str, *, coder: str) -> Trial:
        """End a trial; what was found so far stays. Raises what ``find`` raises."""
        trial = self.find(id, coder=coder)
        with self._lock:
            going = self._going.get(id)
        if going and trial.open:
            going.stop()
        return trial

    def file(self, id: str, *, coder: str) -> tuple[str, str]:
        """Return the name and the text of the file that holds the edited entry. Raises what ``find`` raises."""
        trial = self.find(id, coder=coder)
        recipe = read_project_recipe(self._desk.pool)
        return trial.file, edited_file(recipe, find_entry(recipe, trial.entry), trial.text)

    def close(self) -> None:
        """End whatever is tried, at once."""
        with self._lock:
            self._closed, going = True, list(self._going.values())
            if self._rest:
                self._rest.cancel()
        for one in going:
            one.stop()
        self._end_process()
        self._turns.shutdown(wait=False, cancel_futures=True)

    def _keep(self, trial: Trial) -> Trial:
        with self._lock:
            self._kept[trial.id] = trial
            self._forget(trial, most=MOST_OWN, by=trial.by)
            self._forget(trial, most=MOST_KEPT)
        return trial

    def _forget(self, newest: Trial, *, most: int, by: str | None = None) -> None:
        """Forget the oldest trials that are too many, in all or of one person; those that still go on come last."""
        others = [one for one in self._kept.values() if one.id != newest.id and by in (None, one.by)]
        others.sort(key=lambda one: one.open)
        for one in others[: max(0, len(others) + 1 - most)]:
            del self._kept[one.id]

    def _run(self, going: Trying) -> None:
        try:
            self._warm(going)
            going.run()
        except DatelineError as error:
            self._keep(replace(going.trial, state="failed", message=str(error)))
        except Exception:
            LOG.exception("a trial could not be carried out")
            self._keep(replace(going.trial, state="failed", message="the desk could not try it; its log says why"))
        finally:
            with self._lock:
                self._going.pop(going.trial.id, None)
            self._cool(going)

    def _warm(self, going: Trying) -> None:
        """Give a trial the process of the last one, where there is one."""
        with self._lock:
            kept, self._process = self._process, None
            if self._rest:
                self._rest.cancel()
            if kept and kept.pid is not None and not going.stopped:
                going.process, kept = kept, None
        if kept:
            kept.close()

    def _cool(self, going: Trying) -> None:
        """Keep the process of a trial for the next, and end it when none comes."""
        with self._lock:
            keep = not going.stopped and not self._closed
            self._process = going.process if keep else None
            if keep:
                self._rest = threading.Timer(REST, going.process.close)  # it holds the process alone, no store
                self._rest.daemon = True
                self._rest.start()
        if not keep:
            going.process.close()

    def _end_process(self) -> None:
        with self._lock:
            kept, self._process = self._process, None
        if kept:
            kept.close()
