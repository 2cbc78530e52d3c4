"""The folder of a cache: its limit, its rights, and the setting that names it."""

import logging
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

import dateline
from dateline.cache import LayerCache
from dateline.cache.store import FILE
from dateline.model import make_document
from dateline.pipeline import Pipeline

from .small import documents, right, run, small_stages


def test_past_the_limit_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    noise = random.Random(1)
    docs = [make_document(noise.randbytes(4_000).hex(), id=f"d{n}") for n in range(120)]
    limit = 300_000
    pipeline = Pipeline(small_stages(calls), cache=LayerCache(tmp_path, limit=limit), batch=1)
    for doc in docs:
        list(pipeline.run([docs[0], doc]))  # the first is used all the time
    assert sum(file.stat().st_size for file in tmp_path.iterdir() if file.name == FILE) < 1.2 * limit
    calls.clear()
    list(pipeline.run([docs[0], docs[-1]]))
    assert calls == {}
    list(pipeline.run([docs[1]]))
    assert calls["repair"] == 1


READING = """
import logging, os, sys
from pathlib import Path
from dateline.cache.store import Store

if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)  # root may write anywhere
logging.basicConfig(format="%(message)s")
cache = Store(Path(sys.argv[1]), limit=1 << 30)
print(cache.read({"d": ["k", "l"]}))
cache.write([("d", "l", b"x")])
print(cache.read({"d": ["k", "l"]}))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize("there", [True, False])
def test_folder_that_cannot_be_written_is_read(there: bool) -> None:
    from dateline.cache.store import Store

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if there:
            store = Store(folder, limit=1 << 30)
            store.write([("d", "k", b"value")])
            store.close()
            (folder / FILE).chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", READING, name], capture_output=True, text=True, check=False)
        folder.chmod(0o755)
    kept = "{('d', 'k'): b'value'}" if there else "{}"
    assert done.stdout.splitlines() == [kept, kept], done.stderr
    assert done.stderr.count("the cache") == 1
    assert ("it is read only" if there else "coding without it") in done.stderr


def test_place_that_no_folder_can_be_made_at(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("x")
    docs = documents()
    caplog.set_level(logging.WARNING, "dateline")
    assert run(tmp_path / "file" / "cache", docs) == (right(docs), {"repair": 3, "layout": 3})
    assert caplog.text.count("coding without it") == 1


def test_settings_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.settings import load_settings

    monkeypatch.chdir(tmp_path)
    assert load_settings().layer_cache is None
    Path("dateline.toml").write_text('layer_cache = "kept"\n')
    assert load_settings().layer_cache == Path("kept")
    assert load_settings(layer_cache="").layer_cache is None
    monkeypatch.setenv("DATELINE_LAYER_CACHE", "there")
    assert load_settings().layer_cache == Path("there")
    Path("there").write_text("x")
    with pytest.raises(dateline.SettingsError, match="there is not a folder"):
        load_settings()
