"""The tracer against strace: the same process tree, and the same calls with the same results."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from joinscope.recording.recording import Recording
from strace_oracle import of_recording, of_strace, strace_line

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace")

CASES = {
    "fork": [sys.executable, str(HERE / "programs/start_join.py"), "fork"],
    "spawn": [sys.executable, str(HERE / "programs/start_join.py"), "spawn"],
    "forkserver": [sys.executable, str(HERE / "programs/start_join.py"), "forkserver"],
    "threads that start processes": ["threads_fork"],
    "SIGSTOP and SIGCONT": ["stop_continue"],
    "a segfault": ["segfault"],
    "vfork and exec": ["vfork_exec"],
    "eight parallel workers": ["eight"],
    "a daemon": ["daemon"],
    "a shell's pipeline": ["sh", "-c", "echo one | cat; exit 3"],
}


@pytest.mark.parametrize("seccomp", [True, False], ids=["seccomp", "all calls"])
@pytest.mark.parametrize("case", CASES)
def test_records_what_strace_sees(
    case: str,
    seccomp: bool,  # noqa: FBT001 - a parameter of the test
    record: Callable[..., Recording],
    compiled: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same tree, calls and results as strace: the programs do the same in every run."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    command = CASES[case]
    if len(command) == 1:
        command = [compiled(command[0])]
    output = tmp_path / "strace"
    ours = of_recording(record(command, seccomp=seccomp))
    null = subprocess.DEVNULL
    subprocess.run([*strace_line(output), *command], check=False, stdin=null, stdout=null)
    with output.open(encoding="latin-1") as lines:
        assert ours == of_strace(lines)
