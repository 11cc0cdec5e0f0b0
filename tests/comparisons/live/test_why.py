"""Programs that run, looked at from outside: what is stuck is told with its cause, and only that.

Each fault is there with its repair, which waits for somebody that sleeps: never called stuck.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.explanation.live_hang import LiveAnswer, Verdict, answer
from joinscope.live import unseen
from joinscope.live.look import read
from joinscope.live.two_looks import look_twice
from joinscope.recording.call_names import call_name
from joinscope.vocabulary import StartMethod
from slow_programs import BESIDE, C_WAYS, PYTHON, SHELL, compiled

if sys.platform != "linux":
    collect_ignore = [__file__]

PROGRAM = Path(__file__).with_name("programs") / "standing.py"
MOST = 60.0  # seconds
# Who may not read which timers there are cannot know that no alarm is set.
KNOWN: Verdict = "stuck" if os.access("/proc/timer_list", os.R_OK) else "unknown"
ANY: tuple[StartMethod, ...] = ("fork", "spawn", "forkserver")
# Each scenario: its trap, or one of several, the start methods that it can happen under, and lines
# of its program that are told.
SCENARIOS: dict[str, tuple[str, tuple[StartMethod, ...], tuple[str, ...]]] = {
    "undrained_queue": ("JS011", ANY, ("worker.join()",)),
    "held_lock": ("JS021", ANY, ("worker.join()", "with lock:")),
    "two_orders": ("JS021", ANY, ("with second:", "with first:")),
    "dead_holder": ("JS025", ANY, ("worker.join()", "with lock:")),
    "stopped_worker": ("JS022", ANY, ("worker.join()",)),
    "full_pipe": ("JS011", ("fork",), ("child.wait()",)),
    "lock_copied": ("JS020", ("fork",), ("worker.join()", "with copied:")),
    "thread_event": ("JS026", ("fork",), ("thread.join()",)),
    "nobody_sends_it": ("JS023", ("fork",), ("signal.pause()",)),
    "own_write_end": ("JS018", ANY, ("worker.join()", "reader.recv()")),
    # Who was killed had the lock of the tasks, or only a task: then nobody is known to be missing.
    "idle_pool_worker_killed": ("JS025 JS026", ANY, ()),
    "barrier": ("", ("fork",), ("both.wait()",)),
}
CASES = [(name, method) for name, (_, methods, _) in SCENARIOS.items() for method in methods]
# A sample on each Python; the rest is for the stress session.
SAMPLE = {("undrained_queue", "fork"), ("two_orders", "spawn"), ("dead_holder", "forkserver")}
MARKED = [pytest.param(*case, marks=() if case in SAMPLE else pytest.mark.stress) for case in CASES]


@contextmanager
def running(*command: str) -> Iterator[int]:
    """The PID of a program that runs, in a session of its own, and is killed with all of that."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            yield process.pid
        finally:
            with suppress(ProcessLookupError):  # all of it may have ended
                os.killpg(process.pid, signal.SIGKILL)


def asked(pid: int) -> LiveAnswer:
    """What is told of a process."""
    looks = look_twice(pid, call_name)
    found = answer(pid, looks, lambda _pid: "python3", stacks=True)
    assert found is not None
    return found


def settled(pid: int, is_so: Callable[[LiveAnswer], bool]) -> LiveAnswer:
    """The answer once the program has come to its wait; the last one if that never comes."""
    end = time.monotonic() + MOST
    while True:
        found = asked(pid)
        if is_so(found) or time.monotonic() > end:
            return found


@pytest.mark.parametrize(("scenario", "method"), MARKED)
def test_a_fault_is_told(scenario: str, method: str) -> None:
    """It is stuck, if that may be known, by which trap, and at which lines; and it stays so."""
    trap, _, lines = SCENARIOS[scenario]
    with running(sys.executable, str(PROGRAM), scenario, "fault", method) as pid:
        found = settled(pid, lambda each: each.verdict == KNOWN and _has(each, trap))
        # It is unknown for as long as an alarm is set by anybody, such as another test.
        again = settled(pid, lambda each: each.verdict == KNOWN and _has(each, trap))
    assert found.verdict == again.verdict == KNOWN
    assert found.evidence == "memory"
    assert _has(found, trap)
    told = [each.place.text for each in found.hang.chain if each.place is not None]
    assert [each for each in lines if each not in told] == []


def _has(found: LiveAnswer, trap: str) -> bool:
    named = "" if found.hang.trap is None else TRAP_IDS[type(found.hang.trap)]
    return named in (trap.split() or [""])


def test_without_the_list_of_timers_nothing_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root may read it; to everybody else an alarm that would end the wait does not show."""
    monkeypatch.setattr(unseen, "read", lambda path: "" if "timer_list" in path else read(path))
    with running(sys.executable, str(PROGRAM), "own_write_end", "fault", "fork") as pid:
        found = settled(pid, lambda each: _has(each, "JS018"))
    assert found.verdict == "unknown"
    assert {each.kind for each in found.unseen} == {"alarm"}
    assert _has(found, "JS018")


@pytest.mark.parametrize(("scenario", "method"), MARKED)
def test_a_repaired_fault_goes_on(scenario: str, method: str) -> None:
    """Once somebody of it sleeps it goes on, and on its way there it is never called stuck."""
    seen: list[Verdict] = []

    def sleeps(found: LiveAnswer) -> bool:
        seen.append(found.verdict)
        return found.hang.end == "time"

    with running(sys.executable, str(PROGRAM), scenario, "repaired", method) as pid:
        found = settled(pid, sleeps)
    assert found.hang.end == "time"
    assert found.verdict == "going_on"
    assert found.hang.trap is None
    assert "stuck" not in seen


def slow_commands(folder: Path) -> dict[str, list[str]]:
    """Programs that wait for a few seconds, and end by themselves."""
    slow, beside = str(compiled(folder)), str(compiled(folder, "slow_beside"))
    return {
        **{f"C: {way}": [slow, way] for way in C_WAYS},
        **{f"C: {way}": [beside, way] for way in BESIDE},
        **{name: [sys.executable, "-c", code] for name, code in PYTHON.items()},
        **{f"shell: {name}": ["/bin/sh", "-c", script] for name, script in SHELL.items()},
    }


def test_what_ends_by_itself_is_never_stuck(tmp_path: Path) -> None:
    """Timers, handlers, times, children that sleep or compute: looked at again and again."""
    commands = slow_commands(tmp_path)
    assert len(commands) >= 20
    seen: dict[str, set[Verdict]] = {name: set() for name in commands}
    with ExitStack() as stack:
        started = {name: stack.enter_context(running(*line)) for name, line in commands.items()}
        waiting = dict(started)
        while waiting:
            for name, pid in list(waiting.items()):
                if has_ended(pid):
                    del waiting[name]
                else:
                    found = answer(
                        pid, look_twice(pid, call_name), lambda _pid: "python3", stacks=False
                    )
                    seen[name] |= {found.verdict} if found is not None else set()
    assert {name: found for name, found in seen.items() if "stuck" in found} == {}
    assert set().union(*seen.values()) == {"going_on", "unknown"}


def has_ended(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
