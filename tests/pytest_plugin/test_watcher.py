"""The process that watches a run of tests: whom it may signal, and when."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    collect_ignore = [__file__]
else:
    from pytest_joinscope import watcher


def test_who_ends_while_the_picture_is_drawn_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was told meanwhile counts: who runs now may be of the next test."""
    reader, writer = os.pipe()

    def drawn(_pid: int, _phase: object) -> tuple[str, str]:
        os.write(writer, b'{"phase": 1}\n')
        return "", ""

    monkeypatch.setattr(watcher, "_drawn", drawn)
    stdin, phase = os.dup(0), {"phase": 1, "test": "", "children": [], "without": []}
    with subprocess.Popen(["sleep", "600"]) as tests:
        try:
            os.dup2(reader, 0)
            watcher.end(tests.pid, tmp_path / "picture.json", phase, last=False)
            assert tests.poll() is None
            os.read(reader, 100)
            watcher.end(tests.pid, tmp_path / "picture.json", phase, last=False)
            assert tests.wait() == -signal.SIGRTMAX
        finally:
            os.dup2(stdin, 0)
            tests.kill()
            for each in (reader, writer, stdin):
                os.close(each)
    assert json.loads((tmp_path / "picture.json").read_text())["phase"] == 1
