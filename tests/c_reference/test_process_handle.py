"""process_handle.h: what a join can be asked for, of it and, beside it, of process_join()."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cjoin
import gcov
import pytest
from header_example import example

PROCESS = Path(cjoin.get_include()).resolve()
HERE = Path(__file__).parent
SEAM = HERE / "handle" / "seam.c"
WARNINGS = [
    "-std=c17",
    *("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow"),
    *("-Wstrict-prototypes", "-Wmissing-prototypes", "-Werror"),
]
WAYS = ("join", "handle", "older")
# What comes out: of process_join(); of a handle; of a handle where the kernel does not tell how
# those ended whom others have reaped, as before Linux 6.15.
CHECKS = {
    "plain": ("exit 3", "exit 3", "exit 3"),
    "sigchld_ignored": ("ECHILD", "exit 3", "unknown"),
    "stolen": ("ECHILD", "exit 3", "unknown"),
    "stolen_after_exec": ("ECHILD", "exit 3", "unknown"),
    "executes_a_program": ("waits without end", "time over", "time over"),
    "closes_its_descriptors": ("waits without end", "time over", "time over"),
    "grandchild_holds_the_sentinel": ("time over", "exit 3", "exit 3"),
    "four_threads": ("1 of 4", "4 of 4", "4 of 4"),
    "another_process": ("ECHILD", "exit 3", "unknown"),
    "parent_dead": ("ECHILD", "exit 3", "unknown"),
    "interrupted_with_timeout": ("EINTR", "EINTR", "EINTR"),
    "interrupted": ("waits on", "EINTR", "EINTR"),
    "stopped": ("time over, exit -9",) * 3,
    "first_thread_ended": ("time over, exit 3",) * 3,
    "twice": ("exit 3, exit 3",) * 3,
    "exact": ("waits more", "waits 0.5 ms", "waits 0.5 ms"),
    "pid_reused": ("a stranger is told to end", "nobody is told", "nobody is told"),
}
# In which it is process_join() that fails.
FAILED = [name for name, (join, handle, _) in CHECKS.items() if join != handle]
UNKNOWN = [name for name, (*_, older) in CHECKS.items() if older == "unknown"]


def names(program: str) -> list[str]:
    """What a program of the folder `handle` has in its table."""
    return re.findall(r'\{"(\w+)", \1\}', (HERE / "handle" / f"{program}.c").read_text())


SCENARIOS, SETS = names("scenarios"), names("sets")
RUNS: dict[str, list[tuple[str, ...]]] = {
    "checks": [(way, name) for way in WAYS for name in CHECKS],
    "scenarios": [(name,) for name in SCENARIOS],
    "sets": [(name,) for name in SETS],
}
PROGRAMS = list(RUNS)
GATE = "pipe_read(gate->worker_end, &may_begin, 1) == -1 || !may_begin"
NOT_SANITIZED = {"failing_start"}  # the sanitizers need descriptors of their own
# Lines of the library that nothing runs, and why.
NOT_RUN = {
    "status_word: case CLD_DUMPED:": "a core is dumped where one may be written: not here",
    "status_word: return W_EXITCODE(0, end->si_status) | WCOREFLAG;": "the same",
    "read_proc: return -1;": "what can be opened in /proc is gone when it is read; seldom",
    "from_zombie: return 0;": "the process is reaped between one look and the next; seldom",
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pidfds are Linux's")


def build(folder: Path, program: str, *flags: str, library: Path = PROCESS) -> Path:
    """A program of the folder `handle`, with the library, whose calls the seam wraps."""
    wraps = sorted(set(re.findall(r"^__wrap_(\w+)\(", SEAM.read_text(), re.MULTILINE)))
    sources = [HERE / "handle" / f"{program}.c", SEAM, HERE / "native" / "native.c"]
    sources += sorted([*library.glob("*.c"), *library.glob("linux/*.c")])
    includes = [library, library / "linux", HERE / "native", HERE / "handle"]
    command: list[str | Path] = ["gcc", *flags, "-g", "-pthread", "-o", folder / program, *sources]
    command += [f"-I{include}" for include in includes] + [f"-Wl,--wrap={call}" for call in wraps]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / program


def play(program: Path, *words: str) -> tuple[int, str, str]:
    """Run a program to its end, and end what it leaves; its status, and what it says."""
    with (
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
        subprocess.Popen(
            [program, *words],
            env={"ASAN_OPTIONS": "detect_leaks=0", "PROCESS_START_METHOD": "fork"},
            stdout=out,
            stderr=err,
            process_group=0,
        ) as process,
    ):
        end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert end is not None
        if end.si_status != 0:  # it may have left a worker, which nobody else would end
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        out.seek(0)
        err.seek(0)
        return status, out.read().strip(), err.read()


def said(program: Path, *words: str) -> str:
    """What a run prints; it must end well and complain of nothing."""
    status, out, err = play(program, *words)
    assert (status, err) == (0, ""), err
    return out


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("checks"), "checks", "-O1", *WARNINGS)


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("scenarios"), "scenarios", "-O1", *WARNINGS)


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("sets"), "sets", "-O1", *WARNINGS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CHECKS)
def test_check(name: str, way: str, checks: Path) -> None:
    """Each check has the outcome that the table says."""
    assert said(checks, way, name) == CHECKS[name][WAYS.index(way)]


def test_the_table_counts() -> None:
    """Of 17, process_join() fails 12; an older kernel leaves 5 statuses unknown, and no more."""
    assert names("checks") == list(CHECKS)
    assert (len(CHECKS), len(FAILED), len(UNKNOWN)) == (17, 12, 5)
    assert all(older in {handle, "unknown"} for _, handle, older in CHECKS.values())


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str, scenarios: Path) -> None:
    """Each scenario of one worker holds."""
    assert said(scenarios, name) == ""


@pytest.mark.parametrize("name", SETS)
def test_set(name: str, sets: Path) -> None:
    """Each scenario of many workers holds."""
    assert said(sets, name) == ""


@pytest.mark.parametrize(
    ("file", "right", "wrong", "program", "name", "complaint"),
    [
        ("handle_fork", GATE, "0", "scenarios", "gate", "exitcode(&h) is 0, not 1"),
        (
            "end",
            "h->pidfd, WNOWAIT",
            "h->pidfd, 0",
            "scenarios",
            "published_before_reaped",
            "not 3",
        ),
        ("end", "return publish(h, END_UNTOLD)", "return 0", "scenarios", "hidden_zombie", "is 0"),
        ("exit_status", "may_look(pid))", "pid)", "scenarios", "hidden_zombie", "exitcode is 0"),
        ("handle", "in_set ||", "in_set < 0 ||", "sets", "copies", "process_handle_close"),
        (
            "set",
            "process_set_remove(set, h);",
            "h->in_set = 0;",
            "sets",
            "copies",
            "watched() is 3",
        ),
    ],
)
def test_a_scenario_can_fail(
    file: str, right: str, wrong: str, program: str, name: str, complaint: str, tmp_path: Path
) -> None:
    """A library with a mistake in it is found out.

    Without the gate; that reaps before it publishes; that says "runs" of what has ended; that takes
    a hidden status for 0; that closes what is in a set; that leaves in it what has ended.
    """
    library = tmp_path / "process"
    shutil.copytree(PROCESS, library)
    source = library / "linux" / f"process_{file}.c"
    assert right in source.read_text()
    source.write_text(source.read_text().replace(right, wrong))
    built = build(tmp_path, program, library=library)
    status, _, complaints = play(built, name)
    assert status == 1
    assert complaint in complaints


def test_the_example_in_the_header(tmp_path: Path) -> None:
    """The header's example builds by its line, without a warning, and prints what it says."""
    code, line, printed = example(PROCESS / "linux" / "process_handle.h")
    (tmp_path / "example.c").write_text(code)
    (tmp_path / "process").symlink_to(PROCESS)
    build_line = f"{line} {' '.join(WARNINGS)}".replace("-std=c17 ", "")
    subprocess.run(["sh", "-c", build_line], cwd=tmp_path, check=True)
    assert said(tmp_path / "example").splitlines() == printed == ["exit code 3"]


@pytest.mark.stress
@pytest.mark.parametrize("way", WAYS)
def test_checks_200_times_under_load(way: str, checks: Path) -> None:
    """Never another outcome, however busy the machine is."""
    index = WAYS.index(way)

    def each(number: int) -> set[tuple[str, str]]:
        names = list(CHECKS)[number % 17 :] + list(CHECKS)[: number % 17]
        return {(name, said(checks, way, name)) for name in names}

    with ThreadPoolExecutor(8) as pool:
        seen = set().union(*pool.map(each, range(200)))
    assert seen == {(name, outcomes[index]) for name, outcomes in CHECKS.items()}


@pytest.mark.stress
@pytest.mark.parametrize("name", ["crowd", "thieves", "sets threads", "sets traced"])
def test_many_at_once_200_times_under_load(name: str, scenarios: Path, sets: Path) -> None:
    """Threads, handlers and other processes that join at once never disagree."""
    *other, last = name.split()
    with ThreadPoolExecutor(8) as pool:
        outcomes = set(pool.map(lambda _: said(sets if other else scenarios, last), range(200)))
    assert outcomes == {""}


@pytest.mark.c_strict
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_analyzer_finds_nothing(program: str, tmp_path: Path) -> None:
    """Gcc's static analyzer finds nothing in the library or the programs."""
    build(tmp_path, program, "-O1", "-fanalyzer", *WARNINGS)


@pytest.mark.c_strict
def test_sanitizers_find_nothing(tmp_path: Path) -> None:
    """No undefined behaviour and no bad access, also where calls fail."""
    for program, runs in RUNS.items():
        flags = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
        built = build(tmp_path, program, *flags)
        for words in runs:
            if words[-1] not in NOT_SANITIZED:
                said(built, *words)


@pytest.mark.c_strict
@pytest.mark.parametrize("words", [("checks", "handle", "four_threads"), ("sets", "threads")])
def test_threads_do_not_race(words: tuple[str, ...], tmp_path: Path) -> None:
    """No access to memory that another thread writes, but by atomic operations."""
    program, *rest = words
    built = build(tmp_path, program, "-fsanitize=thread", "-fno-sanitize-recover=all")
    assert said(built, *rest) in {"4 of 4", ""}


@pytest.mark.c_strict
def test_coverage_of_the_library(tmp_path: Path) -> None:
    """Checks and scenarios run at least 95 % of the library's lines; the others have a reason."""
    counts: dict[str, bool] = {}
    for program, runs in RUNS.items():
        folder = tmp_path / program
        folder.mkdir()
        built = build(folder, program, "-O0", "--coverage", "-DCOVERAGE")
        for words in runs:
            said(built, *words)
        for source in sorted(PROCESS.glob("linux/*.c")):
            found = gcov.lines(source, folder / f"{program}-{source.stem}.gcno", folder)
            counts |= {line: hit or counts.get(line, False) for line, hit in found.items()}
    assert gcov.enough(counts, NOT_RUN)
