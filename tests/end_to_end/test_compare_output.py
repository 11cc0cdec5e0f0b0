"""Where joinscope's output goes: terminals, pipes, files, and what cannot be written to."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import joinscope
from joinscope.programs import targets


def test_output_that_cannot_be_written() -> None:
    """A full disk is one sentence, not a failed claim."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "joinscope", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No space left on device" in done.stderr


def test_half_a_document_is_none(tmp_path: Path) -> None:
    """A full disk leaves the document that was there, no half of a new one, and no other file."""
    target = tmp_path / "verdict.json"
    target.write_text("old")
    targets.comparisons(["worker_and_join"], ["fork"])  # a compiler needs room for its files
    limit = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from joinscope.cli.main import main\nmain()"
    )
    options = ["--start-method", "fork", "--evidence", "output"]
    arguments = ["compare", "worker_and_join", *options, "--json", str(target)]
    done = subprocess.run(
        [sys.executable, "-c", limit, *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"{target}: cannot be written: File too large" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["verdict.json"]
    assert target.read_text() == "old"


def test_a_document_that_cannot_be_written(tmp_path: Path) -> None:
    """A JSON file that cannot be written ends with 2 and says where, before anything runs."""
    target = tmp_path / "no" / "such" / "folder.json"
    done = joinscope("compare", "--json", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"joinscope: {target}: cannot be written: No such file or directory\n"


@pytest.mark.parametrize(
    "env",
    [
        pytest.param(
            {"LC_ALL": "C"},
            marks=pytest.mark.skipif(
                not sys.prefix.isascii() and sys.version_info < (3, 13),
                reason="before 3.13 Python reads .pth files (here non-ASCII) as the locale says",
            ),
        ),
        {"LC_ALL": "", "LANG": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"PYTHONUNBUFFERED": "1"},
        {"COLUMNS": "80"},
    ],
)
def test_the_list_is_plain_everywhere(env: dict[str, str]) -> None:
    """No locale and no terminal makes the output other than plain text of 80 columns."""
    done = joinscope("list", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert max(map(len, done.stdout.splitlines())) <= 80


def on_a_terminal(**env: str) -> str:
    """What `joinscope compare worker_and_join` writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "joinscope", "compare", "worker_and_join"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **env}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            written += data
    os.close(ours)
    assert process.returncode == 0
    return written.decode()


def test_a_terminal_shows_progress_and_colour() -> None:
    """While the sides run a terminal shows what they print; the verdict is coloured."""
    written = on_a_terminal(NO_COLOR="")
    assert re.search(r"worker_and_join  C fork .*Starting worker", written)
    assert "\x1b[32m" in written


def test_no_color_is_obeyed() -> None:
    """With NO_COLOR no colour is written, whatever else a terminal can."""
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", on_a_terminal(NO_COLOR="1"))


def test_a_dumb_terminal_is_left_alone() -> None:
    """A terminal that knows no control sequences gets none."""
    assert "\x1b" not in on_a_terminal(TERM="dumb")


def test_a_closed_pipe_is_no_verdict() -> None:
    """When the reader goes away, the exit status is a broken pipe's, not a failed claim's."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "joinscope", "list"]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        assert process.communicate()[1] == b""
    assert process.returncode == 141
