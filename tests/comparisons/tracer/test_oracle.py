"""The tracer against strace: the same process tree, and the same calls with the same results."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from joinscope.recording.recording import Recording
from strace_oracle import Step, Tree, of_recording, of_strace, strace_line

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
        theirs = of_strace(lines)
    assert as_lines(ours) == as_lines(theirs)


def as_lines(tree: Tree) -> list[str]:
    """A line for each step, so that a failure shows the step that differs."""
    return [
        f"{name} {call} {value}"
        for name in sorted(tree)
        for call, value in without_last_look(tree[name])
    ]


def without_last_look(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps but for a look at a child, which may have ended or not, as the last before the end.

    From 3.14 on Python looks once, as it ends, whether its resource tracker has ended.
    """
    match steps:
        case [*others, ("wait4", int() | str()), ("exit_group", _) as end, last]:
            return [*others, end, last]
    return steps
