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
from dataclasses import dataclass
from pathlib import Path

import pytest
from joinscope.explanation import live_hang
from joinscope.explanation.hang_traps import TRAP_IDS, ProcessStopped
from joinscope.explanation.live_hang import LiveAnswer, Verdict, answer
from joinscope.live import look, unseen, waits
from joinscope.live.look import names, read, threads, tree
from joinscope.live.socket_times import waits_for_ever
from joinscope.live.two_looks import look_twice
from joinscope.recording.call_names import call_name
from joinscope.vocabulary import StartMethod
from live_programs import LIVE
from slow_programs import BESIDE, C_WAYS, PYTHON, SHELL, compiled

if sys.platform != "linux":
    collect_ignore = [__file__]

PROGRAMS = Path(__file__).with_name("programs")
MOST = 60.0  # seconds
AT_ONCE = 6
SLOW = 84  # programs that end by themselves
GOES: set[Verdict] = {"going_on", "unknown"}
OWN_END = ("own_write_end", "fault", "fork")
LATER = 10.0  # seconds for which what is stuck is seen to be so
ANY: tuple[StartMethod, ...] = ("fork", "spawn", "forkserver")
FORK: tuple[StartMethod, ...] = ("fork",)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A fault of a program: its trap, or one of several, and lines of it that are told.

    `methods` are the start methods under which it can happen.
    """

    trap: str
    methods: tuple[StartMethod, ...] = FORK
    lines: tuple[str, ...] = ()
    program: str = "standing.py"
    verdict: Verdict = "stuck"


HELPERS = "standing_helpers.py"
SCENARIOS = {
    "undrained_queue": Scenario("JS011", ANY, ("worker.join()",)),
    "held_lock": Scenario("JS021", ANY, ("worker.join()", "with lock:")),
    "two_orders": Scenario("JS021", ANY, ("with second:", "with first:")),
    "dead_holder": Scenario("JS025", ANY, ("worker.join()", "with lock:")),
    "stopped_worker": Scenario("JS022", ANY, ("worker.join()",)),
    "full_pipe": Scenario("JS011", FORK, ("child.wait()",)),
    "lock_copied": Scenario("JS020", FORK, ("worker.join()", "with copied:")),
    "thread_event": Scenario("JS026", FORK, ("thread.join()",)),
    "nobody_sends_it": Scenario("JS023", FORK, ("signal.pause()",)),
    "own_write_end": Scenario("JS018", ANY, ("worker.join()", "reader.recv()")),
    # Who was killed had the lock of the tasks, or only a task: then all the others are idle.
    "idle_pool_worker_killed": Scenario("JS025 JS035", ANY),
    "barrier": Scenario("JS048", FORK, ("both.wait()",)),
    "busy_pool_worker_killed": Scenario("JS035", ANY, ("result.get()",), HELPERS),
    "executor_and_lock": Scenario("JS020", FORK, ("with copied:",), HELPERS),
    "feeding_thread": Scenario(
        "JS015", ANY, ("worker.join()", "while tasks.recv() is not None:"), HELPERS
    ),
    "stopped_manager": Scenario("JS022", ANY, ('shared["a"] = 1',), HELPERS),
    "stopped_server": Scenario("JS022", ("forkserver",), ("worker.join()",), HELPERS),
    "grandchild_has_sentinel": Scenario(
        "JS017", ("fork", "spawn"), ("worker.join(LONG)",), HELPERS, "going_on"
    ),
    "bash_wait": Scenario("JS022", FORK, (), HELPERS),
    "read_in_background": Scenario("JS022", ANY, ("worker.join()", "terminal.read(1)"), HELPERS),
    "ignored_children": Scenario("JS022", FORK, ("os.wait()",), HELPERS),
    "thread_remains": Scenario("JS029", ANY, ("worker.join()",), HELPERS),
    "undone_tasks": Scenario("JS040", ANY, ("tasks.join()", "tasks.get()"), HELPERS),
    "both_receive": Scenario("JS042", ANY, ("one.recv()", "connection.recv()"), HELPERS),
    "twice_locked": Scenario("JS020", FORK, ("lock.acquire()",), HELPERS),
    "mutexes": Scenario("JS021", FORK, (), "standing.c"),
    "join": Scenario("JS023", FORK, (), "standing.c"),
    "first_ended": Scenario("JS023", FORK, (), "standing.c"),
    "flocked": Scenario("JS021", FORK, (), "standing.c"),
    "range_locked": Scenario("JS021", FORK, (), "standing.c"),
    "suspended": Scenario("JS015", FORK, (), "standing.c"),
    "sockets": Scenario("JS042", FORK, (), "standing.c"),
    "traced": Scenario("JS022", FORK, (), "standing.c", "unknown"),
}
CASES = [(name, method) for name, each in SCENARIOS.items() for method in each.methods]
# A sample; the rest is for the stress session.
SAMPLE = {
    *(("undrained_queue", "fork"), ("two_orders", "spawn"), ("dead_holder", "forkserver")),
    *(("flocked", "fork"), ("suspended", "fork"), ("traced", "fork"), ("twice_locked", "fork")),
    *(("read_in_background", "fork"), ("stopped_manager", "fork"), ("executor_and_lock", "fork")),
}
MARKED = [pytest.param(*case, marks=() if case in SAMPLE else pytest.mark.stress) for case in CASES]


@pytest.fixture
def no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the machine for one on which no alarm is set: whoever else has one has no part in it."""
    shown = {"/proc/timer_list": "Timer List Version: v0.10\n"}
    monkeypatch.setattr(unseen, "read", lambda path: shown.get(path) or read(path))


@pytest.fixture(scope="session")
def standing_c(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The faults of C programs."""
    folder = tmp_path_factory.mktemp("standing")
    line = ("cc", "-Wall", "-Werror", "-pthread", "-o", folder / "standing")
    subprocess.run([*line, PROGRAMS / "standing.c"], check=True)
    return folder / "standing"


def command(scenario: str, variant: str, method: str, standing_c: Path) -> list[str]:
    """How a scenario is run."""
    program = SCENARIOS[scenario].program
    if program.endswith(".c"):
        file = standing_c.with_name(f"{scenario}.{variant}.lock")
        return [str(standing_c), scenario, variant, str(file)]
    return [sys.executable, str(PROGRAMS / program), scenario, variant, method]


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


@pytest.mark.usefixtures("no_alarm")
@pytest.mark.parametrize(("scenario", "method"), MARKED)
def test_a_fault_is_told(scenario: str, method: str, standing_c: Path) -> None:
    """It is stuck, if that may be known, by which trap, and at which lines."""
    wanted = SCENARIOS[scenario]
    with running(*command(scenario, "fault", method, standing_c)) as pid:
        found = settled(pid, lambda each: _is_told(each, wanted))
    assert found.verdict == wanted.verdict
    assert found.evidence == "memory"
    assert _has(found, wanted.trap)
    told = [each.place.text for each in found.hang.chain if each.place is not None]
    assert [each for each in wanted.lines if each not in told] == []


STAYING = [case for case in CASES if SCENARIOS[case[0]].verdict == "stuck"]


@pytest.mark.usefixtures("no_alarm")
@pytest.mark.parametrize(
    "cases",
    [
        [("two_orders", "fork")],
        *(
            pytest.param(STAYING[start : start + AT_ONCE], marks=pytest.mark.stress)
            for start in range(0, len(STAYING), AT_ONCE)
        ),
    ],
)
def test_what_is_stuck_still_waits(cases: list[tuple[str, StartMethod]], standing_c: Path) -> None:
    """None of its threads has run ten seconds later."""
    with ExitStack() as stack:
        started = {
            case: stack.enter_context(running(*command(case[0], "fault", case[1], standing_c)))
            for case in cases
        }
        told = {
            case: settled(pid, lambda each: each.verdict == "stuck")
            for case, pid in started.items()
        }
        assert {case for case, each in told.items() if each.verdict != "stuck"} == set()
        before = {pid: list(threads(tree(pid))) for pid in started.values()}
        time.sleep(LATER)
        after = {pid: list(threads(tree(pid))) for pid in started.values()}
    assert before == after


def _is_told(found: LiveAnswer, wanted: Scenario) -> bool:
    return found.verdict == wanted.verdict and _has(found, wanted.trap)


def _has(found: LiveAnswer, trap: str) -> bool:
    named = "" if found.hang.trap is None else TRAP_IDS[type(found.hang.trap)]
    return named in (trap.split() or [""])


def test_without_the_list_of_timers_stuck_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root may read it; to everybody else an alarm that would end the wait does not show."""
    monkeypatch.setattr(unseen, "read", lambda path: "" if "timer_list" in path else read(path))
    with running(sys.executable, str(PROGRAMS / "standing.py"), *OWN_END) as pid:
        found = settled(pid, lambda each: _has(each, "JS018"))
    assert found.verdict == "likely_stuck"
    assert {each.kind for each in found.unseen} == {"no_word"}


def test_where_an_alarm_is_set_it_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root's list tells that there is one, and not of which process."""
    shown = {"/proc/timer_list": " #0: <0000000000000000>, it_real_fn, S:01\n"}
    monkeypatch.setattr(unseen, "read", lambda path: shown.get(path) or read(path))
    with running(sys.executable, str(PROGRAMS / "standing.py"), *OWN_END) as pid:
        found = settled(pid, lambda each: _has(each, "JS018"))
    assert found.verdict == "unknown"
    assert found.unseen == (unseen.Unseen("alarm"),)


def test_who_names_an_alarm_may_have_set_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without root's list one that would end the program is not denied."""
    monkeypatch.setattr(unseen, "read", lambda path: "" if "timer_list" in path else read(path))
    with running(str(compiled(tmp_path)), "own_pipe") as pid:
        found = settled(pid, lambda each: _has(each, "JS018"))
    assert found.verdict == "unknown"
    assert {each.kind for each in found.unseen} == {"may_alarm"}


@pytest.mark.parametrize("line", [("{}/stands",), ("-m", "stands"), ("-um", "stands", "-c")])
def test_a_program_that_is_not_found_may_have_set_an_alarm(
    line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A script need not end in .py, and where a module is does not show."""
    for name in ("stands", "stands.py"):
        (tmp_path / name).write_text("import os, signal\nsignal.alarm(0)\nos.read(os.pipe()[0], 1)")
    monkeypatch.setattr(unseen, "read", lambda path: "" if "timer_list" in path else read(path))
    words = [each.format(tmp_path) for each in line]
    with running("env", f"PYTHONPATH={tmp_path}", sys.executable, *words) as pid:
        found = settled(pid, lambda each: _has(each, "JS018"))
    assert found.verdict == "unknown"
    assert {each.kind for each in found.unseen} == {"may_alarm"}


@pytest.mark.usefixtures("no_alarm")
def test_without_memory_the_queue_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under ptrace_scope 1: by the wait channels, and the one pipe that is full."""
    monkeypatch.setattr(look, "read", lambda path: "" if path.endswith("/syscall") else read(path))
    monkeypatch.setattr(waits, "memory", lambda *_: None)
    monkeypatch.setattr(live_hang, "python_stacks", lambda _pids: {})
    arguments = ("undrained_queue", "fault", "fork")
    with running(sys.executable, str(PROGRAMS / "standing.py"), *arguments) as pid:
        found = settled(pid, lambda each: _has(each, "JS011"))
    assert found.verdict == "likely_stuck"
    assert found.evidence == "states"
    assert {each.kind for each in found.doubts} == {"unreadable"}
    assert [each.fill is not None for each in found.hang.chain] == [False, False, True]


def test_without_memory_the_rest_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which lock is waited for, and for how long, no wait channel tells."""
    monkeypatch.setattr(look, "read", lambda path: "" if path.endswith("/syscall") else read(path))
    monkeypatch.setattr(waits, "memory", lambda *_: None)
    arguments = ("two_orders", "fault", "fork")
    with running(sys.executable, str(PROGRAMS / "standing.py"), *arguments) as pid:
        found = settled(pid, lambda each: not each.moved)
    assert found.verdict == "unknown"
    assert found.evidence == "states"


@pytest.mark.usefixtures("no_alarm")
@pytest.mark.parametrize(
    "code",
    [
        "e = select.epoll(); e.register(0, select.EPOLLHUP); e.register(r, 1); e.poll()",
        "p = select.poll(); p.register(0, select.POLLPRI); p.register(r, 1); p.poll()",
        "e = select.epoll(); e.register(0, 1); os.dup2(0, 9); os.dup2(r, 0); e.poll()",
        "os.dup2(0, 1500); libc.select(1501, high, 0, 0, 0)",
    ],
)
def test_what_is_polled_along_with_its_own_pipe(code: str) -> None:
    """Its standard input may be closed from outside, so it is not stuck."""
    program = (
        "import ctypes, os, resource, select\nr, w = os.pipe()\nlibc = ctypes.CDLL(None)\n"
        "most = resource.getrlimit(7)[1]\nresource.setrlimit(7, (most, most))\n"
        f"high = (1 << r | 1 << 1500).to_bytes(192, 'little')\n{code}"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as process:
        try:
            found = settled(
                process.pid, lambda each: each.verdict == "stuck" or _doubted(each) == {"outside"}
            )
        finally:
            process.kill()
    assert found.verdict == "unknown"


def test_who_handles_the_last_signal() -> None:
    """Anybody may send it to a program that the plugin or the tracer has nothing to do with."""
    code = "import signal; signal.signal(64, lambda *_: None); signal.pause()"
    with running(sys.executable, "-c", code) as pid:
        found = settled(pid, lambda each: each.verdict == "stuck" or _doubted(each) == {"handler"})
    assert found.verdict == "unknown"


def test_who_traces_somebody_else() -> None:
    """A wait for any child tells of those that a process traces, too."""
    code = (
        "import ctypes, os, signal, sys\n"
        "if not os.fork(): signal.pause()\n"
        "assert not ctypes.CDLL(None).ptrace(0x4206, int(sys.argv[1]), None, None)\n"  # SEIZE
        "os.wait()"
    )
    with (
        running("sleep", "600") as traced,
        running(sys.executable, "-c", code, str(traced)) as pid,
    ):
        found = settled(pid, lambda each: each.verdict == "stuck" or _doubted(each) == {"outside"})
    assert found.verdict == "unknown"


def _doubted(found: LiveAnswer) -> set[str]:
    return {each.kind for each in found.doubts}


@pytest.mark.usefixtures("no_alarm")
def test_without_the_file_of_timers_there_may_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every kernel has it."""
    with running(sys.executable, str(PROGRAMS / "standing.py"), *OWN_END) as pid:
        settled(pid, lambda each: each.verdict == "stuck")
        monkeypatch.setattr(os.path, "exists", lambda path: not str(path).endswith("/timers"))
        found = asked(pid)
        monkeypatch.undo()
    assert found.verdict == "unknown"
    assert _doubted(found) == {"timer"}


def test_who_is_asked_for_a_time_and_is_no_socket() -> None:
    """Of what is another file by now no descriptor is kept."""
    reader, writer = os.pipe()
    before = names("/proc/self/fd")
    assert waits_for_ever(os.getpid(), reader, "r") is None
    assert names("/proc/self/fd") == before
    os.close(reader)
    os.close(writer)


@pytest.mark.usefixtures("no_alarm")
def test_a_cgroup_that_is_frozen() -> None:
    """As `docker pause` does it: who waits for one in it waits until it is thawed."""
    group = next(_cgroups(), None)
    if group is None:
        pytest.skip("a cgroup may be made by root alone, where version 2 is mounted")
    group.mkdir()
    try:
        with running("/bin/sh", "-c", "sleep 600 & wait") as pid:
            (child,) = settled_children(pid)
            (group / "cgroup.procs").write_text(str(child))
            (group / "cgroup.freeze").write_text("1")
            found = settled(pid, lambda each: _has(each, "JS022"))
            (group / "cgroup.freeze").write_text("0")
            (group.parent / "cgroup.procs").write_text(str(child))
    finally:
        group.rmdir()
    assert found.verdict == "unknown"
    assert [each.kind for each in found.doubts if each.pid == child] == ["frozen"]
    assert isinstance(found.hang.trap, ProcessStopped)
    assert found.hang.trap.how == "cgroup"


@pytest.mark.usefixtures("no_alarm")
@pytest.mark.parametrize(("scenario", "method"), MARKED)
def test_a_repaired_fault_goes_on(scenario: str, method: str, standing_c: Path) -> None:
    """Once somebody of it sleeps it goes on, and on its way there it is never called stuck."""
    seen: list[Verdict] = []

    def sleeps(found: LiveAnswer) -> bool:
        seen.append(found.verdict)
        return found.hang.end == "time"

    with running(*command(scenario, "repaired", method, standing_c)) as pid:
        found = settled(pid, sleeps)
    assert found.hang.end == "time"
    assert found.verdict == "going_on"
    assert found.hang.trap is None
    assert not {"stuck", "likely_stuck"} & set(seen)


def slow_commands(folder: Path) -> dict[str, list[str]]:
    """Programs that wait for a few seconds, and end by themselves."""
    slow, beside = str(compiled(folder)), str(compiled(folder, "slow_beside"))
    return {
        **{f"C: {way}": [slow, way] for way in C_WAYS},
        **{f"C: {way}": [beside, way] for way in BESIDE},
        **{name: [sys.executable, "-c", code] for name, code in {**PYTHON, **LIVE}.items()},
        **{f"shell: {name}": ["/bin/sh", "-c", script] for name, script in SHELL.items()},
    }


@pytest.mark.parametrize(
    "part",
    [
        slice(0, 8),
        slice(33, 41),
        *(
            pytest.param(slice(start, start + AT_ONCE), marks=pytest.mark.stress)
            for start in range(0, SLOW, AT_ONCE)
        ),
    ],
)
def test_what_ends_by_itself_is_never_stuck(part: slice, tmp_path: Path) -> None:
    """Timers, handlers, times, children that sleep or compute: looked at again and again."""
    commands = dict(list(slow_commands(tmp_path).items())[part])
    seen: dict[str, set[Verdict]] = {name: set() for name in commands}
    with ExitStack() as stack:
        waiting = {name: stack.enter_context(running(*line)) for name, line in commands.items()}
        while waiting:
            for name, pid in list(waiting.items()):
                if has_ended(pid):
                    del waiting[name]
                else:
                    found = answer(
                        pid, look_twice(pid, call_name), lambda _pid: "python3", stacks=False
                    )
                    seen[name] |= {found.verdict} if found is not None else set()
    assert {name: found for name, found in seen.items() if not found <= GOES} == {}


def test_there_are_sixty(tmp_path: Path) -> None:
    """The table is long enough to be believed."""
    assert len(slow_commands(tmp_path)) == SLOW


def has_ended(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def settled_children(pid: int) -> list[int]:
    """The children of a process, once there are some."""
    end = time.monotonic() + MOST
    while not (found := tree(pid)[1:]) and time.monotonic() < end:
        pass
    return found


def _cgroups() -> Iterator[Path]:
    """A cgroup that may be made, below the one of this process."""
    for line in read("/proc/self/mounts").splitlines():
        _, mount, kind, *_ = line.split()
        if kind == "cgroup2" and os.access(mount, os.W_OK):
            yield Path(mount) / f"joinscope-{os.getpid()}"
