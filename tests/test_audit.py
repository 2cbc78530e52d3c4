"""``.ci/audit`` against services that answer, know nothing, or are not there: silence never passes for a clean bill."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / ".ci" / "audit"
UV = """#!/usr/bin/env bash
if [ "$1" = export ]; then 
    [ "$MODE" = no-lock ] && exit 2
    printf 'jinja2==3.1.6\\nlxml==5.3.0\\n' >"${@: -1}"
    exit 0
fi
case "$MODE $*" in
    gone*) echo 'ConnectionError: api.example.org' >&2; exit 1 ;;
    *known.txt*)
        [ "$MODE" = dumb ] && { echo '{"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]}'; exit 0; }
        echo '{"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "X-1"}]}]}'; exit 1 ;;
    clean*) echo 'No known vulnerabilities found'; exit 0 ;;
    *) echo 'lxml 5.3.0 X-2'; exit 1 ;;
esac
"""


@pytest.mark.parametrize(("mode", "strict", "status", "told"), [
    ("clean", False, 0, "asking pypi about 2 packages"), ("found", False, 1, "lxml 5.3.0 X-2"),
    ("gone", False, 0, "NOT AUDITED"), ("gone", True, 3, "NOT AUDITED"),
    ("dumb", False, 0, "NOT AUDITED"), ("dumb", True, 3, "NOT AUDITED"), ("no-lock", True, 3, "lock file"),
])  # fmt: skip
def test_an_audit_says_what_it_knows(tmp_path: Path, mode: str, strict: bool, status: int, told: str) -> None:
    fake = tmp_path / "uv"
    fake.write_text(UV, encoding="utf-8")
    fake.chmod(0o755)
    command = [str(SCRIPT), *(["--strict"] if strict else [])]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "UV": str(fake), "MODE": mode})
    assert (done.returncode, told in done.stdout) == (status, True), done
    if "NOT AUDITED" in told:
        assert "No known vulnerabilities" not in done.stdout
