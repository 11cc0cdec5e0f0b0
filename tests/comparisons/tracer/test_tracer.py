"""What the tracer records of difficult process trees."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from joinscope.recording.byte_text import as_bytes, as_text
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import Recording, parse
from joinscope.recording.runner import record as record_through
from recording_schema import SCHEMA, checker
from trace_events import Event, events, parse_events, read_events

HERE = Path(__file__).parent
START_JOIN = [sys.executable, str(HERE / "programs/start_join.py")]


def of(recording: Recording, kind: str, call: str | None = None) -> list[Event]:
    return [each for each in events(recording) if (each.event, each.call) == (kind, call)]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_every_record_is_valid(
    method: str, record: Callable[..., Recording], tmp_path: Path
) -> None:
    """Each line of a recording follows the JSON Schema of its event."""
    record([*START_JOIN, method])
    check = checker()
    for line in (tmp_path / "recording.jsonl").read_text("utf-8").splitlines():
        check(json.loads(line))


def test_an_invalid_record_is_noticed() -> None:
    """The schema refuses a record with an unknown field, so that its test can fail."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"event": "complete", "time": 1, "more": 2}, SCHEMA)
    jsonschema.validate({"event": "complete", "time": 1}, SCHEMA)


def test_a_thread_that_executes_becomes_the_leader(
    record: Callable[..., Recording], compiled: Callable[[str], str]
) -> None:
    """An exec by a thread names the thread it was, and goes on under the process's id."""
    recording = record([compiled("thread_exec")])
    thread = of(recording, "creation")[1]
    executed = of(recording, "exec")[1]
    assert (executed.fields["was"], executed.tid) == (thread.tid, thread.pid)
    assert (recording.exit_status, recording.complete) == (0, True)


def test_a_leader_may_end_before_its_threads(
    record: Callable[..., Recording], compiled: Callable[[str], str]
) -> None:
    """The leader exits first, yet its termination comes last, with the status of the process."""
    recording = record([compiled("leader_first")])
    root = of(recording, "creation")[0].tid
    ends = [(each.event, each.tid == root) for each in events(recording) if each.event == "exiting"]
    assert ends == [("exiting", True), ("exiting", False)]
    assert of(recording, "termination")[-1].tid == root
    assert recording.exit_status == 4


def test_two_thousand_workers(
    record: Callable[..., Recording], compiled: Callable[[str], str]
) -> None:
    """Each of 2 000 workers is created, ends and is reaped, once."""
    recording = record([compiled("many"), "2000"])
    created = {each.tid for each in of(recording, "creation")[1:]}
    waits = [each.fields for each in of(recording, "leave", "wait4") if "child" in each.fields]
    assert len(created) == 2000
    assert sorted(each["child"] for each in waits) == sorted(created)
    assert all(each["reaped"] for each in waits)
    assert recording.complete


def test_a_fork_bomb_ends_at_the_limit(
    record: Callable[..., Recording], compiled: Callable[[str], str]
) -> None:
    """Too many processes end the recording: all are killed, and it says why."""
    recording = record([compiled("bomb")], tracees=50)
    assert (recording.limit, recording.complete) == ("processes", True)
    # Below the limit too: of who was killed before its creation event none is recorded.
    assert 1 < len(of(recording, "creation")) < 500
    assert len(of(recording, "creation")) == len(of(recording, "termination"))


def test_who_runs_a_fork_bomb_reads_why_it_ended(
    recorder_line: Callable[..., list[str]], compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """That all was killed at a limit is said where the command's own errors are."""
    line = recorder_line([compiled("bomb")], tmp_path / "recording.jsonl", tracees=50)
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")
    assert done.stderr == "joinscope: more than 50 threads at a time: all were killed\n"


def test_bytes_that_are_not_text_are_kept(record: Callable[..., Recording]) -> None:
    """Control characters, quotes and bytes that are not UTF-8 come back as they were."""
    script = r"""printf 'a"\\\001\377\303\244\n'"""
    recording = record(["sh", "-c", script])
    (written,) = [each for each in of(recording, "leave", "write") if "data" in each.fields]
    assert written.fields["data"].encode("latin-1") == b'a"\\\x01\xff\xc3\xa4\n'
    assert recording.texts == ['a"\\\x01\\xffä']


def test_arguments_that_are_not_text_are_kept(record: Callable[..., Recording]) -> None:
    """An argument that is not UTF-8, or looks as if it were not, comes back as its bytes."""
    given = b"\xff\xed\xa0\x80 \xc3\xa4 \xee\xbe\x80 \xee\xbd\xbf \xf0\x9f\x90\x8d"
    recording = record(["true", os.fsdecode(given)])
    argument = of(recording, "exec")[0].fields["arguments"][1]
    assert as_bytes(argument) == given
    assert argument == as_text(given)


def test_a_cut_recording_reads(record: Callable[..., Recording], tmp_path: Path) -> None:
    """A recording that ends within a record reads up to there, and is not complete."""
    record(["sh", "-c", "echo one; echo two"])
    data = (tmp_path / "recording.jsonl").read_bytes()
    for end in range(0, len(data), 997):
        partial = parse(data[:end].splitlines())
        assert not partial.complete
        assert partial.texts == ["one", "two"][: len(partial.texts)]


@pytest.mark.parametrize("through", ["terminal", "pipe"])
def test_the_lines_are_those_that_were_printed(through: str) -> None:
    """Through a terminal or a pipe, a recording has the lines, the errors and the exit status."""
    script = "echo one; echo two >&2; printf three; exit 3"
    (recording,) = record_through(
        [["sh", "-c", script]], through=[through], deadline=30, evidence="syscalls"
    )
    assert recording.texts == ["one", "three"]
    assert [each.text for each in recording.errors] == ["two"]
    assert (recording.exit_status, recording.lines_at_exit) == (3, 2)
    assert recording.complete


@pytest.mark.parametrize(
    ("script", "deadline", "limit"),
    [("sleep 600", 1, "deadline"), ("yes", 60, "output"), ("sleep 600 >&- 2>&- &", 60, None)],
)
def test_a_limit_kills_what_is_left(script: str, deadline: float, limit: str | None) -> None:
    """A deadline, too much output, or a process that is left behind: killed, and it says so."""
    (recording,) = record_through(
        [["sh", "-c", script]], through=["pipe"], deadline=deadline, evidence="syscalls"
    )
    assert recording.limit == limit
    assert recording.killed
    assert recording.complete


UNPRIVILEGED = [
    *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
    *("--bounding-set=-all", "--inh-caps=-all"),
]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root")
def test_no_privilege_is_needed() -> None:
    """A user without any capability records as root does."""
    # It starts itself by its real path, as a recorder is started.
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    code = f"import os, sys; os.execv(sys.executable, [sys.executable, '-c', {same!r}])"
    candidates = [sys.executable, *filter(None, [shutil.which("python3", path="/usr/bin")])]
    python = next(
        (
            each
            for each in candidates
            if subprocess.run(
                [*UNPRIVILEGED, each, "-c", code], check=False, stderr=subprocess.DEVNULL
            ).returncode
            == 0
        ),
        None,
    )
    readable = [*UNPRIVILEGED, "test", "-r", syscalls.__file__]
    if python is None or subprocess.run(readable, check=False).returncode:
        pytest.skip("no interpreter that another user may run, or our files are not for others")
    line = syscalls.start_line(["sh", "-c", "true & wait"], records=1)
    done = subprocess.run(
        [*UNPRIVILEGED, python, *line[1:]], stdout=subprocess.PIPE, check=True, cwd="/"
    )
    recording = parse_events(done.stdout.splitlines())
    assert len(of(recording, "creation")) == 2
    assert recording.complete


def test_refusal_under_strace_names_it() -> None:
    """Under a tracer the reason names it: its PID and its name."""
    if shutil.which("strace") is None:
        pytest.skip("no strace")
    code = "from joinscope.recording.recorders import syscalls; print(syscalls.refusal())"
    done = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "already traced by PID" in done.stdout
    assert "(strace)" in done.stdout


@pytest.mark.parametrize("scope", ["2", "3"])
def test_refusal_by_ptrace_scope(
    scope: str, tmp_path: Path, compiled: Callable[[str], str]
) -> None:
    """Where ptrace fails and ptrace_scope is 2 or 3, the reason says so."""
    file = tmp_path / "ptrace_scope"
    file.write_text(f"{scope}\n", encoding="ascii")
    code = (
        "from joinscope.recording.recorders import syscalls\n"
        f"syscalls.SCOPE = {str(file)!r}\nprint(syscalls.refusal())"
    )
    done = subprocess.run(
        [compiled("without_ptrace"), sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"kernel.yama.ptrace_scope is {scope}" in done.stdout


def test_tracing_is_not_refused_here() -> None:
    """Without a reason to refuse, there is none."""
    assert syscalls.refusal() is None


def test_without_a_filter_all_is_recorded_too(
    tmp_path: Path, compiled: Callable[[str], str]
) -> None:
    """Where seccomp filters are refused, the recorder does without."""
    file = tmp_path / "recording.jsonl"
    line = syscalls.start_line([compiled("many"), "3"], records=1)
    with file.open("wb") as records:
        subprocess.run([compiled("without_seccomp"), *line], stdout=records, check=True)
    recording = read_events(file)
    assert len(of(recording, "creation")) == 4
    assert len(of(recording, "leave", "wait4")) == 3
