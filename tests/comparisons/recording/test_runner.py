"""Recording programs that end well, end badly, or do not end."""

import os
import select
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from command import traced
from joinscope.recording import runner
from joinscope.recording.recording import Line, Recording
from joinscope.recording.runner import record
from joinscope.vocabulary import Evidence

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a subreaper and /proc")


def run(*command: str, through: str = "pipe", deadline: float = 60) -> Recording:
    """What a command did."""
    (recording,) = record([command], through=[through], deadline=deadline)
    assert recording.complete
    return recording


def shell(script: str, *, through: str = "pipe", deadline: float = 60) -> Recording:
    """What a shell script did."""
    return run("/bin/sh", "-c", script, through=through, deadline=deadline)


def python(code: str, *, deadline: float = 60) -> Recording:
    """What a piece of Python did."""
    return run(sys.executable, "-c", code, deadline=deadline)


def test_lines_and_exit_status() -> None:
    """A recording has the lines in order, those of standard error apart, and the status."""
    recording = shell("echo one; echo two >&2; echo three; exit 5")
    assert recording.texts == ["one", "three"]
    assert [line.text for line in recording.errors] == ["two"]
    assert recording.exit_status == 5
    assert recording.killed == []
    assert recording.limit is None


def test_times_grow() -> None:
    """Start, lines and end are on one clock."""
    recording = shell("echo one; echo two")
    times = [recording.started, *(line.time for line in recording.lines), recording.ended or 0]
    assert times == sorted(times)
    assert 0 < recording.seconds(times[-1]) < 60


@pytest.mark.parametrize(("through", "expected"), [("terminal", "tty"), ("pipe", "no")])
def test_a_program_sees_what_it_prints_through(through: str, expected: str) -> None:
    """Standard output is a terminal or a pipe, as asked."""
    assert shell("test -t 1 && echo tty || echo no", through=through).texts == [expected]


def test_a_terminal_passes_bytes_on_as_they_are() -> None:
    """No carriage return is added, and the terminal has 24 lines of 80 columns."""
    assert shell("echo a; stty size <&1", through="terminal").texts == ["a", "24 80"]


def test_the_environment_is_controlled(monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONUNBUFFERED and the like do not reach the program, PATH does."""
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    monkeypatch.setenv("SECRET", "1")
    names = [line.partition("=")[0] for line in shell("env").texts]
    assert not {"PYTHONUNBUFFERED", "SECRET"} & set(names)
    assert {"PATH", "LC_ALL", "TERM"} <= set(names)


def test_standard_input_is_empty() -> None:
    """A program that reads gets the end of its input at once."""
    assert shell("cat; echo done").texts == ["done"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGPIPE])
def test_a_program_that_a_signal_kills(number: signal.Signals) -> None:
    """Killed by signal N is status -N; no signal is ignored that a shell would not ignore."""
    assert shell(f"echo before; kill -{int(number)} $$").exit_status == -number


def test_bytes_that_are_not_text() -> None:
    """Invalid UTF-8 is escaped, a NUL and a last line without its end are kept."""
    assert shell(r"printf 'a\377b\n\0\nend'").texts == ["a\\xffb", "\0", "end"]


def test_a_program_that_does_not_exist() -> None:
    """What cannot be executed ends with 127 and says why."""
    (recording,) = record([["/no/such/program"]], through=["pipe"], deadline=60)
    assert recording.exit_status == 127
    assert [line.text for line in recording.errors] == [
        "/no/such/program: No such file or directory"
    ]


def test_many_at_once() -> None:
    """More commands than run at the same time are all recorded, each its own lines."""
    commands = [["/bin/sh", "-c", f"echo {number}"] for number in range(30)]
    recordings = record(commands, through=["pipe"] * 30, deadline=60)
    assert [recording.texts for recording in recordings] == [[str(n)] for n in range(30)]


def test_few_start_at_a_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The next is started when one has printed, and need not wait for its end."""
    monkeypatch.setattr(runner, "STARTING", 1)
    monkeypatch.setattr(runner, "START_TIME", 1000.0)
    os.mkfifo(tmp_path / "fifo")
    scripts = [f"echo one; read line <{tmp_path}/fifo", "echo two", f"echo >{tmp_path}/fifo"]
    recordings = record(
        [["/bin/sh", "-c", script] for script in scripts], through=["pipe"] * 3, deadline=60
    )
    assert [each.limit for each in recordings] == [None] * 3
    for earlier, later in pairwise(recordings):
        assert earlier.lines[0].time <= later.started


def test_what_prints_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Behind a program that is silent for long another one is started all the same."""
    monkeypatch.setattr(runner, "STARTING", 1)
    monkeypatch.setattr(runner, "START_TIME", 0.1)
    os.mkfifo(tmp_path / "fifo")
    scripts = [f"read line <{tmp_path}/fifo", f"echo >{tmp_path}/fifo"]
    recordings = record(
        [["/bin/sh", "-c", script] for script in scripts], through=["pipe"] * 2, deadline=60
    )
    assert [each.limit for each in recordings] == [None] * 2


def test_progress_tells_of_each_line_and_each_end() -> None:
    """Whoever watches is told what was printed, then that it has ended."""
    seen: list[tuple[int, Line | str | None]] = []
    record(
        [["/bin/sh", "-c", "echo one; echo two"]],
        through=["pipe"],
        deadline=60,
        progress=lambda number, line: seen.append((number, line and line.text)),
    )
    assert seen == [(0, "one"), (0, "two"), (0, None)]


@linux
@pytest.mark.parametrize("through", ["terminal", "pipe"])
def test_a_hang_ends_at_the_deadline(through: str) -> None:
    """What was printed is kept, all of its processes are killed and named."""
    recording = shell("echo one; sleep 1000 & sleep 1000", deadline=0.5, through=through)
    assert recording.texts == ["one"]
    assert recording.limit == "deadline"
    assert recording.exit_status is None
    assert [each.command for each in recording.killed if each.command.startswith("sleep")] == [
        "sleep 1000",
        "sleep 1000",
    ]


@linux
def test_a_hang_that_ignores_every_signal_and_has_left_its_session() -> None:
    """No way of hiding from the clean-up works: not a new session, not SIG_IGN, not stopping."""
    recording = python(
        "import os, signal, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    for number in range(1, 32):\n"
        "        if number not in (9, 19): signal.signal(number, signal.SIG_IGN)\n"
        "    if os.fork() == 0: os.kill(os.getpid(), signal.SIGSTOP)\n"
        "    time.sleep(1000)\n"
        "os.wait()\n",
        deadline=1,
    )
    assert recording.limit == "deadline"
    assert len(recording.killed) == 3


@linux
def test_a_process_whose_first_thread_has_ended() -> None:
    """What looks like a zombie but has a thread that runs is found and killed."""
    recording = python(
        "import ctypes, os, threading, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    for fd in range(3): os.close(fd)\n"
        "    libc = ctypes.CDLL(None)\n"
        "    libc.pthread_create(ctypes.byref(ctypes.c_ulong()), None, libc.pause, None)\n"
        "    libc.pthread_exit(None)\n"
    )
    assert len(recording.killed) == 1
    assert recording.limit is None


@linux
@pytest.mark.parametrize("leave", ["", "os.setsid();"])
def test_a_process_that_replaces_itself_all_the_time(leave: str) -> None:
    """A chain of forks that no look at /proc can catch ends all the same, and is not overlooked."""
    recording = python(
        "import os\n"
        "if os.fork() == 0:\n"
        f"    {leave}os.close(0); os.close(1); os.close(2)\n"
        "    while True:\n"
        "        if os.fork(): os._exit(0)\n"
    )
    assert recording.killed
    assert recording.limit is None


@linux
@pytest.mark.parametrize("number", [1, 2, 3, 10, 14, 15, 19])
def test_a_worker_that_signals_whoever_has_adopted_it(number: int) -> None:
    """Signals to the parent, which after its end is the recorder, do not disturb a recording."""
    recording = python(
        "import os\n"
        "ended, alive = os.pipe(); parent = os.getpid()\n"
        "if os.fork() == 0:\n"
        "    os.close(alive); os.read(ended, 1)\n"
        "    while os.getppid() == parent: pass\n"
        f"    os.kill(os.getppid(), {number})\n"
        "    print('orphan')\n"
    )
    assert recording.texts == ["orphan"]


@linux
def test_a_worker_that_kills_whoever_has_adopted_it() -> None:
    """When a program kills its recorder the recording is partial, and nothing survives."""
    code = (
        "import os, time\n"
        "ended, alive = os.pipe(); parent = os.getpid()\n"
        "if os.fork() == 0:\n"
        "    os.close(alive); os.read(ended, 1); os.setsid()\n"
        "    while os.getppid() == parent: pass\n"
        "    if os.fork() == 0: time.sleep(1000)\n"
        "    os.kill(os.getppid(), 9); time.sleep(1000)\n"
    )
    (recording,) = record([[sys.executable, "-c", code]], through=["terminal"], deadline=60)
    assert not recording.complete


@pytest.mark.parametrize("through", ["terminal", "pipe"])
def test_text_without_an_end_of_line_is_kept(through: str) -> None:
    """The last thing that a hanging program has printed is recorded."""
    recording = shell("printf 'Password: '; sleep 1000", deadline=0.5, through=through)
    assert recording.texts == ["Password: "]


def test_text_that_has_begun_before_the_exit_counts_as_before_it() -> None:
    """A line that an orphan ends had begun when the parent exited."""
    recording = python(
        "import os\n"
        "ended, alive = os.pipe()\n"
        "print('be', end='', flush=True)\n"
        "if os.fork() == 0:\n"
        "    os.close(alive); os.read(ended, 1)\n"
        "    print('gun')\n"
    )
    assert recording.texts == ["begun"]
    assert recording.lines_at_exit == 1


@linux
@pytest.mark.parametrize("flood", ["yes", "yes ''", "cat /dev/zero"])
def test_a_flood_is_stopped(flood: str) -> None:
    """Endless output, in lines or in none, is cut at the limit and its program killed."""
    recording = shell(f"exec {flood}")
    assert recording.limit == "output"
    assert [each.command.split()[0] for each in recording.killed] == [flood.split(maxsplit=1)[0]]
    assert sum(len(line.text) for line in recording.lines) < 2 << 20


@linux
def test_a_process_in_the_background_is_found_and_killed() -> None:
    """A daemon that has let go of every descriptor is named, and gone afterwards."""
    recording = shell("setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo done")
    assert recording.texts == ["done"]
    assert recording.exit_status == 0
    assert recording.limit is None
    (killed,) = recording.killed
    assert killed.command == "sleep 1000"
    with pytest.raises(ProcessLookupError):
        os.kill(killed.pid, 0)


def test_an_orphan_is_waited_for_while_it_holds_the_output() -> None:
    """The run ends with its last process, not with the parent."""
    recording = python(
        "import os\n"
        "ended, alive = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.close(alive)\n"
        "    os.read(ended, 1)\n"
        "    print('orphan')\n"
        "else:\n"
        "    print('parent')\n"
    )
    assert recording.texts == ["parent", "orphan"]
    assert recording.exit_status == 0
    assert recording.killed == []


HANGS = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(1000)"]
RECORDS = """
import sys
from joinscope.recording.runner import record
record([sys.argv[1:]], through=["terminal"], deadline=60,
       progress=lambda number, line: print(line.text, flush=True))
"""


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_survives_joinscope(number: signal.Signals) -> None:
    """Whatever ends joinscope, what it was running is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", RECORDS, *HANGS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as joinscope:
        assert joinscope.stdout is not None
        hanging = os.pidfd_open(int(joinscope.stdout.readline()))
        joinscope.send_signal(number)
    try:
        assert select.select([hanging], [], [], 10)[0] == [hanging]
    finally:
        os.close(hanging)


@linux
def test_a_recorder_that_is_killed_leaves_a_partial_recording() -> None:
    """Its program is killed with it; what was recorded can be read and says that it is partial."""
    pids = []

    def kill_recorder(_number: int, line: Line | None) -> None:
        if line is not None:
            pids.append(int(line.text))
            stat = Path(f"/proc/{pids[0]}/stat").read_text()
            os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)

    (recording,) = record([HANGS], through=["pipe"], deadline=60, progress=kill_recorder)
    assert recording.texts == [str(pids[0])]
    assert not recording.complete
    assert recording.exit_status is None


@linux
@traced
@pytest.mark.parametrize("number", [1, 2, 10, 15, 18, 19, 20])
@pytest.mark.parametrize("evidence", ["output", "syscalls"])
def test_a_program_that_signals_its_recorder(evidence: Evidence, number: int) -> None:
    """A recorder takes no signal from its program: both go on, by either evidence."""
    code = f"import os; os.kill(os.getppid(), {number}); print('on')"
    command = [sys.executable, "-c", code]
    (recording,) = record([command], through=["pipe"], deadline=60, evidence=evidence)
    assert (recording.texts, recording.exit_status, recording.complete) == (["on"], 0, True)


@linux
@traced
@pytest.mark.parametrize("evidence", ["output", "syscalls"])
def test_an_end_by_the_recorder_is_no_exit(evidence: Evidence) -> None:
    """A program that is killed at the deadline has no exit status, by either evidence."""
    command = ["/bin/sh", "-c", "echo one; exec sleep 1000"]
    (recording,) = record([command], through=["pipe"], deadline=1, evidence=evidence)
    assert (recording.texts, recording.exit_status) == (["one"], None)
    assert (recording.limit, len(recording.killed)) == ("deadline", 1)
