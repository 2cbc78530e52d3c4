"""Drafts of codebook entries, tried for real: a process of its own codes the reviewed documents with both codebooks."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dateline.codebook import find_codebook
from dateline.desk.service import Asked, Desk
from dateline.desk.trial import Trial
from dateline.desk.trials import Trials
from dateline.desk.trying import Limits
from dateline.errors import ProjectError, TryAgainError
from dateline.isolation import Isolated
from dateline.knowledge.datafiles import hash_folder
from dateline.store import EventFilter

DEMO = "protest.demo.demonstrate"
MARCHING = "march, march on|to|against|through|past, "


@pytest.fixture
def trials(desk: Desk) -> Iterator[Trials]:
    """What is tried over the reports of this room."""
    made = Trials(desk)
    yield made
    made.close()


def find(desk: Desk, words: str) -> dict[str, str]:
    row = next(row.row for row in desk.find_events("") if row.row["trigger_text"] == words)
    return {"document": row["document"], "event": row["event"]}


def wait(trials: Trials, trial: Trial, coder: str = "ada") -> Trial:
    for _ in range(1_200):
        found = trials.find(trial.id, coder=coder)
        if not found.open:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_a_draft_is_the_entry_with_the_sentences_that_were_decided_on(desk: Desk, trials: Trials) -> None:
    desk.decide("ada", Asked(action="reject", **find(desk, "marched")))
    desk.decide("ada", Asked(action="correct", field="status", after="planned", **find(desk, "shelled")))
    draft = trials.draft(DEMO, coder="ada", role="coder")
    sentence = '"Teachers marched through Lima on Tuesday to demand higher pay."'
    assert draft.file == "PROTEST/demo.yaml"
    assert draft.drafted.replace(f"    - {sentence}\n", "") == draft.text
    shelled = trials.draft("assault.heavy.shell", coder="ada", role="coder").drafted
    assert 'army said.", status: planned}' in shelled
    for entry in ("no.such", "../../codebook", "assault.heavy.shell#shell"):
        with pytest.raises(ProjectError, match="no entry"):
            trials.draft(entry, coder="ada", role="coder")


def test_an_edit_shows_what_changes_and_what_the_decisions_say_to_it(
    desk: Desk, trials: Trials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    book = find_codebook("plover")
    before = [hash_folder(folder) for folder in (book / "PROTEST", book / "classes")]
    desk.decide("ada", Asked(action="reject", **find(desk, "marched")))
    desk.decide("ada", Asked(action="accept", **find(desk, "shelled")))
    draft = trials.draft(DEMO, coder="ada", role="coder")
    assert MARCHING in draft.drafted
    found = wait(trials, trials.begin(DEMO, draft.drafted.replace(MARCHING, ""), coder="ada", role="coder"))
    assert (found.state, found.message, found.faults) == ("done", None, ())
    assert (found.reviewed, found.documents, found.done, found.failed) == (2, 2, 2, 0)
    (change,) = found.changes
    assert (change.consequence.outcome, change.consequence.change.kind) == ("now-right", "dropped")
    assert change.consequence.change.trigger == "marched"
    assert found.counts is not None
    assert found.counts["now-right"] == sum(found.counts.values()) == 1
    assert found.events[0] - found.events[1] == 1
    assert all("Teachers marched" not in miss.message for miss in found.misses if "counterexample" in miss.message)
    lost = [miss for miss in found.misses if "Thousands of teachers marched" in miss.message]
    assert [draft.drafted.splitlines()[miss.line - 1].strip() for miss in lost] == [
        "- Thousands of teachers marched through Lima on Tuesday to demand higher pay."
    ]
    name, text = trials.file(found.id, coder="ada")
    assert name == "PROTEST/demo.yaml"
    assert MARCHING not in text
    assert "Teachers marched through" in text
    assert [hash_folder(folder) for folder in (book / "PROTEST", book / "classes")] == before  # nothing was written
    trials.close()
    for _ in range(100):
        if not any((tmp_path / "temporary").iterdir()):
            break
        time.sleep(0.05)
    assert not any((tmp_path / "temporary").iterdir())


def test_an_accepted_event_that_goes_is_wrong_and_faults_are_told_before_anything_is_coded(
    desk: Desk, trials: Trials
) -> None:
    desk.decide("ada", Asked(action="accept", **find(desk, "marched")))
    draft = trials.draft(DEMO, coder="ada", role="coder")
    found = wait(trials, trials.begin(DEMO, draft.text.replace(MARCHING, ""), coder="ada", role="coder"))
    assert [change.consequence.outcome for change in found.changes] == ["now-wrong"]
    faulty = wait(trials, trials.begin(DEMO, draft.text + "  foo: 1\n", coder="ada", role="coder"))
    assert (faulty.state, faulty.done) == ("faulty", 0)
    assert [(fault.file, "foo" in fault.message) for fault in faulty.faults] == [("the entry", True)]
    assert faulty.faults[0].line == len(draft.text.splitlines()) + 1


def test_what_cannot_be_an_entry_starts_nothing(trials: Trials) -> None:
    for text in ("- id: x", "- &a [*a]", "[" * 10_000, "- !!python/object/apply:os.system [ls]"):
        trial = trials.begin(DEMO, text, coder="ada", role="coder")
        assert trial.state == "faulty"
        assert trial.faults


def test_a_trial_is_its_own_coders_and_ends_with_a_new_one(desk: Desk, trials: Trials) -> None:
    desk.decide("ada", Asked(action="accept", **find(desk, "marched")))
    text = trials.draft(DEMO, coder="ada", role="coder").text
    first = trials.begin(DEMO, text, coder="ada", role="coder")
    with pytest.raises(ProjectError, match="no such trial"):
        trials.find(first.id, coder="bob")
    for name in ("find", "stop", "file"):
        with pytest.raises(ProjectError, match="no such trial"):
            getattr(trials, name)("x" * 16, coder="ada")
    second = trials.begin(DEMO, text, coder="ada", role="coder")
    assert wait(trials, first).state == "stopped"
    trials.stop(second.id, coder="ada")
    assert wait(trials, second).state == "stopped"
    for name in ("a", "b", "c", "d"):
        trials.begin(DEMO, text, coder=name, role="coder")
    with pytest.raises(TryAgainError, match="wait a little"):
        trials.begin(DEMO, text, coder="eve", role="coder")


def test_limits_end_a_trial_and_leave_the_desk_as_it_was(desk: Desk) -> None:
    for words in ("marched", "shelled"):
        desk.decide("ada", Asked(action="accept", **find(desk, words)))
    few = Trials(desk, limits=Limits(documents=1))
    text = few.draft(DEMO, coder="ada", role="coder").text
    found = wait(few, few.begin(DEMO, text, coder="ada", role="coder"))
    assert (found.state, found.reviewed, found.documents) == ("done", 2, 1)
    assert "at most 1 documents" in str(found.limit)
    few.close()
    short = Trials(desk, limits=Limits(memory_mb=20))
    found = wait(short, short.begin(DEMO, text, coder="ada", role="coder"))
    assert (found.state, "more than 20 MB" in str(found.message)) == ("failed", True)
    short.close()


class Hanging(Isolated):
    """A process in which documents and examples take a minute; ``granted`` is what each was given, in seconds."""

    granted: ClassVar[list[float | None]] = []

    def call(self, target: str, *args: Any, seconds: float | None = None) -> Any:
        """Sleep instead of coding."""
        if target.endswith("find_faults"):
            return super().call(target, *args, seconds=seconds)
        self.granted.append(seconds)
        return super().call("time:sleep", 60, seconds=seconds)


def test_a_trial_in_which_all_hangs_ends_in_its_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.desk.trials.Isolated", Hanging)
    monkeypatch.setattr(Hanging, "granted", [])
    desk.decide("ada", Asked(action="accept", **find(desk, "marched")))
    short = Trials(desk, limits=Limits(seconds=8))
    text = short.draft(DEMO, coder="ada", role="coder").text
    found = wait(short, short.begin(DEMO, text, coder="ada", role="coder"))
    short.close()
    assert (found.state, found.documents, found.done) == ("done", 1, 0)
    assert "the time was over (8 seconds)" in str(found.limit)
    assert len(Hanging.granted) == 2
    assert sum(seconds or 60 for seconds in Hanging.granted) <= 8.5


def test_a_hundred_trials_are_kept_and_one_that_goes_on_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.desk.trials.Isolated", Hanging)
    desk.decide("ada", Asked(action="accept", **find(desk, "marched")))
    many = Trials(desk)
    going = many.begin(DEMO, many.draft(DEMO, coder="ada", role="coder").text, coder="ada", role="coder")
    faulty = [many.begin(DEMO, "- id: x", coder=f"c{n}", role="coder") for n in range(99)]
    for n in (0, 60, 98):
        assert many.find(faulty[n].id, coder=f"c{n}").state == "faulty"
    many.begin(DEMO, "- id: x", coder="c99", role="coder")
    assert many.find(going.id, coder="ada").open
    assert many.find(faulty[1].id, coder="c1").state == "faulty"
    with pytest.raises(ProjectError, match="no such trial"):
        many.find(faulty[0].id, coder="c0")
    many.close()


def test_whoever_codes_blind_learns_nothing_of_others_decisions(desk: Desk, trials: Trials) -> None:
    desk.draw("s", kind="random", size=50, seed=1, wanted=EventFilter(), by="ada", coders=("ada", "bob"))
    desk.decide("ada", Asked(action="reject", why="so", sample="s", **find(desk, "marched")))
    assert desk.suggestions("bob", "coder") == ()
    assert len(desk.suggestions("ada", "coder")) == len(desk.suggestions("zoe", "adjudicator")) == 1
    assert trials.draft(DEMO, coder="bob", role="coder").drafted == trials.draft(DEMO, coder="ada", role="coder").text
    text = trials.draft(DEMO, coder="bob", role="coder").text.replace(MARCHING, "")
    found = wait(trials, trials.begin(DEMO, text, coder="bob", role="coder"), "bob")
    assert (found.state, found.reviewed, found.changes) == ("done", 0, ())
    seen = wait(trials, trials.begin(DEMO, text, coder="zoe", role="adjudicator"), "zoe")
    assert (seen.reviewed, len(seen.changes)) == (1, 1)
