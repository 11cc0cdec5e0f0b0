"""process_handle.h: what a join can be asked for, of it and, beside it, of process_join()."""

import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cjoin
import pytest

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


def said(program: Path, *words: str, before: Sequence[str] = ()) -> str:
    """What a run prints; it must end well and say nothing else."""
    done = subprocess.run(
        [*before, program, *words],
        env={"ASAN_OPTIONS": "detect_leaks=0", "PROCESS_START_METHOD": "fork"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("checks"), "checks", "-O1", *WARNINGS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CHECKS)
def test_check(name: str, way: str, checks: Path) -> None:
    """Each check has the outcome that the table says."""
    assert said(checks, way, name) == CHECKS[name][WAYS.index(way)]


def test_the_table_counts() -> None:
    """Of 17, process_join() fails 12; an older kernel leaves 5 statuses unknown, and no more."""
    source = (HERE / "handle" / "checks.c").read_text()
    assert re.findall(r'^    \{"(\w+)", \1\},$', source, re.MULTILINE) != []
    assert set(re.findall(r'^    \{"(\w+)", \1\},$', source, re.MULTILINE)) == set(CHECKS)
    assert (len(CHECKS), len(FAILED), len(UNKNOWN)) == (17, 12, 5)
    assert all(older in {handle, "unknown"} for _, handle, older in CHECKS.values())


@pytest.mark.stress
@pytest.mark.parametrize("way", WAYS)
def test_checks_200_times_under_load(way: str, checks: Path) -> None:
    """Never another outcome, however busy the machine is."""
    index = WAYS.index(way)

    def play(number: int) -> set[tuple[str, str]]:
        names = list(CHECKS)[number % 17 :] + list(CHECKS)[: number % 17]
        return {(name, said(checks, way, name)) for name in names}

    with ThreadPoolExecutor(8) as pool:
        seen = set().union(*pool.map(play, range(200)))
    assert seen == {(name, outcomes[index]) for name, outcomes in CHECKS.items()}
