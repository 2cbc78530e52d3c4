from pathlib import Path

import pytest

from dateline.errors import SettingsError
from dateline.settings import load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.codebook, settings.model, settings.actors) == ("plover", None, ())
    assert (settings.published, settings.jobs, settings.max_chars) == (None, 1, 1_000_000)


def test_call_wins_over_environment_over_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dateline.toml").write_text("jobs = 2\nmax_chars = 200\npublished = '2001-01-01'\n")
    monkeypatch.setenv("DATELINE_MAX_CHARS", "300")
    monkeypatch.setenv("DATELINE_PUBLISHED", "20020202")
    settings = load_settings(published="2003-03-03", max_chars=None)
    assert (settings.jobs, settings.max_chars, settings.published) == (2, 300, "2003-03-03")


def test_named_settings_file_wins_and_its_paths_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dateline.toml").write_text("jobs = 2\n")
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "mine.toml").write_text('actors = ["a.yaml", "/x/b.yaml"]\ncodebook = "./mine"\n')
    monkeypatch.setenv("DATELINE_SETTINGS", str(folder / "mine.toml"))
    settings = load_settings()
    assert settings.jobs == 1
    assert settings.actors == (folder / "a.yaml", Path("/x/b.yaml"))
    assert settings.codebook == f"{folder}/mine"


def test_actors_in_the_environment_are_a_path_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ACTORS", "a.yaml:b.yaml")
    assert load_settings().actors == (Path("a.yaml"), Path("b.yaml"))


def test_all_faults_are_told_at_once() -> None:
    Path("dateline.toml").write_text("jobs = 0\npublished = 'soon'\ncolour = 'red'\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert all(word in message for word in ("dateline.toml", "jobs", "published", "'soon'", "YYYY-MM-DD", "colour"))


@pytest.mark.parametrize("text", ["jobs = ", "\x00", "jobs"])
def test_file_that_is_no_toml(text: str) -> None:
    Path("dateline.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"dateline\.toml: cannot be read"):
        load_settings()


def test_named_file_must_exist() -> None:
    with pytest.raises(SettingsError, match=r"nope\.toml"):
        load_settings(Path("nope.toml"))


def test_limits_and_bounds_come_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_MAX_RATIO", "50")
    monkeypatch.setenv("DATELINE_DOCUMENT_SECONDS", "7.5")
    settings = load_settings(max_depth=2, memory_mb=900)
    assert (settings.limits.max_ratio, settings.limits.max_depth, settings.limits.max_chars) == (50, 2, 1_000_000)
    assert (settings.bounds.seconds, settings.bounds.memory_mb, settings.bounds.tries) == (7.5, 900, 2)


@pytest.mark.parametrize("wrong", [{"isolate": "maybe"}, {"max_bytes": 0}, {"document_seconds": 0}, {"max_depth": 99}])
def test_limits_that_cannot_be_used(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        load_settings(**wrong)
