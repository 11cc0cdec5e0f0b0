"""joinscope record and signals: the command gets those that it would get alone, once."""

import ctypes
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from joinscope.recording.recording import read
from joinscope.recording.runner import record
from joinscope.vocabulary import Evidence

RECORD = [sys.executable, "-m", "joinscope", "record", "-o"]
EXITED = (b'"event":"exit"', b'"sleep","1000"')
NUMBERS = [signal.SIGUSR1, signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGRTMIN]

# faulthandler's watchdog is a thread, which 3.15 sees; the child executes a program at once.
forks = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(params=["alone", "recorded"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[list[str]], list[str]]:
    """The command line of a command, alone or recorded: what is tested holds of both."""
    prefix = [] if request.param == "alone" else [*RECORD, str(tmp_path / "recording.jsonl"), "--"]
    return lambda command: [*prefix, *command]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_of_the_command_to_its_group(
    number: int, line: Callable[[list[str]], list[str]], compiled: Callable[[str], str]
) -> None:
    """What the command sends to its group it gets once, and its recorder does not die of it."""
    done = subprocess.run(
        line([compiled("counts"), str(int(number)), "group"]),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout == b".x\n"


@pytest.mark.parametrize(
    ("number", "to"),
    [
        *((number, "process") for number in NUMBERS),
        # Real-time signals queue: nobody can tell whether two of them are one.
        *((number, "group") for number in NUMBERS if number < signal.SIGRTMIN),
    ],
)
def test_a_signal_from_outside(
    number: int,
    to: str,
    line: Callable[[list[str]], list[str]],
    compiled: Callable[[str], str],
) -> None:
    """What is sent to joinscope record, or to its group, the command gets once."""
    with subprocess.Popen(
        line([compiled("counts"), str(int(number))]),
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.read(1) == b"."
        (os.kill if to == "process" else os.killpg)(process.pid, number)
        assert process.stdout.read(1) == b"x"
        process.stdin.close()
        assert process.stdout.read() == b"\n"
    assert process.returncode == 0


def test_a_signal_keeps_its_sender(line: Callable[[list[str]], list[str]]) -> None:
    """A signal sent by sigqueue() arrives as one, and from whoever has sent it."""
    code = (
        "import signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\n"
        "print('ready', flush=True)\n"
        "got = signal.sigwaitinfo([signal.SIGUSR1])\n"
        "print(got.si_code, got.si_pid)"
    )
    with subprocess.Popen(
        line([sys.executable, "-c", code]), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        ctypes.CDLL(None).sigqueue(process.pid, signal.SIGUSR1, None)
        assert process.stdout.read().split() == ["-1", str(os.getpid())]  # SI_QUEUE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_orphans_that_stay(number: int, tmp_path: Path) -> None:
    """Once the command has ended, a signal ends the recording too: it is whole, and says why."""
    file = tmp_path / "recording.jsonl"
    with subprocess.Popen(
        [*RECORD, str(file), "sh", "-c", "sleep 1000 & exit 3"], stdout=subprocess.DEVNULL
    ) as process:
        while not file.exists() or not all(each in file.read_bytes() for each in EXITED):
            assert process.poll() is None
        process.send_signal(number)
    recording = read(file)
    assert process.returncode == recording.exit_status == 3
    assert (recording.limit, recording.complete) == ("signal", True)
    assert [each.command for each in recording.killed] == ["sleep 1000"]


@pytest.mark.parametrize("evidence", ["output", "syscalls"])
def test_a_process_whose_first_thread_has_ended_has_a_name(evidence: Evidence) -> None:
    """What is killed without a command line, for it looks like a zombie, is named all the same."""
    code = (
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.pthread_create(ctypes.byref(ctypes.c_ulong()), None, libc.pause, None)\n"
        "libc.pthread_exit(None)\n"
    )
    (recording,) = record(
        [[sys.executable, "-c", code]], through=["pipe"], deadline=2, evidence=evidence
    )
    (killed,) = recording.killed
    assert killed.command == Path(sys.executable).name[:15]


def run_in_foreground(line: list[str], tell: int) -> None:
    """What a shell does with a job: tell its PID and each of its statuses, go on when it stops."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    pid = os.fork()
    with suppress(PermissionError):  # the job has done it itself, and has been executed since
        os.setpgid(pid, 0)
    os.tcsetpgrp(0, pid or os.getpid())
    if pid == 0:
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(line[0], line)
    os.write(tell, f"{pid}\n".encode())
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        os.write(tell, f"{status}\n".encode())
        if not os.WIFSTOPPED(status):
            return
        os.tcsetpgrp(0, pid)
        os.killpg(pid, signal.SIGCONT)


def job(line: list[str], keys: list[tuple[bytes, bytes | None]]) -> list[int]:
    """Run a job in the foreground of a terminal, as a shell does; its wait statuses.

    Each key is pressed when the output has come so far; None: the terminal is closed. A job that
    stops is continued, in the foreground. Of its statuses the last is that of its end.
    """
    told, tell = os.pipe()
    shell, terminal = pty.fork()
    if shell == 0:
        try:
            run_in_foreground(line, tell)
        finally:
            os._exit(0)
    os.close(tell)
    output, closed = b"", False
    with os.fdopen(told) as file:
        pid = int(file.readline())  # a terminal closed before would take the shell without a word
        for marker, key in keys:
            while marker not in output:
                output += os.read(terminal, 1024)
            output = output.partition(marker)[2]
            if key is None:
                os.close(terminal)
                closed = True
            else:
                os.write(terminal, key)
        os.waitpid(shell, 0)
        statuses = [int(each) for each in file]
    if closed:  # the shell has died of it, and its job has been adopted
        statuses.append(os.waitpid(pid, 0)[1])
    else:
        os.close(terminal)
    return statuses


def stopped(number: int) -> int:
    """The wait status of a process that a signal has stopped."""
    return number << 8 | 0x7F


@forks
@pytest.mark.parametrize(
    ("script", "keys", "expected"),
    [
        ("echo ready; exec sleep 1000", [(b"ready", b"\x03")], [signal.SIGINT]),
        ("trap 'echo caught; exit 5' INT; echo ready; read x", [(b"ready", b"\x03")], [5 << 8]),
        ("echo ready; exec sleep 1000", [(b"ready", b"\x1c")], [signal.SIGQUIT]),
        ("echo ready; exec sleep 1000", [(b"ready", None)], [signal.SIGHUP]),
        (
            "echo ready; read line; echo again; read line; exit 6",
            [(b"ready", b"\x1a"), (b"^Z", b"\n"), (b"again", b"\n")],
            [stopped(signal.SIGTSTP), 6 << 8],
        ),
    ],
    ids=["interrupt", "caught", "quit", "hangup", "stop and go on"],
)
def test_keys_of_a_terminal(
    script: str,
    keys: list[tuple[bytes, bytes | None]],
    expected: list[int],
    line: Callable[[list[str]], list[str]],
    tmp_path: Path,
) -> None:
    """Ctrl-C, Ctrl-backslash, Ctrl-Z and fg, a closed terminal: a shell sees what it would alone.

    That the stop is by SIGSTOP, not SIGTSTP, is all that differs.
    """
    statuses = job(line(["/bin/sh", "-c", script]), keys)
    assert [_plain(status) for status in statuses] == [_plain(status) for status in expected]
    file = tmp_path / "recording.jsonl"
    if file.exists():
        recording = read(file)
        assert recording.complete
        assert recording.exit_status == os.waitstatus_to_exitcode(statuses[-1])


def _plain(status: int) -> Any:
    """A wait status without the core file, and without which signal has stopped it."""
    return "stopped" if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)
