"""joinscope why as a command: its forms, its status, and what it says of what it cannot look at."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import joinscope
import joinscope.cli.why
import jsonschema
import pytest
from joinscope.errors import EvidenceError
from joinscope.explanation.live_hang import answer
from joinscope.live.two_looks import look_twice
from joinscope.recording.call_names import call_name

if sys.platform != "linux":
    collect_ignore = [__file__]

SCHEMA = Path(joinscope.__file__).parent / "schema" / "why-1.json"
WAITS = "import os; os.write(1, b'.'); os.read(os.pipe()[0], 1)"
SLEEPS = "import os, time; os.write(1, b'.'); time.sleep(600)"


@contextmanager
def program(code: str) -> Iterator[int]:
    """The PID of a Python that has printed a point, and is killed in the end."""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"."
        try:
            yield process.pid
        finally:
            process.kill()


def why(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "joinscope", "why", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stuck(*words: str) -> subprocess.CompletedProcess[str]:
    """What it says where no alarm is set, as it is taken to be here: others run here as well."""
    code = (
        "import sys; from joinscope.__main__ import main; from joinscope.live import unseen; "
        "read = unseen.read; unseen.read = lambda path: "
        "'Timer List' if path == '/proc/timer_list' else read(path); "
        f"sys.argv = ['joinscope', 'why', *{words!r}]; main()"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def until_asleep(pid: int) -> None:
    """Wait for the call in which it stays, which it is about to make."""
    while Path(f"/proc/{pid}/syscall").read_text() == "running\n":
        continue


def shown(pid: int) -> tuple[str, list[Path]]:
    """In which call it is, and what it holds."""
    folder = Path(f"/proc/{pid}")
    return (folder / "syscall").read_text(), sorted((folder / "fd").iterdir())


def test_what_is_stuck_ends_with_one(tmp_path: Path) -> None:
    """In text and in a file of JSON, which is as its schema has it."""
    file = tmp_path / "why.json"
    with program(WAITS) as pid:
        until_asleep(pid)
        text, written = stuck(str(pid)), stuck(str(pid), "-o", str(file))
    assert (text.returncode, written.returncode) == (1, 1)
    assert text.stderr == written.stderr == written.stdout == ""
    assert f"stuck: nothing in these processes can end the wait of parent ({pid})." in text.stdout
    assert "[JS018]" in text.stdout
    document = json.loads(file.read_text())
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert document["answer"]["verdict"] == "stuck"
    assert document["answer"]["hang"]["trap"]["code"] == "pipe_held_by_itself"


def test_what_sleeps_goes_on_and_is_unchanged() -> None:
    """Its call and its descriptors are the same after as before."""
    with program(SLEEPS) as pid:
        until_asleep(pid)
        before = shown(pid)
        done = why(str(pid), "--stacks", "none")
        after = shown(pid)
    assert done.returncode == 0
    assert f"going on: parent ({pid}) sleeps in clock_nanosleep." in done.stdout
    assert before == after


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("no",), "'no' is not a valid integer range"),
        (("0",), "0 is not in the range"),
        (("4194305",), "there is no process 4194305"),
        ((), "Missing argument 'PID'"),
        (("2",), "process 2 is a thread of the kernel, and no program"),
        (("1",), "process 1 is the system's first, and every other is below it"),
    ],
)
def test_what_cannot_be_looked_at(words: tuple[str, ...], says: str) -> None:
    """One sentence, and 2."""
    done = why(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_zombie() -> None:
    """How it ended is told, and who has not reaped it."""
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        done = why(str(process.pid))
    assert done.returncode == 2
    assert "has ended already (exited with 3)" in done.stderr
    assert f"its parent, process {os.getpid()}, has not reaped it" in done.stderr


def test_a_process_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may not read it is told whose it is; who may not read his own sees what shows."""

    def refuse(path: str) -> list[str]:
        raise PermissionError(path)

    command = sys.modules["joinscope.cli.why"]
    with program(SLEEPS) as pid, monkeypatch.context() as patched:
        patched.setattr(command.os, "listdir", refuse)
        command.check_process(pid)
        patched.setattr(command.os, "geteuid", lambda: os.getuid() + 1)
        with pytest.raises(EvidenceError, match="belongs to somebody else"):
            command.check_process(pid)


def test_one_that_ends_while_it_is_looked_at() -> None:
    """Then there is no answer, and no traceback."""
    with program(SLEEPS) as pid:
        pass
    assert answer(pid, look_twice(pid, call_name), str, stacks=True) is None


def test_names_with_control_characters() -> None:
    """They do nothing to a terminal."""
    code = (
        "import ctypes, os, time; ctypes.CDLL(None).prctl(15, b'a\\x1b[31m\\n)', 0, 0, 0); "
        "os.write(1, b'.'); time.sleep(600)"
    )
    with program(code) as pid:
        done = why(str(pid))
    assert done.returncode == 0
    assert "\x1b" not in done.stdout


def test_many_descriptors() -> None:
    """As many as a process may have."""
    code = (
        "import os, resource, time; n = resource.getrlimit(resource.RLIMIT_NOFILE)[1]; "
        "n = min(n, 100000); resource.setrlimit(resource.RLIMIT_NOFILE, (n, n))\n"
        "f = os.open('/dev/null', 0)\nfor _ in range(n - 50): os.dup(f)\n"
        "os.write(1, b'.'); time.sleep(600)"
    )
    with program(code) as pid:
        until_asleep(pid)
        done = why(str(pid))
    assert done.returncode == 0
    assert "going on" in done.stdout


def test_itself() -> None:
    """A process that looks at itself would see one that runs."""
    code = (
        "import os, sys; from joinscope.__main__ import main; "
        "sys.argv = ['joinscope', 'why', str(os.getpid())]; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is this joinscope itself" in done.stderr
